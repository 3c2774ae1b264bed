"""What may be said of an effect: never more than it shows, whatever the numbers are."""

import math
import re

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from tidegate.evaluation import Check, Effect
from tidegate.evaluation.telling import Asked, conclude, tell_effect
from tidegate.evaluation.telling.sizes import as_difference

CAUSAL = re.compile(
    r"\b(work(s|ed|ing)?|reduc\w*|lower(s|ed)|rais(es|ed)|fell|rose|caus\w*|because|thanks to|led to|due to|"
    r"prevent\w*|effective\w*|success\w*|impact\w*|help(s|ed)|improv\w*|had an effect|"
    r"werk(t|te|ten)|verminder\w*|verlaag\w*|verhoog\w*|daal(t|de|den)|steeg|stegen|stijgt|veroorza\w*|doordat|omdat|"
    r"dankzij|leidde\w*|voorkwam\w*|voorkom\w*|geslaagd|succes\w*|effectief|hielp\w*|verbeter\w*|had effect)\b",
    re.IGNORECASE,
)
NO_EFFECT = re.compile(r"(?<!not the same as )\bno effect\b|(?<!iets anders dan )\bgeen effect\b", re.IGNORECASE)
WITHOUT = {"en": "is not shown", "nl": "is niet aangetoond"}

KINDS = ("pre-trend", "placebo in time", "placebo in place", "leave one out", "sensitivity", "fit", "series", "overlap",
         "redraws", "data")  # fmt: skip
ends = st.one_of(st.floats(-3, 3), st.floats(), st.just(math.inf), st.just(-math.inf), st.just(math.nan))
ps = st.one_of(st.none(), st.floats(0, 1), st.just(math.nan))


@st.composite
def effects(draw):
    low, value, high = draw(ends), draw(ends), draw(ends)
    if draw(st.booleans()) and not any(map(math.isnan, (low, value, high))):
        low, value, high = sorted((low, value, high))
    return Effect(
        "burglaries", draw(st.sampled_from(["did", "wdd", "e-test"])), draw(st.sampled_from(["difference", "ratio"])),
        draw(st.sampled_from(["incidents per unit and month", "incidents", ""])), value, low, high,
        level=draw(st.sampled_from([0.9, 0.95, 0.99])), p=draw(ps),
        p_by=draw(st.sampled_from(["", "normal", "t", "permutation", "exact", "something"])),
        without=draw(st.one_of(st.none(), ends)), observed=draw(st.one_of(st.none(), ends)),
        checks=tuple(Check(k, f"{k} caused", h, "It worked because it reduced burglary.") for k, h in draw(
            st.lists(st.tuples(st.sampled_from(KINDS), st.sampled_from([True, False, None])), max_size=4))),
        warnings=("It worked.",), rests_on=("Nothing else fell.",),
    )  # fmt: skip


asked = st.builds(
    Asked, st.just("burglary"), st.sampled_from([None, "down", "up"]), st.one_of(st.none(), st.floats(0.01, 2)),
    st.one_of(st.none(), st.floats(0.01, 2), st.just(math.inf)), ps, st.integers(1, 9),
    st.one_of(st.none(), st.integers(0, 10_000)),
)  # fmt: skip


@given(effects(), asked, st.sampled_from(["en", "nl"]))
def test_what_is_not_shown_is_never_told_as_if_the_measure_did_it(effect, question, language):
    assume(not effect.shown)
    told = tell_effect(effect, question, language).text
    assert not CAUSAL.search(told), told
    assert not NO_EFFECT.search(told), told
    assert WITHOUT[language] in told or conclude(effect, question).verdict == "not estimated"
    assert ("What would change" if language == "en" else "zou veranderen") in told


@given(effects(), asked)
def test_a_conclusion_is_never_stronger_than_the_estimate(effect, question):
    found = conclude(effect, question)
    if found.verdict in ("shown", "shown against"):
        assert effect.shown
        assert effect.low <= effect.value <= effect.high
        assert question.p is None or question.p < 1 - effect.level
        assert found.reasons == ()
    else:
        assert found.reasons or found.verdict == "not estimated"


@given(effects(), asked, st.sampled_from(["en", "nl"]))
def test_numbers_that_are_none_never_reach_a_sentence(effect, question, language):
    told = tell_effect(effect, question, language).text
    assert not re.search(r"\bnan\b|\binf\b|None|e[+-]\d", told), told
    assert "{" not in told
    assert told.endswith(".")
    assert len(told) < 1500


