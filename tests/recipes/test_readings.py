"""What the recipes read from real files is what the files say: two ways to the same number."""

import csv
import gzip
import io
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from lxml import etree

from tidegate.pipeline.read import read_workspace
from tidegate.pipeline.recipes import init_workspace
from tidegate.pipeline.workspace import Engine, open_workspace


def read_some(name: str, folder: Path, deliveries: Path, *only: str) -> Path:
    """Read some registers of a recipe; give the folder of their records."""
    init_workspace(name, folder, deliveries=deliveries)
    workspace = open_workspace(folder, only=only)
    reports = read_workspace(workspace, Engine(memory_gib=2.0))
    assert {r.register: r.problem for r in reports} == dict.fromkeys(only, "")
    return workspace.current


def values(table: Path, prop: str) -> list[str]:
    return [v for cell in pq.read_table(table).column(prop).to_pylist() for v in cell or []]


@pytest.fixture(scope="module")
def rates(tmp_path_factory, shared):
    folder = tmp_path_factory.mktemp("city") / "west-yorkshire"
    names = ("business_rates_bradford", "business_rates_calderdale", "food_hygiene_calderdale_xml")
    return read_some("west-yorkshire", folder, shared / "data" / "west-yorkshire", *names)


def cells(path: Path, encoding: str) -> list[list[str]]:
    with gzip.open(path) as file:
        return list(csv.reader(io.TextIOWrapper(file, encoding=encoding, newline="")))


@pytest.mark.parametrize("council", ["bradford", "calderdale"])
def test_no_cell_out_of_its_place_is_read(rates, council):
    """A shifted row would bring a name as a latitude, or a number as a ratepayer."""
    register = rates / f"business_rates_{council}"
    points = pq.read_table(register / "Premises.parquet", columns=["latitude_number", "longitude_number"]).to_pylist()
    known = [(p["latitude_number"], p["longitude_number"]) for p in points if p["latitude_number"] is not None]
    assert len(known) > 0.99 * len(points)
    assert all(53.6 < lat < 54.0 and -2.3 < lon < -1.6 for lat, lon in known)
    names = set(values(register / "LegalEntity.parquet", "name"))
    assert not {n for n in names if n.replace(".", "").isdigit() or n.endswith("And Premises")}


def test_every_whole_row_of_bradford_is_a_premises(rates, shared):
    head, *rows = cells(shared / "data/west-yorkshire/business_rates_bradford.csv.gz", "cp1252")
    whole = [r for r in rows if len(r) == len(head)]
    assert pq.read_metadata(rates / "business_rates_bradford/Premises.parquet").num_rows == len(whole)
    vacant = [r for r in whole if r[head.index("Occupied")] != "Y"]
    assert pq.read_metadata(rates / "business_rates_bradford/Vacancy.parquet").num_rows == len(vacant)
    payers = {r[head.index("Ratepayer")].strip() for r in whole} - {""}
    # Names whose spelling cleaning may touch are left aside.
    assert set(values(rates / "business_rates_bradford/LegalEntity.parquet", "name")) >= {
        p for p in payers if "  " not in p and p.isascii() and '"' not in p and "'" not in p
    }


def test_vacancies_of_calderdale_begin_month_first(rates, shared):
    head, *rows = cells(shared / "data/west-yorkshire/business_rates_calderdale.csv.gz", "utf-8")
    empty = [r[head.index("Empty from")] for r in rows if len(r) == len(head) and r[head.index("Occupied")] == "N"]
    expected = sorted(f"20{d[6:]}-{d[:2]}-{d[3:5]}" for d in empty)
    assert sorted(values(rates / "business_rates_calderdale/Vacancy.parquet", "startDate")) == expected


def test_ratings_in_xml_are_those_of_the_file(rates, shared):
    with gzip.open(shared / "data/west-yorkshire/FHRS406en-GB_calderdale_2020-11-14.xml.gz") as file:
        tree = etree.parse(file)
    rated = [e for e in tree.iter("EstablishmentDetail") if e.findtext("RatingDate")]
    found = (
        pq.read_table(rates / "food_hygiene_calderdale_xml/Inspection.parquet").select(["date", "rating"]).to_pylist()
    )
    expected = sorted((e.findtext("RatingDate"), e.findtext("RatingValue")) for e in rated)
    wanted = [(d, r) for d, r in expected if r != "AwaitingInspection"]
    assert sorted((f["date"][0], f["rating"][0]) for f in found if f["rating"]) == wanted


def test_a_price_of_a_dash_is_no_price(tmp_path, shared):
    current = read_some("nyc-red-hook", tmp_path / "city", shared / "data" / "nyc-red-hook", "property_sales")
    sales = pq.read_table(shared / "data/nyc-red-hook/dof_rolling_sales_brooklyn_2015_2016.parquet")
    prices = [p.strip().replace(",", "") for p in sales.column("SALE PRICE").to_pylist()]
    assert sorted(values(current / "property_sales" / "Deal.parquet", "amount")) == sorted(
        p for p in prices if p != "-"
    )


@pytest.mark.slow
def test_the_licence_number_of_chicago_is_read_for_permits_only(tmp_path, shared):
    names = ("inspections", "licences")
    current = read_some("chicago", tmp_path / "city", shared / "data" / "chicago", *names)
    licences = pq.read_table(shared / "data/chicago/licences.parquet")
    numbers = [str(n) for n in licences.column("LICENSE_NUMBER").to_pylist()]
    assert sorted(values(current / "licences" / "Permit.parquet", "sourceNumber")) == sorted(numbers)
    episodes = pq.read_table(current / "licences" / "Permit.parquet").column("entity_id").to_pylist()
    assert len(set(episodes)) == licences.num_rows > len(set(numbers))
    for table in (current / "inspections").glob("*.parquet"):
        assert not {"permit", "licenseNumber"} & set(pq.read_schema(table).names)
