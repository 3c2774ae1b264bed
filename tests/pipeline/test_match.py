"""Two files matched: small cases that a person can count."""

import json
from pathlib import Path

import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tidegate.errors import ExportError, LinkageError
from tidegate.formats import ReadOptions, write_csv
from tidegate.pipeline import Engine
from tidegate.pipeline.matching import (
    FileWish,
    MatchWish,
    check_ending,
    match_files,
    matched_tables,
    write_matched,
)

ENGINE = Engine(memory_gib=1.0, threads=1)

PERMITS = [
    ["Vergunning", "Bedrijfsnaam", "Straat", "Huisnr.", "Postcode"],
    ["V-1", "Bakkerij De Zon B.V.", "Dorpsstraat", 12, "3511 AB"],
    ["V-2", "Café het Anker", "Kade", 8, "3512 CD"],
    ["V-3", "Garage Van Dijk", "Industrieweg", 101, "3542 AD"],
    ["V-4", "Bakkerij de Zon", "Dorpsstr.", 12, "3511AB"],
    ["V-5", "Kapsalon Figaro", "Lange Nieuwstraat", 44, "3512 PN"],
]
REGISTER = [
    ["KvK", "Naam", "Adres", "PC"],
    ["12345678", "Bakkerij de Zon", "Dorpsstraat 12", "3511AB"],
    ["23456789", "Cafe 't Anker VOF", "Kade 8", "3512CD"],
    ["34567890", "Autobedrijf Jansen", "Industrieweg 101", "3542AD"],
    ["45678901", "Snackbar Oase", "Voorstraat 3", "3512AH"],
]


def book(path: Path, rows: list[list[object]]) -> Path:
    workbook = openpyxl.Workbook()
    for row in rows:
        workbook.active.append(row)
    workbook.save(path)
    return path


def csv(path: Path, rows: list[list[str]]) -> Path:
    write_csv(pa.table({h: [r[n] for r in rows[1:]] for n, h in enumerate(rows[0])}), path)
    return path


def match(left: Path, right: Path, *, left_said=None, right_said=None, left_options=None, **said):
    files = FileWish(left, left_said or {}, left_options or ReadOptions()), FileWish(right, right_said or {})
    return match_files(MatchWish(*files, **said), ENGINE)


def pairs(matched) -> set[tuple[int, int]]:
    return {(p.left, p.right) for p in matched.pairing.matches}


@pytest.fixture(scope="module")
def files(tmp_path_factory):
    folder = tmp_path_factory.mktemp("files")
    return book(folder / "permits.xlsx", PERMITS), book(folder / "register.xlsx", REGISTER)


@pytest.fixture(scope="module")
def matched(files):
    return match(*files)


def test_permits_and_a_register_match_by_name_and_door(matched):
    assert matched.kind == "establishment"
    assert pairs(matched) == {(1, 1), (2, 2), (4, 1)}
    assert matched.pairing.only == {"left": (3, 5), "right": (3, 4)}
    assert not matched.faulty


def test_another_name_at_the_same_door_is_no_match_but_is_shown_beside_it(matched):
    near = matched.pairing.nearest["left"][3]
    assert (near.right, near.why) == (3, "For: place (the same door). Against: name (different names).")
    assert near.probability < 0.1


def test_every_pair_has_its_reasons_and_a_likelihood_that_is_never_one(matched):
    for pair in matched.pairing.matches:
        assert "name (" in pair.why
        assert 0.5 < pair.probability < 1
        assert pair.words in {"likely", "very likely", "practically certain"}


def test_rows_of_one_thing_within_a_file_are_noted_with_the_numbers_a_person_sees(matched):
    assert "permits.xlsx: 2 rows stand for 1 thing (rows 2 and 5)." in matched.notes


