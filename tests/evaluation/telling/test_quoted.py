"""What methods wrote, in the language of the report: nothing is lost, nothing is stale, no English is left."""

import ast
import re
from dataclasses import replace
from functools import cache
from importlib.resources import files
from itertools import pairwise
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from tests.evaluation.test_running import PLAN, panel
from tidegate.errors import EvaluationError
from tidegate.evaluation.around import displaced, quotient
from tidegate.evaluation.estimating import ESTIMATORS, estimate
from tidegate.evaluation.plan import parse_plan
from tidegate.evaluation.plan.plan import RECORDED_BY
from tidegate.evaluation.telling.quoted import knows, quoted, refusal_text
from tidegate.evaluation.telling.tables import arrow_table
from tidegate.evaluation.telling.words import column_text

ROOT = Path(__file__).resolve().parents[3] / "src" / "tidegate"
BRACES = re.compile(r"\{\w+\}")
LISTED = {"unit", "donor", "cohort", "period", "left_out", "left out", "start", "around"}
"""Columns that hold names of the panel."""


@cache
def catalogue():
    return yaml.safe_load((files("tidegate.evaluation.telling") / "quoted.nl.yml").read_text(encoding="utf-8"))


def test_a_sentence_with_a_figure_and_a_name():
    said = "Without comparison Havenpoort the ratio moves furthest, from 1,234.5 to -0.25."
    assert quoted(said, "nl") == (
        "Zonder vergelijkingseenheid Havenpoort verschuift de verhouding het verst, van 1.234,5 naar "
        "\N{MINUS SIGN}0,25."
    )
    assert quoted(said, "en") == said


def test_shares_and_phrases_within_a_sentence_are_told_in_the_language_too():
    told = quoted("Without the measure the level before the start would have gone on; no season is in the model.", "nl")
    assert told.endswith("er zit geen seizoen in het model.")
    told = quoted("1.5% of 200 groups of as many places lie at least as far from no effect.", "nl")
    assert told.startswith("1,5\N{NO-BREAK SPACE}% van 200 groepen")


def test_several_sentences_are_told_one_by_one_and_an_unknown_one_stays():
    said = "Events come one by one and independently of each other. Pigs might fly."
    assert quoted(said, "nl") == "Gebeurtenissen komen een voor een en onafhankelijk van elkaar. Pigs might fly."
    assert not knows(said, "nl")
    assert knows(said, "en")


def test_every_sentence_has_the_same_braces_in_both_languages():
    for source, told in catalogue().items():
        assert sorted(set(BRACES.findall(source))) == sorted(set(BRACES.findall(told))), source


@given(st.sampled_from(sorted(catalogue())), st.sampled_from(["3", "12%", "0.041", "-1.25", "Park A"]))
def test_whatever_stands_in_a_sentence_stands_in_its_translation(source, value):
    told = quoted(BRACES.sub(value, source), "nl")
    digits = re.sub(r"\D", "", value)
    assert re.sub(r"\D", "", told).count(digits) >= len(BRACES.findall(source)) if digits else told


def test_no_sentence_of_the_catalogue_is_stale():
    """Neighbouring words must still stand together in the code, but for the few joints that a condition makes."""
    texts = []
    for path in [*sorted((ROOT / "evaluation").rglob("*.py")), ROOT / "statistics" / "moran.py"]:
        nodes = ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        texts += [n.value for n in nodes if isinstance(n, ast.Constant) and isinstance(n.value, str)]
    code = _plain("\n".join(texts))
    for source in catalogue():
        pairs = [pair for stretch in BRACES.split(source) for pair in pairwise(_plain(stretch).split())]
        lost = [" ".join(pair) for pair in pairs if " ".join(pair) not in code]
        assert len(lost) <= 3, (source, lost)


def _plain(text):
    return text.lower().replace("_", " ")


def worlds():
    places = np.stack(np.divmod(np.arange(24) * 5 % 24, 5), axis=1) * 100.0
    base = replace(panel(units=24), points=places)
    for treated in (3, 1, 5):
        start = np.array([12] * treated + [-1] * (24 - treated), dtype=np.int64)
        yield treated, replace(base, start=start)


def made(method, extra=""):
    text = PLAN.replace("method: did", f"method: {method}").replace(", options: {draws: 19}", "")
    found, faults = parse_plan(text.replace("analysis: {", f"{extra}analysis: {{"))
    assert not faults, faults
    return found


@cache
def effects(method):
    plan, found = made(method), []
    for _, places in worlds():
        try:
            found.append(estimate(plan, places, "thefts", seed=3))
        except EvaluationError:
            continue
    assert found
    return tuple(found)


@pytest.mark.slow
@pytest.mark.parametrize("method", sorted(ESTIMATORS))
def test_no_method_leaves_english_in_a_dutch_report(method):
    for effect in effects(method):
        said = [*effect.rests_on, *effect.warnings]
        said += [text for check in effect.checks for text in (check.name, check.says)]
        assert [text for text in said if not knows(text, "nl")] == []
        tables = dict(effect.tables) | {c.name: c.table for c in effect.checks if c.table is not None}
        for name, table in tables.items():
            assert knows(name.replace("_", " "), "nl"), name
            assert_dutch(table)


@pytest.mark.slow
@pytest.mark.parametrize("where", ["{rings_m: [150]}", "{areas: {a: [k], b: [l], c: [m]}}"])
def test_nor_does_what_lies_around(where):
    plan = made("did", f"displacement: {where}\n")
    _, places = next(worlds())
    effect = displaced(plan, places, "thefts", seed=3)
    assert all(knows(text, "nl") for c in effect.checks for text in (c.name, c.says))
    assert knows(effect.per, "nl")
    # The quotient is told of rings alone.
    told = quotient(plan, places, "thefts", seed=3)
    assert (told is None) == ("areas" in where)
    for table in (*effect.tables.values(), *([told] if told else [])):
        assert_dutch(table)


def assert_dutch(table):
    for name in table.column_names:
        assert column_text(name, "nl") != name.replace("_", " ") or column_text(name, "en") == name, name
        if name not in LISTED and pa.types.is_string(table[name].type):
            strange = [v for v in table[name].to_pylist() if v and re.search("[a-z]{2}", v) and not knows(v, "nl")]
            assert strange == [], name


def test_a_refusal_is_told_in_dutch_with_its_mend():
    with pytest.raises(EvaluationError) as refusal:
        estimate(made("synthetic-control"), panel().pick(np.arange(3)), "thefts", seed=3)
    told = refusal_text(refusal.value, "nl")
    assert "elke eenheid krijgt de maatregel" in told
    assert "Voeg eenheden zonder de maatregel toe" in told


def test_what_deviates_is_told_in_dutch():
    said = "The smallest effect that would matter of thefts was planned to be 0.1 and is 0.25."
    assert quoted(said, "nl") == "Het kleinste effect van thefts dat ertoe doet zou 0,1 zijn en is 0,25."


def test_whoever_records_is_named_in_dutch():
    assert all(knows(name, "nl") for name in RECORDED_BY)


def test_a_table_is_headed_in_the_language_and_keeps_the_names_of_places():
    table = pa.table({"unit": ["local", "units"], "kind": ["treated", "comparison"], "p": [0.5, 0.0]})
    told = arrow_table(table, "T", "nl")
    assert [c.heading for c in told.columns] == ["Plek", "Soort", "p"]
    assert [c.kind for c in told.columns] == ["text", "text", "p"]
    assert told.rows[0][:2] == ("local", "met de maatregel")
