"""The business register: every quarter everything that is open or closed within the last year.

CSV in the old Western code page, semicolons, Dutch dates. An establishment that moved stands at its
new address from the next delivery on; some come a quarter late, some keep their old address.
"""

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from tidegate.demo import noise
from tidegate.demo.deliveries.outbox import Outbox
from tidegate.demo.deliveries.sinks import Delimited
from tidegate.demo.deliveries.wording import FORMS, Wording, number_text
from tidegate.demo.timeline import MONTHS, OPEN, date_text, month_end
from tidegate.demo.truth import Truth
from tidegate.demo.world.draft import Ids
from tidegate.demo.world.world import NONE, sectors

REGISTER, FILE, KEY = "handelsregister", "vestigingen", "VESTIGINGSNR"
QUARTERS = tuple(range(2, MONTHS, 3))
_SHOWN_AFTER_END = 365


def deliver(words: Wording, out: Outbox, truth: Truth) -> None:
    """Write the quarterly extracts and their truth."""
    world, rates = words.world, noise.RATES
    random = world.stream(REGISTER)
    table = world.establishments
    order = np.argsort(words.branch(np.arange(len(table))).to_numpy(zero_copy_only=False))
    company, rows = table["company"][order], len(order)
    lag = np.where(noise.struck(random, rows, rates.late), 92, 0)
    stale = noise.struck(random, rows, rates.old_address)
    same = _unchanging(words, random, order, company)
    seen = np.zeros(rows, bool)
    for month in QUARTERS:
        on = int(month_end(month))
        start, end = table["start"][order], table["end"][order]
        here = np.flatnonzero((start + lag <= on) & (end > on - _SHOWN_AFTER_END))
        seen[here] = True
        moved = (table["moved"][order] <= on) & ~stale
        premises = np.where(moved, table["later"][order], table["premises"][order])[here]
        shown_end = np.where(end <= on, end, OPEN)[here]
        columns = _rows(words, random, same, here, premises, shown_end)
        out.delimited(f"{REGISTER}/vestigingen_{date_text([on])[0]}.csv", columns, delimiter=";", encoding="cp1252")
    _tell(words, truth, order, company, seen)


def _unchanging(words: Wording, random: np.random.Generator, order: Ids, company: Ids) -> dict[str, pa.Array]:
    companies, table = words.world.companies, words.world.establishments
    name = noise.capitals(random, noise.mistyped(random, words.company(company)))
    letters, sector = companies["letters"][company], table["sector"][order]
    return {
        "KVK_NUMMER": words.kvk(company),
        "VESTIGINGSNR": words.branch(order),
        "HANDELSNAAM": noise.other_forms(random, name),
        "RECHTSVORM": pa.array(FORMS).take(pa.array(companies["form"][company])),
        "SBI_CODE": pa.array(sectors().code).take(pa.array(sector)),
        "SBI_OMSCHRIJVING": pa.array(sectors().text).take(pa.array(sector)),
        "WERKZAME_PERSONEN": number_text(table["staff"][order]),
        "DATUM_OPRICHTING": date_text(companies["founded"][company], "dutch"),
        "DATUM_VESTIGING": date_text(table["start"][order], "dutch"),
        "CORR_AFWIJKEND": pa.array(np.where(letters >= 0, "J", "N")),
        "CORR_ADRES": pc.binary_join_element_wise(words.street(letters), words.house(letters), " "),
        "CORR_POSTCODE": words.postcode(letters),
        "CORR_PLAATS": words.town(letters),
    }


def _rows(
    words: Wording, random: np.random.Generator, same: dict[str, pa.Array], here: Ids, premises: Ids, end: Ids
) -> dict[str, pa.Array]:
    rates, at = noise.RATES, pa.array(here)
    fixed = {name: values.take(at) for name, values in same.items()}
    correspondence = {
        name: fixed.pop(name) for name in ("CORR_AFWIJKEND", "CORR_ADRES", "CORR_POSTCODE", "CORR_PLAATS")
    }
    fixed["DATUM_VESTIGING"] = noise.impossible_dates(random, fixed["DATUM_VESTIGING"])
    fixed["WERKZAME_PERSONEN"] = noise.broken_numbers(random, fixed["WERKZAME_PERSONEN"])
    ragged = pa.array(np.where(noise.struck(random, len(here), rates.ragged), ";?", ""))
    return {
        **fixed,
        "DATUM_OPHEFFING": date_text(end, "dutch"),
        "STRAAT": words.street(premises),
        "HUISNR": words.house(premises),
        "POSTCODE": words.postcode(premises),
        "PLAATS": words.town(premises),
        **correspondence,
        Delimited.RAGGED: ragged,
    }


def _tell(words: Wording, truth: Truth, order: Ids, company: Ids, seen: np.ndarray) -> None:
    world, keys = words.world, words.branch(order)
    letters = world.companies["letters"][company]
    for entity, kind, ids in (
        ("establishment", "establishment", order),
        ("company", "company", company),
        ("corr_premises", "premises", letters),
        ("premises", "premises", world.establishments["premises"][order]),
        ("premises", "premises", world.establishments["later"][order]),
    ):
        truth.about(world, REGISTER, FILE, entity, kind, keys, np.where(seen, ids, NONE))
    back = np.argsort(order)
    shown = pc.if_else(pa.array(seen[back]), words.branch(np.arange(len(order))), pa.scalar(None, pa.string()))
    truth.keyed("establishments", REGISTER, FILE, KEY, shown)
    listed = np.zeros(len(world.companies), bool)
    listed[company[seen]] = True
    every = np.arange(len(world.companies))
    truth.keyed("companies", REGISTER, FILE, "KVK_NUMMER", words.kvk(np.where(listed, every, NONE)))