def test_the_workbook_reads_well(matched, tmp_path):
    write_matched(matched, tmp_path / "out.xlsx")
    out = openpyxl.load_workbook(tmp_path / "out.xlsx")
    assert out.sheetnames == ["Sources", "matches", "uncertain", "only in left", "only in right", "columns"]
    heads, first, *_ = out["matches"].iter_rows(values_only=True)
    assert heads[:2] == ("row in permits.xlsx (headings = 1)", "row in register.xlsx (headings = 1)")
    assert heads[2:5] == ("how sure (0 to 1)", "in words", "why")
    assert first[:2] == (2, 2)
    assert heads[5:7] == ("name in permits.xlsx", "name in register.xlsx")
    assert first[5:9] == (
        "Bakkerij De Zon B.V.",
        "Bakkerij de Zon",
        "Dorpsstraat 12, 3511 AB",
        "Dorpsstraat 12, 3511AB",
    )
    columns = {r[1]: r for r in out["columns"].iter_rows(values_only=True)}
    assert columns["Huisnr."][2:4] == ("house number", "yes")
    assert columns["KvK"][2:4] == ("number in the business register", "no")
    assert columns["Vergunning"][2:4] == (None, "no")


def test_csv_and_parquet_hold_the_matches_alone(matched, tmp_path):
    write_matched(matched, tmp_path / "out.parquet")
    write_matched(matched, tmp_path / "out.csv")
    assert pq.read_table(tmp_path / "out.parquet").num_rows == 3
    assert len((tmp_path / "out.csv").read_text(encoding="utf-8-sig").splitlines()) == 4
    assert pq.read_table(tmp_path / "out.parquet") == matched_tables(matched)["matches"]


def test_row_numbers_count_blank_rows_and_a_title_above_the_headings(files, tmp_path):
    shifted = book(tmp_path / "shifted.xlsx", [["Extract of May"], PERMITS[0], PERMITS[1], [], PERMITS[2]])
    found = match(shifted, files[1], left_options=ReadOptions(header_row=2))
    rows = matched_tables(found)["matches"].column(0)
    assert rows.to_pylist() == [3, 5]
    assert matched_tables(found)["matches"].column_names[0] == "row in shifted.xlsx (headings = 2)"


def test_a_formula_in_a_file_stays_a_text(files, tmp_path):
    left = tmp_path / "left.csv"
    left.write_text("name,address\n=HYPERLINK(1),Kade 1\nZon,Kade 2\n")
    write_matched(match(left, left), tmp_path / "out.xlsx")
    cells = [c for row in openpyxl.load_workbook(tmp_path / "out.xlsx")["matches"] for c in row]
    assert any(c.value == "=HYPERLINK(1)" and c.data_type == "s" for c in cells)


def test_people_match_whatever_way_names_and_dates_are_written(tmp_path):
    left = csv(
        tmp_path / "left.csv",
        [
            ["Achternaam", "Voorvoegsel", "Voornaam", "Geboortedatum"],
            ["Berg", "van den", "Jan", "31-12-1980"],
            ["Jansen", "", "Maria", "01-02-1975"],
            ["Smit", "", "Piet", "05-06-1990"],
            ["Boer", "de", "Anna", "01-01-9999"],
        ],
    )
    right = tmp_path / "right.jsonl"
    people = [("J. van den Berg", "1980-12-31"), ("Jansen, Maria", "1975-02-01"), ("Smit, Klaas", "1992-01-01")]
    right.write_text("\n".join(json.dumps({"naam": n, "geboren op / geboortedatum": d}) for n, d in people))
    found = match(left, right)
    assert found.kind == "person"
    assert pairs(found) == {(1, 1), (2, 2)}
    assert "left.csv: dates that could not be used: 1, such as “01-01-9999”." in found.notes
    assert matched_tables(found)["matches"].column_names[1] == "row in right.jsonl (the first = 1)"


