"""The one door to the library diff-diff, which takes seconds to import and is loaded when it is first needed."""

import warnings
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
import numpy.typing as npt

from tidegate.evaluation.panel import Floats


@dataclass(frozen=True)
class SyntheticFit:
    """A synthetic difference-in-differences.

    Args:
        value: The estimate.
        unit_weights: Weight of each comparison unit, adding up to 1.
        period_weights: Weight of each period before the start, adding up to 1.
        path: Treated less synthetic in each period, less the same as the period weights see it before the start.
        treated: Number of treated units.
    """

    value: float
    unit_weights: Floats
    period_weights: Floats
    path: Floats
    treated: int


def synthetic_fit(values: Floats, treated: npt.NDArray[np.bool_], start: int) -> SyntheticFit:
    """Fit the weights of units and periods and take the difference-in-differences.

    Args:
        values: Shape (units, periods), nothing missing.
        treated: Which units are treated.
        start: Place of the first period under the measure.
    Returns:
        The fit.
    Source:
        Arkhangelsky et al. (2021), algorithm 1.
    """
    utils = _utils()
    own, others = values[treated], values[~treated]
    before, after = others[:, :start].T, others[:, start:].T
    unit_zeta, period_zeta = utils._compute_regularization(before, len(own), values.shape[1] - start)
    with warnings.catch_warnings():
        # Weights that are nearly settled are good enough for one placebo among many.
        warnings.simplefilter("ignore")
        units = utils.compute_sdid_unit_weights(before, own[:, :start].mean(axis=0), unit_zeta)
        periods = utils.compute_time_weights(before, after, period_zeta)
    gap = own.mean(axis=0) - units @ others
    path = gap - float(periods @ gap[:start])
    return SyntheticFit(
        float(path[start:].mean()),
        np.asarray(units, dtype=np.float64),
        np.asarray(periods, dtype=np.float64),
        path,
        len(own),
    )


@cache
def _utils() -> Any:
    from diff_diff import utils

    return utils
