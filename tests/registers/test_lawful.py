"""Each fault of a lawful part is told in words; a whole one is read."""

import pytest

from tidegate.registers import Duration
from tidegate.registers.lawful import parse_duration, parse_lawful

GOOD = {
    "holder": "Municipality", "legal_basis": [{"law": "Municipal Act", "article": "section 1"}],
    "purposes": ["area-picture"], "data_classes": ["business"], "sensitivity": "internal", "statements": "facts",
    "retention": {"period": "P5Y", "from": "delivery"}, "refresh": "P1M", "column_classes": {"name": "business"},
}  # fmt: skip


def test_a_whole_part_is_read():
    faults: list[str] = []
    lawful = parse_lawful(GOOD, faults)
    assert faults == []
    assert lawful is not None
    assert lawful.legal_basis == ("Municipal Act; section 1",)
    assert (lawful.retention, lawful.retention_from, lawful.refresh) == (Duration(60, 0), "delivery", Duration(1, 0))


def test_open_and_closed_sets_have_no_lengths():
    lawful = parse_lawful(GOOD | {"retention": "unlimited", "refresh": "once"}, [])
    assert lawful is not None
    assert (lawful.retention, lawful.refresh, lawful.retention_from) == (None, None, "end")


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"holder": " "}, "holder is missing"),
        ({"legal_basis": None}, "legal_basis is missing"),
        ({"legal_basis": [{"text": ""}]}, "legal_basis is missing"),
        ({"legal_basis": "the Covenant of 2021"}, "names only a covenant"),
        ({"purposes": "area-picture"}, "purposes should be a list"),
        ({"data_classes": []}, "data_classes should be a list"),
        ({"data_classes": ["everything"]}, "data class 'everything' does not exist"),
        ({"sensitivity": "rather"}, "sensitivity is 'rather'"),
        ({"statements": None}, "statements is ''"),
        ({"retention": {"period": "five years"}}, "retention.period is 'five years'"),
        ({"retention": None}, "retention.period is 'None'"),
        ({"retention": {"period": "P5Y", "from": "birth"}}, "retention.from is 'birth'"),
        ({"refresh": "monthly"}, "refresh is 'monthly'"),
        ({"column_classes": ["name"]}, "column_classes should be a mapping"),
        ({"column_classes": {"name": "everything"}}, "data class 'everything' does not exist"),
    ],
)
def test_a_fault_is_told(change, told):
    faults: list[str] = []
    assert parse_lawful(GOOD | change, faults) is None
    assert len(faults) == 1
    assert told in faults[0]


def test_every_fault_is_told_at_once():
    faults: list[str] = []
    assert parse_lawful({}, faults) is None
    assert len(faults) == 8


@pytest.mark.parametrize("data", [None, [], "P5Y", 3])
def test_no_part_at_all(data):
    faults: list[str] = []
    assert parse_lawful(data, faults) is None
    assert "it has no lawful part" in faults[0]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("P5Y", (60, 0)),
        ("P1Y2M3W4D", (14, 25)),
        ("P14D", (0, 14)),
        ("P", None),
        ("5Y", None),
        ("PT1H", None),
        (5, None),
    ],
)
def test_lengths_of_time(text, expected):
    found = parse_duration(text)
    assert (found and (found.months, found.days)) == expected
