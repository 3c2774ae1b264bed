"""Inspections and joint inspections, as XML, one file a year. Who inspected is in no column."""

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from tidegate.demo import noise
from tidegate.demo.deliveries.outbox import Outbox
from tidegate.demo.deliveries.wording import Wording, number_text, where_any
from tidegate.demo.timeline import date_text
from tidegate.demo.truth import Truth
from tidegate.demo.world.authority import AGENCIES, FINDINGS, INSPECTIONS, MEASURES

REGISTER, FILE, KEY = "controles", "controles", "Controlenummer"


def deliver(words: Wording, out: Outbox, truth: Truth) -> None:
    """Write the inspections by year, and their truth."""
    world, visits = words.world, words.world.inspections
    random = world.stream(REGISTER)
    counter = words.counters(REGISTER, visits["date"])
    order = np.argsort(counter)
    company, premises, date = (visits[c][order] for c in ("company", "premises", "date"))
    keys = number_text(counter[order], "C", 9)
    agencies = pa.array(["+".join(a for i, a in enumerate(AGENCIES) if mask >> i & 1) for mask in range(64)])
    measures = pa.array([text or None for text in MEASURES])
    people, months = visits["people"][order], visits["months"][order]
    columns = {
        "Controlenummer": keys,
        "Datum": noise.impossible_dates(random, date_text(date)),
        "Soort": pa.array(INSPECTIONS).take(pa.array(visits["kind"][order])),
        "Deelnemers": agencies.take(pa.array(visits["agencies"][order] % 64)),
        "Bedrijf": noise.capitals(random, noise.mistyped(random, words.company(company))),
        "KvK": noise.dropped(random, words.kvk(company), 0.4),
        "Straat": noise.mistyped(random, words.street(premises)),
        "Huisnummer": words.house(premises),
        "Postcode": words.postcode(premises),
        "Plaats": words.town(premises),
        "Bevinding": pa.array(FINDINGS).take(pa.array(visits["finding"][order])),
        "AangetroffenPersonen": where_any(people, number_text(people)),
        "Maatregel": measures.take(pa.array(visits["measure"][order])),
        "SluitingMaanden": where_any(np.where(months > 0, 0, -1), number_text(months)),
    }
    year = pc.utf8_slice_codeunits(date_text(date), 0, 4)
    for calendar in range(2020, 2025):
        here = pc.equal(year, str(calendar))
        rows = {c: values.filter(here) for c, values in columns.items()}
        out.elements(f"{REGISTER}/controles_{calendar}-12-31.xml", rows, root="Controles", element="Controle")
    truth.keyed("inspections", REGISTER, FILE, KEY, keys.take(pa.array(np.argsort(order))))
    truth.about(world, REGISTER, FILE, "company", "company", keys, company)
    truth.about(world, REGISTER, FILE, "premises", "premises", keys, premises)