@given(st.floats(0.02, 0.9), st.floats(0.01, 0.5), st.sampled_from(["difference", "ratio"]), st.sampled_from([1, -1]))
def test_what_is_shown_tells_its_way(size, half, scale, way):
    assume(half < size)
    value, none = (1 + way * size, 1) if scale == "ratio" else (way * size * 8, 0)
    width = half if scale == "ratio" else half * 8
    effect = Effect("x", "did", scale, "incidents per unit and month", value, value - width, value + width, without=8.0)
    assert not effect.includes_none
    assert value != none
    for expected in (None, "down", "up"):
        told = tell_effect(effect, Asked("burglary", expected)).verdict
        lowered = {None: "lowered", "down": "lowered", "up": "fell"}[expected]
        raised = {None: "raised", "down": "rose", "up": "raised"}[expected]
        assert (lowered if way < 0 else raised) in told
        assert ("opposite of what was intended" in told) == (expected == ("up" if way < 0 else "down"))


def plain(told):
    return told.replace("\N{NO-BREAK SPACE}", " ")


def effect(value=0.76, low=0.64, high=0.9, **more):
    return Effect("burglaries", "did", "ratio", more.pop("per", ""), value, low, high, **more)


def test_a_fall_is_told_as_a_share_and_in_counts():
    shown = effect(p=0.002, without=2.0, per="incidents per unit and month")
    told = plain(tell_effect(shown, Asked("burglary", "down", cells=8 * 12)).verdict)
    assert told == (
        "The measure lowered burglary: a fall of 24 % (95 % interval 10 % to 36 %); in all about 46.1 fewer (19.2 to "
        "69.1) over the places and periods under the measure."
    )


def test_a_rise_that_nobody_wanted_is_called_so():
    told = tell_effect(effect(1.4, 1.2, 1.7), Asked("gemelde dreiging", "down"), "nl").verdict
    assert "steeg gemelde dreiging" in told
    assert "schade" in told


def test_an_open_interval_is_not_shown_and_says_what_it_would_take():
    told = plain(tell_effect(effect(0.9, 0.75, 1.08, p=0.25), Asked("burglary", "down", seen=0.3)).text)
    assert told.startswith(
        "An effect on burglary is not shown: the data fit anything from a fall of 25 % to a rise of 8.0 %"
    )
    assert "Only a change of about 30 % or more could have been seen" in told
    assert "about 3 times as many places" in told  # (ln 1.08 - ln 0.9)^2 / (ln 0.9)^2 = 2.99...
    assert "Not shown is not the same as no effect." in told


def test_a_broken_check_takes_the_word_away_and_is_named():
    broken = effect(p=0.001, checks=(Check("pre-trend", "joint", False, "p = 0.01"),))
    told = tell_effect(broken, Asked("burglary", "down")).text
    assert "not shown: the estimate did not stand the test of trends before the start" in told
    assert "comparison places or data with which the estimate stands the test of trends" in told


def test_a_p_value_that_disagrees_is_told():
    told = tell_effect(effect(p=0.2, p_by="permutation"), Asked("burglary")).text
    assert "the interval and the test by permutation do not agree (p = 0.200)" in told


def test_many_outcomes_are_allowed_for():
    told = tell_effect(effect(p=0.02), Asked("burglary", p=0.08, outcomes=4)).text
    assert "with 4 outcomes looked at together, chance alone could give as much (adjusted p = 0.080)" in told


def test_a_small_change_is_called_small_and_a_large_one_left_out():
    assert "less than the 50" in tell_effect(effect(), Asked("burglary", matters=0.5)).text
    assert "is open" in tell_effect(effect(), Asked("burglary", matters=0.2)).text
    assert "outside the interval" in tell_effect(effect(1.0, 0.95, 1.05), Asked("burglary", matters=0.2)).text
    assert "outside the interval" not in tell_effect(effect(1.0, 0.7, 1.05), Asked("burglary", matters=0.2)).text


@pytest.mark.parametrize("value", [None, math.nan, math.inf])
def test_no_estimate_is_told_with_its_reason(value):
    none = None if value is None else effect(value)
    told = tell_effect(none, Asked("burglary", refused="no place without the measure is there")).text
    assert told.startswith("An effect on burglary could not be estimated: no place without the measure is there")


def test_an_infinite_interval_is_not_told_as_one():
    told = tell_effect(effect(0.5, 0.1, math.inf), Asked("burglary")).text
    assert "no interval could be told" in told
    assert "how far off it may be cannot be told" in told


def test_counts_of_a_ratio_need_what_would_have_been():
    assert as_difference(effect()) is None
    assert as_difference(effect(without=0.0)) is None
    assert as_difference(effect(0.5, 0.25, 1.0, without=8.0)) == (-4.0, -6.0, 0.0)
