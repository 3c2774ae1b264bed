"""A picture holds what its view gives and nothing else: not a word, not a count, not a byte."""

from dataclasses import replace
from datetime import date

import pyarrow.parquet as pq
import pytest

from tests.small_city import (
    AREAS,
    HIDDEN,
    HOME,
    PAST,
    PLAIN,
    REMARK,
    SOON,
    TODAY,
    WISH,
    build,
    deliver,
    held,
    permits,
    said,
    write_city,
    write_request,
)
from tidegate.errors import CovenantError, PictureError, RequestError
from tidegate.pipeline import open_workspace
from tidegate.pipeline.picturing import PictureWish, pinned, shelf
from tidegate.pipeline.picturing.shelf import view_asked_for


@pytest.fixture(scope="module")
def unbuilt(tmp_path_factory):
    return write_city(tmp_path_factory.mktemp("unbuilt") / "city")


def refused(folder, wish, error, words):
    with pytest.raises(error, match=words):
        build(folder, wish)
    assert not [n for n in ("views", "pictures", "records", "linkage") if (folder / n).exists()]


def test_a_purpose_without_a_clause_gives_nothing_and_leaves_nothing(unbuilt):
    refused(
        unbuilt, replace(WISH, purpose="asset-reuse"), CovenantError, "no clause gives any partner anything.*Agree on"
    )
    refused(unbuilt, replace(WISH, purpose="fishing"), CovenantError, "it has no purpose 'fishing'. Name one of permit")
    refused(unbuilt, replace(WISH, partner="shelter"), CovenantError, "no clause gives shelter anything")


def test_two_partners_with_a_clause_must_be_told_apart(unbuilt):
    refused(unbuilt, PictureWish(AREAS, TODAY), CovenantError, r"Name one with --partner \(municipality, police\)")


def test_after_its_last_day_a_covenant_gives_nothing(unbuilt):
    refused(unbuilt, replace(WISH, today=date(2100, 1, 1)), CovenantError, "it ended on 31 December 2099")


def test_a_city_without_a_covenant_has_no_picture(unbuilt):
    path = unbuilt / "covenant.yml"
    text = path.read_text(encoding="utf-8")
    path.unlink()
    try:
        refused(unbuilt, WISH, CovenantError, "there is no covenant. Write one; without it no picture is built")
    finally:
        path.write_text(text, encoding="utf-8")


def test_without_a_ripe_request_nothing_is_built(unbuilt):
    (unbuilt / "requests" / "spring.yml").unlink()
    refused(unbuilt, WISH, RequestError, "no request asks for a picture for 'permit-integrity'. Write down the problem")
    write_request(unbuilt, capacity="false")
    refused(unbuilt, WISH, RequestError, r"it does not pass capacity \(two days a week\). A picture nobody will act on")
    write_request(unbuilt)
    write_request(unbuilt, name="autumn")
    refused(
        unbuilt, WISH, RequestError, r"several requests ask for 'permit-integrity'. Name one with --request \(autumn"
    )
    (unbuilt / "requests" / "autumn.yml").unlink()


def test_what_the_view_withholds_is_found_in_no_table_and_not_in_its_home(built_city):
    folder, report = built_city
    for place in (report.folder, folder / "views" / report.view):
        told = said(place)
        assert [m for m in (REMARK, HOME, PAST, HIDDEN) if m.lower() in told] == []
        assert "gouden leeuw" in told


def test_a_column_a_thing_and_a_person_are_each_withheld_by_class(built_city):
    tables = {p.stem: pq.read_schema(p).names for p in (built_city[1].folder / "records").glob("*.parquet")}
    assert "Address" not in tables
    assert "summary" not in tables["Permit"] or pq.read_table(
        built_city[1].folder / "records" / "Permit.parquet"
    )["summary"].null_count == 13  # fmt: skip
    assert "birthDate" in tables["Person"]


