"""Directors and beneficial owners: one state at the start, then the changes of each year, as JSON lines."""

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from tidegate.demo import noise
from tidegate.demo.deliveries.outbox import Outbox
from tidegate.demo.deliveries.wording import Wording, number_text, where_any
from tidegate.demo.timeline import FIRST, date_text, day
from tidegate.demo.truth import Truth
from tidegate.demo.world.draft import Ids
from tidegate.demo.world.world import NONE

REGISTER, FILE, KEY = "bestuurders", "functies", "functienummer"
_KINDS = ("bestuurder", "eigenaar", "uiteindelijk belanghebbende", "gevolmachtigde", "vennoot")
_COUNTRIES = ("NL", "DE", "BE", "PL", "TR", "MA", "IT", "PT", "RO", "BG", "GB", "GR")
_YEARS = range(2020, 2025)


def deliver(words: Wording, out: Outbox, truth: Truth) -> None:
    """Write the state and the yearly changes, and their truth."""
    world = words.world
    random = world.stream(REGISTER)
    roles = world.roles
    counter = words.counters(REGISTER, roles["start"])
    keys = number_text(counter, "F", 9)
    order = np.argsort(counter)
    same = _unchanging(words, random, order)
    start, end = roles["start"][order], roles["end"][order]
    year = np.clip(_year(start) - 2019 + noise.struck(random, len(order), noise.RATES.late), 0, 5)
    ended = np.where(end < FIRST, 0, _year(np.minimum(end, day("2025-01-01"))) - 2019)
    _write(out, "2019-12-31", same, np.flatnonzero((year <= 0) & (ended >= 1)), "N", end, False)
    for number, calendar in enumerate(_YEARS, start=1):
        name = f"{calendar}-12-31"
        _write(out, name, same, np.flatnonzero((year == number) & (ended >= number)), "N", end, False)
        _write(out, name, same, np.flatnonzero((year <= number) & (ended == number)), "W", end, True)
    shown = (ended >= 1) & (ended >= year)
    _tell(words, truth, keys, order, shown)


def _year(days: Ids) -> Ids:
    return np.asarray(np.asarray(days).astype("datetime64[D]").astype("datetime64[Y]").astype(np.int64) + 1970)


def _unchanging(words: Wording, random: np.random.Generator, order: Ids) -> dict[str, pa.Array]:
    world, rates, rows = words.world, noise.RATES, len(order)
    roles, people = world.roles, world.people
    person = roles["person"][order]
    name = words.name_parts(person, random)
    home = people.home[person]
    birth = date_text(people.birth[person])
    birth = pc.if_else(
        pa.array(noise.struck(random, rows, rates.birth_year_only)), pc.utf8_slice_codeunits(birth, 0, 4), birth
    )
    birth = noise.dropped(random, birth, rates.birth_missing)
    at_home = np.where(person == NONE, NONE, home)
    return {
        "functienummer": number_text(words.counters(REGISTER, roles["start"])[order], "F", 9),
        "kvk": words.kvk(roles["company"][order]),
        "onderneming": words.company(roles["company"][order]),
        "soort": pa.array(np.where(person == NONE, "RP", "NP")),
        "rol": pa.array(_KINDS).take(pa.array(roles["kind"][order])),
        "voornamen": name["first"],
        "tussenvoegsel": name["prefix"],
        "achternaam": name["last"],
        "geboortedatum": where_any(person, noise.impossible_dates(random, birth)),
        "nationaliteit": where_any(person, pa.array(_COUNTRIES).take(pa.array(people.nationality[person]))),
        "woonadres": noise.mistyped(random, where_any(at_home, words.address_line(at_home))),
        "woonpostcode": words.postcode(at_home),
        "woonplaats": words.town(at_home),
        "rechtspersoon_kvk": words.kvk(roles["via"][order]),
        "rechtspersoon_naam": words.company(roles["via"][order]),
        "belang_pct": where_any(np.where(roles["share"][order] > 0, 0, NONE), number_text(roles["share"][order])),
        "datum_aanvang": date_text(roles["start"][order]),
    }


def _write(out: Outbox, name: str, same: dict[str, pa.Array], rows: Ids, mutation: str, end: Ids, ends: bool) -> None:
    at = pa.array(rows)
    last = date_text(end[rows]) if ends else pa.nulls(len(rows), pa.string())
    columns = {
        "mutatie": pa.repeat(mutation, len(rows)),
        **{c: values.take(at) for c, values in same.items()},
        "datum_einde": last,
    }
    out.json_lines(f"{REGISTER}/functies_{name}.jsonl", columns)


def _tell(words: Wording, truth: Truth, keys: pa.Array, order: Ids, shown: np.ndarray) -> None:
    world, ordered = words.world, keys.take(pa.array(order))
    roles = world.roles
    for entity, kind, ids in (
        ("company", "company", roles["company"][order]),
        ("person", "person", roles["person"][order]),
        ("holding", "company", roles["via"][order]),
    ):
        truth.about(world, REGISTER, FILE, entity, kind, ordered, np.where(shown, ids, NONE))
    home = np.where(shown & (roles["person"][order] != NONE), world.people.home[roles["person"][order]], NONE)
    truth.about(world, REGISTER, FILE, "home", "address", ordered, home)
    back = np.argsort(order)
    truth.keyed("roles", REGISTER, FILE, KEY, pc.if_else(pa.array(shown[back]), keys, pa.scalar(None, pa.string())))
