"""Fields of a plan read one by one, every fault told with its line, what is wrong and the mend."""

import difflib
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from tidegate.formats.plain_yaml import Lined, Place

_LONGEST = 80


@dataclass(frozen=True)
class Fault:
    """One thing that is wrong with a plan.

    Args:
        line: Line of the file, from 1; 0 where it has none.
        field: The field, such as `outcomes 2, column`.
        what: What is wrong.
        mend: What to do about it.
    """

    line: int
    field: str
    what: str
    mend: str

    def __str__(self) -> str:
        """Tell it in one sentence."""
        at = f"line {self.line}, " if self.line else ""
        return f"{at}{self.field}: {self.what} ({self.mend})"


@dataclass
class Faults:
    """Takes the faults of one plan.

    Args:
        lined: The plan as YAML gives it.
        found: The faults so far.
    """

    lined: Lined
    found: list[Fault] = field(default_factory=list)

    def add(self, place: Place, what: str, mend: str) -> None:
        """Take a fault.

        Args:
            place: Where it is.
            what: What is wrong.
            mend: What to do about it.
        """
        self.found.append(Fault(self.lined.line(place), told(place), what, mend))


def told(place: Place) -> str:
    """Name a place in a plan as a person would.

    Args:
        place: Keys, and numbers from 0.
    Returns:
        Its name, numbers from 1.
    Example:
        >>> told(("outcomes", 0, "column"))
        'outcomes 1, column'
    """
    words: list[str] = []
    for step in place:
        if isinstance(step, int) and words:
            words[-1] = f"{words[-1]} {step + 1}"
        else:
            words.append(str(step))
    return ", ".join(words) or "the plan"