def test_a_view_without_its_class_holds_no_person(plain_city):
    told = said(plain_city / "pictures")
    assert [m for m in (REMARK, HOME, PAST, HIDDEN, "Jansen", "holding a bv 1") if m.lower() in told] == []


def test_a_picture_expires_with_the_first_row_that_may_no_longer_be_kept(city):
    report = build(city, PLAIN)
    # The permit that ends on 30 June 2092 may be kept for five years; the older one is gone already.
    assert (report.state, report.expires_on) == ("unchanged", date(2097, 6, 30))
    view = shelf(open_workspace(city), report.view)
    with pinned(view, today=date(2097, 6, 29)) as found:
        assert SOON.lower() in said(found.folder)
    words = "it expired on 2097-06-30, with the retention of a row it rests on"
    with pytest.raises(PictureError, match=words), pinned(view, today=date(2097, 6, 30)):
        pass


def test_whatever_stood_in_a_row_goes_with_it(city):
    later = build(city, replace(PLAIN, today=date(2097, 6, 30)))
    told = said(later.folder)
    assert SOON.lower() not in told
    assert SOON.lower() not in said(city / "views" / later.view / "records")
    permit = pq.read_table(later.folder / "records" / "Permit.parquet")
    assert permit.num_rows == len(permits()) - 2


def test_words_that_were_corrected_go_with_their_row_and_no_sooner(city):
    rows = [r.replace("Tros Tapperij", "Tros & Zn Tapperij").replace("Eethuis", "Eetcafe") for r in permits()]
    deliver(city, "permits", "2026-02-15", rows)
    report = build(city, replace(PLAIN, today=date(2097, 6, 30)))
    names = set(pq.read_table(report.folder / "records" / "Company.parquet")["name"].to_pylist())
    # The permit of the one goes on; the other has been over for five years, whichever delivery wrote it last.
    assert {"Tros Tapperij BV", "Tros & Zn Tapperij BV"} <= names
    assert SOON.lower() not in said(report.folder)


def test_a_reader_without_a_clause_finds_no_picture(plain_city):
    for partner, error, words in (
        ("shelter", CovenantError, "no clause gives shelter anything"),
        ("police", PictureError, "no picture was built yet"),
    ):
        asked = view_asked_for(open_workspace(plain_city), purpose=AREAS, partner=partner, today=TODAY)
        with pytest.raises(error, match=words), asked:
            pass


def other_city(folder, register, rows):
    write_city(folder)
    deliver(folder, register, "2026-01-15", rows)
    return folder


def test_a_register_outside_the_view_changes_no_byte(plain_city, tmp_path):
    other = other_city(tmp_path / "other", "intelligence", [f"t{n},Zeeman,Kade,1,1004 DD" for n in range(40)])
    more = "d77,10000000,Anker Bakkerij BV,Zoe,Zand,1980-01-01,Weg 1,bestuurder,2020-01-01,"
    deliver(other, "directors", "2026-02-20", [more])
    build(other, PLAIN)
    assert held(other / "pictures") == held(plain_city / "pictures")


def test_a_withheld_column_changes_no_byte_of_a_table(plain_city, tmp_path):
    other = other_city(tmp_path / "other", "permits", [r.replace(REMARK, "quite other words") for r in permits()])
    build(other, PLAIN)
    tables = [
        {n.split("/", 2)[2]: b for n, b in held(c / "pictures").items() if n.endswith(".parquet")}
        for c in (other, plain_city)
    ]
    assert tables[0] == tables[1]


@pytest.mark.slow
def test_with_linkage_too_a_register_outside_the_view_changes_no_byte(built_city, tmp_path):
    other = other_city(tmp_path / "other", "intelligence", [f"t{n},Gouden Leeuw,Kade,1,1004 DD" for n in range(40)])
    report = build(other)
    assert (report.picture, report.view) == (built_city[1].picture, built_city[1].view)
    assert held(other / "pictures") == held(built_city[0] / "pictures")
