"""Property: who owns what, and every deal with its price, mortgage and lender, as tab-separated text.

Until the end of 2020 this register kept surnames only.
"""

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from tidegate.demo import noise
from tidegate.demo.deliveries.outbox import Outbox
from tidegate.demo.deliveries.wording import Wording, number_text, where_any
from tidegate.demo.names import spaced
from tidegate.demo.timeline import date_text, day
from tidegate.demo.truth import Truth
from tidegate.demo.world.draft import Ids
from tidegate.demo.world.property import BANKS
from tidegate.demo.world.world import NONE

REGISTER, DEALS, OWNERS = "kadaster", "transacties", "eigendom"
_FULL_NAMES_FROM = day("2021-01-01")


def deliver(words: Wording, out: Outbox, truth: Truth) -> None:
    """Write deals by year and the state of ownership, with their truth."""
    _deals(words, out, truth)
    _owners(words, out, truth)


def _party(
    words: Wording, random: np.random.Generator, person: Ids, company: Ids, whole: np.ndarray
) -> dict[str, pa.Array]:
    name = words.name_parts(person, random)
    full = spaced(name["first"], name["prefix"], name["last"])
    only_last = spaced(name["prefix"], name["last"])
    shown = where_any(person, pc.if_else(pa.array(whole), full, only_last))
    birth = where_any(np.where(whole, person, NONE), date_text(words.world.people.birth[person], "dutch"))
    return {
        "SOORT": pa.array(np.where(person == NONE, "RP", "NP")),
        "NAAM": pc.coalesce(shown, noise.other_forms(random, words.company(company))),
        "GEBDATUM": noise.dropped(random, birth, noise.RATES.birth_missing),
        "KVK": noise.dropped(random, words.kvk(company), noise.RATES.number_missing),
    }


def _deals(words: Wording, out: Outbox, truth: Truth) -> None:
    world, deals = words.world, words.world.deals
    random = world.stream(DEALS)
    counter = words.counters(DEALS, deals["date"])
    order = np.argsort(counter)
    date, premises = deals["date"][order], deals["premises"][order]
    whole = date >= _FULL_NAMES_FROM
    buyer, seller = (
        _party(words, random, deals[f"{side}_person"][order], deals[f"{side}_company"][order], whole)
        for side in ("buyer", "seller")
    )
    bank, lender, firm = (deals[c][order] for c in ("bank", "lender_person", "lender_company"))
    bank_name = where_any(bank, pa.array(BANKS).take(pa.array(np.maximum(bank, 0))))
    kind = np.select([bank != NONE, lender != NONE, firm != NONE], ["bank", "particulier", "onderneming"], "")
    keys = number_text(counter[order], "Hyp4-", 9)
    columns = {
        "AKTENUMMER": keys,
        "DATUM_AKTE": noise.impossible_dates(random, date_text(date, "dutch")),
        "PAND_ID": words.place(premises),
        "ADRES": noise.mistyped(random, words.address_line(premises)),
        "POSTCODE": words.postcode(premises),
        "WOONPLAATS": words.town(premises),
        **{f"KOPER_{c}": values for c, values in buyer.items()},
        **{f"VERKOPER_{c}": values for c, values in seller.items()},
        "KOOPSOM": noise.broken_numbers(random, _thousands(deals["price"][order])),
        "HYPOTHEEK": _thousands(deals["mortgage"][order]),
        "GELDGEVER": pc.coalesce(bank_name, words.full_name(lender), words.company(firm)),
        "GELDGEVER_KVK": words.kvk(firm),
        "GELDGEVER_SOORT": pa.array(kind),
    }
    year = pc.utf8_slice_codeunits(date_text(date), 0, 4)
    for calendar in range(2020, 2025):
        here = pc.equal(year, str(calendar))
        rows = {c: values.filter(here) for c, values in columns.items()}
        out.delimited(f"{REGISTER}/transacties_{calendar}-12-31.tsv", rows, delimiter="\t", encoding="utf-8")
    truth.keyed("deals", REGISTER, DEALS, "AKTENUMMER", _unordered(keys, order))
    truth.about(world, REGISTER, DEALS, "premises", "premises", keys, premises)
    for side in ("buyer", "seller", "lender"):
        truth.about(world, REGISTER, DEALS, side, "person", keys, deals[f"{side}_person"][order])
        entity = "lender" if side == "lender" else f"{side}_company"
        truth.about(world, REGISTER, DEALS, entity, "company", keys, deals[f"{side}_company"][order])


def _thousands(euros: Ids) -> pa.Array:
    """Write whole euros with a point after the thousands, as 1.250.000,00."""
    text = pc.binary_join_element_wise(number_text(euros), ",00", "")
    for _ in range(3):
        text = pc.replace_substring_regex(text, r"^(\d+)(\d{3})([.,])", r"\1.\2\3")
    return text


def _unordered(keys: pa.Array, order: Ids) -> pa.Array:
    return keys.take(pa.array(np.argsort(order)))


def _owners(words: Wording, out: Outbox, truth: Truth) -> None:
    world = words.world
    random = world.stream(OWNERS)
    order = words.place_order()
    order = order[world.premises.inside[order]]
    person, company = world.owner_person[order], world.owner_company[order]
    owner = _party(words, random, person, company, np.ones(len(order), bool))
    keys = words.place(order)
    columns = {
        "PAND_ID": keys,
        "ADRES": words.address_line(order),
        "POSTCODE": words.postcode(order),
        "WOONPLAATS": words.town(order),
        **{f"EIGENAAR_{c}": v for c, v in owner.items()},
    }
    out.delimited(f"{REGISTER}/eigendom_2024-12-31.tsv", columns, delimiter="\t", encoding="utf-8")
    truth.about(world, REGISTER, OWNERS, "premises", "premises", keys, order)
    truth.about(world, REGISTER, OWNERS, "owner", "person", keys, person)
    truth.about(world, REGISTER, OWNERS, "owner_company", "company", keys, company)
