"""What a plan does not say, and should, before anybody knocks on a door."""

from dataclasses import dataclass

from tidegate.evaluation.plan.methods import PROCESS
from tidegate.evaluation.plan.parts_of_measure import THEORY
from tidegate.evaluation.plan.plan import Plan


@dataclass(frozen=True)
class Missing:
    """One thing a plan leaves open.

    Args:
        field: Where it belongs.
        says: What is missing and why it matters, one sentence.
        needed: Whether a plan without it is incomplete; the rest is advice.
    """

    field: str
    says: str
    needed: bool = True


def missing(plan: Plan) -> tuple[Missing, ...]:
    """Find everything that a plan leaves open.

    Args:
        plan: The plan.
    Returns:
        What is needed first, then what is advised; nothing where the plan is complete.
    """
    found = [*_theory(plan), *_outcomes(plan), *_harm(plan), *_places(plan), *_advised(plan)]
    return tuple(sorted(found, key=lambda m: not m.needed))


def _theory(plan: Plan) -> list[Missing]:
    lacking = [name for name in THEORY if not getattr(plan.theory, name)]
    if not lacking:
        return []
    links = ", ".join(lacking)
    return [Missing("theory", f"The theory of change says nothing of {links}: without them nobody can say why a "
                    "measure that did not work did not.")]  # fmt: skip


def _outcomes(plan: Plan) -> list[Missing]:
    if any(not o.of_the_police for o in plan.outcomes):
        return []
    return [Missing("outcomes", "Every outcome rests on what the police record, which moves when the police look "
                    "harder: add one that somebody else records.")]  # fmt: skip


def _harm(plan: Plan) -> list[Missing]:
    if not plan.harm:
        return [Missing("harm", "It does not say who could be harmed, how that would be seen, and at which value the "
                        "measure stops.")]  # fmt: skip
    return []


def _places(plan: Plan) -> list[Missing]:
    found = []
    rings = plan.displacement.rings_m if plan.displacement else ()
    if (plan.comparison.buffer_m > 0 or rings) and plan.layout.points is None:
        found.append(Missing("panel, points", "Distances are asked for in metres, and no columns with coordinates are "
                             "named."))  # fmt: skip
    method = plan.analysis.method
    if plan.comparison.strategy == "none" and method not in {"interrupted-series", "e-test", PROCESS}:
        found.append(Missing("comparison", f"The method {method} compares, and the plan compares with nothing."))
    return found


def _advised(plan: Plan) -> list[Missing]:
    found = []
    if plan.displacement is None:
        found.append(Missing("displacement", "It does not say where what is prevented might go; name areas or rings, "
                             "or the question will be asked when nobody can answer it.", needed=False))  # fmt: skip
    elif plan.comparison.buffer_m == 0 and not plan.displacement.rings_m and not plan.displacement.areas:
        found.append(Missing("displacement", "It names neither rings nor areas.", needed=False))
    if plan.fidelity is None:
        found.append(Missing("fidelity", "Nothing says what was done against what was planned: an effect that is not "
                             "shown could then be a measure that was not taken.", needed=False))  # fmt: skip
    if not plan.measure.costs:
        found.append(Missing("measure, costs", "It does not say what the measure costs whom.", needed=False))
    if len(plan.outcomes) > 1 and plan.analysis.multiplicity == "none":
        found.append(Missing("analysis, multiplicity", f"It has {len(plan.outcomes)} outcomes and does nothing about "
                             "it: by chance alone one in twenty shows an effect.", needed=False))  # fmt: skip
    if plan.comparison.strategy == "matched" and not plan.comparison.units:
        found.append(Missing("comparison, units", "The matched units are not chosen yet: run `tidegate evaluate plan "
                             "propose` and write them down before the plan is frozen.", needed=False))  # fmt: skip
    return found
