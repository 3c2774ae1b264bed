"""Names for the people of the demo city, drawn without regard to anything that is planted.

A name is kept as two numbers into the pool; the text is looked up when a file is written.
"""

import unicodedata
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
import yaml

_BARE = str.maketrans("łŁđĐøØßıİæÆ", "lLdDoOsiIaA")


@dataclass(frozen=True)
class NamePool:
    """All names there are, and how often each is drawn.

    Args:
        groups: Names of the groups.
        weights: How often a group is drawn; they add up to 1.
        first: First names, in the order of their groups.
        prefix: What stands before a surname in a Dutch list ("van der"), null where nothing does.
        last: Surnames without prefix, in the order of their groups.
        other_first: First names in another spelling, where there is one.
        other_last: Surnames in another spelling, where there is one.
        first_range: Per group, from and to which first name.
        last_range: Per group, from and to which surname.
    """

    groups: tuple[str, ...]
    weights: npt.NDArray[np.float64]
    first: pa.Array
    prefix: pa.Array
    last: pa.Array
    other_first: pa.Array
    other_last: pa.Array
    first_range: npt.NDArray[np.int64]
    last_range: npt.NDArray[np.int64]

    def draw(self, random: np.random.Generator, people: int) -> dict[str, npt.NDArray[np.int64]]:
        """Draw names; a tenth of the people take a first name from another group.

        Args:
            random: Where chance comes from.
            people: How many.
        Returns:
            `origin` (group of the surname), `first`, `second` (-1: none) and `last`, numbers into the pool.
        """
        origin = random.choice(len(self.groups), people, p=self.weights)
        mixed = np.where(random.random(people) < 0.1, random.choice(len(self.groups), people, p=self.weights), origin)
        first, second = (_within(random, self.first_range[mixed]) for _ in range(2))
        last = _within(random, self.last_range[origin])
        return {
            "origin": origin,
            "first": first,
            "second": np.where((random.random(people) < 0.3) & (second != first), second, -1),
            "last": last,
        }

    def surname(self, last: Any) -> pa.Array:
        """Write surnames with their prefix, as a name plate does."""
        codes = pa.array(last)
        return spaced(self.prefix.take(codes), self.last.take(codes))


def spaced(*parts: pa.Array) -> pa.Array:
    """Join the parts of names with spaces, as many as there are.

    Args:
        parts: Columns of text; a null part is left out.
    Returns:
        One text per row, empty where every part is null.
    Example:
        >>> spaced(pa.array(["Jan", None]), pa.array([None, None], pa.string()), pa.array(["Smit", None])).to_pylist()
        ['Jan Smit', '']
    """
    # Not null_handling="skip": pyarrow 26 then drops the rows whose parts are all null.
    joined = pc.binary_join_element_wise(*parts, " ", null_handling="replace", null_replacement="")
    return pc.utf8_trim_whitespace(pc.replace_substring(joined, "  ", " "))


def _within(random: np.random.Generator, bounds: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    low, high = bounds[:, 0], bounds[:, 1]
    # The square favours the head of each list: some names are common, most are not.
    return low + (random.random(len(bounds)) ** 1.5 * (high - low)).astype(np.int64)


@cache
def data_file(name: str) -> Any:
    """Read one of the room's data files (YAML); the same object each time, so it is only looked at."""
    text = files("tidegate.demo").joinpath("data", name).read_text(encoding="utf-8")
    # The loader in C where PyYAML was built with it: the same result in a tenth of the time.
    return yaml.load(text, getattr(yaml, "CSafeLoader", yaml.SafeLoader))  # noqa: S506 - both are the safe one


@cache
def name_pool() -> NamePool:
    """Read the pool of names.

    Returns:
        The pool, the same object each time.
    """
    data = data_file("names.yml")
    groups, other = data["groups"], data["transliterations"]
    first = [name for group in groups.values() for name in group["first"]]
    last = [name for group in groups.values() for name in group["last"]]
    weights = np.array([group["weight"] for group in groups.values()], dtype=np.float64)
    parts = [name.rpartition("|") for name in last]
    return NamePool(
        groups=tuple(groups),
        weights=weights / weights.sum(),
        first=pa.array(first),
        prefix=pa.array([prefix or None for prefix, _, _ in parts], pa.string()),
        last=pa.array([name for _, _, name in parts]),
        other_first=pa.array([other.get(name, name) for name in first]),
        other_last=pa.array([other.get(name, name).rpartition("|")[2] for name in last]),
        first_range=_ranges([len(group["first"]) for group in groups.values()]),
        last_range=_ranges([len(group["last"]) for group in groups.values()]),
    )


def _ranges(sizes: list[int]) -> npt.NDArray[np.int64]:
    ends = np.cumsum(sizes)
    return np.stack([ends - sizes, ends], axis=1)


def bare(text: str) -> str:
    """Write a text with the letters of Western Europe's old code page only.

    Args:
        text: Any text.
    Returns:
        The text; a letter that the code page lacks has lost its marks.
    Example:
        >>> bare("Łukasz Şahin, Café")
        'Lukasz Sahin, Café'
    """
    return "".join(letter if _fits(letter) else _stripped(letter) for letter in text)


def _fits(letter: str) -> bool:
    try:
        letter.encode("cp1252")
    except UnicodeEncodeError:
        return False
    return True


def _stripped(letter: str) -> str:
    return unicodedata.normalize("NFD", letter.translate(_BARE))[0]
