"""A plan's words become a plan, or every fault of it is told at once."""

from datetime import date
from importlib.resources import files

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.evaluation.plan.cases import THEFTS, example, plan, text
from tidegate.errors import PlanError
from tidegate.evaluation.plan import methods, parse_plan, read_plan, ready_outcomes
from tidegate.evaluation.plan.document import plan_document
from tidegate.evaluation.plan.missing import missing
from tidegate.evaluation.plan.plan import Comparison


def faults(said: str) -> list[str]:
    return [str(fault) for fault in parse_plan(said)[1]]


def test_the_example_of_the_documentation_reads():
    made = read_plan(example())
    assert made.units.start == {"Park A": "2027-01", "Park B": "2027-04"}
    assert (made.outcomes[0].name, made.outcomes[0].recorded_by, made.outcomes[0].of_the_police) == (
        "explosions", "police", True,
    )  # fmt: skip
    assert made.answer_by["explosions"] == date(2028, 6, 1)
    assert made.displacement is not None
    assert made.displacement.watched == {"Edge A", "Edge B"}
    assert made.harm[0].counted == "since the start"


@pytest.mark.parametrize("path", ["demo/data/plans/licence-duty.yml", "recipes/chicago/plans/licence-revocations.yml"])
def test_the_plans_that_are_shipped_read(path):
    made = read_plan(files("tidegate").joinpath(path).read_text(encoding="utf-8"))
    assert made.analysis.method in {"did", "count-did"}
    assert [m.field for m in missing(made) if m.needed] == []


def ready(key: str, fields: str = "") -> str:
    return text().replace(THEFTS, f"{{ready: {key}, smallest_effect: 0.3{fields}}}")


def test_a_ready_outcome_can_be_said_otherwise():
    (outcome,) = read_plan(ready("shootings", ", registration_lag: 4").replace("{thefts: ", "{shootings: ")).outcomes
    assert (outcome.name, outcome.column, outcome.registration_lag) == ("shootings", "shootings", 4)
    assert outcome.direction == "down"


def test_every_ready_outcome_is_whole():
    for key, fields in ready_outcomes().items():
        made = read_plan(ready(key).replace("{thefts: ", f"{{'{fields['name']}': "))
        assert made.outcomes[0].ready == key
    assert {o["recorded_by"] for o in ready_outcomes().values()} - {"police"}


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("plan: small", "plan: A Small", "line 1, plan: 'A Small' is no id (use small letters, digits and hyphens)"),
        ("title: A small plan", "titel: A", "line 2, titel: this field is not known here (did you mean title?"),
        ("title: A small plan", "title: [A]", "line 2, title: it is a list (say what is evaluated, in a line)"),
        ("method: did", "method: twfe", "line 9, analysis, method: 'twfe' is not known here (write one of did,"),
        ("method: did", "method: did, level: 95", "analysis, level: it is 95 (write the coverage of the intervals"),
        ("method: did", "method: did, level: high", "analysis, level: it is 'high' (write a number"),
        ("method: did", "method: did, periods_after: 0", "periods_after: it is '0' (write a whole number"),
        ("method: did", "method: did, first: soon", "analysis, first: 'soon' is no period (write it as 2027-01"),
        ("smallest_effect: 0.3", "smallest_effect: 30", "outcomes 1, smallest_effect: it is 30 (write a share above 0"),
        ("smallest_effect: 0.3", "smallest_effect: 1.2", "outcomes 1, smallest_effect: nothing falls by 120%"),
        (", smallest_effect: 0.3", "", "outcomes 1, smallest_effect: it is missing (give the smallest change"),
        ("recorded_by: residents", "recorded_by: Politie", "outcomes 1, recorded_by: 'Politie' is not known here"),
        ("registration_lag: 1", "registration_lag: -1", "outcomes 1, registration_lag: it is '-1' (write after how"),
        ("direction: down,", "direction: down, count: yes,", "outcomes 1, count: it is 'yes' (write true or false)"),
        ("name: thefts,", "ready: bombs, name: thefts,", "outcomes 1, ready: 'bombs' is not ready-made (write one of"),
        ("a: 2023-01", "a: 2023-13", "units, start, a: '2023-13' is no period (write it as 2027-01"),
        ("units: {start: {a: 2023-01, b: 2023-01}}", "units: {from: file}", "units, from: 'file' is not known here"),
        ("units: {start: {a: 2023-01, b: 2023-01}}", "", "units: it is missing (say where and from when on"),
        ("b: 2023-01}}", "b: 2023-01}, left_out: {a: wet}}", "units, left_out, a: the measure is taken there, too"),
        ("never-treated", "named", "line 8, comparison, units: it is missing (name the units that are compared)"),
        ("never-treated", "never-treated, units: [c]", "units are named, and the strategy is never-treated"),
        ("never-treated", "never-treated, buffer_m: -5", "comparison, buffer_m: it is -5 (write a number of at least"),
        ("threshold: 3", "threshold: many", "line 11, harm 1, threshold: it is 'many' (give the value beyond which"),
        ("{thefts: 2025-01-01}", "{theft: 2025-01-01}", "theft: there is no such outcome (did you mean thefts?"),
        ("{thefts: 2025-01-01}", "{theft: 2025-01-01}", "answer_by: it says nothing of the outcome 'thefts'"),
        ("{thefts: 2025-01-01}", "{thefts: soon}", "answer_by, thefts: it is 'soon' (write a day as 2027-06-01)"),
        ("by: [municipality]", "by: []", "measure, by: it is missing (list the partners who carry it out)"),
        ("by: [municipality]", "by: [x, x]", "measure, by: 'x' stands there twice (name each once)"),
        ("inputs: [a]", "inputs: {a: 1}", "theory, inputs: it is a mapping of fields (write a list of texts)"),
        ("title: A small plan", "plan: other\ntitle: A", "line 2, plan: it stands there twice (keep one of them)"),
        ("title: A small plan", "title: A\nseed: x", "line 3, seed: it is 'x' (write a whole number of at least 0)"),
        ("title: A small plan", "title: A\ndisplacement: {rings_m: [300, 100]}", "rings_m: its borders do not grow"),
        ("title: A small plan", "title: A\npanel: {points: [x]}", "panel, points: it names 1 columns (name two"),
        ("title: A small plan", "title: A\nfidelity: [x]", "line 3, fidelity: it is a list (write fields and values"),
        ("title: A small plan", "title: [A", "the plan: it is no YAML"),
        ("2025-01-01", "2025-02-30", "the plan: it is no YAML: day is out of range for month"),
    ],
)  # fmt: skip
def test_a_fault_says_where_what_and_the_mend(old, new, told):
    assert old in text()
    found = faults(text().replace(old, new, 1))
    assert any(told in fault for fault in found), found