def test_a_number_decides_for_companies_and_a_name_alone_does_not(tmp_path):
    left = csv(
        tmp_path / "left.csv", [["company", "vat"], ["Acme Ltd", "GB123456789"], ["Gamma plc", ""], ["Zeta Inc", ""]]
    )
    right = csv(
        tmp_path / "right.csv",
        [["Name", "VAT no"], ["Acmee Limited", "GB123456789"], ["Gamma PLC", ""], ["Eta", "GB999999973"]],
    )
    found = match(left, right)
    assert (found.kind, pairs(found)) == ("organisation", {(1, 1)})
    assert [(p.left, p.right) for p in found.pairing.uncertain] == [(2, 2)]


def test_premises_match_by_door_and_postcode_wherever_the_postcode_stands(tmp_path):
    left = csv(tmp_path / "left.csv", [["Address"], ["12 High Street, Bradford, BD1 1AA"], ["9 Low Road BD3 3CC"]])
    right = csv(tmp_path / "right.csv", [["Address", "Postcode"], ["12 High St", "BD1 1AA"], ["7 Low Road", "BD3 3CC"]])
    found = match(left, right)
    assert (found.kind, pairs(found)) == ("premises", {(1, 1)})


def test_numbers_of_two_registers_are_not_held_against_each_other(tmp_path):
    left = csv(
        tmp_path / "left.csv",
        [["name", "kvk", "adres"], ["Zon BV", "11111112", "Kade 1"], ["Maan BV", "22222223", "Kade 2"]],
    )
    right = csv(
        tmp_path / "right.csv",
        [["name", "kvk", "adres"], ["Zon BV", "A-33334", "Kade 1"], ["Maan BV", "A-44445", "Kade 2"]],
    )
    found = match(left, right, kind="organisation")
    assert pairs(found) == {(1, 1), (2, 2)}
    assert any(
        n.startswith("Not compared: register number (the two files have no such number in common") for n in found.notes
    )


def test_columns_can_be_set_and_left_out(tmp_path):
    left = csv(tmp_path / "left.csv", [["aa", "bb", "cc"], ["Zon", "Kade", "1"], ["Maan", "Laan", "2"]])
    right = csv(
        tmp_path / "right.csv",
        [["Name", "Address", "E-mail"], ["Zon", "Kade 1", "a@b.nl"], ["Maan", "Laan 2", "c@d.nl"]],
    )
    found = match(left, right, left_said={"name": "AA", "address": "bb,cc"}, right_said={"email": ""})
    assert pairs(found) == {(1, 1), (2, 2)}
    assert [g.holds for g in found.left.guesses] == ["name", "address", "address"]
    assert found.right.guesses[2].holds == ""


def test_the_same_door_in_another_town_is_another_door(tmp_path):
    left = csv(
        tmp_path / "left.csv", [["name", "address", "town"], ["Roma", "Kade 1", "Utrecht"], ["Maan", "Laan 2", "Breda"]]
    )
    right = csv(
        tmp_path / "right.csv", [["name", "address", "city"], ["Roma", "Kade 1", "Breda"], ["Maan", "Laan 2", "BREDA"]]
    )
    found = match(left, right)
    assert pairs(found) == {(2, 2)}
    assert [(p.left, p.right) for p in found.pairing.uncertain] == [(1, 1)]
    assert found.pairing.uncertain[0].why.endswith("Against: town (another town).")
    assert "town in left.csv" in matched_tables(found)["matches"].column_names


def test_nothing_in_common_is_an_answer(tmp_path):
    left = csv(tmp_path / "left.csv", [["name", "address"], ["Zon", "Kade 1"], ["Maan", "Laan 2"]])
    right = csv(tmp_path / "right.csv", [["name", "address"], ["Ster", "Weg 3"], ["Wolk", "Pad 4"]])
    found = match(left, right)
    assert pairs(found) == set()
    assert matched_tables(found)["only in left"].num_rows == 2
    write_matched(found, tmp_path / "out.xlsx")


def test_one_value_in_half_of_both_files_does_not_blow_up(tmp_path):
    rows = [["name", "address"], *[["Onbekend", "Kade 1"]] * 400, *[[f"Winkel {n}", f"Straat {n}"] for n in range(400)]]
    left, right = csv(tmp_path / "left.csv", rows), csv(tmp_path / "right.csv", rows)
    found = match(left, right)
    assert len(found.pairing.matches) == 800
    assert found.pairing.shortened == 400 * 400 - 400
    assert "one value stands in 400 of 800 rows" in found.left.guesses[0].why


