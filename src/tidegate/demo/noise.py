"""How untidy the registers are. These rates were fixed before any rule was written, and no rule may know them."""

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from tidegate.demo.rows import Numbers

FOLDED = dict(zip("ıİşŞğĞłŁńśŚźżŻćęąăĂțȚșȘ", "iIsSgGlLnsSzzZceaaAtTsS", strict=True))
"""Letters that cp1252 lacks, as desks write them."""


@dataclass(frozen=True)
class Rates:
    """Share of the rows, 0..1, that each kind of untidiness meets.

    Args:
        typing: A letter dropped or two letters swapped in a name.
        street_typing: The same in a street.
        swapped: First name and surname in each other's place.
        transliterated: A name in another spelling, where the pool has one.
        initials: Initials in place of the first name.
        no_birth: No date of birth.
        form: The legal form in another spelling or left out.
        no_postcode: No postal code.
        late: A row that comes a delivery too late.
        old_address: The address before the last move.
        impossible_date: A date that no calendar has.
        broken_number: A number that is none.
        ragged: A line with a cell too many.
    """

    typing: float = 0.012
    street_typing: float = 0.015
    swapped: float = 0.006
    transliterated: float = 0.3
    initials: float = 0.08
    no_birth: float = 0.07
    form: float = 0.12
    no_postcode: float = 0.04
    late: float = 0.03
    old_address: float = 0.02
    impossible_date: float = 0.0006
    broken_number: float = 0.0006
    ragged: float = 0.0004


RATES = Rates()


def misspell(rng: np.random.Generator, texts: pa.Array, rate: float) -> pa.Array:
    """Drop a letter, or swap two, in a share of the texts.

    Args:
        rng: The stream.
        texts: Strings.
        rate: Share of them, 0..1.
    Returns:
        As many strings.
    """
    chosen = rng.random(len(texts)) < rate
    place = rng.integers(1, 7, size=len(texts))
    swap = rng.random(len(texts)) < 0.5
    for at in range(1, 7):
        for swapping in (False, True):
            mask = pa.array(chosen & (place == at) & (swap == swapping))
            part = texts.filter(mask)
            if len(part):
                texts = pc.replace_with_mask(texts, mask, _slip(part, at, swapping))
    return texts


def sometimes(rng: np.random.Generator, texts: pa.Array, instead: pa.Array | str | None, rate: float) -> pa.Array:
    """Put another text, or nothing, in a share of the places.

    Args:
        rng: The stream.
        texts: Strings.
        instead: What stands there then: as many strings, one for all, or None.
        rate: Share of them, 0..1.
    Returns:
        As many strings.
    """
    mask = pa.array(rng.random(len(texts)) < rate)
    other = instead if isinstance(instead, pa.Array) else pa.scalar(instead, pa.string())
    return pc.if_else(mask, other, texts)


def respell(rng: np.random.Generator, places: Numbers, names: pa.Array, other: dict[str, str], rate: float) -> pa.Array:
    """Write names as another desk does, where the pool knows another spelling.

    Args:
        rng: The stream.
        places: Places in the pool.
        names: The pool's names.
        other: Name to its other spelling.
        rate: Share of those names that are respelled, 0..1.
    Returns:
        A name per place.
    """
    second = pa.array([other.get(n, n) for n in names.to_pylist()])
    return sometimes(rng, names.take(pa.array(places)), second.take(pa.array(places)), rate)


def _slip(texts: pa.Array, at: int, swapping: bool) -> pa.Array:
    head = pc.utf8_slice_codeunits(texts, 0, at)
    one, two = pc.utf8_slice_codeunits(texts, at, at + 1), pc.utf8_slice_codeunits(texts, at + 1, at + 2)
    tail = pc.utf8_slice_codeunits(texts, at + 2, 1_000)
    parts = (head, two, one, tail) if swapping else (head, two, tail)
    return pc.binary_join_element_wise(*parts, "")
