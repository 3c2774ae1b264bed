"""The page of the manual is current and names every word of ours."""

import itertools
from pathlib import Path

from tidegate.vocabulary import data_classes, model
from tidegate.vocabulary.document import vocabulary_page

PAGE = Path(__file__).parents[2] / "docs" / "vocabulary.md"


def test_the_page_is_current():
    assert PAGE.read_text(encoding="utf-8") == vocabulary_page(model()), "run `python -m tidegate.vocabulary.build`"


def test_the_page_names_every_own_schema_and_property_and_every_data_class():
    sections = {part.split("\n")[0]: part for part in PAGE.read_text(encoding="utf-8").split("\n## ")}
    for schema in (s for s in model().schemata.values() if s.own):
        shown = [p.name for p in schema.properties.values() if not (p.stub or p.hidden or p.deprecated)]
        assert [name for name in shown if f"| `{name}` |" not in sections[schema.name]] == []
    assert [name for name in data_classes() if f"| `{name}` |" not in sections["Data classes"]] == []


def test_tables_are_whole():
    """Every line of a table has as many cells as its head."""
    lines = PAGE.read_text(encoding="utf-8").split("\n")
    for before, line in itertools.pairwise(lines):
        if before.startswith("|") and line.startswith("|"):
            assert before.count("|") == line.count("|")
