"""Mapping files to entities: Tidegate beside `ftm map`, on the same rows, in the same run."""

import math
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv

from tidegate.bench.measuring import Measure, measure

MAPPING = """\
bench:
  queries:
    - csv_url: rows.csv
      entities:
        company:
          schema: Company
          keys: [company_name]
          properties:
            name: {column: company_name}
            jurisdiction: {column: country}
            incorporationDate: {column: founded}
            address: {columns: [street, number, postcode, town], join: ", "}
            email: {column: email}
        person:
          schema: Person
          keys: [person_name, birth_date]
          properties:
            name: {column: person_name}
            birthDate: {column: birth_date, format: "%d-%m-%Y"}
            phone: {column: phone}
            country: {column: country}
        directorship:
          schema: Directorship
          keys: [id]
          properties:
            director: {entity: person}
            organization: {entity: company}
            startDate: {column: start}
            role: {literal: director}
"""
"""Three entities a row, a tie among them; dates with and without a pattern, a joined address, a phone."""

ORDINARY = {"company": 0.1, "person": 0.2}
"""Share of distinct companies and persons among the rows of a business register with its directors."""


@dataclass(frozen=True)
class Row:
    """One line of the benchmark.

    Args:
        data: What the rows look like.
        rows: Number of rows.
        distinct: Share of distinct cells among all cells of the columns that are mapped, 0..1.
        tool: What ran.
        measure: What it took.
    """

    data: str
    rows: int
    distinct: float
    tool: str
    measure: Measure


def bench_registers(
    folder: Path, *, rows: int, large: int, seed: int, tell: Callable[[str, float], None]
) -> Iterator[Row]:
    """Measure the mapping of generated rows.

    Args:
        folder: Folder to work in.
        rows: Rows on which both tools run.
        large: Rows on which ours runs alone, with a quarter and a half of them for the growth; 0 leaves this out.
        seed: Seed of the generator.
        tell: Is told the stage and the share done.
    Yields:
        One line per data set and tool, in the order in which they ran.
    """
    (folder / "mapping.yml").write_text(MAPPING, encoding="utf-8")
    ours = [sys.executable, "-m", "tidegate", "registers", "map", "mapping.yml", "-o", "ours.jsonl"]
    theirs = [str(Path(sys.executable).with_name("ftm")), "map", "mapping.yml", "-o", "theirs.jsonl"]
    plan = [("ordinary repetition", ORDINARY, rows, True), ("every value distinct", {}, rows, True)]
    if large:
        plan += [("ordinary repetition", ORDINARY, large // part, False) for part in (4, 2, 1)]
    for number, (data, shares, count, both) in enumerate(plan):
        distinct = write_rows(folder / "rows.csv", count, shares, seed)
        tools = [("tidegate registers map", ours), *([("ftm map", theirs)] if both else [])]
        for name, command in tools:
            tell(f"{name}, {count:,} rows, {data}", number / len(plan))
            yield Row(data, count, distinct, name, measure(command, folder=folder))


def growth_exponent(rows: list[Row]) -> float:
    """Fit how the CPU time of our tool grows with the number of rows.

    Args:
        rows: Lines of the benchmark.
    Returns:
        Slope of log time over log rows; 1 is linear. Not a number where fewer than two sizes ran.
    """
    ours = [(math.log(r.rows), math.log(r.measure.cpu_s)) for r in rows if "tidegate" in r.tool and r.data[0] == "o"]
    if len({x for x, _ in ours}) < 2:
        return math.nan
    sizes, times = np.array(ours).T
    return float(np.polyfit(sizes, times, 1)[0])


def write_rows(path: Path, rows: int, shares: dict[str, float], seed: int) -> float:
    """Write rows of an invented register of companies with their directors.

    Args:
        path: CSV file.
        rows: Number of rows.
        shares: Share of distinct companies and persons; 1 where it is not named.
        seed: Seed of the generator.
    Returns:
        Share of distinct cells among all cells, 0..1.
    """
    chance = np.random.default_rng(seed)
    repeated = bool(shares)
    company = chance.integers(0, max(1, int(rows * shares["company"])), rows) if repeated else np.arange(rows)
    person = chance.integers(0, max(1, int(rows * shares["person"])), rows) if repeated else np.arange(rows)
    day = np.datetime64("1940-01-01") + (person * 7919) % 22_000
    founded = np.datetime64("1960-01-01") + (company * 104_729) % 22_000
    start = np.datetime64("2000-01-01") + chance.integers(0, 9_000, rows)
    table = pa.table({
        "id": _text("R{}", np.arange(rows)),
        "company_name": _text("Handelsonderneming {} B.V.", company),
        "country": pa.array(np.array(["NL", "nl", "Nederland", "BE", "Germany", "PL"])[company % 6]),
        "founded": pa.array(founded.astype("datetime64[D]").astype(str)),
        "street": _text("Kade {}", company % (500 if repeated else rows)),
        "number": _text("{}", company % (200 if repeated else rows)),
        "postcode": _text("{} AB", 1000 + company % 8999),
        "town": pa.array(np.array(["Havenrijk", "Oostkade", "Zandvoorde"])[company % 3]),
        "email": _text("info{}@example.org", company),
        "person_name": _text("Persoon van der {}", person),
        "birth_date": pa.array([f"{d[8:10]}-{d[5:7]}-{d[:4]}" for d in day.astype("datetime64[D]").astype(str)]),
        "phone": _text("+3120{}", 2_000_000 + person % 7_999_999),
        "start": pa.array(start.astype("datetime64[D]").astype(str)),
    })  # fmt: skip
    pyarrow.csv.write_csv(table, path)
    distinct = sum(int(pc.count_distinct(c).as_py()) for c in table.columns)
    return float(distinct / (table.num_columns * max(1, rows)))


def _text(pattern: str, numbers: np.ndarray) -> pa.Array:
    before, after = pattern.split("{}")
    return pc.binary_join_element_wise(before, pc.cast(pa.array(numbers), pa.string()), after, "")
