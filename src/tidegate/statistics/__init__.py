"""Statistics of place: concentration, gathering, near repeats, rates, each with its null or its interval.

Values in, values out: arrays with one value per place, sparse matrices of neighbours, seeds as arguments. The room
knows no register and no city.
"""

from tidegate.statistics.concentration import Concentration, concentration, generalised_gini, gini, share_of_places
from tidegate.statistics.getis import Gathering, general_g, getis_ord
from tidegate.statistics.likelihood_ratio import GTest, g_test
from tidegate.statistics.lorenz import Curve, lorenz, lorenz_beside_chance
from tidegate.statistics.moran import CLASSES, LocalMoran, Moran, local_moran, moran
from tidegate.statistics.multiple import benjamini_hochberg, holm
from tidegate.statistics.near_repeat import Knox, Nearest, jacquez, knox
from tidegate.statistics.neighbours import nearest, row_standardised, touching, within
from tidegate.statistics.rates import Change, e_test, rate_change, rate_interval
from tidegate.statistics.ratio_of_ratios import Ratio, ratio_of_ratios
from tidegate.statistics.shares import exact_interval, wilson_interval
from tidegate.statistics.shrinkage import Prior, Shrunk, learn_prior, marshall, shrink

__all__ = [
    "CLASSES",
    "Change",
    "Concentration",
    "Curve",
    "GTest",
    "Gathering",
    "Knox",
    "LocalMoran",
    "Moran",
    "Nearest",
    "Prior",
    "Ratio",
    "Shrunk",
    "benjamini_hochberg",
    "concentration",
    "e_test",
    "exact_interval",
    "g_test",
    "general_g",
    "generalised_gini",
    "getis_ord",
    "gini",
    "holm",
    "jacquez",
    "knox",
    "learn_prior",
    "local_moran",
    "lorenz",
    "lorenz_beside_chance",
    "marshall",
    "moran",
    "nearest",
    "rate_change",
    "rate_interval",
    "ratio_of_ratios",
    "row_standardised",
    "share_of_places",
    "shrink",
    "touching",
    "wilson_interval",
    "within",
]
