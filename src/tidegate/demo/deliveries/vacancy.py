"""Vacant premises, a full list each month, twelve to a file; garage boxes and their lets, a full list each year."""

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from tidegate.demo import noise
from tidegate.demo.deliveries.outbox import Outbox
from tidegate.demo.deliveries.wording import Wording, cents_text, number_text
from tidegate.demo.names import spaced
from tidegate.demo.timeline import MONTHS, OPEN, date_text, day, month_end
from tidegate.demo.truth import Truth
from tidegate.demo.world.world import NONE

REGISTER, EMPTY, LETS = "leegstand", "leegstand", "boxen"
_REASONS = ("verhuizing", "onbekend", "te huur", "tijdelijke invulling", "verbouwing")


def deliver(words: Wording, out: Outbox, truth: Truth) -> None:
    """Write the monthly lists of vacancies and the yearly lists of lets, with their truth."""
    _vacancies(words, out, truth)
    _lets(words, out, truth)


def _vacancies(words: Wording, out: Outbox, truth: Truth) -> None:
    world, table = words.world, words.world.vacancies
    random = world.stream(EMPTY)
    counter = words.counters(EMPTY, table["start"])
    order = np.argsort(counter)
    keys, premises = number_text(counter[order], "LG", 8), table["premises"][order]
    start, end, power = (table[c][order] for c in ("start", "end", "power"))
    same = {
        "OBJECTNR": keys,
        "STRAAT": words.street(premises),
        "HUISNR": words.house(premises),
        "POSTCODE": words.postcode(premises),
        "PLAATS": words.town(premises),
        "GEBIED": words.area(premises),
        "SINDS": date_text(start, "dutch"),
        "REDEN": pa.array(_REASONS).take(pa.array(table["reason"][order])),
        "OPPERVLAKTE": number_text(world.premises.floor[premises]),
    }
    seen = np.zeros(len(order), bool)
    for month in range(MONTHS):
        on = int(month_end(month))
        here = np.flatnonzero((start <= on) & (end > on))
        seen[here] = True
        used = np.maximum(0, power[here] * random.lognormal(0, 0.2, len(here))).astype(np.int64)
        stand = pa.repeat(date_text([on])[0].as_py(), len(here))
        rows = {"STAND": stand, **{c: values.take(pa.array(here)) for c, values in same.items()}}
        rows["STROOM_KWH"] = noise.broken_numbers(random, number_text(used))
        out.delimited(f"{REGISTER}/leegstand_{2020 + month // 12}.csv", rows)
    back = np.argsort(order)
    known = pc.if_else(pa.array(seen), keys, pa.scalar(None, pa.string()))
    truth.keyed("vacancies", REGISTER, EMPTY, "OBJECTNR", known.take(pa.array(back)))
    truth.about(world, REGISTER, EMPTY, "premises", "premises", keys, np.where(seen, premises, NONE))


def _lets(words: Wording, out: Outbox, truth: Truth) -> None:
    world, table = words.world, words.world.lets
    random = world.stream(LETS)
    counter = words.counters(LETS, table["start"])
    order = np.argsort(counter)
    keys = number_text(counter[order], "BX", 8)
    premises, person, company, landlord = (table[c][order] for c in ("premises", "person", "company", "landlord"))
    owner = np.where(landlord != NONE, landlord, world.owner_company[premises])
    name = words.name_parts(person, random)
    tenant = spaced(name["first"], name["prefix"], name["last"])
    firm = pc.coalesce(words.company(company), words.trade_name(table["stem"][order], table["trade"][order]))
    columns = {
        "CONTRACTNR": keys,
        "COMPLEX": words.address_line(premises),
        "POSTCODE": words.postcode(premises),
        "PLAATS": words.town(premises),
        "BOXNR": number_text(table["box"][order]),
        "HUURDER": pc.if_else(pa.array(person != NONE), tenant, noise.mistyped(random, firm)),
        "HUURDER_SOORT": pa.array(np.where(person != NONE, "particulier", "bedrijf")),
        "HUURDER_KVK": words.kvk(company),
        "VERHUURDER": words.company(owner),
        "VERHUURDER_KVK": words.kvk(owner),
        "HUUR_PM": noise.broken_numbers(random, cents_text(table["rent"][order])),
        "INGANG": date_text(table["start"][order], "dutch"),
    }
    start, end = table["start"][order], table["end"][order]
    seen = np.zeros(len(order), bool)
    for year in range(2020, 2025):
        on = day(f"{year}-12-31")
        here = (start <= on) & (end > on - 365)
        seen |= here
        rows = {c: values.filter(pa.array(here)) for c, values in columns.items()}
        rows["EINDE"] = date_text(np.where(end <= on, end, OPEN)[here], "dutch")
        out.delimited(f"{REGISTER}/boxen_{year}-12-31.csv", rows, delimiter=";", encoding="cp1252")
    shown = pc.if_else(pa.array(seen), keys, pa.scalar(None, pa.string()))
    truth.keyed("lets", REGISTER, LETS, "CONTRACTNR", shown.take(pa.array(np.argsort(order))))
    for entity, kind, ids in (
        ("tenant", "person", person),
        ("tenant_company", "company", company),
        ("landlord", "company", owner),
        ("premises", "premises", premises),
    ):
        truth.about(world, REGISTER, LETS, entity, kind, keys, np.where(seen, ids, NONE))
