"""Parameters of the rules that ship are called something in Dutch, and nothing is translated that no rule uses."""

from importlib.resources import files

import pytest
import yaml

from tidegate.indicators import shipped_rules
from tidegate.indicators.naming import parameter_words

WORDS = yaml.safe_load((files("tidegate.indicators") / "parameters.yml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("what", ["names", "units"])
def test_every_parameter_that_ships_has_dutch_words(what):
    used = {name if what == "names" else p.unit for rule in shipped_rules() for name, p in rule.parameters.items()}
    assert used == set(WORDS[what])
    assert not [text for text in used if not parameter_words(what, text, "nl").strip()]
    # A few are the same in both languages; most are not.
    assert sum(parameter_words(what, text, "nl") == text for text in used) <= 2


def test_what_nobody_translated_is_shown_as_the_city_wrote_it():
    assert parameter_words("units", "fathoms", "nl") == "fathoms"
    assert parameter_words("units", "days", "fr") == "days"
