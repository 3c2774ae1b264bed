"""A city of two registers in which a person can count who is who: licences with an account, and visits without."""

from pathlib import Path

from tests.pipeline.city import LAWFUL
from tidegate.pipeline import Engine, open_workspace, read_workspace

_PLACE = """
      premises:
        schema: Premises
        key_literal: {register}-premises
        keys: [address]
        properties: {{address: {{column: address}}}}
"""
LICENCES = (
    """
register: licences
files:
  - path: licences/*.csv
    delivery: {kind: full, date: {pattern: '(\\d{4}-\\d{2}-\\d{2})'}}
    key: [id]
queries:
  - entities:
      account: {schema: LegalEntity, key_literal: account, keys: [account], properties: {name: {column: legal}}}
"""
    + _PLACE.format(register="licences").lstrip("\n")
    + """      shop:
        schema: Establishment
        key_literal: licence
        keys: [id]
        properties: {name: {column: name}, premises: {entity: premises}, operator: {entity: account}}
    valid: {shop: {from: start, to: end}}
"""
)
VISITS = (
    """
register: visits
files:
  - path: visits/*.csv
    delivery: {kind: full, date: {pattern: '(\\d{4}-\\d{2}-\\d{2})'}}
    key: [id]
queries:
  - entities:
"""
    + _PLACE.format(register="visits").lstrip("\n")
    + """      shop:
        schema: Establishment
        key_literal: visit
        keys: [id]
        properties: {name: {column: name}, premises: {entity: premises}}
    valid: {shop: {from: day, to: day}}
"""
)
LICENCE_ROWS = (
    "1,a1,Sergio Foods Inc,Sergio's Taqueria,3253 W BRYN MAWR AVE,2012-01-01,2014-12-31",
    "2,a2,Krios Inc,Highhat Club,1920 W IRVING PARK RD,2012-01-01,2014-12-31",
)
VISIT_ROWS = (
    "1,SERGIOS TAQUERIA,3253 W BRYN MAWR AVE 1ST,2013-02-03",
    "2,Katerina's Street of Dreams,1920 W IRVING PARK RD,2013-02-03",
    "3,SERGIOS TAQUERIA,3253 W BRYN MAWR AVE,2013-09-09",
)


def write_city(folder: Path, *, sensitivity: str = "open") -> Path:
    """Write descriptions, and the first delivery of each register."""
    (folder / "registers").mkdir(parents=True)
    (folder / "city.toml").write_text('name = "Chicago"\ncountries = ["us"]\nlocalities = ["Chicago"]\n', "utf-8")
    lawful = LAWFUL.replace("sensitivity: internal", f"sensitivity: {sensitivity}")
    for name, text in (("licences", LICENCES), ("visits", VISITS)):
        (folder / "registers" / f"{name}.yml").write_text(text + lawful, encoding="utf-8")
        (folder / "deliveries" / name).mkdir(parents=True)
    deliver(folder, "licences", "2024-01-01", *LICENCE_ROWS)
    deliver(folder, "visits", "2024-01-01", *VISIT_ROWS)
    return folder


def deliver(folder: Path, register: str, day: str, *rows: str) -> None:
    """Put a delivery into the city."""
    heads = {"licences": "id,account,legal,name,address,start,end", "visits": "id,name,address,day"}
    path = folder / "deliveries" / register / f"{register}_{day}.csv"
    path.write_text("\n".join([heads[register], *rows]) + "\n", encoding="utf-8")


def read(folder: Path):
    """Read the registers and open the city."""
    city = open_workspace(folder)
    read_workspace(city, Engine(memory_gib=1))
    return city
