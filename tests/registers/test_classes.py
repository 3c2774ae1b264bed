"""What registers say of single properties."""

from importlib.resources import files
from pathlib import Path

import pytest

from tidegate.registers import load_register, property_overrides
from tidegate.vocabulary import model

CHICAGO = Path(str(files("tidegate") / "recipes" / "chicago" / "registers"))


def described(tmp_path, schema, prop, said):
    text = (
        "register: r\nfiles: [{path: a.csv, key: [id]}]\n"
        "lawful: {holder: h, legal_basis: [law], purposes: [p], data_classes: [business], sensitivity: open,"
        f" statements: facts, retention: unlimited, refresh: once, column_classes: {{c: {said}}}}}\n"
        f"queries: [{{entities: {{e: {{schema: {schema}, keys: [id], properties: {{{prop}: {{column: c}}}}}}}}}}]\n"
    )
    path = tmp_path / f"{schema}-{prop}-{said}.yml"
    path.write_text(text, encoding="utf-8")
    return load_register(path, model())


def test_a_column_that_is_more_makes_its_property_more(tmp_path):
    assert property_overrides([described(tmp_path, "Permit", "conditions", "health")]) == {
        ("Permit", "conditions"): "health"
    }


def test_what_the_vocabulary_says_anyway_is_no_override():
    assert property_overrides([load_register(CHICAGO / "licences.yml", model())]) == {}


@pytest.mark.parametrize("order", [1, -1])
def test_of_several_registers_the_strictest_holds(tmp_path, order):
    both = [described(tmp_path, "Permit", "conditions", said) for said in ("contact", "origin")][::order]
    assert property_overrides(both) == {("Permit", "conditions"): "origin"}


def test_no_register_makes_harmless_what_may_enter_no_rule(tmp_path):
    assert property_overrides([described(tmp_path, "Person", "nationality", "business")]) == {}
