"""Columns of spreadsheets, guessed from headings in six languages and from their values."""

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tidegate.linkage.columns import as_date, company_like, date_pattern, guess_columns, holdings, person_like

NAMES = ["Bakkerij Bos", "Café Zon", "Garage Dijk"]


def held(**columns: list[str]) -> dict[str, str]:
    return {g.column: g.holds for g in guess_columns(pa.table(columns)) if g.holds}


@pytest.mark.parametrize(
    ("heading", "values", "holds"),
    [
        ("Company name", NAMES, "name"),
        ("Bedrijfsnaam", NAMES, "name"),
        ("Firmenname", NAMES, "name"),
        ("Raison sociale", NAMES, "name"),
        ("Ragione sociale", NAMES, "name"),
        ("Razón social", NAMES, "name"),
        ("DOING_BUSINESS_AS_NAME", NAMES, "trade_name"),
        ("Straße", ["Weg", "Gasse", "Allee"], "address"),
        ("Indirizzo", ["Via Roma 1", "Via Po 2", "Via Pia 3"], "address"),
        ("Huisnr.", ["1", "2", "3"], "house_number"),
        ("Code postal", ["75001", "75002", "75003"], "postcode"),
        ("PLZ", ["10115", "10117", "10119"], "postcode"),
        ("KvK-nummer", ["12345678", "23456789", "34567890"], "registration_number"),
        ("N° SIRET", ["1", "2", "3"], "registration_number"),
        ("Date of birth", ["1980-01-01", "1981-02-03", "1982"], "birth_date"),
        ("Geburtsdatum", ["31.12.1980", "01.02.1981", "05.06.1982"], "birth_date"),
        ("Cognome", NAMES, "last_name"),
        ("PostCode", ["A", "B1", "C2"], "postcode"),
    ],
)
def test_a_heading_tells_what_a_column_holds(heading, values, holds):
    found = {g.holds for g in guess_columns(pa.table({heading: values, "Naam x": ["p q", "r s", "t u"]}))}
    assert holds in found


@pytest.mark.parametrize(
    "heading", ["Business type", "Permit number", "Datum afgifte", "Status", "Bedrijfscategorie", "Id"]
)
def test_a_word_in_a_heading_of_something_else_is_no_guess(heading):
    assert heading not in held(**{heading: ["x 1", "y 2", "z 3"], "Naam": NAMES})


@pytest.mark.parametrize(
    ("values", "holds"),
    [
        (["a@b.nl", "c@d.eu", "e@f.com"], "email"),
        (["3511 AB", "1012AA", "9712 EX"], "postcode"),
        (["BD1 1AA", "LS2 8XY", "W1A 1HQ"], "postcode"),
        (["+31 20 1234567", "020-7654321", "0612345678"], "phone"),
        (["12 High Street", "3 Mill Lane", "8 Low Road"], "address"),
        (["Dorpsstraat 12", "Kade 8 A", "Laan 3, Utrecht"], "address"),
        (["Bos B.V.", "Zon NV", "Acme Ltd"], "name"),
    ],
)
def test_values_tell_where_the_heading_does_not(values, holds):
    assert held(x=values) == {"x": holds}


def test_values_can_gainsay_a_heading_and_the_reason_is_told():
    (guess,) = guess_columns(pa.table({"Geboortedatum": ["onbekend", "n.v.t.", "?"]}))
    assert (guess.holds, guess.why) == (
        "",
        "its heading says birth date, but most of its values are no dates that can be read",
    )


def test_a_column_of_one_value_tells_nothing():
    (guess,) = guess_columns(pa.table({"Naam": ["X", "X", "X"]}))
    assert (guess.holds, guess.why) == ("", "its heading says name, but all its values are the same")


def test_of_two_columns_that_fit_the_better_is_taken():
    first, second = guess_columns(pa.table({"Owner name": ["A B", "C D"], "Name": NAMES[:2]}))
    assert (first.holds, second.holds) == ("", "name")
    assert first.why == "it could be the name, but “Name” fits better"


def test_what_stands_beside_tells_whether_a_name_is_whole():
    assert held(Nom=["Dupont", "Petit"], Prénom=["Luc", "Eva"]) == {"Nom": "last_name", "Prénom": "first_name"}
    assert held(Nombre=["Ana", "Luis"], Apellidos=["Ruiz", "Gil"]) == {"Nombre": "first_name", "Apellidos": "last_name"}
    assert held(Nome=["Rossi Srl", "Bianchi SpA"]) == {"Nome": "name"}


def test_a_value_in_many_rows_is_told():
    (guess,) = guess_columns(pa.table({"name": ["Unknown"] * 10 + ["Bos", "Zon"]}))
    assert guess.why == "its heading says “name”; one value stands in 10 of 12 rows"


@given(st.dictionaries(st.text(max_size=20), st.lists(st.text(max_size=40), min_size=3, max_size=3), max_size=4))
def test_any_table_gets_a_guess_per_column(columns):
    columns.pop("row_number", None)
    guesses = guess_columns(pa.table({k: pa.array(v, pa.string()) for k, v in columns.items()}))
    assert [g.column for g in guesses] == list(columns)
    assert {g.holds for g in guesses} <= {"", *holdings()}
    assert all(g.why for g in guesses)


def test_dates_are_read_in_the_way_most_of_them_are_written():
    assert date_pattern(["31/12/1980", "01/02/1980"]) == "%d/%m/%Y"
    assert date_pattern(["12/31/1980", "02/13/1980"]) == "%m/%d/%Y"
    assert date_pattern(["19801231", "19800101"]) == "%Y%m%d"
    assert date_pattern(["a", "b"]) == ""
    assert [as_date(t, "%Y-%m-%d") for t in ("1980", "1980-05", "1980-05-07T12:00:00", "x")] == [
        "1980",
        "1980-05",
        "1980-05-07",
        None,
    ]


def test_names_of_companies_and_of_people_are_told_apart_by_form():
    people = ["de Vries, Jan", "J. Smit", "Klaas Mulder"]
    companies = ["Bos B.V.", "Acme Limited", "Zon GmbH"]
    assert (company_like(people), person_like(people)) == (0.0, 1.0)
    assert company_like(companies) == 1.0
    assert (company_like([]), person_like([])) == (0.0, 0.0)
