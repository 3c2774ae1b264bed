"""Small panels made by hand or at random."""

import numpy as np

from tidegate.evaluation import NEVER, Panel


def made(values, start, **more) -> Panel:
    values = np.asarray(values, dtype=np.float64)
    units = tuple(f"u{i:03d}" for i in range(len(values)))
    periods = tuple(str(2000 + t) for t in range(values.shape[1]))
    starts = np.array([NEVER if s is None else s for s in start], dtype=np.int64)
    return Panel(units, periods, {"thefts": values}, starts, **more)


def random_panel(
    seed: int, *, units: int = 40, periods: int = 12, treated: int = 12, cohorts: int = 3, lift: float = 0.0
):
    rng = np.random.default_rng(seed)
    values = rng.normal(5, 1, (units, 1)) + rng.normal(0, 1, (1, periods)) + rng.normal(0, 1, (units, periods))
    start = [None] * units
    for i in range(treated):
        start[i] = 5 + i % cohorts * 2
        values[i, start[i] :] += lift
    return made(values, start)
