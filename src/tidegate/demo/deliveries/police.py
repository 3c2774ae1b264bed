"""What the police recorded: counts by street segment and month, no person, in the old Western code page."""

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from tidegate.demo import noise
from tidegate.demo.deliveries.outbox import Outbox
from tidegate.demo.deliveries.sinks import Delimited
from tidegate.demo.deliveries.wording import Wording, cents_text, number_text
from tidegate.demo.timeline import month_text
from tidegate.demo.world.incidents import HOUSES_TO_A_SEGMENT, KINDS, Counts, incidents

REGISTER, FILE, KEY = "incidenten", "incidenten", "VOLGNR"


def deliver(words: Wording, out: Outbox) -> Counts:
    """Write the incidents by year.

    Args:
        words: The block.
        out: Where the files go.
    Returns:
        The counts, as they were drawn.
    """
    world = words.world
    random = world.stream(REGISTER)
    counts = incidents(world)
    order = np.lexsort((counts.segment, counts.street, counts.kind, counts.month))
    street, segment, area, month, kind, number = (
        getattr(counts, c)[order] for c in ("street", "segment", "area", "month", "kind", "number")
    )
    names = pa.array([a.name for a in world.city.areas])
    first = number_text(segment * HOUSES_TO_A_SEGMENT + 1)
    last = number_text((segment + 1) * HOUSES_TO_A_SEGMENT)
    damage = np.where(np.isin(kind, (0, 5, 6)), (random.lognormal(11.5, 1, len(order))).astype(np.int64) * number, 0)
    columns = {
        "VOLGNR": number_text(np.arange(len(order)) + world.block * 200_000, width=8),
        "MAAND": month_text(month),
        "SOORT": pa.array(KINDS).take(pa.array(kind)),
        "STRAAT": world.city.streets.take(pa.array(street)),
        "SEGMENT": pc.binary_join_element_wise(first, last, "-"),
        "GEMEENTE": pa.repeat(world.city.name, len(order)),
        "GEBIED": names.take(pa.array(area)),
        "AANTAL": noise.broken_numbers(random, number_text(number)),
        "SCHADE_EUR": cents_text(damage),
        Delimited.RAGGED: pa.array(np.where(noise.struck(random, len(order), noise.RATES.ragged), ";;", "")),
    }
    for year in range(5):
        here = pa.array(month // 12 == year)
        rows = {c: values.filter(here) for c, values in columns.items()}
        out.delimited(f"{REGISTER}/incidenten_{2020 + year}-12-31.csv", rows, delimiter=";", encoding="cp1252")
    return counts
