"""Settings: defaults, limits, and the sentence that a bad wish is answered with."""

from dataclasses import fields

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tidegate.errors import SettingError
from tidegate.settings import MOST_THREADS, Settings, read_settings, variable


def test_without_a_wish_the_defaults_hold():
    settings = read_settings()
    assert settings.memory_gib == 3.0
    assert 1 <= settings.threads <= MOST_THREADS
    assert settings.scratch is None
    assert settings.log_level == "info"


def test_a_wish_is_heard(monkeypatch, tmp_path):
    monkeypatch.setenv("TIDEGATE_MEMORY_GIB", "0.5")
    monkeypatch.setenv("TIDEGATE_THREADS", "3")
    monkeypatch.setenv("TIDEGATE_SCRATCH", str(tmp_path))
    settings = read_settings()
    assert (settings.memory_gib, settings.threads, settings.scratch) == (0.5, 3, tmp_path)


def test_lots_of_memory_is_not_a_number(monkeypatch):
    monkeypatch.setenv("TIDEGATE_MEMORY_GIB", "lots")
    with pytest.raises(SettingError) as told:
        read_settings()
    assert str(told.value) == "TIDEGATE_MEMORY_GIB is 'lots'. Give a whole number of GiB, 1 or more."


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("TIDEGATE_MEMORY_GIB", "0.49"),
        ("TIDEGATE_MEMORY_GIB", "nan"),
        ("TIDEGATE_MEMORY_GIB", "inf"),
        ("TIDEGATE_THREADS", "0"),
        ("TIDEGATE_THREADS", "2.5"),
        ("TIDEGATE_SCRATCH", "/there/is/no/such/folder"),
        ("TIDEGATE_LOG_LEVEL", "loud"),
    ],
)
def test_a_value_out_of_range_stops_and_names_itself(monkeypatch, name, value):
    monkeypatch.setenv(name, value)
    with pytest.raises(SettingError) as told:
        read_settings()
    assert str(told.value).startswith(f"{name} is {value!r}. ")


def test_two_bad_values_are_told_at_once(monkeypatch):
    monkeypatch.setenv("TIDEGATE_THREADS", "many")
    monkeypatch.setenv("TIDEGATE_MEMORY_GIB", "lots")
    with pytest.raises(SettingError, match=r"TIDEGATE_MEMORY_GIB is 'lots' and TIDEGATE_THREADS is 'many'"):
        read_settings()


def test_a_misspelt_setting_is_refused(monkeypatch):
    monkeypatch.setenv("TIDEGATE_MEMORY_GB", "4")
    with pytest.raises(SettingError, match=r"TIDEGATE_MEMORY_GB is not a setting\. If you meant TIDEGATE_MEMORY_GIB"):
        read_settings()


def test_an_empty_value_is_no_wish(monkeypatch):
    monkeypatch.setenv("TIDEGATE_MEMORY_GIB", "")
    assert read_settings().memory_gib == 3.0


@given(st.floats(0.5, 1024))
def test_every_size_within_the_limits_is_taken(size):
    assert Settings(memory_gib=size).memory_gib == size


def test_each_setting_has_unit_mend_and_description():
    for field in fields(Settings):
        assert all(field.metadata[part] for part in ("unit", "mend", "description")), field.name
        assert variable(field.name).isupper()
