"""An invented city of five streets, small enough to count by hand, from which a picture of every kind is drawn.

What was planted, and what a person finds who reads the files:

* *Kade 1*: two holders of one catering permit side by side (`double_operation`); two inspections failed there before
  the second came (`failures_then_new_account`).
* *Kade 3*: the same two things, so that the street and the kind of permit reach more than one place.
* *Brug 9* and *Brug 11*: ten young companies without staff get their letters there (`letterbox_addresses`).
* Markers, words that must be found nowhere: in a column of a class that is not granted, in homes, in rows whose
  retention has ended, in a register that the view may not use.
"""

import shutil
from datetime import UTC, date, datetime
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from tidegate.pipeline import Engine, open_workspace
from tidegate.pipeline.looking import Look
from tidegate.pipeline.picturing import PictureReport, PictureWish, build_picture

ENGINE = Engine(memory_gib=1, threads=2)
TODAY = date(2026, 3, 1)
PURPOSE = "permit-integrity"
WISH = PictureWish(PURPOSE, TODAY)
AREAS = "area-picture"
PLAIN = PictureWish(AREAS, TODAY, partner="municipality")
"""A view without linkage: its picture is drawn in a second."""
LOOK = Look("ada", "look", PURPOSE, "table of 3 March", datetime(2026, 3, 1, 12, tzinfo=UTC))
REMARK, HOME, PAST, SOON, HIDDEN = "MARKREMARK", "MARKHOME", "MARKPAST", "MARKSOON", "MARKHIDDEN"
"""Words that no picture may hold."""

