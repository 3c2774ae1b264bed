"""The port: which firms forward there, from which warehouse, with whose lorries; their passes by month.

Firms only: no holder of a pass is in any column.
"""

import numpy as np
import pyarrow as pa

from tidegate.demo import noise
from tidegate.demo.deliveries.outbox import Outbox
from tidegate.demo.deliveries.wording import Wording, number_text
from tidegate.demo.timeline import LAST, MONTHS, date_text, month_of, month_text
from tidegate.demo.truth import Truth

REGISTER, FIRMS, PASSES = "haven", "expediteurs", "passen"


def deliver(words: Wording, out: Outbox, truth: Truth) -> None:
    """Write the firms and their passes as Parquet, and their truth."""
    world, table = words.world, words.world.forwarders
    random = world.stream(REGISTER)
    known = np.flatnonzero(table["start"] <= LAST)
    counter = words.counters(REGISTER, table["start"])
    order = known[np.argsort(counter[known])]
    keys = number_text(counter[order], "EXP", 7)
    company, carrier, warehouse = (table[c][order] for c in ("company", "transporter", "warehouse"))
    columns = {
        "relatienr": keys,
        "kvk_nummer": noise.dropped(random, words.kvk(company), noise.RATES.number_missing),
        "naam": noise.other_forms(random, words.company(company)),
        "loods_adres": words.address_line(warehouse),
        "loods_postcode": words.postcode(warehouse),
        "loods_plaats": words.town(warehouse),
        "vervoerder": noise.mistyped(random, words.company(carrier)),
        "vervoerder_kvk": words.kvk(carrier),
        "ingeschreven": date_text(table["start"][order]),
        "uitgeschreven": date_text(table["end"][order]),
    }
    out.parquet(f"{REGISTER}/expediteurs_2024-12-31.parquet", columns)
    place = np.full(len(table), -1)
    place[order] = np.arange(len(order))
    truth.keyed(
        "forwarders", REGISTER, FIRMS, "relatienr", keys.take(pa.array(np.where(place >= 0, place, 0), mask=place < 0))
    )
    for entity, kind, ids in (
        ("firm", "company", company),
        ("transporter", "company", carrier),
        ("warehouse", "premises", warehouse),
    ):
        truth.about(world, REGISTER, FIRMS, entity, kind, keys, ids)
    _passes(words, out, order, keys, random)


def _passes(words: Wording, out: Outbox, order: np.ndarray, keys: pa.Array, random: np.random.Generator) -> None:
    table = words.world.forwarders
    first = np.maximum(0, month_of(table["start"][order]))
    last = np.minimum(MONTHS - 1, month_of(np.minimum(table["end"][order], LAST)))
    run = np.maximum(0, last - first + 1)
    which = np.repeat(np.arange(len(order)), run)
    month = first[which] + np.arange(len(which)) - np.repeat(np.cumsum(run) - run, run)
    by_month = np.lexsort((which, month))
    which, month = which[by_month], month[by_month]
    active = np.maximum(0, table["passes"][order][which] + random.integers(-1, 2, len(which)))
    company = table["company"][order][which]
    columns = {
        "relatienr": keys.take(pa.array(which)),
        "naam": words.company(company),
        "kvk_nummer": words.kvk(company),
        "maand": month_text(month),
        "actief": pa.array(active),
        "uitgegeven": pa.array(random.binomial(active, 0.05)),
        "geblokkeerd": pa.array(random.binomial(active, 0.01)),
    }
    for year in range(5):
        here = pa.array(month // 12 == year)
        out.parquet(
            f"{REGISTER}/passen_{2020 + year}-12-31.parquet", {c: values.filter(here) for c, values in columns.items()}
        )
