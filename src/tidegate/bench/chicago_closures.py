"""Revoked and cancelled licences of Chicago, evaluated as the documentation tells it.

A worked example on open data: it asks whether fewer burglaries and complaints followed where the city took a licence
away. What is settled before a figure is seen stands here as constants, with its reason.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pyproj

from tidegate.bench.chicago import OUTCOMES, Grid, metres, read_chicago
from tidegate.evaluation import NEVER, Effect
from tidegate.evaluation.displacement.comparing import Comparing
from tidegate.evaluation.displacement.weighted_difference import WddOptions, estimate_wdd

KINDS = {"revoked": "REV", "cancelled": "AAC"}

MONTHS = 6
"""On each side of a closure: half a year keeps nine in ten of the dated closures, a year would lose half of them."""

RINGS_M = (250.0, 500.0)
"""The cells that share a side, and those at up to two cells: a walk of a few minutes."""

_PLANE = "EPSG:3435"
"""The state plane in which the other registers have their coordinates (NAD83, Illinois East, US survey feet)."""


@dataclass(frozen=True)
class Closures:
    """What became of the closures of one kind.

    Args:
        kind: `revoked` or `cancelled`.
        rows: Licences of this status in the register.
        dated: Of these, with the date of the change and a place.
        cells: Cells in which the first of them is dated within the months of the panel.
    """

    kind: str
    rows: int
    dated: int
    cells: int


def bench_closures(folder: Path, *, seed: int) -> Iterator[tuple[Closures, Effect]]:
    """Evaluate the dated closures.

    Comparison places are cells with a licence in the register in which nothing was revoked or cancelled, be it dated
    or not.

    Args:
        folder: Folder with the Parquet files of Chicago.
        seed: Seed of the draws.
    Yields:
        For each kind of closure and each outcome what went in and what came of it.
    Raises:
        TidegateError: A file is not there.
        PanelError: Too few closures are dated.
    """
    grid = read_chicago(folder)
    licences = _licences(folder, grid)
    status = licences["status"].to_pylist()
    cell_of = licences["cell"].to_pylist()
    closed = {c for c, s in zip(cell_of, status, strict=True) if s in KINDS.values()}
    open_ones = sorted({c for c in cell_of if c is not None} - closed)
    among = [grid.panel.units[c] for c in open_ones]
    comparing = Comparing(before=MONTHS, after=MONTHS, rings_m=RINGS_M, among=among)
    for kind, code in KINDS.items():
        panel = replace(grid.panel, start=_starts(licences, code, grid))
        mine = licences.filter(pc.equal(licences["status"], code))
        dated = mine.filter(pc.and_(pc.is_valid(mine["month"]), pc.is_valid(mine["cell"]))).num_rows
        told = Closures(kind, mine.num_rows, dated, int(panel.treated.sum()))
        for outcome in OUTCOMES:
            yield told, estimate_wdd(panel, outcome, options=WddOptions(comparing=comparing), seed=seed)


def _licences(folder: Path, grid: Grid) -> pa.Table:
    """One row per licence: status, cell and month of the change; cell and month may be unknown."""
    columns = ["LICENSE_STATUS", "LICENSE_STATUS_CHANGE_DATE", "LATITUDE", "LONGITUDE"]
    table = pq.read_table(folder / "licences.parquet", columns=columns)
    plane = pyproj.Transformer.from_crs("EPSG:4326", _PLANE, always_xy=True)
    known = pc.and_(pc.is_valid(table["LATITUDE"]), pc.is_valid(table["LONGITUDE"])).to_numpy()
    east, north = plane.transform(
        table["LONGITUDE"].to_numpy(zero_copy_only=False)[known],
        table["LATITUDE"].to_numpy(zero_copy_only=False)[known],
    )
    x_m, y_m = (metres(pa.chunked_array([pa.array(v)])).to_pylist() for v in (east, north))
    cells = np.full(table.num_rows, -1, dtype=np.int64)
    cells[known] = [-1 if c is None else c for c in grid.places(x_m, y_m)]
    return pa.table(
        {
            "status": table["LICENSE_STATUS"],
            "cell": pa.array(cells, pa.int64(), mask=cells < 0),
            "month": pc.strftime(table["LICENSE_STATUS_CHANGE_DATE"], format="%Y-%m"),
        }
    )


def _starts(licences: pa.Table, code: str, grid: Grid) -> npt.NDArray[np.int64]:
    """The month of the first dated closure in each cell; a cell whose first lies outside the panel is left out."""
    place = {period: i for i, period in enumerate(grid.panel.periods)}
    first: dict[int, str] = {}
    for row in licences.to_pylist():
        if row["status"] == code and row["cell"] is not None and row["month"] is not None:
            first[row["cell"]] = min(first.get(row["cell"], row["month"]), row["month"])
    start = np.full(len(grid.panel.units), NEVER, dtype=np.int64)
    for cell, month in first.items():
        start[cell] = place.get(month, NEVER)
    return start
