"""Names of columns go into a description whole or not at all, and never over what somebody wrote meanwhile."""

import pytest

from tidegate.errors import DescriptionError
from tidegate.pipeline import Engine
from tidegate.pipeline.repairing import (
    BEFORE,
    ChangedMeanwhile,
    Waiting,
    account_for,
    compare_columns,
    fingerprint_of,
    restore_description,
    write_columns,
)
from tidegate.pipeline.workspace import Workspace
from tidegate.registers import load_register
from tidegate.vocabulary import model

TEXT = """\
register: shops  # the id
files:
  - path: shops_*.csv
    key: [NR]
queries:
  - entities:
      shop:
        schema: Company
        key_literal: shop
        keys: [NR]
        properties:
          name: {column: NAME}
          registrationNumber: {column: NR}
"""
ENGINE = Engine(memory_gib=0.5, threads=1)


@pytest.fixture
def city(tmp_path):
    """A city with one register, whose second delivery calls a column otherwise."""
    path = tmp_path / "registers" / "shops.yml"
    path.parent.mkdir()
    path.write_text(TEXT)
    deliveries = tmp_path / "deliveries"
    deliveries.mkdir()
    (deliveries / "shops_1.csv").write_text("NR,NAME\n1,Kade\n2,Brug\n3,\n")
    (deliveries / "shops_2.csv").write_text("NR,SHOP_NAME,COLOUR\n1,Kade\n2,Brug,red\n4,Markt,red\n")
    register = load_register(path, model())
    return Workspace(tmp_path, {}, (register,))


def waiting(city, number):
    (register,) = city.registers
    file = f"shops_{number}.csv"
    return Waiting(register, register.files[0], city.deliveries / file, file)


def test_columns_are_laid_beside_those_of_the_description_and_of_the_delivery_before(city):
    found = compare_columns(city, waiting(city, 2), ENGINE)
    assert (found.missing, found.new, found.before) == (("NAME",), ("SHOP_NAME", "COLOUR"), "shops_1.csv")
    assert found.likely[0].found == "SHOP_NAME"


def test_rows_and_values_are_accounted_for_both_ways(city):
    own = waiting(city, 2)
    assert "column NAME is missing" in account_for(own, ENGINE).problem
    after = account_for(own.called({"SHOP_NAME": "NAME"}), ENGINE)
    # The first row lacks a cell and is refused; the other two are kept, and each has a name.
    assert (after.rows, after.kept, after.refused, after.filled["shop.name"]) == (3, 2, 1, 1.0)
    before = account_for(waiting(city, 1), ENGINE)
    assert (before.rows, before.kept, round(before.filled["shop.name"], 2)) == (3, 3, 0.67)


def test_a_file_that_is_gone_has_its_problem_in_words(city):
    own = waiting(city, 2)
    own.path.unlink()
    assert "the file is gone" in account_for(own, ENGINE).problem


def test_written_and_taken_back_to_the_byte(city):
    (register,) = city.registers
    seen = fingerprint_of(register.path)
    written = write_columns(register, "shops", {"SHOP_NAME": "NAME"}, seen=seen)
    assert written == fingerprint_of(register.path) != seen
    assert load_register(register.path, model()).files[0].repairs == {"SHOP_NAME": "NAME"}
    assert [p.read_text() for p in (register.path.parent / BEFORE).iterdir()] == [TEXT]
    assert sorted(p.name for p in register.path.parent.iterdir()) == [BEFORE, "shops.yml"]
    restore_description(register.path, written=written, seen=seen)
    assert register.path.read_text() == TEXT


def test_what_was_changed_meanwhile_stays(city):
    (register,) = city.registers
    seen = fingerprint_of(register.path)
    written = write_columns(register, "shops", {"SHOP_NAME": "NAME"}, seen=seen)
    with pytest.raises(ChangedMeanwhile):
        write_columns(register, "shops", {"COLOUR": "NAME"}, seen=seen)
    by_hand = register.path.read_text() + "# by hand\n"
    register.path.write_text(by_hand)
    with pytest.raises(ChangedMeanwhile):
        restore_description(register.path, written=written, seen=seen)
    assert register.path.read_text() == by_hand


def test_what_is_no_description_any_more_is_never_put_in_place(city):
    (register,) = city.registers
    broken = TEXT.replace("queries:", "nonsense: 1\nqueries:")
    register.path.write_text(broken)
    with pytest.raises(DescriptionError, match="the word 'nonsense' is not known here"):
        write_columns(register, "shops", {"SHOP_NAME": "NAME"}, seen=fingerprint_of(register.path))
    assert register.path.read_text() == broken
