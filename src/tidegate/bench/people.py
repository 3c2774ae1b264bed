"""People of an invented city, written down several times with errors, and the truth about who is who.

Every person lives in a household, and most of a household share a surname: brothers, namesakes and twins at one
address are what a linkage must keep apart. A record has the errors that registers have: a typing error, first and
last name exchanged, initials, a lost prefix, an address before the last move, a birth date with day and month
exchanged or a digit wrong, gaps.
"""

from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
import yaml

from tidegate.linkage.stress import Plan, perturb
from tidegate.tables import Column, Contract

PEOPLE = Contract(
    "people",
    (
        Column("record_id", pa.string(), nullable=False),
        Column("first_name", pa.string()),
        Column("last_name", pa.string(), "prefix included"),
        Column("birth_date", pa.string(), "YYYY-MM-DD"),
        Column("street", pa.string()),
        Column("house_number", pa.string()),
        Column("postcode", pa.string(), "1234 AB"),
        Column("true_id", pa.string(), "the person; never given to a linkage", nullable=False),
    ),
)
"""One row per record, in an order that says nothing."""

Numbers = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Errors:
    """Shares of records (0 to 1) that an error strikes; written down before a linkage saw them.

    Args:
        typing_error: One typing error in the first name, in the last name and in the street, each for itself.
        names_exchanged: First and last name in each other's columns.
        initials: The first name as an initial.
        prefix_lost: The last name without its prefix.
        old_address: The address before the last move.
        birth_missing: No birth date.
        birth_exchanged: Day and month exchanged, where both can be either.
        birth_digit: The year off by one or by ten.
        postcode_missing: No postcode.
        capitals: The names in capitals.
    """

    typing_error: float = 0.06
    names_exchanged: float = 0.02
    initials: float = 0.08
    prefix_lost: float = 0.05
    old_address: float = 0.12
    birth_missing: float = 0.05
    birth_exchanged: float = 0.02
    birth_digit: float = 0.02
    postcode_missing: float = 0.05
    capitals: float = 0.05


ERRORS = Errors()
_TIMES_WRITTEN_DOWN = (0.55, 0.27, 0.12, 0.06)
_HOUSEHOLD = (0.4, 0.3, 0.12, 0.13, 0.05)
_ZIPF = 0.8


def make_people(rows: int, *, seed: int, errors: Errors = ERRORS) -> pa.Table:
    """Make records of people.

    Args:
        rows: Number of records.
        seed: Where chance begins.
        errors: How often which error strikes.
    Returns:
        The records (contract `PEOPLE`), shuffled.
    """
    chance = np.random.default_rng(seed)
    written = np.repeat(np.arange(rows), chance.choice(4, rows, p=_TIMES_WRITTEN_DOWN) + 1)[:rows]
    table = _noisy(chance, _clean(chance, int(written[-1]) + 1 if rows else 0), written, errors)
    plan = Plan(names=errors.typing_error, addresses=errors.typing_error)
    table = perturb(table, plan=plan, seed=seed, names=["first_name", "last_name"], addresses=["street"])
    shuffled = table.take(pa.array(chance.permutation(rows)))
    ids = pc.binary_join_element_wise("R", pc.cast(pa.array(np.arange(rows)), pa.string()), "")
    return PEOPLE.check(shuffled.append_column("record_id", ids))