def test_all_faults_are_told_at_once_in_the_order_of_their_lines():
    said = text().replace("title: A small plan", "titel: A").replace("threshold: 3", "threshold: x")
    with pytest.raises(PlanError) as caught:
        read_plan(said.replace("did}", "dd}"), where="plan.yml")
    lines = [int(part.split("line ")[1].split(",")[0]) for part in caught.value.what.split("; ")]
    assert lines == sorted(lines)
    assert len(lines) == 4
    assert str(caught.value).startswith("plan.yml: line 1, title: it is missing")
    assert caught.value.exit_code == 1


@pytest.mark.parametrize("said", ["", "a", "- a", "42", "{[a]: 1}", "a: " + "[" * 2_000 + "]" * 2_000, "x: &x [*x]"])
def test_what_is_no_plan_at_all_is_refused_without_a_stack(said):
    made, found = parse_plan(said)
    assert made is None
    assert found


@given(st.text(max_size=60))
def test_no_text_makes_it_stumble(said):
    made, found = parse_plan(said)
    assert made is None
    assert found


names = st.text("abcdefg xyz", min_size=1, max_size=8).map(str.strip).filter(bool)


@settings(max_examples=40)
@given(
    method=st.sampled_from(sorted(methods())),
    level=st.floats(0.5, 0.99),
    starts=st.dictionaries(names, st.sampled_from(["2023-01", "2024-12"]), min_size=1, max_size=4),
    buffer=st.floats(0, 1e4),
    option=st.one_of(st.integers(-5, 5), st.booleans(), names, st.lists(st.integers(), min_size=1, max_size=3)),
    seed=st.integers(0, 2**31),
)
def test_a_plan_written_down_reads_as_the_same_plan(method, level, starts, buffer, option, seed):
    document = plan_document(plan())
    document["analysis"] = {"method": method, "level": level}
    if not methods()[method].options:
        document["analysis"]["options"] = {"x": option}
    document["units"] = {"start": starts}
    document["comparison"] = {"strategy": "not-yet-treated", "buffer_m": buffer}
    document["seed"] = seed
    made = read_plan(yaml.safe_dump(document))
    assert read_plan(yaml.safe_dump(plan_document(made))) == made
    assert (made.comparison.buffer_m, made.analysis.level, made.seed) == (buffer, level, seed)
    assert dict(made.units.start) == starts


def test_what_is_left_open_does_not_stand_in_the_document():
    document = plan_document(plan())
    assert {"displacement", "fidelity", "cost_benefit"} & set(document) == set()
    assert document["comparison"] == {"strategy": "never-treated", "buffer_m": 0.0}
    assert Comparison("none") != plan().comparison
