"""Permits, as the workbook that the permits department sends: three title lines, the header, the rows, a footer."""

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from tidegate.demo import noise
from tidegate.demo.deliveries.outbox import Outbox
from tidegate.demo.deliveries.wording import Wording, number_text, where_any
from tidegate.demo.timeline import OPEN, date_text, day
from tidegate.demo.truth import Truth
from tidegate.demo.world.authority import PERMITS, REFUSED, WITHDRAWN
from tidegate.demo.world.draft import Draft, Ids
from tidegate.demo.world.world import NONE

REGISTER, FILE, KEY = "vergunningen", "vergunningen", "Zaaknummer"
_DECISIONS = ("verleend", "geweigerd", "ingetrokken door aanvrager", "in behandeling")
_DELIVERED = ("2022-12-31", "2024-12-31")
_TITLES = ("Gemeente Havenrijk - afdeling Vergunningen", "Overzicht vergunningen en ontheffingen, stand {on}", "")
_FOOTER = "Einde overzicht. Aan dit overzicht kunnen geen rechten worden ontleend."
_CLOSED = (REFUSED, WITHDRAWN)


def deliver(words: Wording, out: Outbox, truth: Truth) -> None:
    """Write two full states, one and a half years of permits apart, and their truth."""
    world, permits = words.world, words.world.permits
    random = world.stream(REGISTER)
    counter = words.counters(REGISTER, permits["applied"])
    order = np.argsort(counter)
    company, premises = permits["company"][order], permits["premises"][order]
    keys = number_text(counter[order], "HVR-Z-", 8)
    name = noise.other_forms(random, noise.mistyped(random, words.company(company)))
    same = {
        "Zaaknummer": keys,
        "Soort vergunning": pa.array(PERMITS).take(pa.array(permits["kind"][order])),
        "Aanvrager": pc.coalesce(name, pa.scalar("particulier")),
        "KvK-nummer": noise.dropped(random, words.kvk(company), noise.RATES.number_missing),
        "Adres": noise.mistyped(random, words.address_line(premises)),
        "Postcode": words.postcode(premises),
        "Plaats": words.town(premises),
        "Capaciteit": where_any(permits["capacity"][order], number_text(permits["capacity"][order])),
        "Balie": number_text(permits["desk"][order] + 1 + 10 * (world.block + 1), "Balie "),
        "Ontvangen": noise.impossible_dates(random, date_text(permits["applied"][order], "dutch")),
    }
    for on in _DELIVERED:
        state = _state(permits, order, day(on))
        known = pa.array(permits["applied"][order] <= day(on))
        rows = {c: values.filter(known) for c, values in {**same, **state}.items()}
        titles = tuple(line.format(on=on) for line in _TITLES)
        out.workbook(f"{REGISTER}/vergunningen_{on}.xlsx", rows, titles=titles, footer=_FOOTER, numbers=("Capaciteit",))
    truth.keyed("permits", REGISTER, FILE, KEY, keys.take(pa.array(np.argsort(order))))
    truth.about(world, REGISTER, FILE, "holder", "company", keys, company)
    truth.about(world, REGISTER, FILE, "premises", "premises", keys, np.where(premises == NONE, NONE, premises))


def _state(permits: Draft, order: Ids, on: int) -> dict[str, pa.Array]:
    decided = np.where(permits["decided"][order] <= on, permits["decided"][order], OPEN)
    decision = np.where(decided == OPEN, 3, permits["decision"][order])
    granted = (decision != 3) & ~np.isin(decision, _CLOSED)
    start, end = permits["start"][order], permits["end"][order]
    status = np.select([decision == 3, ~granted, end <= on], ["aanvraag", "afgesloten", "vervallen"], "van kracht")
    return {
        "Besloten": date_text(decided, "dutch"),
        "Besluit": pa.array(_DECISIONS).take(pa.array(decision)),
        "Ingangsdatum": date_text(np.where(granted, start, OPEN), "dutch"),
        "Einddatum": date_text(np.where(granted, end, OPEN), "dutch"),
        "Status": pa.array(status),
    }
