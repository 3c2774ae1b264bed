"""The quick way and the library must say the same of every number."""

import random

import phonenumbers
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tidegate.registers.mapping.phones import is_plain_and_valid


def by_library(text: str) -> str | None:
    try:
        number = phonenumbers.parse(text, None)
    except phonenumbers.NumberParseException:
        return None
    valid = phonenumbers.is_valid_number(number)
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164) if valid else None


def test_a_dutch_number():
    assert is_plain_and_valid("+31206004402")
    assert not is_plain_and_valid("+310206004402")
    assert not is_plain_and_valid("+99999999999")


@given(st.from_regex(r"\+[1-9][0-9]{6,14}", fullmatch=True))
def test_what_it_accepts_the_library_leaves_as_it_is(text):
    if is_plain_and_valid(text):
        assert by_library(text) == text


@pytest.mark.parametrize("seed", range(4))
def test_agrees_on_numbers_near_the_examples_of_every_country(seed):
    chance = random.Random(seed)
    accepted = 0
    for region in sorted(phonenumbers.SUPPORTED_REGIONS):
        example = phonenumbers.example_number(region)
        text = phonenumbers.format_number(example, phonenumbers.PhoneNumberFormat.E164)
        digits = list(text)
        for place in chance.sample(range(3, len(digits)), 2):
            digits[place] = str(chance.randrange(10))
        for candidate in (text, "".join(digits)):
            if is_plain_and_valid(candidate):
                accepted += 1
                assert by_library(candidate) == candidate
    assert accepted > 200