def _clean(chance: np.random.Generator, people: int) -> dict[str, Numbers]:
    """Numbers for each person: into the pools, days since 1930, and two dwellings."""
    household = np.repeat(np.arange(people), chance.choice(5, people, p=_HOUSEHOLD) + 1)[:people]
    shared = chance.random(people) < 0.8
    pools = name_pools()
    own, of_household = (_zipf(chance, len(pools["last"]), people) for _ in range(2))
    return {
        "first": _zipf(chance, len(pools["first"]), people),
        "last": np.where(shared, of_household[household], own),
        "born": chance.integers(0, 31_000, people),
        "dwelling": household,
        "before": chance.integers(0, max(1, people // 2), people),
    }


def _noisy(chance: np.random.Generator, person: dict[str, Numbers], who: Numbers, errors: Errors) -> pa.Table:
    rows = len(who)

    def struck(rate: float) -> npt.NDArray[np.bool_]:
        return chance.random(rows) < rate

    pools = name_pools()
    first = pools["first"].take(pa.array(person["first"][who]))
    last = pools["last"].take(pa.array(person["last"][who]))
    initial = pc.binary_join_element_wise(pc.utf8_slice_codeunits(first, 0, 1), ".", "")
    first = pc.if_else(struck(errors.initials), initial, first)
    last = pc.if_else(struck(errors.prefix_lost), pc.replace_substring_regex(last, r"^([a-z]+ )+", ""), last)
    exchanged, shouted = struck(errors.names_exchanged), struck(errors.capitals)
    first, last = pc.if_else(exchanged, last, first), pc.if_else(exchanged, first, last)
    home = np.where(struck(errors.old_address), person["before"][who], person["dwelling"][who])
    return pa.table({
        "first_name": pc.if_else(shouted, pc.utf8_upper(first), first),
        "last_name": pc.if_else(shouted, pc.utf8_upper(last), last),
        "birth_date": pc.if_else(struck(errors.birth_missing), None, _births(chance, person["born"][who], errors)),
        **_addresses(home, missing=struck(errors.postcode_missing)),
        "true_id": pc.binary_join_element_wise("P", pc.cast(pa.array(who), pa.string()), ""),
    })  # fmt: skip


def _births(chance: np.random.Generator, born: Numbers, errors: Errors) -> pa.Array:
    dates = (np.datetime64("1930-01-01") + born).astype("datetime64[D]")
    year, month, day = _year_month_day(dates)
    swap = (chance.random(len(born)) < errors.birth_exchanged) & (day <= 12)
    month, day = np.where(swap, day, month), np.where(swap, month, day)
    off = chance.choice([-10, -1, 1, 10], len(born))
    year = year + np.where(chance.random(len(born)) < errors.birth_digit, off, 0)
    numbers = ((year, 4), (month, 2), (day, 2))
    parts = [pc.utf8_lpad(pc.cast(pa.array(number), pa.string()), width, "0") for number, width in numbers]
    return pc.binary_join_element_wise(*parts, "-")


def _year_month_day(dates: npt.NDArray[np.datetime64]) -> tuple[Numbers, Numbers, Numbers]:
    months = dates.astype("datetime64[M]")
    since = months.astype(np.int64)  # months since January 1970
    return 1970 + since // 12, since % 12 + 1, (dates - months).astype(np.int64) + 1


def _addresses(home: Numbers, missing: npt.NDArray[np.bool_]) -> dict[str, pa.Array]:
    """Write dwellings: some twenty to a postcode, some five postcodes to a street."""
    streets = name_pools()["street"]
    area = home // 20
    letters = np.array(list("ABCDEFGHJKLMNPRSTVWXZ"))
    # The four figures of neighbours are the same, as in a real city; 400 letter pairs to each.
    figures, pair = 1000 + area // 400, area % 400
    code = np.char.add(np.char.add(figures.astype(str), " "), np.char.add(letters[pair // 20], letters[pair % 20]))
    return {
        "street": streets.take(pa.array((home // 100 * 7919) % len(streets))),
        "house_number": pc.cast(pa.array(home % 100 + 1), pa.string()),
        "postcode": pc.if_else(missing, None, pa.array(code.tolist(), pa.string())),
    }


@cache
def name_pools() -> dict[str, pa.Array]:
    """Put the names together.

    Returns:
        `first`, `last` (with prefix) and `street`, every name once, the most frequent first.
    """
    raw = yaml.safe_load(files(__package__).joinpath("people.yml").read_text(encoding="utf-8"))
    pools = {}
    for kind, parts in raw.items():
        bare = [begin + end for begin in parts["begin"] for end in parts["end"]]
        names = dict.fromkeys(f"{prefix} {name}".strip() for prefix in parts.get("prefix", [""]) for name in bare)
        # Which name is frequent is no matter of the alphabet; the order is one and the same for every seed.
        order = np.random.default_rng(1).permutation(len(names))
        pools[kind] = pa.array(list(names)).take(pa.array(order))
    return pools


def _zipf(chance: np.random.Generator, names: int, draws: int) -> Numbers:
    weights = 1.0 / np.arange(1, names + 1) ** _ZIPF
    return chance.choice(names, draws, p=weights / weights.sum())
