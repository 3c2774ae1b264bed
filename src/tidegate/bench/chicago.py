"""Burglaries and sanitation complaints of Chicago as a panel of grid cells and months.

The unit is a square of 250 m. Burglaries are published with the coordinates of their block, and a block of Chicago is
some 200 m long: a smaller square would pretend to know where in the block it was. A larger one would mostly hold what
lies beyond a street corner from the places where something is done.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from tidegate.errors import TidegateError
from tidegate.evaluation.panel import NEVER, Panel, period_number
from tidegate.tables import query, run

CELL_M = 250.0
BURGLARIES, COMPLAINTS = "burglaries", "sanitation complaints"
OUTCOMES = (BURGLARIES, COMPLAINTS)

# Months that both registers hold whole: burglaries run from 2 July 2011 to 2 November 2014.
FIRST, UNTIL = date(2011, 7, 1), date(2014, 11, 1)

_FOOT_M = 1200 / 3937
"""The foot of the state plane in which the city publishes coordinates, metres (US survey foot)."""

_FILES = ("burglaries.parquet", "sanitation_complaints.parquet", "licences.parquet")


@dataclass(frozen=True)
class Grid:
    """The panel with no measure in it, and where its cells lie.

    Args:
        panel: Cells that held an incident of any kind in the time, by months; outcomes are `OUTCOMES`.
        cells: Column and row of each cell, shape (cells, 2).
        cell_m: Side of a cell, metres.
    """

    panel: Panel
    cells: npt.NDArray[np.int64]
    cell_m: float

    def places(self, x_m: Sequence[float], y_m: Sequence[float]) -> list[int | None]:
        """Find the cell of each point; None where the panel has no such cell.

        Args:
            x_m: Metres east.
            y_m: Metres north.
        """
        known = {(int(c), int(r)): i for i, (c, r) in enumerate(self.cells)}
        return [known.get((int(x // self.cell_m), int(y // self.cell_m))) for x, y in zip(x_m, y_m, strict=True)]


def read_chicago(folder: Path, *, cell_m: float = CELL_M) -> Grid:
    """Lay the incidents out as a panel.

    Args:
        folder: Folder with the Parquet files of Chicago.
        cell_m: Side of a cell, metres.
    Returns:
        The panel, cells in order of column and row.
    Raises:
        TidegateError: A file is not there.
    """
    missing = [name for name in _FILES if not (folder / name).is_file()]
    if missing:
        raise TidegateError(
            where=str(folder), what=f"there is no {', '.join(missing)}", mend="name the folder with the data of Chicago"
        )
    counts = run(
        query(__package__, "chicago_panel"), {"incidents": _incidents(folder)}, cell_m=cell_m, first=FIRST, until=UNTIL
    )
    cells, cell_of = np.unique(
        np.column_stack([counts["column_no"].to_numpy(), counts["row_no"].to_numpy()]), axis=0, return_inverse=True
    )
    origin, months = _month(FIRST), _month(UNTIL) - _month(FIRST)
    month_of = np.array([period_number(label) for label in counts["period"].to_pylist()]) - origin
    periods = tuple(f"{m // 12:04d}-{m % 12 + 1:02d}" for m in range(origin, origin + months))
    outcomes = {name: np.zeros((len(cells), months)) for name in OUTCOMES}
    for name, values in outcomes.items():
        mine = pc.equal(counts["kind"], name).to_numpy()
        values[cell_of.ravel()[mine], month_of[mine]] = counts["incidents"].to_numpy()[mine]
    units = tuple(f"{c}/{r}" for c, r in cells.tolist())
    start = np.full(len(cells), NEVER, dtype=np.int64)
    return Grid(Panel(units, periods, outcomes, start, points=(cells + 0.5) * cell_m), cells, cell_m)


def metres(x_feet: pa.ChunkedArray) -> pa.ChunkedArray:
    """Turn coordinates of the state plane into metres.

    Args:
        x_feet: Feet, as the city publishes them.
    """
    return pc.multiply(pc.cast(x_feet, pa.float64()), _FOOT_M)


def _incidents(folder: Path) -> pa.Table:
    burglaries = pq.read_table(folder / _FILES[0], columns=["Date", "X_Coordinate", "Y_Coordinate"])
    complaints = pq.read_table(
        folder / _FILES[1],
        columns=["Creation_Date", "X_Coordinate", "Y_Coordinate", "Status", "Service_Request_Number"],
    )
    # The city marks complaints about what was reported already; they tell of callers, not of places.
    complaints = complaints.filter(pc.invert(pc.match_substring(complaints["Status"], "Dup")))
    complaints = complaints.group_by(["Service_Request_Number"], use_threads=False).aggregate(
        [(name, "min") for name in ("Creation_Date", "X_Coordinate", "Y_Coordinate")]
    )
    return pa.concat_tables(
        [
            _rows(BURGLARIES, burglaries["Date"], burglaries["X_Coordinate"], burglaries["Y_Coordinate"]),
            _rows(COMPLAINTS, *(complaints[f"{n}_min"] for n in ("Creation_Date", "X_Coordinate", "Y_Coordinate"))),
        ]
    )


def _rows(kind: str, on: pa.ChunkedArray, x: pa.ChunkedArray, y: pa.ChunkedArray) -> pa.Table:
    kinds = pa.array([kind] * len(on), pa.string())
    return pa.table({"kind": kinds, "on": pc.cast(on, pa.date32()), "x_m": metres(x), "y_m": metres(y)})


def _month(day: date) -> int:
    return day.year * 12 + day.month - 1
