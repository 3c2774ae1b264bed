"""Rules as files."""

import pytest

from tidegate.errors import RuleError
from tidegate.formats.plain_yaml import read_yaml
from tidegate.indicators import load_rule, load_rules, shipped_rules


def test_the_shipped_rules_load_in_order():
    names = [r.id for r in shipped_rules()]
    assert names == sorted(names)
    assert "succession_after_revocation" in names


def test_all_faults_of_all_files_are_told_at_once(tmp_path):
    (tmp_path / "a.yml").write_text("indicator: a\n", encoding="utf-8")
    (tmp_path / "b.yml").write_text("- [\n", encoding="utf-8")
    with pytest.raises(RuleError) as fault:
        load_rules(tmp_path)
    assert "a.yml: a.sql is missing or cannot be read as UTF-8" in fault.value.what
    assert "b.yml: it is no YAML" in fault.value.what
    assert str(fault.value).endswith("Correct the rules at these places.")


def test_a_file_that_is_not_there(tmp_path):
    with pytest.raises(RuleError, match=r"nothing.yml is missing"):
        load_rule(tmp_path / "nothing.yml")


def test_on_and_no_are_words():
    assert read_yaml("on: 2024-12-31\nland: no\nis: false").keys() == {"on", "land", "is"}
