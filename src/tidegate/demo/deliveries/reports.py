"""Complaints and reports from residents and businesses: packed CSV by year, with a byte-order mark.

In 2023 somebody renamed a column; the register's description says so.
"""

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from tidegate.demo import noise
from tidegate.demo.deliveries.outbox import Outbox
from tidegate.demo.deliveries.wording import Wording, number_text
from tidegate.demo.timeline import date_text
from tidegate.demo.truth import Truth
from tidegate.demo.world.authority import TOPICS

REGISTER, FILE, KEY = "meldingen", "meldingen", "MELDINGNR"
RENAMED_YEAR, RENAMED = 2023, {"HUISNUMMER": "HuisNr"}
_CHANNELS = ("telefoon", "website", "app", "balie")
_STATUS = ("afgehandeld", "afgehandeld", "afgehandeld", "doorgezet", "in behandeling")


def deliver(words: Wording, out: Outbox, truth: Truth) -> None:
    """Write the reports by year, and their truth."""
    world, heard = words.world, words.world.reports
    random = world.stream(REGISTER)
    counter = words.counters(REGISTER, heard["date"])
    order = np.argsort(counter)
    premises, date, rows = heard["premises"][order], heard["date"][order], len(order)
    keys = number_text(counter[order], "M", 9)
    columns = {
        "MELDINGNR": keys,
        "DATUM_MELDING": noise.impossible_dates(random, date_text(date, "compact")),
        "CATEGORIE": pa.array(TOPICS).take(pa.array(heard["topic"][order])),
        "STRAAT": noise.mistyped(random, words.street(premises)),
        "HUISNUMMER": words.house(premises),
        "POSTCODE": noise.dropped(random, words.postcode(premises), 0.2),
        "WOONPLAATS": words.town(premises),
        "GEBIED": words.area(premises),
        "KANAAL": pa.array(_CHANNELS).take(pa.array(heard["channel"][order])),
        "STATUS": pa.array(_STATUS).take(pa.array(random.integers(0, 5, rows))),
    }
    year = pc.utf8_slice_codeunits(date_text(date), 0, 4)
    for calendar in range(2020, 2025):
        here = pc.equal(year, str(calendar))
        rename = RENAMED if calendar == RENAMED_YEAR else None
        out.delimited(
            f"{REGISTER}/meldingen_{calendar}-12-31.csv.gz",
            {c: v.filter(here) for c, v in columns.items()},
            rename=rename,
        )
    truth.keyed("reports", REGISTER, FILE, KEY, keys.take(pa.array(np.argsort(order))))
    truth.about(world, REGISTER, FILE, "premises", "premises", keys, premises)
