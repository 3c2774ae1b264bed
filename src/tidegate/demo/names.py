"""The pool of names: who is called what has nothing to do with what is planted."""

from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import numpy as np
import pyarrow as pa
import yaml

from tidegate.demo.rows import Numbers


@dataclass(frozen=True)
class Pool:
    """All names, each at a place of its own.

    Args:
        groups: Names of the groups.
        weights: How common each group is; they add up to 1.
        first: First names.
        prefix: What stands before each surname, often nothing.
        last: Surnames.
        first_of: Group to the range of its first names.
        last_of: Group to the range of its surnames.
        other_spelling: Name to the way another desk writes it.
    """

    groups: tuple[str, ...]
    weights: Numbers
    first: pa.Array
    prefix: pa.Array
    last: pa.Array
    first_of: tuple[range, ...]
    last_of: tuple[range, ...]
    other_spelling: dict[str, str]


@cache
def pool() -> Pool:
    """Read the pool of names."""
    data = demo_data("names")
    groups = data["groups"]
    first: list[str] = []
    last: list[tuple[str, str]] = []
    first_of, last_of = [], []
    for group in groups.values():
        first_of.append(range(len(first), len(first) + len(group["first"])))
        last_of.append(range(len(last), len(last) + len(group["last"])))
        first += group["first"]
        last += [_split(name) for name in group["last"]]
    weights = np.array([g["weight"] for g in groups.values()], dtype=float)
    return Pool(
        tuple(groups), weights / weights.sum(), pa.array(first), pa.array([p for p, _ in last]),
        pa.array([n for _, n in last]), tuple(first_of), tuple(last_of), data["transliterations"],
    )  # fmt: skip


def draw(rng: np.random.Generator, count: int) -> tuple[Numbers, Numbers, Numbers]:
    """Draw names for people.

    Args:
        rng: The stream to draw from.
        count: How many.
    Returns:
        Group, first name and surname of each, as places in the pool. One in ten has a first name of another group.
    """
    names = pool()
    group = rng.choice(len(names.groups), size=count, p=names.weights)
    other = np.where(rng.random(count) < 0.1, rng.choice(len(names.groups), size=count, p=names.weights), group)
    return group, _within(rng, names.first_of, other), _within(rng, names.last_of, group)


@cache
def demo_data(name: str) -> dict[str, Any]:
    """Read one of the city's data files.

    Args:
        name: Name of the file without `.yml`.
    Returns:
        Its content.
    """
    text = files("tidegate.demo").joinpath("data", f"{name}.yml").read_text(encoding="utf-8")
    content: dict[str, Any] = yaml.safe_load(text)
    return content


def _split(name: str) -> tuple[str, str]:
    prefix, bar, rest = name.partition("|")
    return (prefix, rest) if bar else ("", name)


def _within(rng: np.random.Generator, ranges: tuple[range, ...], group: Numbers) -> Numbers:
    starts = np.array([r.start for r in ranges])
    lengths = np.array([len(r) for r in ranges])
    # The first names of a list are the common ones.
    return starts[group] + np.floor(rng.random(len(group)) ** 1.3 * lengths[group]).astype(np.int64)