class Part:
    """One mapping of a plan: every field of it is asked for once, and what nobody asked for is not known here."""

    def __init__(self, data: object, place: Place, faults: Faults) -> None:
        """Keep the mapping and where it stands.

        Args:
            data: What YAML gave.
            place: Where.
            faults: Takes what is wrong.
        """
        self._place, self._faults = place, faults
        self._asked: set[str] = set()
        self._data: Mapping[str, Any] = {}
        if isinstance(data, Mapping):
            self._data = {str(key): value for key, value in data.items()}
        else:
            faults.add(place, f"it is {_kind(data)}", "write fields and values, one to a line")

    def __contains__(self, name: str) -> bool:
        """Whether a field is there and says something; whoever asks knows it."""
        self._asked.add(name)
        return self._data.get(name) is not None

    def raw(self, name: str) -> Any:
        """Give a field as it is.

        Args:
            name: The field.
        Returns:
            Its value; None where there is none.
        """
        self._asked.add(name)
        return self._data.get(name)

    def fault(self, name: str, what: str, mend: str) -> None:
        """Tell that a field is wrong.

        Args:
            name: The field; empty for the part itself.
            what: What is wrong.
            mend: What to do about it.
        """
        self._faults.add((*self._place, name) if name else self._place, what, mend)

    def text(self, name: str, *, mend: str = "", default: str | None = None) -> str:
        """Read a text.

        Args:
            name: The field.
            mend: What to write there; with a default it may be left out.
            default: Its value where it is left out; None where it must not be.
        """
        value = self.raw(name)
        if value is None:
            if default is None:
                self.fault(name, "it is missing", mend or f"write {name}")
            return default or ""
        if isinstance(value, bool) or not isinstance(value, str | int | float) or not str(value).strip():
            self.fault(name, f"it is {_kind(value)}", mend or "write a text")
            return ""
        return str(value).strip()

    def texts(self, name: str, *, mend: str = "", needed: bool = False) -> tuple[str, ...]:
        """Read a list of texts; one text alone is a list of one.

        Args:
            name: The field.
            mend: What to write there.
            needed: Whether there must be one at least.
        """
        value = self.raw(name)
        listed = [value] if isinstance(value, str | int) and not isinstance(value, bool) else value
        if listed is None or listed == []:
            if needed:
                self.fault(name, "it is missing", mend or f"list {name}")
            return ()
        if not isinstance(listed, list) or not all(_is_text(v) for v in listed):
            self.fault(name, f"it is {_kind(value)}", mend or "write a list of texts")
            return ()
        texts = tuple(str(v).strip() for v in listed)
        for twice in sorted({t for t in texts if texts.count(t) > 1}):
            self.fault(name, f"'{twice}' stands there twice", "name each once")
        return texts

    def number(self, name: str, *, default: float | None = None, least: float = float("-inf"), mend: str = "") -> float:
        """Read a number.

        Args:
            name: The field.
            default: Its value where it is left out; None where it must not be.
            least: The least it may be.
            mend: What to write there.
        """
        value = self.raw(name)
        if value is None and default is not None:
            return default
        if value is None:
            self.fault(name, "it is missing", mend or "write a number")
        elif isinstance(value, bool) or not isinstance(value, int | float) or not abs(value) < float("inf"):
            self.fault(name, f"it is {_kind(value)}", mend or "write a number, with a point and no unit")
        elif value < least:
            self.fault(name, f"it is {value:g}", mend or f"write a number of at least {least:g}")
        else:
            return float(value)
        return default if default is not None else max(least, 0.0)

    def whole(self, name: str, *, default: int | None = None, least: int = 0, mend: str = "") -> int:
        """Read a whole number.

        Args:
            name: The field.
            default: Its value where it is left out; None where it must not be.
            least: The least it may be.
            mend: What to write there.
        """
        value = self.raw(name)
        if value is None and default is not None:
            return default
        if isinstance(value, bool) or not isinstance(value, int) or value < least:
            what = "it is missing" if value is None else f"it is {_kind(value)}"
            self.fault(name, what, mend or f"write a whole number of at least {least}")
            return least if default is None else default
        return value

    def truth(self, name: str, *, default: bool) -> bool:
        """Read true or false.

        Args:
            name: The field.
            default: Its value where it is left out.
        """
        value = self.raw(name)
        if value is None:
            return default
        if not isinstance(value, bool):
            self.fault(name, f"it is {_kind(value)}", "write true or false")
            return default
        return value

    def choice(self, name: str, of: Collection[str], *, default: str | None = None) -> str:
        """Read one of several words.

        Args:
            name: The field.
            of: The words.
            default: Its value where it is left out; None where it must not be.
        """
        value = self.raw(name)
        if value is None and default is not None:
            return default
        if isinstance(value, str) and value in of:
            return value
        what = "it is missing" if value is None else f"'{value}' is not known here"
        self.fault(name, what, near(str(value), of) if value is not None else f"write one of {', '.join(of)}")
        return default or next(iter(of))

    def day(self, name: str) -> date | None:
        """Read a day.

        Args:
            name: The field.
        Returns:
            The day; None where it is missing or none, which is then told.
        """
        value = self.raw(name)
        if isinstance(value, date) and type(value) is date:
            return value
        self.fault(name, "it is missing" if value is None else f"it is {_kind(value)}", "write a day as 2027-06-01")
        return None

    def part(self, name: str, *, mend: str) -> "Part":
        """Open a mapping within this one; one that is missing is told, and is then empty.

        Args:
            name: The field.
            mend: What to write there.
        """
        value = self.raw(name)
        if value is None:
            self.fault(name, "it is missing", mend)
            value = {}
        return Part(value, (*self._place, name), self._faults)

    def parts(self, name: str) -> list["Part"]:
        """Open each mapping of a list.

        Args:
            name: The field.
        Returns:
            The mappings in order; none where the field is missing.
        """
        value = self.raw(name)
        if value is None:
            return []
        if not isinstance(value, list):
            self.fault(name, f"it is {_kind(value)}", "write a list, each entry beginning with a hyphen")
            return []
        return [Part(v, (*self._place, name, number), self._faults) for number, v in enumerate(value)]

    def names(self) -> tuple[str, ...]:
        """Name the fields that are there, and take them all as known."""
        self._asked.update(self._data)
        return tuple(self._data)

    def end(self) -> None:
        """Tell every field that was never asked for."""
        known = sorted(self._asked)
        for name in self._data:
            if name not in self._asked:
                self.fault(name, "this field is not known here", near(name, known))


def near(word: str, of: Collection[str]) -> str:
    """Give the mend for a word that is not known.

    Args:
        word: The word.
        of: Those that are known.
    Example:
        >>> near("colum", ["column", "source"])
        'did you mean column? Known are column, source'
    """
    close = difflib.get_close_matches(word, of, n=1)
    hint = f"did you mean {close[0]}? Known are " if close else "write one of "
    return hint + ", ".join(of)


def _is_text(value: object) -> bool:
    return isinstance(value, str | int | float) and not isinstance(value, bool) and bool(str(value).strip())


def _kind(value: object) -> str:
    if value is None or value == "":
        return "empty"
    if isinstance(value, Mapping):
        return "a mapping of fields"
    if isinstance(value, list):
        return "a list"
    if isinstance(value, date):
        return f"the day {value}"
    text = str(value).lower() if isinstance(value, bool) else str(value)
    return f"'{text[:_LONGEST]}'"
