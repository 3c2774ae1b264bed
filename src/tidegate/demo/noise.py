"""How dirty the demo city's files are: every rate stands here and nowhere else.

The rates were written down before any rule that reads the files, and are not changed to suit one.
Noise strikes blindly: no function here can see what is planted.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

Random = np.random.Generator
Mask = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Rates:
    """Shares of rows (0 to 1) that a kind of noise strikes.

    Args:
        typing_error: One letter of a name or street swapped, dropped or doubled.
        capitals: A name in capitals only.
        swapped_name: First name and surname in each other's columns.
        transliterated: A name that has another spelling, written in that other spelling.
        initials: First names given as initials.
        legal_form_variant: The legal form written another way than the register's own.
        birth_missing: No date of birth.
        birth_year_only: Only the year of birth.
        old_address: The address before the last move.
        late: A row that comes one delivery later than it should.
        impossible_date: A date that does not exist.
        broken_number: A number that is none.
        ragged: A line with a cell too many.
        number_missing: No number of the business register where one belongs.
    """

    typing_error: float = 0.02
    capitals: float = 0.03
    swapped_name: float = 0.01
    transliterated: float = 0.35
    initials: float = 0.25
    legal_form_variant: float = 0.12
    birth_missing: float = 0.08
    birth_year_only: float = 0.03
    old_address: float = 0.04
    late: float = 0.03
    impossible_date: float = 0.0006
    broken_number: float = 0.0006
    ragged: float = 0.0003
    number_missing: float = 0.10


RATES = Rates()

_FORMS = {" B.V.": (" BV", " b.v.", " Besloten Vennootschap"), " V.O.F.": (" VOF", " vof", " v.o.f.")}
_NO_DATES = ("31-02-2021", "00-00-0000", "2023-13-45", "30-02-2020")
_NO_NUMBERS = ("n.n.b.", "12..5", "zie bijlage", "#####")


def struck(random: Random, rows: int, rate: float) -> Mask:
    """Choose the rows that a noise strikes.

    Args:
        random: Where chance comes from.
        rows: Number of rows.
        rate: Share of rows, 0 to 1.
    Returns:
        One truth value per row.
    """
    return np.asarray(random.random(rows) < rate)


def replaced(texts: pa.Array, where: Mask, by: pa.Array) -> pa.Array:
    """Put other texts where the mask says so; `by` has one text per true value of the mask."""
    mask = pa.array(where)
    return pc.replace_with_mask(texts, mask, by) if by else texts


def mistyped(random: Random, texts: pa.Array, rate: float = RATES.typing_error) -> pa.Array:
    """Swap, drop or double one letter in some of the texts.

    Args:
        random: Where chance comes from.
        texts: Texts; null stays null.
        rate: Share of rows.
    Returns:
        The texts, in the same order.
    """
    where = struck(random, len(texts), rate) & np.asarray(pc.fill_null(pc.greater(pc.utf8_length(texts), 4), False))
    if not where.any():
        return texts
    words = np.asarray(texts.filter(pa.array(where)).to_pylist(), dtype=np.str_)
    letters = words.view(np.uint32).reshape(len(words), -1).copy()
    at = 1 + (random.random(len(words)) * (np.char.str_len(words) - 3)).astype(np.int64)
    kind, rows = random.integers(0, 3, len(words)), np.arange(len(words))
    letters[rows, at], letters[rows, at + 1] = (
        np.where(kind == 0, letters[rows, at + 1], letters[rows, at]),
        np.where(kind == 0, letters[rows, at], np.where(kind == 1, letters[rows, at], letters[rows, at + 1])),
    )
    gone = (kind == 2)[:, None] & (np.arange(letters.shape[1]) >= at[:, None])
    shifted = np.concatenate([letters[:, 1:], np.zeros((len(words), 1), np.uint32)], axis=1)
    changed = np.ascontiguousarray(np.where(gone, shifted, letters)).view(words.dtype).ravel()
    return replaced(texts, where, pa.array(changed.tolist(), pa.string()))


def capitals(random: Random, texts: pa.Array, rate: float = RATES.capitals) -> pa.Array:
    """Write some of the texts in capitals only."""
    where = struck(random, len(texts), rate)
    return replaced(texts, where, pc.utf8_upper(texts.filter(pa.array(where))))


def other_forms(random: Random, names: pa.Array, rate: float = RATES.legal_form_variant) -> pa.Array:
    """Write the legal form at the end of some company names another way."""
    for form, variants in _FORMS.items():
        for variant in variants:
            where = struck(random, len(names), rate / len(variants))
            chosen = names.filter(pa.array(where))
            names = replaced(names, where, pc.replace_substring(chosen, form, variant))
    return names


def impossible_dates(random: Random, dates: pa.Array, rate: float = RATES.impossible_date) -> pa.Array:
    """Put dates that do not exist into some of the rows."""
    return _spoilt(random, dates, rate, _NO_DATES)


def broken_numbers(random: Random, numbers: pa.Array, rate: float = RATES.broken_number) -> pa.Array:
    """Put texts that are no number into some of the rows."""
    return _spoilt(random, numbers, rate, _NO_NUMBERS)


def _spoilt(random: Random, texts: pa.Array, rate: float, by: tuple[str, ...]) -> pa.Array:
    where = struck(random, len(texts), rate)
    return replaced(texts, where, pa.array(by).take(pa.array(random.integers(0, len(by), int(where.sum())))))


def dropped(random: Random, texts: pa.Array, rate: float) -> pa.Array:
    """Empty some of the cells."""
    return pc.if_else(pa.array(struck(random, len(texts), rate)), pa.scalar(None, pa.string()), texts)