REGISTERS = {
    "companies": (
        "kvk,name,founded,street,number,postcode,sector,code,staff,letters",
        "[business, premises, contact]", "internal", "P7Y, from: end", "",
        """
  - entities:
      company: &company
        schema: Company
        key_literal: company
        keys: [kvk]
        properties:
          name: {column: name, required: true}
          registrationNumber: {column: kvk}
          incorporationDate: {column: founded}
      premises:
        schema: Premises
        key_literal: place
        keys: [street, number, postcode]
        properties:
          address: {columns: [street, number, postcode], join: " "}
          street: {column: street}
          houseNumber: {column: number}
          postalCode: {column: postcode}
      shop:
        schema: Establishment
        key_literal: shop
        keys: [kvk]
        properties:
          name: {column: name}
          operator: {entity: company}
          premises: {entity: premises}
          sector: {column: sector}
          sectorCode: {column: code}
          employees: {column: staff}
          startDate: {column: founded}
  - filters_not: {letters: [""]}
    entities:
      company: *company
      box:
        schema: Premises
        key_literal: letters
        keys: [letters]
        properties: {address: {column: letters, required: true}}
      seat:
        schema: Seat
        key_literal: seat
        keys: [kvk]
        properties:
          registrant: {entity: company}
          premises: {entity: box, required: true}
          role: {literal: correspondence address}
""",
    ),
    "directors": (
        "nr,kvk,company,first,last,born,home,role,start,share",
        "[business, identity, role, birth, address]", "confidential", "P7Y, from: end", "",
        """
  - entities:
      company: &company
        schema: Company
        key_literal: company
        keys: [kvk]
        properties: {name: {column: company, required: true}, registrationNumber: {column: kvk}}
      home:
        schema: Address
        key_literal: home
        keys: [home]
        properties: {full: {column: home}}
      person: &person
        schema: Person
        key_literal: person
        keys: [nr]
        properties:
          name: {columns: [first, last], join: " ", required: true}
          firstName: {column: first}
          lastName: {column: last}
          birthDate: {column: born}
          address: {column: home}
      directorship:
        schema: Directorship
        key_literal: role
        keys: [nr]
        properties:
          director: {entity: person}
          organization: {entity: company}
          role: {column: role}
          startDate: {column: start}
  - filters_not: {share: [""]}
    entities:
      company: *company
      person: *person
      ownership:
        schema: Ownership
        key_literal: share
        keys: [nr]
        properties: {owner: {entity: person}, asset: {entity: company}, percentage: {column: share}}
""",
    ),
    "premises": (
        "id,street,number,postcode,use,lon,lat,area",
        "[premises, location]", "open", "P10Y, from: end", "",
        """
  - entities:
      premises:
        schema: Premises
        key_literal: premises
        keys: [id]
        properties:
          registrationNumber: {column: id}
          address: {columns: [street, number, postcode], join: " "}
          street: {column: street}
          houseNumber: {column: number}
          postalCode: {column: postcode}
          use: {column: use}
          neighbourhood: {column: area}
          longitude: {column: lon}
          latitude: {column: lat}
""",
    ),
    "permits": (
        "nr,type,holder,kvk,trade,street,number,postcode,start,end,status,remark",
        "[permit, business, premises, identity, administrative]", "internal", "P5Y, from: end", "{remark: financial}",
        """
  - entities:
      premises:
        schema: Premises
        key_literal: place
        keys: [street, number, postcode]
        properties:
          address: {columns: [street, number, postcode], join: " "}
          street: {column: street}
          houseNumber: {column: number}
          postalCode: {column: postcode}
      holder:
        schema: Company
        key_literal: holder
        keys: [holder, kvk]
        properties: {name: {column: holder, required: true}, registrationNumber: {column: kvk}}
      shop:
        schema: Establishment
        key_literal: permit
        keys: [nr]
        properties: {name: {column: trade}, operator: {entity: holder}, premises: {entity: premises}}
      permit:
        schema: Permit
        key_literal: permit
        keys: [nr]
        properties:
          sourceNumber: {column: nr}
          permitType: {column: type}
          holder: {entity: holder}
          premises: {entity: premises}
          establishment: {entity: shop}
          startDate: {column: start}
          endDate: {column: end}
          status: {column: status}
          summary: {column: remark}
    valid: {permit: {from: start, to: end}, shop: {from: start, to: end}}
""",
    ),
    "inspections": (
        "nr,trade,street,number,postcode,day,result",
        "[inspection, business, premises]", "confidential", "P90Y, from: delivery", "",
        """
  - entities:
      premises:
        schema: Premises
        key_literal: place
        keys: [street, number, postcode]
        properties:
          address: {columns: [street, number, postcode], join: " "}
          street: {column: street}
          houseNumber: {column: number}
          postalCode: {column: postcode}
      shop:
        schema: Establishment
        key_literal: visited
        keys: [trade, street, number]
        properties: {name: {column: trade}, premises: {entity: premises}}
      inspection:
        schema: Inspection
        key_literal: inspection
        keys: [nr]
        properties:
          date: {column: day}
          result: {column: result}
          premises: {entity: premises}
          establishment: {entity: shop}
""",
    ),
    "reports": (
        "nr,topic,street,number,postcode,day",
        "[report, premises]", "internal", "P90Y, from: delivery", "",
        """
  - entities:
      premises:
        schema: Premises
        key_literal: place
        keys: [street, number, postcode]
        properties:
          address: {columns: [street, number, postcode], join: " "}
          street: {column: street}
          houseNumber: {column: number}
          postalCode: {column: postcode}
      report:
        schema: Report
        key_literal: report
        keys: [nr]
        properties: {topic: {column: topic}, date: {column: day}, premises: {entity: premises}}
""",
    ),
    "intelligence": (
        "nr,name,street,number,postcode",
        "[business, premises]", "confidential", "P90Y, from: delivery", "",
        """
  - entities:
      premises:
        schema: Premises
        key_literal: place
        keys: [street, number, postcode]
        properties: {address: {columns: [street, number, postcode], join: " "}}
      shop:
        schema: Establishment
        key_literal: seen
        keys: [nr]
        properties: {name: {column: name}, premises: {entity: premises}}
""",
    ),
}  # fmt: skip
"""Register to header, data classes, sensitivity, retention, classes of columns and mapping."""

WITH_PURPOSES = {"intelligence": "[area-picture]"}
IN_VIEW = tuple(sorted(set(REGISTERS) - {"intelligence"}))