def test_a_name_of_ten_thousand_letters_is_cut_where_it_is_shown(tmp_path):
    left = csv(tmp_path / "left.csv", [["name", "address"], ["A" * 10_000, "Kade 1"], ["Zon", "Kade 2"]])
    found = match(left, left)
    assert pairs(found) == {(1, 1), (2, 2)}
    assert len(matched_tables(found)["matches"].column("name in left left.csv")[0].as_py()) == 301


def test_rows_with_other_numbers_of_cells_are_filled_up_where_they_are_many(tmp_path):
    path = tmp_path / "left.csv"
    path.write_text("name,address,note\nZon,Kade 1\nMaan,Laan 2\n")
    found = match(path, csv(tmp_path / "right.csv", [["name", "address"], ["Zon", "Kade 1"], ["Ster", "Weg 3"]]))
    assert pairs(found) == {(1, 1)}
    assert any("what is missing is empty" in n for n in found.notes)


@pytest.mark.parametrize(
    ("left", "said", "what"),
    [
        ([["a", "b"], ["1", "2"], ["3", "4"]], {}, "no usable name, address or number in common (found in left.csv"),
        ([["name", "b"], ["X", "1"], ["X", "2"]], {}, "“name” (its heading says name, but all its values are"),
        ([["name"], ["Zon"], ["Maan"]], {"kind": "premises"}, "no usable place or number, which linking by"),
        ([["name"], ["Zon"]], {"kind": "shop"}, "'shop' is no kind that can be matched. Name one of person"),
        ([["name"], ["Zon"]], {"left_said": {"nam": "name"}}, "'nam' is nothing a column can hold"),
        ([["name"], ["Zon"]], {"left_said": {"name": "Nmae"}}, "there is no column “Nmae”. Did you mean “name”? "),
        ([["name", "x"], ["Zon", ""]], {"left_said": {"address": "x"}}, "column “x” is empty"),
    ],
)  # fmt: skip
def test_what_cannot_be_matched_is_said_with_the_mend(tmp_path, left, said, what):
    right = csv(tmp_path / "right.csv", [["name", "address"], ["Ster", "Weg 3"], ["Wolk", "Pad 4"]])
    with pytest.raises(LinkageError) as caught:
        match(csv(tmp_path / "left.csv", left), right, **said)
    assert what in str(caught.value)


def test_a_file_without_rows_and_one_that_is_not_there_are_refused(tmp_path):
    (tmp_path / "empty.csv").write_text("name,address\n")
    right = csv(tmp_path / "right.csv", [["name"], ["Zon"]])
    with pytest.raises(LinkageError, match="it has no rows"):
        match(tmp_path / "empty.csv", right)
    with pytest.raises(LinkageError, match="there is no such file"):
        match(tmp_path / "gone.csv", right)


def test_a_file_that_is_read_is_never_written_over(files, tmp_path):
    with pytest.raises(ExportError, match="is one of the two files"):
        check_ending(files[0], files)
    with pytest.raises(ExportError, match="its ending is none of"):
        check_ending(tmp_path / "out.ods", files)
    with pytest.raises(ExportError, match="its folder does not exist"):
        check_ending(tmp_path / "no" / "out.xlsx", files)


def test_the_reasons_are_told_in_the_language_of_the_reader(files):
    found = match(*files, language="nl")
    assert found.pairing.matches[0].why == "Ervoor: naam (dezelfde naam), plaats (dezelfde deur)."


def test_the_order_of_the_rows_does_not_matter(files, tmp_path, matched):
    turned = book(tmp_path / "permits.xlsx", [PERMITS[0], *PERMITS[:0:-1]])
    assert {(6 - a, b) for a, b in pairs(match(turned, files[1]))} == pairs(matched)
