"""The words of the lawful part."""

from itertools import pairwise

from tidegate.vocabulary import data_classes, sensitivities, statements


def test_what_the_law_sets_apart_is_forbidden_in_rules():
    assert all(c.forbidden_in_rules for c in data_classes().values() if c.special)
    assert {c.special for c in data_classes().values()} == {0, 9, 10}


def test_what_the_mission_forbids_is_forbidden():
    for name in ("origin", "language", "religion", "health", "appearance", "victim", "family"):
        assert data_classes()[name].forbidden_in_rules


def test_the_circles_narrow_in_the_order_of_the_file():
    assert list(sensitivities()) == ["open", "internal", "confidential", "secret"]
    assert all(wider < narrower for wider, narrower in pairwise(sensitivities().values()))


def test_facts_are_not_assessments():
    assert set(statements()) == {"facts", "assessments"}


def test_every_word_is_described():
    texts = [c.description for c in data_classes().values()] + [s.description for s in sensitivities().values()]
    assert all(text.endswith(".") for text in [*texts, *statements().values()])