COVENANT = """
covenant: small-city
version: 1
in_force: {from: 2020-01-01, until: 2099-12-31}
partners:
  - {id: municipality, name: Municipality}
  - {id: police, name: Police}
  - {id: shelter, name: Safe house, enforcement: false}
purposes:
  - {id: permit-integrity, title: {en: Permits}}
  - {id: area-picture, title: {en: Areas}}
  - {id: asset-reuse, title: {en: Assets}}
clauses:
  - partner: municipality
    purpose: permit-integrity
    registers: [companies, directors, premises, permits, inspections, reports]
    data_classes:
      [business, premises, contact, identity, role, birth, location, permit, administrative, inspection, report]
    sensitivity: confidential
    methods: [linkage, network, places, indicators]
    legal_basis: "Municipal Act, section 1"
  - partner: municipality
    purpose: area-picture
    registers: [companies, permits, premises, reports]
    data_classes: [business, premises, location, permit, administrative, report]
    sensitivity: confidential
    methods: [places]
    legal_basis: "Municipal Act, section 2"
  - partner: police
    purpose: area-picture
    registers: [premises, reports, intelligence]
    data_classes: [premises, location, report, business]
    sensitivity: confidential
    methods: [places]
    legal_basis: "Police Act, section 3"
"""
REQUEST = """
request: {name}
purpose: {purpose}
asked_on: 2026-01-05
problem:
  - {{partner: municipality, words: "Permits change hands and nobody knows why."}}
  - {{partner: shelter, words: "People come to us from these houses."}}
action: "A weekly table decides on each flag."
owner: "the programme manager"
until: 2026-12-31
gates:
  shared_need: {{met: true, because: agreed, by: Ada, date: 2026-01-06}}
  readiness_to_act: {{met: true, because: people are named, by: Ada, date: 2026-01-06}}
  legal_basis: {{met: true, because: each clause names it, by: Ben, date: 2026-01-06}}
  capacity: {{met: {capacity}, because: two days a week, by: Ada, date: 2026-01-06}}
"""

NAMES = (
    "Anker", "Boei", "Dukdalf", "Fok", "Giek", "Haven", "Kiel", "Lier", "Mast", "Nagel", "Oever", "Peil", "Roer",
    "Schoot", "Tros", "Vlet", "Wal", "Zeil", "Kompas", "Loods", "Meeuw", "Noorder", "Sluis", "Terp", "Veer", "Wad",
)  # fmt: skip
TRADES = ("Bakkerij", "Fietsen", "Kapsalon", "Garage", "Bloemen")


def companies() -> list[str]:
    """Give ten shops, two holders of catering permits at each of two places, and twenty companies on two addresses."""
    rows = [
        f"1000000{n},{NAMES[n]} {TRADES[n % 5]} BV,201{n % 6}-02-0{n % 9 + 1},Markt,{2 * n + 1},1001 AA,"
        f"{TRADES[n % 5].lower()},47{n % 5},{n % 4 + 2}," for n in range(10)
    ]  # fmt: skip
    for n, box in enumerate(("Brug 9 1003 CC", "Brug 11 1003 CC")):
        rows += [
            f"2{n}0000{k:02},{NAMES[k]}{NAMES[25 - k].lower()} Holding {'AB'[n]} BV,2022-{k + 1:02}-15,Laan,"
            f"{100 * n + k + 1},1002 BB,holding,6420,0,{box}" for k in range(10)
        ]  # fmt: skip
    return rows


def directors() -> list[str]:
    """Give every company of the ten shops a director, of whom one owns it."""
    last = ("Jansen", "de Vries", "Bakker", "Visser", "Smit", "Meijer", "Mulder", "Bos", "Vos", "Peters")
    first = ("Anna", "Bram", "Chris", "Daan", "Eva", "Fleur", "Gijs", "Hanna", "Iris", "Joost")
    return [
        f"d{n},1000000{n},{NAMES[n]} {TRADES[n % 5]} BV,{first[n]},{last[n]},197{n}-0{n % 9 + 1}-11,{HOME}laan {n},"
        f"bestuurder,2016-01-01,{100 if n < 3 else ''}" for n in range(10)
    ]  # fmt: skip


