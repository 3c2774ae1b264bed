"""Tenders and their bids, as a workbook with one row per bid."""

import numpy as np
import pyarrow as pa

from tidegate.demo import noise
from tidegate.demo.deliveries.outbox import Outbox
from tidegate.demo.deliveries.wording import Wording, number_text
from tidegate.demo.timeline import date_text
from tidegate.demo.truth import Truth
from tidegate.demo.world.money import SERVICES

REGISTER, FILE, KEY = "aanbestedingen", "inschrijvingen", "Inschrijfnr"
_TITLES = ("Inkoopbureau Havenrijk", "Inschrijvingen op aanbestedingen 2020-2024", "Bedragen in euro, exclusief btw")
_OFFICES = ("inkoop", "stadsbeheer", "vastgoed")
_SUBJECTS = (
    "stadskantoor",
    "wijkcentra",
    "sportvelden",
    "zwembad",
    "scholen",
    "bibliotheek",
    "werf",
    "havengebied",
    "parken",
    "gemaal",
)


def deliver(words: Wording, out: Outbox, truth: Truth) -> None:
    """Write all bids, and their truth."""
    world, bids, tenders = words.world, words.world.bids, words.world.tenders
    random = world.stream(REGISTER)
    tender_number = words.counters("tenders", tenders["published"])
    order = np.lexsort((random.random(len(bids)), tender_number[bids["tender"]]))
    tender, company = bids["tender"][order], bids["company"][order]
    keys = number_text(np.arange(len(order)) + world.block * 200_000, "I", 8)
    office = _office(words, company)
    columns = {
        "Inschrijfnr": keys,
        "Aanbesteding": number_text(tender_number[tender], "AB", 7),
        "Dienst": pa.array(_OFFICES).take(pa.array(tenders["service"][tender] % len(_OFFICES))),
        "Onderwerp": pa.array([f"{s} {p}" for s in SERVICES for p in _SUBJECTS]).take(
            pa.array(tenders["service"][tender] * 10 + tenders["title"][tender] % 10)
        ),
        "Gepubliceerd": date_text(tenders["published"][tender], "dutch"),
        "Gegund": noise.impossible_dates(random, date_text(tenders["awarded"][tender], "dutch")),
        "Raming": number_text(tenders["estimate"][tender]),
        "Inschrijver": noise.other_forms(random, noise.mistyped(random, words.company(company))),
        "KvK": noise.dropped(random, words.kvk(company), noise.RATES.number_missing),
        "Contactadres": words.address_line(office),
        "Postcode": words.postcode(office),
        "Plaats": words.town(office),
        "Inschrijfsom": noise.broken_numbers(random, number_text(bids["amount"][order])),
        "Gewonnen": pa.array(np.where(bids["won"][order] == 1, "ja", "nee")),
    }
    out.workbook(
        f"{REGISTER}/inschrijvingen_2024-12-31.xlsx",
        columns,
        titles=_TITLES,
        footer="Einde lijst",
        numbers=("Raming", "Inschrijfsom"),
    )
    truth.keyed("bids", REGISTER, FILE, KEY, keys.take(pa.array(np.argsort(order))))
    truth.about(world, REGISTER, FILE, "bidder", "company", keys, company)


def _office(words: Wording, company: np.ndarray) -> np.ndarray:
    """The correspondence address of each company, or where it opened first."""
    world = words.world
    first = np.full(len(world.companies), -1)
    first[world.establishments["company"][::-1]] = world.establishments["premises"][::-1]
    letters = world.companies["letters"]
    return np.asarray(np.where(letters >= 0, letters, first)[company])
