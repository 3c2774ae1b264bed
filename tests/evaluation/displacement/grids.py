"""Panels on a grid, made for the tests of displacement."""

import numpy as np

from tidegate.evaluation import NEVER, Panel

MONTHS = 24


def months(number=MONTHS):
    return tuple(f"{2020 + m // 12}-{m % 12 + 1:02d}" for m in range(number))


def grid(side=20, *, treated=20, begun=(12,), mean=2.0, seed=0, fall=0.0, moved=0.0, number=MONTHS, cell_m=100.0):
    """A city of cells with its own level each; a fall at the treated cells, of which a share moves next door."""
    rng = np.random.default_rng(seed)
    cells = [(c, r) for c in range(side) for r in range(side)]
    points = np.array(cells, dtype=float) * cell_m
    level = rng.gamma(2.0, mean / 2.0, len(cells))
    counts = rng.poisson(level[:, None], (len(cells), number)).astype(float)
    start = np.full(len(cells), NEVER)
    places = rng.choice(len(cells), treated, replace=False)
    start[places] = rng.choice(begun, treated)
    at = {cell: i for i, cell in enumerate(cells)}
    for place in places:
        c, r = cells[place]
        gone = rng.binomial(counts[place, start[place] :].astype(int), fall)
        counts[place, start[place] :] -= gone
        beside = [at[x, r] for x in (c - 1, c + 1) if (x, r) in at]
        goes = rng.binomial(gone, moved)
        for k, month in enumerate(range(start[place], number)):
            for _ in range(goes[k]):
                counts[rng.choice(beside), month] += 1
    names = tuple(f"{c}/{r}" for c, r in cells)
    return Panel(names, months(number), {"thefts": counts}, start, points=points)