def premises() -> list[str]:
    """Give the houses of five streets, a street per postcode, each with its point."""
    streets = (("Markt", "1001 AA", 20), ("Laan", "1002 BB", 30), ("Brug", "1003 CC", 12), ("Kade", "1004 DD", 16),
               ("Weg", "1005 EE", 10))  # fmt: skip
    return [
        f"p{s}{n:02},{name},{n + 1},{postcode},{'winkel' if s != 1 else 'kantoor'},{4.4 + 0.002 * s:.5f},"
        f"{51.9 + 0.0002 * n:.5f},{'Oost' if s > 2 else 'West'}"
        for s, (name, postcode, houses) in enumerate(streets) for n in range(houses)
    ]  # fmt: skip


def permits() -> list[str]:
    """Give two holders side by side at two places, quiet permits elsewhere, and one whose retention has ended."""
    rows = []
    for k, number in enumerate((1, 3)):
        name = ("Gouden Leeuw", "Blauwe Pauw")[k]
        rows += [
            f"v{k}1,horeca,{NAMES[10 + k]} Drank BV,3000000{k},{name},Kade,{number},1004 DD,2022-01-01,2097-12-31,"
            f"verleend,{REMARK}",
            f"v{k}2,horeca,{NAMES[14 + k]} Tapperij BV,3100000{k},{name},Kade,{number},1004 DD,2023-06-01,2097-05-31,"
            "verleend,",
        ]  # fmt: skip
    rows += [
        f"w{n},terras,{NAMES[n]} {TRADES[n % 5]} BV,1000000{n},{NAMES[n]} {TRADES[n % 5]},Markt,{2 * n + 1},1001 AA,"
        "2021-01-01,2097-12-31,verleend," for n in range(8)
    ]  # fmt: skip
    old = f"x1,horeca,{PAST} Nachtclub BV,90000001,{PAST} Nachtclub,Weg,9,1005 EE,2010-01-01,2015-12-31,verlopen,"
    soon = f"x2,terras,{SOON} Eethuis BV,90000002,{SOON} Eethuis,Weg,8,1005 EE,2018-01-01,2092-06-30,verleend,"
    return [*rows, old, soon]


def inspections() -> list[str]:
    """Give two failed inspections at each of the two places, and quiet ones elsewhere."""
    rows = []
    for k, number in enumerate((1, 3)):
        name = ("Gouden Leeuw", "Blauwe Pauw")[k]
        rows += [f"i{k}{n},{name},Kade,{number},1004 DD,2023-0{n + 2}-10,overtreding" for n in range(2)]
    return rows + [f"j{n},{NAMES[n]} {TRADES[n % 5]},Markt,{2 * n + 1},1001 AA,2024-03-0{n + 1},in orde"
                   for n in range(8)]  # fmt: skip


def reports() -> list[str]:
    """Give two years of reports: four a month, most of them on the Kade."""
    rows = []
    for month in range(24):
        day = f"{2024 + month // 12}-{month % 12 + 1:02}-07"
        rows += [f"r{month}a,lawaai,Kade,1,1004 DD,{day}", f"r{month}b,lawaai,Kade,{month % 5 + 1},1004 DD,{day}",
                 f"r{month}c,afval,Markt,{month % 19 + 1},1001 AA,{day}",
                 f"r{month}d,afval,Weg,{month % 9 + 1},1005 EE,{day}"]  # fmt: skip
    return rows


def intelligence() -> list[str]:
    """Give rows of a register that the view for permits may not use; they speak of the same places."""
    return [f"s{n},{HIDDEN} {n},Kade,{n + 1},1004 DD" for n in range(5)]


ROWS = {
    "companies": companies, "directors": directors, "premises": premises, "permits": permits,
    "inspections": inspections, "reports": reports, "intelligence": intelligence,
}  # fmt: skip
FIRST = "2026-01-15"


