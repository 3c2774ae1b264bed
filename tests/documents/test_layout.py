"""One form for all papers: texts in the reader's language, room for every column."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from tests.documents.samples import drawing, report, streets
from tidegate.documents import Column, Figure, Paragraph, Source, Table
from tidegate.documents.layout import lay_out


def laid_table(table, language="en"):
    return lay_out(report(table, language=language))["sections"][0]["blocks"][0]


def test_cells_are_written_for_the_reader():
    table = Table("T", (Column("a", "number", digits=1), Column("b", "share"), Column("c", "date"), Column("d")),
                  [(1234.56, 0.5, date(2026, 3, 1), True), (None, None, None, None)])  # fmt: skip
    first, second = laid_table(table, "nl")["rows"]
    assert [c.replace("\N{NO-BREAK SPACE}", " ") for c in first] == ["1.234,6", "50 %", "1 mrt 2026", "ja"]
    assert set(second) == {"\N{EN DASH}"}


def test_a_p_value_is_never_nought():
    table = Table("T", (Column("p", "p"), Column("q", "p")), [(0.0000012, 0.0416), (None, 1.0)])
    first, second = laid_table(table, "nl")["rows"]
    assert [c.replace("\N{NO-BREAK SPACE}", " ") for c in first] == ["< 0,001", "0,042"]
    assert list(second) == ["\N{EN DASH}", "1,000"]


def test_every_row_names_its_sources():
    found = laid_table(streets(5))
    assert [c["heading"] for c in found["columns"]][-1] == "Source"
    assert found["rows"][0][-1] == "incidents, 2024-12-31, row 0"
    assert found["rows"][1][-1] == "incidents, 2024-12-31, rows 10, 11"
    last = found["rows"][4][-1].replace("\N{NO-BREAK SPACE}", " ")
    assert last == "incidents, 2024-12-31, rows 40, 41, 42 and 2 more"


def test_sources_of_several_registers_stand_on_lines_of_their_own():
    sources = [[Source("permits", "2026", 1), Source("deeds", "2025"), Source("permits", "2026", 2)]]
    found = laid_table(Table("T", (Column("a"),), [("x",)], sources))
    assert found["rows"][0][-1] == "permits, 2026, rows 1, 2\ndeeds, 2025"


def test_a_long_table_says_what_it_leaves_out():
    found = laid_table(streets(30, most=10, note="A note."))
    assert len(found["rows"]) == 10
    assert found["notes"] == ["A note.", "The first 10 of 30 rows; all of them stand in the workbook."]
    assert laid_table(streets(0))["notes"] == ["No rows."]


def test_a_cell_without_end_is_cut_and_told():
    found = laid_table(Table("T", (Column("a"),), [("word " * 500,)]))
    assert found["rows"][0][0].endswith("…")
    assert len(found["rows"][0][0]) <= 400
    assert found["notes"] == ["Cells that end in … are cut here and whole in the workbook."]


def test_sentences_give_way_and_wide_tables_lie_on_their_side():
    prose = (Column("Premises"), Column("Why", wide=True), Column("But", wide=True), Column("Since", "date"))
    rows = [("Havenkade 12", "why " * 30, "but " * 30, date(2026, 1, 1))]
    upright = laid_table(Table("T", prose, rows))
    assert not upright["sideways"]
    assert upright["columns"][0]["weight"] == len("Havenkade 12") + 2
    many = laid_table(Table("T", tuple(Column(f"Column {n}") for n in range(12)), [("Havenkade 12",) * 12]))
    assert many["sideways"]


def test_the_standing_lines_are_told():
    found = lay_out(report())
    assert dict(found["facts"])["Purpose"] == "Prevention"
    assert found["invented"].startswith("This city is invented")
    assert found["limits"]["texts"] == ["Links may be wrong."]


@given(st.lists(st.lists(st.text(max_size=60), min_size=3, max_size=3), max_size=5))
def test_numbers_are_right_and_every_row_is_kept(rows):
    columns = (Column("a"), Column("b"), Column("c", wide=True))
    found = laid_table(Table("T", columns, rows))
    assert len(found["rows"]) == len(rows)
    assert all(c["weight"] > 0 for c in found["columns"])
    assert 0.5 <= found["width"] <= 1


def test_a_drawing_moves_only_where_text_runs_on():
    figure = Figure(drawing(), "A map")
    wide = Table("T", tuple(Column(f"Column {n}") for n in range(12)), [("Havenkade 12",) * 12])
    blocks = (figure, Paragraph("x"), figure, figure, streets(), figure, wide, figure)
    laid = lay_out(report(*blocks))["sections"][0]["blocks"]
    assert [b["runs_on"] for b in laid if b["kind"] == "figure"] == [True, False, True, False, False]
