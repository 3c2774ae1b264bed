"""Rows of two spreadsheets as the table that linking starts from."""

from dataclasses import replace

import pyarrow as pa
import pytest

from tidegate.errors import LinkageError
from tidegate.linkage import City, load_model
from tidegate.linkage.description import Field
from tidegate.linkage.gathering import CARRIED, PART
from tidegate.linkage.linking import link_gathered
from tidegate.linkage.rows import SIDE, TOWN, Side, guess_kind, make_rows, number_first, with_town
from tidegate.tables import session


def side(which: str, /, **columns: tuple[str, list[str]]) -> Side:
    """Make a file: what a column holds -> its heading and values."""
    rows = len(next(iter(columns.values()))[1])
    table = {"row_number": pa.array(range(1, rows + 1), pa.int64())}
    table |= {heading: pa.array(values, pa.string()) for heading, values in columns.values()}
    return Side(which, f"{which}.csv", pa.table(table), {holds: (heading,) for holds, (heading, _) in columns.items()})


def model_for_rows(kind: str):
    model = load_model(kind)
    return replace(model, fields=(*model.fields, Field(SIDE, (), (), "id")))


def shops(which: str, /, *doors: str, **more: tuple[str, list[str]]) -> Side:
    names = [f"Winkel {d}" for d in doors]
    return side(
        which, name=("naam", names), address=("straat", ["Kade"] * len(doors)), house_number=("nr", list(doors)), **more
    )


def test_every_row_is_a_record_with_what_the_model_reads():
    rows = make_rows(shops("left", "1", "2"), shops("right", "3", "4"), model_for_rows("establishment"), first=False)
    fields = {f"f_{f.name}" for f in model_for_rows("establishment").fields}
    assert set(rows.gathered.column_names) == {*CARRIED, *fields}
    assert rows.gathered.column("record_id").to_pylist() == ["left:1", "left:2", "right:1", "right:2"]
    assert rows.gathered.column("f_place").to_pylist() == [["Kade 1"], ["Kade 2"], ["Kade 3"], ["Kade 4"]]
    assert rows.gathered.column("f_side").to_pylist() == [["left"], ["left"], ["right"], ["right"]]
    assert rows.fields == ("name", "place")
    assert rows.held >= {"name", "address", "house_number"}


def test_an_address_is_put_together_after_the_habit_of_the_country():
    one = shops("left", "12", "8", postcode=("pc", ["3511 AB", "1000"]), town=("plaats", ["Utrecht", "Brussel"]))
    model = model_for_rows("establishment")
    behind, before = (make_rows(one, one, model, first=first).shown["place"]["left"] for first in (False, True))
    assert behind == ["Kade 12, 3511 AB", "Kade 8, 1000 Brussel"]
    assert before == ["12 Kade, 3511 AB", "8 Kade, 1000 Brussel"]


@pytest.mark.parametrize(
    ("addresses", "country", "first"),
    [
        (["12 High Street", "Unit 4, 8 Mill Lane, BD1 1AA"], "", True),
        (["Dorpsstraat 12", "Kade 8, 3511 AB Utrecht"], "", False),
        (["Dorpsstraat 12"], "gb", True),
        (["12 High Street"], "nl", False),
        ([""], "", False),
    ],
)
def test_addresses_tell_where_the_number_stands_unless_the_country_does(addresses, country, first):
    assert number_first([side("left", address=("a", addresses))], country) is first


NAMES = ("naam", ["Bos B.V.", "Zon"])
PEOPLE = ("naam", ["de Vries, Jan", "P. Smit"])
DOORS = ("adres", ["Kade 1", "Kade 2"])
NUMBERS = ("nr", ["123", "456"])


@pytest.mark.parametrize(
    ("columns", "kind"),
    [
        ({"name": NAMES, "address": DOORS}, "establishment"),
        ({"name": NAMES, "postcode": DOORS}, "establishment"),
        ({"name": NAMES, "address": DOORS, "vat_number": NUMBERS}, "organisation"),
        ({"name": NAMES}, "organisation"),
        ({"address": DOORS}, "premises"),
        ({"name": PEOPLE, "address": DOORS}, "person"),
        ({"last_name": NAMES}, "person"),
        ({"name": NAMES, "birth_date": NUMBERS}, "person"),
        ({"document_number": NUMBERS}, "person"),
    ],
)
def test_the_kind_of_thing_is_told_by_what_both_files_have(columns, kind):
    assert guess_kind(side("left", **columns), side("right", **columns))[0] == kind


def test_nothing_in_common_is_told_with_what_each_file_has():
    with pytest.raises(LinkageError, match=r"left\.csv: name in “naam”; in right\.csv: address in “adres”"):
        guess_kind(side("left", name=NAMES), side("right", address=DOORS))


def test_parts_of_a_name_keep_their_places():
    one = side("left", first_name=("v", ["Jan"]), particle=("t", ["van den"]), last_name=("a", ["Berg"]))
    rows = make_rows(one, one, model_for_rows("person"), first=False)
    assert rows.gathered.column("f_name").to_pylist()[0] == [PART.join(["", "Jan", "", "", "", "van den Berg", ""])]
    assert rows.shown["name"]["left"] == ["Jan van den Berg"]


def test_a_number_of_a_person_decides_only_where_it_keeps_a_checksum():
    good, bad = ["111222333", "123456782"], ["111222334", "123456783"]
    for numbers, field in ((good, "tax"), (bad, "document")):
        one = side("left", name=PEOPLE, person_number=("bsn", numbers))
        assert field in make_rows(one, one, model_for_rows("person"), first=False).fields


def test_towns_count_only_where_postcodes_do_not():
    towns = ("plaats", ["Utrecht", "Breda"])
    bare, coded = (shops("left", "1", "2", town=towns, **more) for more in ({}, {"postcode": ("pc", ["1", "2"])}))
    model = load_model("establishment")
    assert TOWN in with_town(model, (bare, coded)).fields
    assert with_town(model, (coded, coded)) == model
    assert with_town(load_model("person"), (bare, bare)) == load_model("person")


def test_nothing_is_learnt_of_a_handful_of_rows():
    model = model_for_rows("establishment")
    rows = make_rows(shops("left", "1", "2"), shops("right", "1", "2"), model, first=False)
    for learn, notes in ((False, 0), (True, 1)):
        with session() as own:
            own.register("rows", rows.gathered)
            own.execute("create temp table gathered as select * from rows")
            found = link_gathered(own, model, city=City(("nl",)), learn=learn)
        assert found.model.prior == model.prior
        assert len([n for n in found.notes if "too few to learn from" in n]) == notes
        assert found.counts()["entities"] == 2