def write_city(folder: Path) -> Path:
    """Write descriptions, covenant, request and the first deliveries of a city."""
    for name in ("registers", "deliveries", "requests"):
        (folder / name).mkdir(parents=True)
    (folder / "city.toml").write_text(
        'name = "Kleinstad"\ncountries = ["nl"]\nlanguages = ["nl"]\ncoordinate_system = "EPSG:28992"\n', "utf-8"
    )
    (folder / "covenant.yml").write_text(COVENANT, encoding="utf-8")
    write_request(folder)
    write_request(folder, name="areas", purpose=AREAS)
    for name in REGISTERS:
        (folder / "deliveries" / name).mkdir()
        (folder / "registers" / f"{name}.yml").write_text(description(name), encoding="utf-8")
        deliver(folder, name, FIRST, ROWS[name]())
    return folder


def description(name: str) -> str:
    """Give the description of a register."""
    _, classes, sensitivity, retention, columns, mapping = REGISTERS[name]
    purposes = WITH_PURPOSES.get(name, "[permit-integrity, area-picture]")
    period, _, start = retention.partition(", from: ")
    return f"""
register: {name}
title: {{en: {name.title()}}}
files:
  - path: {name}/*.csv
    delivery: {{kind: full, date: {{pattern: '(\\d{{4}}-\\d{{2}}-\\d{{2}})'}}}}
    key: [{REGISTERS[name][0].split(",")[0]}]
lawful:
  holder: Municipality
  legal_basis: [{{text: "Municipal Act, section 1"}}]
  purposes: {purposes}
  data_classes: {classes}
  sensitivity: {sensitivity}
  statements: facts
  retention: {{period: {period}, from: {start}}}
  refresh: P1M
  column_classes: {columns or "{}"}
queries:{mapping.rstrip()}
"""


def write_request(folder: Path, *, name: str = "spring", purpose: str = PURPOSE, capacity: str = "true") -> None:
    """Write a request for a picture."""
    text = REQUEST.format(name=name, purpose=purpose, capacity=capacity)
    (folder / "requests" / f"{name}.yml").write_text(text, encoding="utf-8")


def deliver(folder: Path, register: str, day: str, rows: list[str]) -> None:
    """Put a delivery into the city."""
    path = folder / "deliveries" / register / f"{register}_{day}.csv"
    path.write_text("\n".join([REGISTERS[register][0], *rows]) + "\n", encoding="utf-8")


def build(folder: Path, wish: PictureWish = WISH) -> PictureReport:
    """Build the picture of a city."""
    return build_picture(open_workspace(folder), ENGINE, wish)


def said(folder: Path) -> str:
    """Give all that a folder tells, with its tables unpacked, in small letters."""
    paths = [p for p in sorted(folder.rglob("*")) if p.is_file() and not p.is_symlink()]
    texts = [repr(pq.read_table(p).to_pylist()) if p.suffix == ".parquet" else p.read_bytes().decode("utf-8", "replace")
             for p in paths]  # fmt: skip
    return "\n".join(texts).lower()


def held(folder: Path) -> dict[str, bytes]:
    """Give all that a folder holds, links and locks left aside."""
    return {
        str(p.relative_to(folder)): p.read_bytes()
        for p in sorted(folder.rglob("*")) if p.is_file() and not p.is_symlink() and p.name[:1] != "."
    }  # fmt: skip


@pytest.fixture(scope="session")
def built_city(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, PictureReport]:
    """A city whose first picture was built; to be read, never written."""
    folder = write_city(tmp_path_factory.mktemp("small") / "city")
    return folder, build(folder)


@pytest.fixture(scope="session")
def plain_city(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A city whose picture of areas was built; to be read, never written."""
    folder = write_city(tmp_path_factory.mktemp("plain") / "city")
    build(folder, PLAIN)
    return folder


@pytest.fixture
def city(plain_city: Path, tmp_path: Path) -> Path:
    """A copy of the city with a picture of areas, to be changed."""
    return Path(shutil.copytree(plain_city, tmp_path / "city", symlinks=True))


@pytest.fixture
def small_city(built_city: tuple[Path, PictureReport], tmp_path: Path) -> Path:
    """A copy of the built city, to be changed."""
    return Path(shutil.copytree(built_city[0], tmp_path / "city", symlinks=True))
