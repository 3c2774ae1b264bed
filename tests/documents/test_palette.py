"""Colours that are read by every eye."""

from itertools import pairwise

import pytest

from tidegate.documents import palette as p
from tidegate.documents.charts.lines import _dark


@pytest.mark.parametrize("colour", [p.INK, p.GREY, p.ACCENT])
@pytest.mark.parametrize("ground", [p.PAPER, p.WASH])
def test_text_is_read_on_its_ground(colour, ground):
    assert p.contrast(colour, ground) >= 4.5


def test_black_on_white_is_the_most_there_is():
    assert round(p.contrast("#000000", "#ffffff"), 1) == 21.0


def test_each_step_of_the_sequence_is_darker():
    assert all(p.luminance(a) > p.luminance(b) * 1.25 for a, b in pairwise(p.SEQUENCE))


@pytest.mark.parametrize("colour", p.CATEGORIES)
def test_names_of_lines_are_read(colour):
    assert p.contrast(_dark(colour), p.PAPER) >= 4.5
