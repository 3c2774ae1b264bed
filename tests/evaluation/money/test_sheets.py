"""The workbook's formulas, reckoned again by other means, give the balance that was told."""

import re
from datetime import date

import numpy as np
import openpyxl
import pytest
from openpyxl.utils import range_boundaries

from tests.evaluation.money.worlds import costs, effect, index, units
from tidegate.documents import Formula, write_workbook
from tidegate.evaluation.money import Benefit, Weighing, money_workbook, weigh_costs


@pytest.fixture(scope="module")
def result():
    spent = costs(("=1+1", "staff", 2024, 1000.0, 900.0, 1200.0), ("police", "hours", 2022, 400.0))
    each = units(
        ("theft", "residents", 2022, 50.0, 40.0, 80.0), ("theft", "police", 2022, 10.0), ("fire", "=1+1", 2024, 90.0)
    )
    fires = effect(0.8, 0.6, 1.1, "fires", scale="ratio", observed=3.0)
    reports = effect(0.5, 0.1, 0.9, "reports")
    benefits = [
        Benefit(effect(), "theft", {2024: 10, 2025: 8}),
        Benefit(fires, "fire", {2024: 12}),
        Benefit(reports, "fire", {2025: 3}, good=True),
    ]
    how = Weighing("EUR", 2024, 0.03, draws=500)
    return weigh_costs(spent, benefits, each, weighing=how, seed=1, price_index=index(y2022=100, y2024=110))


@pytest.fixture(scope="module")
def books(result, tmp_path_factory):
    path = tmp_path_factory.mktemp("money") / "balance.xlsx"
    write_workbook(money_workbook(result, on=date(2026, 1, 1), title="Balance"), path)
    return openpyxl.load_workbook(path), openpyxl.load_workbook(path, data_only=True)


class Reckoner:
    """Works formulas out from their text, as an office program would, without the values kept beside them."""

    PART = re.compile(r"(?:'([^']+)'!)?(\$?[A-Z]+\$?\d+(?::\$?[A-Z]+\$?\d+)?)")

    def __init__(self, book):
        self.book = book

    def cell(self, sheet, place):
        found = self.book[sheet][place.replace("$", "")]
        return self.work_out(sheet, found.value) if found.data_type == "f" else found.value

    def take(self, sheet, part):
        if ":" not in part:
            return self.cell(sheet, part)
        left, top, right, bottom = range_boundaries(part.replace("$", ""))
        cells = [self.book[sheet].cell(row, left).coordinate for row in range(top, bottom + 1)]
        assert left == right
        return np.array([self.cell(sheet, c) for c in cells])

    def work_out(self, sheet, text):
        parts = []

        def keep(found):
            parts.append(self.take(found[1] or sheet, found[2]))
            return f"parts[{len(parts) - 1}]"

        body = self.PART.sub(keep, text[1:]).replace("^", "**").replace("=", "==")
        return eval(body, {"parts": parts, "SUM": np.sum, "SUMPRODUCT": np.sum})


def formulas(book):
    return [(s.title, c.coordinate, c.value) for s in book for row in s.iter_rows() for c in row if c.data_type == "f"]


def test_every_formula_gives_the_value_kept_beside_it(books):
    live, kept = books
    found = formulas(live)
    assert len(found) > 40
    for sheet, place, text in found:
        assert float(Reckoner(live).work_out(sheet, text)) == pytest.approx(kept[sheet][place].value, rel=1e-9), place


def test_the_sums_are_those_of_the_balance(result, books):
    live, _ = books
    reckoned = {live["Balance"][f"A{n}"].value: Reckoner(live).cell("Balance", f"B{n}") for n in range(2, 6)}
    assert reckoned == pytest.approx(
        {
            "Costs": result.costs.value,
            "Benefits": result.benefits.value,
            "Benefits less costs": result.net.value,
            "Benefits by costs": result.ratio.value,
        }
    )
    for n, who in enumerate(result.stakeholders):
        told = [Reckoner(live).cell("Stakeholders", f"{c}{n + 2}") for c in "ABCD"]
        assert told[0] == who.name
        assert told[1:] == pytest.approx([who.pays.value, who.gains.value, who.net.value])
    for n, even in enumerate(result.break_even):
        assert Reckoner(live).cell("Break-even", f"C{n + 2}") == pytest.approx(even.needed)


def test_another_rate_gives_the_balance_of_that_rate(result, books):
    live, _ = books
    live["Assumptions"]["B2"].value = 0.0
    try:
        undiscounted = sum(r[7] for r in ())
        rows = range(2, 2 + len(result.entries.costs))
        undiscounted = sum(c.amount * (110 / 100 if c.year == 2022 else 1) for c in result.entries.costs)
        assert sum(Reckoner(live).cell("Costs", f"H{n}") for n in rows) == pytest.approx(undiscounted)
    finally:
        live["Assumptions"]["B2"].value = 0.03


def test_names_of_partners_stay_text(books):
    live, _ = books
    assert live["Costs"]["A2"].value == "=1+1"
    assert live["Costs"]["A2"].data_type == "s"


def test_the_file_is_the_same_each_time(result, tmp_path):
    book = money_workbook(result, on=date(2026, 1, 1), title="Balance")
    write_workbook(book, tmp_path / "a.xlsx")
    write_workbook(book, tmp_path / "b.xlsx")
    assert (tmp_path / "a.xlsx").read_bytes() == (tmp_path / "b.xlsx").read_bytes()


@pytest.mark.parametrize(
    "text",
    [
        "A1",
        "=",
        '=HYPERLINK("x")',
        "=WEBSERVICE(A1)",
        "=cmd|A1",
        "='[b.xlsx]S'!A1",
        '="a"',
        "=A1 ",
        "=INDIRECT(A1)",
        "=ASUM(A1)",
    ],
)
def test_a_formula_is_arithmetic_and_nothing_else(text):
    with pytest.raises(ValueError, match="only cells, numbers"):
        Formula(text, 1.0)


def test_a_formula_has_a_value():
    with pytest.raises(ValueError, match="give the finite number"):
        Formula("=A1/B1", float("nan"))
