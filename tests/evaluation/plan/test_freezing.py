"""A plan is locked, a changed one is refused, and what was done otherwise is told."""

from dataclasses import replace
from datetime import date

import numpy as np
import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from tests.evaluation.plan.cases import counts, example, laid, plan, table, text
from tidegate.errors import PlanError
from tidegate.evaluation.plan import (
    Frozen,
    answerable,
    deviations,
    freeze,
    frozen_text,
    is_frozen,
    lay_out,
    plan_hash,
    read_frozen,
    read_plan,
    used_of,
)

ON = date(2022, 12, 1)
SIGNED = ("A. de Vries, programme manager",)


def frozen(counted: np.ndarray, *, on: date = ON, signed: tuple[str, ...] = SIGNED, **changes: str) -> Frozen:
    made, panel = laid(counted, **changes)
    return freeze(made, panel, answerable(made, panel), signed=signed, on=on)


def test_a_frozen_plan_says_when_who_and_on_what():
    locked = frozen(counts(8, 23))
    assert (locked.on, locked.signed) == (ON, SIGNED)
    assert locked.starts == {"a": "2023-01", "b": "2023-01"}
    assert locked.compared == tuple("cdefgh")
    assert locked.periods == ("2021-01", "2022-11")
    assert len(locked.sha256) == len(locked.plan_sha256) == len(locked.before_sha256) == 64


def test_what_is_written_reads_as_the_same():
    locked = frozen(counts(8, 24))
    assert is_frozen(frozen_text(locked))
    assert not is_frozen(text())
    assert read_frozen(frozen_text(locked)) == locked
    without = freeze(read_plan(example()), None, answerable(read_plan(example()), None), signed=SIGNED, on=ON)
    assert read_frozen(frozen_text(without)) == without


def test_blanks_comments_and_the_order_of_fields_do_not_count_and_words_do():
    document = yaml.safe_load(example())
    turned = yaml.safe_dump(dict(reversed(document.items())), sort_keys=False)
    assert plan_hash(read_plan("# a note\n" + turned)) == plan_hash(read_plan(example()))
    assert plan_hash(read_plan(example().replace("0.4", "0.41"))) != plan_hash(read_plan(example()))


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("smallest_effect: 0.3", "smallest_effect: 0.2", "changed since, in outcomes"),
        ("method: did", "method: wdd", "changed since, in analysis"),
        ("title: A small plan", "title: Another plan", "changed since, in title"),
        ("threshold: 3.0", "threshold: 9.0", "changed since, in harm"),
        ("seed: 1", "seed: 1\n  sed: 2", "changed since, in sed"),
        ("A. de Vries", "B. de Vries", "in the day, the signatures, the starts or the hashes"),
        ("'on': 2022-12-01", "'on': 2022-11-01", "it was frozen on 2022-11-01 and changed since"),
        ("    a: 2023-01\n    b: 2023-01\n  compared", "    a: 2023-02\n    b: 2023-01\n  compared", "changed since"),
        ("  seed: 1\n", "", "changed since, in seed"),
        ("content:", "contents:", "it is no frozen plan, or one that was cut short"),
    ],
)
def test_a_frozen_plan_that_was_changed_is_refused_and_says_where(old, new, told):
    written = frozen_text(frozen(counts(8, 24)))
    assert old in written
    with pytest.raises(PlanError) as caught:
        read_frozen(written.replace(old, new, 1), where="plan.frozen.yml")
    assert told in str(caught.value)


def test_a_changed_part_whose_hash_was_changed_too_is_refused_all_the_same():
    locked = frozen(counts(8, 24))
    other = frozen(counts(8, 24), analysis="analysis: {method: synthetic-control}")
    here, there = (yaml.safe_load(frozen_text(f)) for f in (locked, other))
    here["content"]["analysis"] = there["content"]["analysis"]
    here["frozen"]["parts"]["analysis"] = there["frozen"]["parts"]["analysis"]
    with pytest.raises(PlanError, match="changed since, in the plan"):
        read_frozen(yaml.safe_dump(here, sort_keys=False))
    here["frozen"]["plan_sha256"] = there["frozen"]["plan_sha256"]
    with pytest.raises(PlanError, match="the day, the signatures, the starts or the hashes"):
        read_frozen(yaml.safe_dump(here, sort_keys=False))


@given(st.data())
def test_no_letter_of_what_was_frozen_can_be_changed_unseen(data):
    lines = WRITTEN.splitlines()
    row = data.draw(st.integers(1, len(lines) - 1))
    letters = [i for i, c in enumerate(lines[row]) if c.isalnum()]
    if not letters:
        return
    at = data.draw(st.sampled_from(letters))
    lines[row] = lines[row][:at] + ("7" if lines[row][at] != "7" else "3") + lines[row][at + 1 :]
    with pytest.raises(PlanError):
        read_frozen("\n".join(lines))


WRITTEN = frozen_text(frozen(counts(8, 24)))


