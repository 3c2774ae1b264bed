"""A report as values: what it says, not how it looks.

It knows nothing of a picture or a register: whoever has something to tell makes these values, and `report_pdf`,
`report_docx` and `write_workbook` set them. Every line of a table may name the rows of the registers it rests on.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Literal, TypeAlias

from tidegate.documents.words import languages

Value: TypeAlias = str | int | float | bool | date | None
Kind: TypeAlias = Literal["text", "number", "share", "p", "date"]


@dataclass(frozen=True)
class Source:
    """A row of a register, on which a line rests.

    Args:
        register: Name of the register.
        delivery: The delivery, by its date or its file.
        row: Number of the row in it; None where the whole delivery is meant.
    """

    register: str
    delivery: str
    row: int | None = None


@dataclass(frozen=True)
class Column:
    """A column of a table.

    Args:
        heading: What stands above it.
        kind: `text`, `number`, `share` (0 to 1, shown as a percentage), `p` (a p value) or `date`.
        unit: Unit of the numbers; stands in the heading.
        digits: Digits after the decimal sign.
        wide: Whether it gets more room than the others, for sentences.
    """

    heading: str
    kind: Kind = "text"
    unit: str = ""
    digits: int = 0
    wide: bool = False


@dataclass(frozen=True)
class Table:
    """Rows under headings.

    Args:
        caption: What the table shows.
        columns: Its columns.
        rows: Values, one for each column; None where it is not known.
        sources: For each row the rows of registers it rests on; empty where none are told.
        note: A line below it.
        most: How many rows a document shows; the workbook holds all.
    Raises:
        ValueError: A row has another number of cells than there are columns, or the sources do not fit the rows.
    Example:
        >>> Table("Incidents", (Column("Street"), Column("Incidents", "number")), [("Melkpad", 3)]).rows[0][1]
        3
    """

    caption: str
    columns: tuple[Column, ...]
    rows: Sequence[Sequence[Value]]
    sources: Sequence[Sequence[Source]] = ()
    note: str = ""
    most: int = 200

    def __post_init__(self) -> None:
        """Refuse what no one could set."""
        if not self.columns:
            raise ValueError(f"table '{self.caption}' has no columns: give at least one")
        wrong = [n for n, row in enumerate(self.rows) if len(row) != len(self.columns)]
        if wrong:
            cells, wanted = len(self.rows[wrong[0]]), len(self.columns)
            raise ValueError(f"table '{self.caption}': row {wrong[0]} has {cells} cells, there are {wanted} columns")
        if self.sources and len(self.sources) != len(self.rows):
            raise ValueError(f"table '{self.caption}': give sources for all {len(self.rows)} rows or for none")


@dataclass(frozen=True)
class Drawing:
    """A chart, map or diagram.

    Args:
        svg: The drawing, without script or anything fetched from elsewhere.
        alt: What it shows, for whoever does not see it.
    """

    svg: str
    alt: str


@dataclass(frozen=True)
class Figure:
    """A drawing in a report.

    Args:
        drawing: The drawing.
        caption: What stands below it.
        table: The same as a table, for whoever reads rather than sees.
    """

    drawing: Drawing
    caption: str
    table: Table | None = None


@dataclass(frozen=True)
class Paragraph:
    """Running text.

    Args:
        text: One paragraph, or several parted by an empty line.
        lead: Words in bold that begin it.
    """

    text: str
    lead: str = ""


@dataclass(frozen=True)
class Listing:
    """Points, one below the other.

    Args:
        items: The points.
        numbered: Whether they are counted.
    """

    items: tuple[str, ...]
    numbered: bool = False


@dataclass(frozen=True)
class KeyFigure:
    """A number that is to be remembered.

    Args:
        value: The number, or words.
        label: What it counts.
        note: What to bear in mind with it, such as its interval.
        kind: As of a column.
        digits: Digits after the decimal sign.
    """

    value: Value
    label: str
    note: str = ""
    kind: Kind = "number"
    digits: int = 0


@dataclass(frozen=True)
class KeyFigures:
    """Up to four numbers side by side.

    Args:
        figures: The numbers.
    """

    figures: tuple[KeyFigure, ...]


@dataclass(frozen=True)
class Callout:
    """Something set apart from the text.

    Args:
        texts: Its sentences, one point each.
        kind: `limits` (what this does not show), `note` or `warning`.
        title: What stands above it; empty for the usual words of its kind.
    """

    texts: tuple[str, ...]
    kind: Literal["limits", "note", "warning"] = "limits"
    title: str = ""


Block: TypeAlias = Paragraph | Listing | KeyFigures | Table | Figure | Callout


@dataclass(frozen=True)
class Section:
    """A part of a report.

    Args:
        heading: Its heading.
        blocks: What it says, in order.
        sections: Its own parts, after its blocks.
        new_page: Whether it begins on a new page.
    """

    heading: str
    blocks: tuple[Block, ...] = ()
    sections: tuple["Section", ...] = ()
    new_page: bool = False


@dataclass(frozen=True)
class Standing:
    """What stands on the first page, and in short on every other.

    Args:
        city: The city.
        purpose: For what the report was made.
        partner: For whom.
        picture: Id of the picture it was made from.
        expires_on: The day after which it must be gone.
        limits: What it does not show, as a whole.
        invented: Whether the city is a generated one.
    """

    city: str = ""
    purpose: str = ""
    partner: str = ""
    picture: str = ""
    expires_on: date | None = None
    limits: tuple[str, ...] = ()
    invented: bool = False


@dataclass(frozen=True)
class Report:
    """A whole report.

    Args:
        title: Its title.
        date: The day it was made; it also dates the file, so that equal reports are equal files.
        sections: Its parts.
        subtitle: A line below the title.
        language: Of its text and of the phrases around it.
        standing: Purpose, partner, limits, end.
        contents: Whether it has a table of contents.
    Raises:
        ValueError: The language is not one of `languages()`.
    """

    title: str
    date: date
    sections: tuple[Section, ...] = ()
    subtitle: str = ""
    language: str = "en"
    standing: Standing = field(default_factory=Standing)
    contents: bool = True

    def __post_init__(self) -> None:
        """Refuse a language whose phrases nobody wrote."""
        if self.language not in languages():
            raise ValueError(f"language is {self.language!r}: give one of {', '.join(languages())}")


def tables_of(report: Report) -> tuple[Table, ...]:
    """Gather the tables of a report, those of its figures included.

    Args:
        report: The report.
    Returns:
        The tables in the order of reading.
    """
    return tuple(table for section in report.sections for table in _tables_in(section))


def _tables_in(section: Section) -> list[Table]:
    own = [b if isinstance(b, Table) else b.table for b in section.blocks if isinstance(b, Table | Figure)]
    below = [table for part in section.sections for table in _tables_in(part)]
    return [table for table in own if table is not None] + below
