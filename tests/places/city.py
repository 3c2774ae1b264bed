"""A city of a few streets, written as resolved tables are."""

import datetime as dt
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

DAY = dt.date(2024, 1, 1)
HEAD = {
    "record_id": pa.string(),
    "register": pa.string(),
    "known_from": pa.date32(),
    "known_to": pa.date32(),
    "valid_from": pa.date32(),
    "valid_to": pa.date32(),
    "entity": pa.string(),
}


def write(folder: Path, schema: str, rows: list[dict[str, Any]]) -> None:
    """Write one resolved table; what a row does not say of the head is filled in."""
    filled = [
        {"record_id": f"{schema}{i}", "register": "r", "known_from": DAY, "known_to": None, "valid_from": None,
         "valid_to": None} | row
        for i, row in enumerate(rows)
    ]  # fmt: skip
    names = list(HEAD) + sorted({n for row in filled for n in row} - set(HEAD))
    table = {n: pa.array([row.get(n) for row in filled], HEAD.get(n)) for n in names}
    pq.write_table(pa.table(table), folder / f"{schema}.parquet")


def premises(entity: str, street: str, number: int, **more: Any) -> dict[str, Any]:
    """A premises as a register of buildings has it, with a point unless it says otherwise."""
    row = {
        "entity": entity, "address": f"{street} {number} 1000 AA Stad", "street": street, "houseNumber": str(number),
        "postalCode": "1000 AA", "city": "Stad", "longitude_number": 4.9 + number * 0.00003,
        "latitude_number": 52.3 + sum(map(ord, street)) % 97 * 0.0015, "neighbourhood": "Midden",
    }  # fmt: skip
    return row | more


def shop(entity: str, at: str, **more: Any) -> dict[str, Any]:
    """An establishment that is open since before everything."""
    row = {"entity": entity, "premises": at, "sector": "Shops", "startDate_from": dt.date(2015, 1, 1),
           "operator": f"firm of {entity}", "name": entity}  # fmt: skip
    return row | more


def report(entity: str, at: str | None, month: int = 1, **more: Any) -> dict[str, Any]:
    """A report of noise in 2024."""
    return {"entity": entity, "premises": at, "date_from": dt.date(2024, month, 5), "topic": "noise"} | more


def small_city(folder: Path) -> Path:
    """Two streets of twelve shops, one of twelve homes; the shops of Hoofdstraat draw ten times the reports."""
    streets = ("Hoofdstraat", "Kerkstraat", "Woonstraat")
    places = [
        premises(f"{s[0]}{n}", s, n, use="woonfunctie" if s == "Woonstraat" else "winkelfunctie")
        for s in streets
        for n in range(1, 25, 2)
    ]
    write(folder, "Premises", places)
    write(folder, "Establishment", [shop(f"shop {p['entity']}", p["entity"]) for p in places if p["entity"][0] in "HK"])
    numbers = [(f"H{n}", 10) for n in range(1, 25, 2)] + [(f"K{n}", 1) for n in range(1, 25, 2)]
    numbers += [(f"W{n}", 5) for n in range(1, 25, 2)]
    rows = [report(f"{at}-{i}", at, 1 + i % 12) for at, count in numbers for i in range(count)]
    write(folder, "Report", rows)
    return folder
