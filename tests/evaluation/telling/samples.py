"""Evaluations made by hand, to be told."""

from dataclasses import replace
from datetime import date

import pyarrow as pa

from tidegate.documents.charts import Carried
from tidegate.evaluation import Check, Effect, Point
from tidegate.evaluation.telling.concluding import Asked
from tidegate.evaluation.telling.material import Answered, Around, Chain, Lock, Material, Part

PERIODS = [f"{2021 + n // 12}-{n % 12 + 1:02d}" for n in range(36)]


def shown(**more):
    series = pa.table({
        "unit": ["Havenkade"] * 36, "period": PERIODS, "since_start": [n - 24 for n in range(36)],
        "observed": [10.0 + n % 3 - (n >= 24) * 3 for n in range(36)], "without": [10.0 + n % 3 for n in range(36)],
    })  # fmt: skip
    given = {
        "p": 0.002, "p_by": "permutation", "without": 11.0, "observed": 8.0, "treated": 8, "comparison": 40,
        "before": 24, "after": 12,
        "path": tuple(Point(k, -3.0, -4.0, -2.0, 8) if k >= 0 else Point(k, 0.1 * (k % 3), -1.0, 1.0, 8)
                      for k in range(-12, 12)),
        "tables": {"series": series, "weights": pa.table({"donor": ["a", "b"], "weight": [0.7, 0.3]})},
        "checks": (Check("pre-trend", "joint test of the periods before", True, "p = 0.41.", 0.41, 0.05),
                   Check("placebo in place", "permutation", True, "3 of 999 as large.", 0.004, 0.05)),
        "rests_on": ("Without the measure both groups would have gone the same way.",),
    } | more  # fmt: skip
    return Effect("burglaries", "did", "difference", "incidents per unit and month", -3.0, -4.4, -1.6, **given)


def open_effect(**more):
    return replace(shown(), outcome="threats", value=-0.4, low=-1.9, high=1.1, p=0.6, **more)


def answered():
    broken = open_effect(checks=(Check("pre-trend", "joint test", False, "p = 0.01.", 0.01, 0.05),),
                         warnings=("Half of the months before the start are missing in two places.",))  # fmt: skip
    return (
        Answered("burglaries", Asked("burglary", "down", 0.1, 0.18, p=0.006, outcomes=3, cells=96), shown(),
                 (replace(shown(), method="synthetic-did", p=0.03),), "police"),
        Answered("threats", Asked("threats reported by residents", "down", 0.2, 0.4, p=0.6, outcomes=3), broken,
                 recorded_by="residents"),
        Answered("upheld", Asked("decisions upheld on objection", "up", outcomes=3,
                                 refused="the panel has no untreated unit. Add places without the measure."), None,
                 recorded_by="municipality"),
    )  # fmt: skip


def material(**more):
    rings = pa.table(
        {"around": ["0-100 m", "100-250 m"], "value": [-2.0, 1.0], "low": [-9.0, -6.0], "high": [5.0, 8.0]}
    )
    given = {
        "id": "licence-duty", "title": "A licence duty for repair shops",
        "measure": "Repair shops in eight streets need a licence and are visited by three partners together.",
        "by": ("municipality", "police", "tax"), "on": date(2026, 3, 1),
        "method": "difference-in-differences by group and time (Callaway and Sant'Anna)", "answered": answered(),
        "lock": Lock(date(2023, 1, 2), ("A. de Wit, evaluator", "B. Bakker, programme manager"), "ab" * 32),
        "theory": {"inputs": ("two inspectors",), "mechanisms": ("a known owner is easier to hold to account",)},
        "around": (Around("burglary", Part(("Nothing is shown around the places.",), (), {"parts": rings}), rings,
                          (-24.0, -40.0, -8.0), "incidents over 12 periods"),),
        "implementation": Part(("36 of 40 visits were made.",)),
        "carried": (Carried("municipality", 40, 36), Carried("police", 20, None)),
        "money": Part(("Costs come to 120,000 euro.",)), "cost_eur": 120_000.0,
        "chain": Chain(120, 80, 31, 2), "inputs": {"plan.yml": "cd" * 32, "panel.csv": "ef" * 32},
        "versions": {"tidegate": "0.1"}, "seed": 7, "facts": {"Places under the measure": 8},
    } | more  # fmt: skip
    return Material(**given)
