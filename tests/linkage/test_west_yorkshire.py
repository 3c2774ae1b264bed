"""West Yorkshire's food premises find their rates entries, as many and as rightly as the reading said.

The judgements were made by reading addresses with the score and the origin hidden; `docs/evidence/west-yorkshire.md`
tells how. What was judged the same stays tied; what was judged different, and the decoys, never are.
"""

import csv
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from tidegate.pipeline.read import read_workspace
from tidegate.pipeline.recipes import init_workspace
from tidegate.pipeline.who.link import LinkWish, link_workspace, linked_table
from tidegate.pipeline.workspace import Engine, open_workspace

JUDGEMENTS = Path(__file__).parents[2] / "docs" / "evidence" / "west-yorkshire-judgements.csv"
LAST = "2"
"""The reading after which no rule was changed."""

FOOD = ("food_hygiene_bradford", "food_hygiene_calderdale", "food_hygiene_calderdale_xml")
RATES = ("business_rates_bradford", "business_rates_calderdale")
LEAST = {"bradford": 2_400, "calderdale": 1_100}


def judged() -> list[dict[str, str]]:
    with JUDGEMENTS.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def council_of(register: str) -> str:
    return register.split("_")[2]


def rows_of(records: Path, registers: tuple[str, ...], schema: str, *columns: str) -> Iterator[tuple[str, dict]]:
    for register in registers:
        for row in pq.read_table(records / register / f"{schema}.parquet", columns=list(columns)).to_pylist():
            yield council_of(register), row


@pytest.fixture(scope="module")
def ties(tmp_path_factory, shared) -> set[tuple[str, str, str]]:
    """Every tie: council, number of the food establishment, reference of the rates entry at the same premises."""
    folder = tmp_path_factory.mktemp("city") / "west-yorkshire"
    assert init_workspace("west-yorkshire", folder, deliveries=shared / "data" / "west-yorkshire") == []
    workspace, engine = open_workspace(folder), Engine(memory_gib=2.0)
    # Payments and suppliers, most of the rows, say nothing here; the test of the recipe reads them.
    workspace = replace(workspace, registers=tuple(r for r in workspace.registers if r.id in FOOD + RATES))
    read_workspace(workspace, engine)
    link_workspace(workspace, engine, LinkWish(kinds=("premises",), registers=FOOD + RATES))
    table = linked_table(workspace, "premises", "entities").select(["record_id", "entity"])
    entity_of = dict(zip(*(table.column(c).to_pylist() for c in ("record_id", "entity")), strict=True))
    entries, premises = defaultdict(set), defaultdict(set)
    for council, row in rows_of(workspace.current, RATES, "Premises", "record_id", "registrationNumber"):
        entries[council, entity_of.get(row["record_id"])].add(row["registrationNumber"][0])
    for council, row in rows_of(workspace.current, FOOD, "Premises", "record_id", "entity_id"):
        if row["record_id"] in entity_of:
            premises[council, row["entity_id"]].add(entity_of[row["record_id"]])
    return {
        (council, row["registrationNumber"][0], reference)
        for council, row in rows_of(workspace.current, FOOD, "Establishment", "registrationNumber", "premises")
        for place in row["premises"] or ()
        for entity in premises[council, place]
        for reference in entries.get((council, entity), ())
    }


@pytest.mark.slow
@pytest.mark.parametrize("council", LEAST)
def test_as_many_are_tied_as_were_promised(ties, council):
    assert len({number for where, number, _ in ties if where == council}) >= LEAST[council]


@pytest.mark.slow
def test_what_was_read_as_the_same_is_tied(ties):
    same = [r for r in judged() if r["reading"] == LAST and r["judgement"] == "same"]
    lost = [r for r in same if (r["council"], r["fhrsid"], r["rates_reference"]) not in ties]
    assert lost == []


@pytest.mark.slow
def test_no_decoy_and_little_that_was_read_as_different_is_tied(ties):
    wrong = [
        r for r in judged()
        if r["judgement"] == "different" and (r["council"], r["fhrsid"], r["rates_reference"]) in ties
    ]  # fmt: skip
    assert [r for r in wrong if r["decoy"] == "yes"] == []
    assert len(wrong) <= 1  # the one that the last reading found


def test_the_reading_is_whole():
    last = [r for r in judged() if r["reading"] == LAST]
    assert Counter((r["council"], r["decoy"]) for r in last) == {
        (council, decoy): size for council in LEAST for decoy, size in (("no", 100), ("yes", 25))
    }
    assert not [r for r in last if r["decoy"] == "yes" and r["judgement"] == "same"]


@pytest.mark.parametrize("council", LEAST)
def test_the_precision_that_was_read_holds(council):
    right = sum(
        r["judgement"] == "same"
        for r in judged()
        if r["reading"] == LAST and r["council"] == council and r["decoy"] == "no"
    )
    z, n = 1.959964, 100
    centre = right / n + z * z / (2 * n)
    spread = z * (right / n * (1 - right / n) / n + z * z / (4 * n * n)) ** 0.5
    assert (centre - spread) / (1 + z * z / n) >= 0.90