def test_what_cannot_be_answered_is_not_frozen_unless_as_the_process_evaluation_it_is():
    with pytest.raises(PlanError, match=r"it is not answerable: With 2 places .* Mend it, or write method: process"):
        frozen(counts(4, 24))
    assert frozen(counts(4, 24), analysis="analysis: {method: process}").plan.analysis.method == "process"


@pytest.mark.parametrize("signed", [(), ("A. de Vries",), ("A. de Vries, ",)])
def test_somebody_signs_with_name_and_role(signed):
    with pytest.raises(PlanError, match="at least one signature with name and role"):
        frozen(counts(8, 24), signed=signed)


def test_a_plan_frozen_after_the_start_says_so():
    assert not any("after the measure began" in said for said in frozen(counts(8, 24), on=date(2022, 12, 31)).open)
    late = frozen(counts(8, 24), on=date(2023, 1, 1))
    assert late.open[0].startswith("It was frozen on 1 January 2023, after the measure began in 2023-01")


def test_the_hash_of_the_time_before_does_not_know_what_comes_after():
    counted = counts(8, 36)
    other = counted.copy()
    other[:, 24:] = 7
    assert frozen(counted).before_sha256 == frozen(other).before_sha256
    other[3, 5] += 1
    assert frozen(counted).before_sha256 != frozen(other).before_sha256


def test_an_analysis_as_planned_deviates_in_nothing_though_months_were_added():
    counted = counts(8, 36)
    locked = frozen(counted[:, :20])
    made, panel = laid(counted)
    assert deviations(locked, used_of(made, panel, periods=locked.periods)) == ()


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"analysis": "analysis: {method: synthetic-did}"}, "The method was planned to be did and is synthetic-did."),
        ({"analysis": "analysis: {method: did, options: {anticipation: 2}}"},
         "The option anticipation was planned to be as the method has it and is 2."),
        ({"analysis": "analysis: {method: did, level: 0.9}"}, "level of the intervals was planned to be 0.95 and is"),
        ({"analysis": "analysis: {method: did, multiplicity: none}"}, "several outcomes was planned to be holm and is"),
        ({"analysis": "analysis: {method: did, first: 2021-06}"}, "The first period was planned to be 2021-01 and is"),
        ({"units": "units: {start: {a: 2023-03, b: 2023-01}}"},
         "The start in a was planned to be 2023-01 and is 2023-03."),
        ({"units": "units: {start: {a: 2023-01}}"}, "planned in b, which the analysis does not have"),
        ({"units": "units: {start: {a: 2023-01, b: 2023-01, c: 2023-01}}"}, "takes c as places of the measure, which"),
        ({"units": "units: {start: {a: 2023-01, b: 2023-01}, left_out: {h: wet}}"}, "h takes no part, which was not"),
        ({"comparison": "comparison: {strategy: named, units: [c, d, e, f]}"},
         "It was planned to compare with g, h, and is not."),
        ({"comparison": "comparison: {strategy: named, units: [c, d, e, f]}"},
         "The strategy of comparison was planned to be never-treated and is named."),
        ({"extra": "seed: 9"}, "The seed was planned to be 1 and is 9."),
    ],
)  # fmt: skip
def test_what_is_done_otherwise_is_told_in_words(changes, told):
    counted = counts(8, 36)
    locked = frozen(counted[:, :24])
    found = deviations(locked, used_of(*laid(counted, **changes), periods=locked.periods))
    assert any(told in d.says for d in found), [d.says for d in found]


def test_an_outcome_that_came_or_went_is_told():
    counted = counts(8, 36)
    locked = frozen(counted[:, :24])
    made, panel = laid(counted)
    other = replace(made.outcomes[0], name="robberies")
    changed = replace(made, outcomes=(other,))
    says = [d.says for d in deviations(locked, used_of(changed, panel, periods=locked.periods))]
    assert says[:2] == [
        "The planned outcome thefts is not told.",
        "The outcome robberies was not planned; it can suggest something, and shows nothing.",
    ]


def test_figures_that_were_corrected_since_and_an_early_answer_are_told():
    counted = counts(8, 26)
    more = "analysis: {method: did, periods_after: 6}"
    locked = frozen(counted[:, :24], analysis=more)
    counted[4, 3] += 1
    made, panel = laid(counted, analysis=more)
    says = [d.says for d in deviations(locked, used_of(made, panel, periods=locked.periods))]
    assert says == [
        "Every place was to have 6 periods from its start on, and the last to begin has 2: it is told early.",
        "The figures of the time before are not those on which the plan was frozen: they were added to or corrected "
        "since, or cover other places or periods.",
    ]


def test_order_of_rows_and_whole_numbers_or_not_do_not_change_the_hash():
    figures = table(counts(8, 24))
    made = plan()
    turned = figures.take(list(reversed(range(figures.num_rows))))
    texts = figures.set_column(2, "thefts", figures["thefts"].cast("int64").cast("string"))
    hashes = {freeze(made, p, answerable(made, p), signed=SIGNED, on=ON).before_sha256
              for p in (lay_out(made, t) for t in (figures, turned, texts))}  # fmt: skip
    assert len(hashes) == 1
