"""What cannot be set is refused when it is made."""

import pytest

from tests.documents.samples import COLUMNS, DAY, report, streets
from tidegate.documents import Column, Report, Table, tables_of


def test_tables_are_found_in_the_order_of_reading():
    assert [t.caption for t in tables_of(report())] == ["Streets", "The same"]


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        (lambda: Table("T", COLUMNS, [("a",)]), "table 'T': row 0 has 1 cells, there are 5 columns"),
        (lambda: Table("T", (), []), "table 'T' has no columns: give at least one"),
        (lambda: Table("T", (Column("x"),), [("a",), ("b",)], [[]]), "give sources for all 2 rows or for none"),
        (lambda: Report("R", DAY, language="xx"), "language is 'xx': give one of en, nl"),
    ],
)
def test_the_message(wrong, message):
    with pytest.raises(ValueError, match=message):
        wrong()


def test_a_table_may_be_empty():
    assert streets(0).rows == []
