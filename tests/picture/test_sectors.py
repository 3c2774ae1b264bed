"""A sector is described by what registers show and research knows; few businesses say nothing."""

from datetime import date

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import gamma

from tidegate.errors import ContractError
from tidegate.picture import SECTORS, describe_sectors, drivers
from tidegate.picture.sectors import BUSINESSES, FEWEST, FLAGS, OPERATORS, SHAPE

ON = date(2025, 1, 1)


def business(name, sector, *, since=date(2015, 1, 1), until=None, sole=False, premises=None):
    return {"establishment": name, "premises": premises or f"h-{name}", "sector": sector, "since": since,
            "until": until, "sole_trader": sole}  # fmt: skip


def sectors(businesses, flagged=(), operators=()):
    flags = [{"flag": f"f{n}", "indicator": i, "subject": s, "others": o} for n, (i, s, o) in enumerate(flagged)]
    runs = [{"establishment": e, "operator": o} for e, o in operators]
    found = describe_sectors(
        pa.Table.from_pylist(flags, schema=FLAGS.schema()),
        pa.Table.from_pylist(businesses, schema=BUSINESSES.schema()),
        pa.Table.from_pylist(runs, schema=OPERATORS.schema()), on=ON,
    )  # fmt: skip
    return SECTORS.check(found).to_pylist()


CITY = [*[business(f"w{n}", "Autowasserij") for n in range(10)], *[business(f"b{n}", "Boekhandel") for n in range(30)]]


def test_flags_on_a_business_its_operator_and_its_house_count_once_each():
    flagged = [("a", "w0", []), ("b", "w0", []), ("a", "c1", []), ("c", "h-w2", []), ("a", "x", ["b0"])]
    first, second = sectors(CITY, flagged, [("w1", "c1"), ("b1", "c9")])
    assert (first["sector"], first["businesses"], first["flagged"]) == ("Autowasserij", 10, 3)
    assert (second["sector"], second["businesses"], second["flagged"]) == ("Boekhandel", 30, 1)
    # Four of forty are flagged: of ten one is expected, of thirty three.
    assert (first["expected"], second["expected"]) == (1, 3)
    assert first["ratio"] == pytest.approx((3 + SHAPE) / (1 + SHAPE))
    assert first["indicators"] == ["a", "b", "c"]


def test_the_interval_is_that_of_the_gamma_distribution():
    (first, _) = sectors(CITY, [("a", "w0", []), ("a", "w1", []), ("a", "b1", []), ("a", "b2", [])])
    usual = gamma(a=SHAPE + 2, scale=1 / (SHAPE + 1))
    assert (first["low"], first["high"]) == pytest.approx((usual.ppf(0.025), usual.ppf(0.975)))


def test_a_sector_with_fewer_than_five_businesses_is_left_out():
    few = [business(f"e{n}", "Escaperoom") for n in range(FEWEST - 1)]
    assert {s["sector"] for s in sectors([*CITY, *few])} == {"Autowasserij", "Boekhandel"}


def test_what_is_young_short_lived_and_run_by_one_is_a_share():
    rows = [
        *[business(f"n{n}", "Nagelstudio", since=date(2024, 5, 1), sole=True) for n in range(4)],
        *[business(f"o{n}", "Nagelstudio") for n in range(4)],
        business("g", "Nagelstudio", since=date(2020, 1, 1), until=date(2021, 1, 1)),
        business("h", "Nagelstudio", since=date(2010, 1, 1), until=date(2021, 1, 1)),
    ]
    (found,) = sectors(rows)
    assert (found["businesses"], found["young"], found["sole_traders"], found["short_lived"]) == (8, 0.5, 0.5, 0.5)


def test_a_driver_is_known_by_the_beginning_of_a_word():
    rows = [
        business(f"{s}{n}", s) for s in ("Thuiszorg", "Haarverzorging", "Uitzendbureau", "CAR WASH") for n in range(5)
    ]
    known = {s["sector"]: set(s["known_for"]) for s in sectors(rows)}
    assert known["Thuiszorg"] == {"behind_doors"}
    # The care of hair is no care behind closed doors.
    assert "behind_doors" not in known["Haarverzorging"]
    assert known["Uitzendbureau"] == {"chains_of_contracts", "tied_housing"}
    assert known["CAR WASH"] == {"low_entry", "cash"}


def test_every_driver_has_a_source_and_speaks_two_languages():
    for entry in drivers().values():
        assert entry["source"]
        assert set(entry["title"]) >= {"en", "nl"}
        assert all(word == word.lower() for word in entry["sectors"])


@settings(max_examples=20, deadline=None)
@given(st.lists(st.sampled_from([f"{k}{n}" for k in "wb" for n in range(10)]), max_size=20))
def test_what_is_expected_sums_to_what_was_found(subjects):
    found = sectors(CITY, [("a", s, []) for s in subjects])
    assert sum(s["expected"] for s in found) == pytest.approx(len(set(subjects)))
    assert sum(s["flagged"] for s in found) == len(set(subjects))
    assert all(s["low"] < s["ratio"] < s["high"] for s in found)
    assert [s["ratio"] for s in found] == sorted((s["ratio"] for s in found), reverse=True)


def test_a_table_without_its_columns_is_refused():
    with pytest.raises(ContractError, match="table 'flags'"):
        describe_sectors(
            pa.table({"flag": ["f"]}), BUSINESSES.schema().empty_table(), OPERATORS.schema().empty_table(), on=ON
        )
