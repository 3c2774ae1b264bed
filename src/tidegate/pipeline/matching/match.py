"""Two spreadsheets, one question: which rows are the same thing? Nothing is kept but the file that is asked for.

The rows of both files become the table that linking starts from, and then go the way that the records of registers go:
the same models, the same weights, the same words. Nothing is learnt of so few rows; the model's own weights hold.
"""

import difflib
import re
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from tidegate.errors import DeliveryError, LinkageError
from tidegate.formats import Limits, Reading, ReadOptions, read
from tidegate.linkage import City, Model, load_model
from tidegate.linkage.columns import Guess, guess_columns, holdings
from tidegate.linkage.description import Field
from tidegate.linkage.linking import Linked, link_gathered
from tidegate.linkage.rows import KINDS, SIDE, SIDES, Rows, Side, guess_kind, make_rows, number_first, with_town
from tidegate.pipeline.matching.pairing import MOST_OF_ONE, Pairing, pair_rows
from tidegate.pipeline.read import Progress, unheard
from tidegate.pipeline.workspace import Engine
from tidegate.tables import Session, session

FEWEST_FOR_RARITY = 5000
"""Rows below which it is not counted how rare a value is: in a short list every name is."""

_HEADED = frozenset({"csv", "xlsx"})
"""Formats whose headings stand in a row of their own, which a person counts."""


@dataclass(frozen=True)
class FileWish:
    """One of the two files, and what was said of it.

    Args:
        path: The file.
        columns: What its columns hold, where that was said: a name of `holdings()` to the columns, parted by commas;
            empty text leaves it out.
        options: How to read it, where that was said.
    """

    path: Path
    columns: Mapping[str, str] = field(default_factory=dict)
    options: ReadOptions = field(default_factory=ReadOptions)


@dataclass(frozen=True)
class MatchWish:
    """Which two files are matched, and how.

    Args:
        left: One file.
        right: The other.
        kind: Kind of thing, one of `KINDS`; empty: guessed.
        country: ISO 3166 code of the addresses; empty: told by their form.
        language: Language of the reasons (ISO 639-1).
    """

    left: FileWish
    right: FileWish
    kind: str = ""
    country: str = ""
    language: str = "en"


@dataclass(frozen=True)
class MatchedFile:
    """What was found of one file.

    Args:
        path: The file.
        label: What it is called in the result.
        rows: Rows in it, those that could not be read included.
        refused: Rows that could not be read.
        guesses: What its columns seem to hold; what was set is among them.
        first_row: What a person calls its first row: 2 where a row of headings stands above it, else 1.
        headed: Whether its headings stand in a row of their own.
    """

    path: Path
    label: str
    rows: int
    refused: int
    guesses: tuple[Guess, ...]
    first_row: int
    headed: bool


@dataclass(frozen=True)
class Matched:
    """Which rows of two files are the same thing.

    Args:
        kind: The kind of thing.
        kind_why: Why this kind.
        model: The model, as it was used.
        left: The left file.
        right: The right file.
        fields: Fields that were compared.
        held: What the columns hold that were compared (`holdings()`).
        pairing: The pairs, and the rows without one.
        notes: What a person should know, in whole sentences.
    """

    kind: str
    kind_why: str
    model: Model
    left: MatchedFile
    right: MatchedFile
    fields: tuple[str, ...]
    held: frozenset[str]
    pairing: Pairing
    notes: tuple[str, ...]

    @property
    def faulty(self) -> bool:
        """Whether rows of a file could not be read."""
        return bool(self.left.refused or self.right.refused)


@dataclass(frozen=True)
class _Read:
    file: MatchedFile
    table: pa.Table
    notes: tuple[str, ...]


def match_files(wish: MatchWish, engine: Engine, *, progress: Progress | None = None) -> Matched:
    """Find which rows of two files are the same thing.

    Args:
        wish: The files, and what was said of them.
        engine: How much of the machine may be taken.
        progress: Is told the stage and the share done, 0 to 1.
    Returns:
        The pairs, how sure, why, and what was guessed on the way.
    Raises:
        LinkageError: A file cannot be read, a column or kind was named that is not there, or the files have nothing
            that can be compared.
    """
    tell = progress or unheard
    if wish.kind and wish.kind not in KINDS:
        raise LinkageError(
            where="--kind", what=f"'{wish.kind}' is no kind that can be matched", mend=f"name one of {', '.join(KINDS)}"
        )
    if wish.country and not re.fullmatch(r"[a-z]{2}", wish.country):
        raise LinkageError(
            where="--country",
            what=f"'{wish.country}' is no code of a country",
            mend="give two letters, such as nl or gb",
        )
    labels = _labels(wish.left.path, wish.right.path)
    files = []
    for number, (name, said, label) in enumerate(zip(SIDES, (wish.left, wish.right), labels, strict=True)):
        tell("reading", number / 2)
        files.append(_read(name, said, label, engine))
    tell("reading", 1.0)
    left, right = (_side(name, r) for name, r in zip(SIDES, files, strict=True))
    kind, why = (wish.kind, "it was set") if wish.kind else guess_kind(left, right)
    first = number_first((left, right), wish.country)
    model, weighed = _model(kind, left, right)
    rows = make_rows(left, right, model, first=first)
    linked = _link(rows, model, _city(wish, left, right, first=first), engine, tell)
    tell("explaining", 0.0)
    pairing = pair_rows(linked, rows, (left, right), language=wish.language)
    tell("explaining", 1.0)
    notes = [n for r in files for n in r.notes] + list(rows.notes) + weighed
    notes += [_habit(wish, first=first)] if {"place", "address"} & set(rows.fields) else []
    notes += [*_left_out(linked), *linked.notes, *_doubles(pairing, files)]
    if pairing.shortened:
        notes.append(
            f"Where more than {MOST_OF_ONE} pairs say the very same, each of their rows is told in one pair only "
            f"({pairing.shortened:,} pairs are not written out)."
        )
    return Matched(
        kind,
        why,
        linked.model,
        files[0].file,
        files[1].file,
        rows.fields,
        rows.held,
        pairing,
        tuple(dict.fromkeys(notes)),
    )


def _labels(left: Path, right: Path) -> tuple[str, str]:
    return (left.name, right.name) if left.name != right.name else (f"left {left.name}", f"right {right.name}")


def _read(name: str, wish: FileWish, label: str, engine: Engine) -> _Read:
    with tempfile.TemporaryDirectory(prefix="tidegate-", dir=engine.scratch) as folder:
        scratch = Path(folder)
        see = [wish.path.absolute().parent, wish.path.resolve().parent, scratch]
        with session(see=see, memory_gib=engine.memory_gib, threads=engine.threads, spill=scratch) as own:
            view = f"{name}_file"
            options = replace(wish.options, keep_blank=True)
            reading = _readable(wish.path, options, own, view, scratch)
            table = own.fetch(f"select * from {view} order by row_number")  # noqa: S608 - a name of our own
    table = _without_blank(table)
    if not table.num_rows:
        raise LinkageError(
            where=label, what="it has no rows", mend="name a file with at least one row below the headings"
        )
    guesses = _set(guess_columns(table), wish.columns, f"--{name}")
    headed = reading.format in _HEADED and wish.options.header_row > 0
    first_row = wish.options.header_row + 1 if headed else 1
    file = MatchedFile(
        wish.path,
        label,
        table.num_rows + reading.refused.num_rows,
        reading.refused.num_rows,
        guesses,
        first_row=first_row,
        headed=headed,
    )
    return _Read(file, table, tuple(f"{label}: {n}" for n in (*reading.notes, *_refused(reading, first_row))))


def _readable(path: Path, options: ReadOptions, own: Session, view: str, scratch: Path) -> Reading:
    try:
        found = read(path, options, session=own, name=view, scratch=scratch, limits=Limits())
        if options.ragged == "pad" or found.refused.num_rows * 10 <= found.rows_in:
            return found
        # Many senders leave out cells at the end of a row where they are empty.
        own.execute(f"drop view {view}")
        padded = read(path, replace(options, ragged="pad"), session=own, name=view, scratch=scratch, limits=Limits())
        note = (
            f"{found.refused.num_rows:,} rows have not as many cells as there are headings; what is missing is empty."
        )
        return replace(padded, notes=(*padded.notes, note))
    except DeliveryError as fault:
        # A delivery that cannot be read is a problem of the data; here there is nothing else, so nothing could run.
        raise LinkageError(where=fault.where, what=fault.what, mend=fault.mend) from fault


def _without_blank(table: pa.Table) -> pa.Table:
    """Leave out rows without any value; the others keep the numbers they have in the sheet."""
    filled = pa.array([False] * table.num_rows, pa.bool_())
    for name in table.column_names:
        if name != "row_number":
            filled = pc.or_(filled, pc.is_valid(table.column(name)))
    return table.filter(filled)


def _refused(reading: Reading, first_row: int) -> list[str]:
    if not reading.refused.num_rows:
        return []
    first = reading.refused.slice(0, 1).to_pylist()[0]
    return [
        f"rows that could not be read and took no part: {reading.refused.num_rows:,}. The first is row "
        f"{first['row_number'] + first_row - 1:,} ({first['rule']}; {first['mend']})."
    ]


def _set(guesses: Sequence[Guess], said: Mapping[str, str], option: str) -> tuple[Guess, ...]:
    """Let what was said of the columns overrule what was guessed."""
    out = list(guesses)
    if "name" in said:
        # A name in one column and a name in parts do not go together.
        out = [
            _without(g, "a name was set") if g.holds in {"first_name", "middle_name", "last_name"} else g for g in out
        ]
    for holds, names in said.items():
        if holds not in holdings():
            known = ", ".join(holdings())
            raise LinkageError(where=option, what=f"'{holds}' is nothing a column can hold", mend=f"use one of {known}")
        out = [_without(g, "another column was set") if g.holds == holds else g for g in out]
        wanted = _named(names, [g.column for g in guesses], option) if names.strip() else []
        order = {c: n for n, c in enumerate(wanted)}
        for number, guess in enumerate(out):
            if guess.column in order:
                if not guess.filled:
                    raise LinkageError(
                        where=f"{option} {holds}", what=f"column “{guess.column}” is empty", mend="name another column"
                    )
                out[number] = replace(guess, holds=holds, why="it was set", sure=10 + len(order) - order[guess.column])
    return tuple(out)


def _without(guess: Guess, why: str) -> Guess:
    return replace(guess, holds="", why=f"{why} instead")


def _named(names: str, columns: Sequence[str], option: str) -> list[str]:
    by_bare = {c.casefold().strip(): c for c in columns}
    # A heading may hold a comma itself.
    parts = [names] if names.casefold().strip() in by_bare else names.split(",")
    found = []
    for part in parts:
        column = by_bare.get(part.casefold().strip())
        if column is None:
            near = difflib.get_close_matches(part.casefold().strip(), by_bare, n=1)
            hint = f"did you mean “{by_bare[near[0]]}”? " if near else ""
            shown = ", ".join(f"“{c[:40]}”" for c in columns[:30])
            raise LinkageError(
                where=option, what=f"there is no column “{part.strip()}”", mend=f"{hint}the columns are {shown}".strip()
            )
        found.append(column)
    return found


def _side(name: str, found: _Read) -> Side:
    holds: dict[str, tuple[str, ...]] = {}
    # Columns that were set come in the order in which they were named; others in that of the file.
    for guess in sorted((g for g in found.file.guesses if g.holds), key=lambda g: -g.sure if g.sure >= 10 else 0):
        holds[guess.holds] = (*holds.get(guess.holds, ()), guess.column)
    doubtful = tuple(f"“{g.column[:40]}” ({g.why})" for g in found.file.guesses if not g.holds and _doubted(g))
    return Side(name, found.file.label, found.table, holds, doubtful)


def _doubted(guess: Guess) -> bool:
    return "but" in guess.why


def _model(kind: str, left: Side, right: Side) -> tuple[Model, list[str]]:
    """Take the shipped model; keep the two files apart, and weigh no rarity where too few rows tell it."""
    model = with_town(load_model(kind), (left, right))
    model = replace(model, fields=(*model.fields, Field(SIDE, (), (), "id")))
    if left.table.num_rows + right.table.num_rows >= FEWEST_FOR_RARITY:
        return model, []
    comparisons = tuple(replace(c, levels=tuple(replace(v, rarity="") for v in c.levels)) for c in model.comparisons)
    plain = replace(model, comparisons=comparisons)
    if plain == model:
        return model, []
    return plain, ["In so short lists it is not counted how rare a name is: a common one weighs as much as a rare one."]


def _city(wish: MatchWish, left: Side, right: Side, *, first: bool) -> City:
    towns = sorted({t for s in (left, right) for t in s.texts("town") if t})[:2000]
    return City(countries=(wish.country or ("gb" if first else "nl"),), localities=tuple(towns))


def _habit(wish: MatchWish, *, first: bool) -> str:
    how = "before the street (12 High Street)" if first else "behind the street (Dorpsstraat 12)"
    why = f"as in {wish.country.upper()}" if wish.country else "as most of them are written; --country sets it"
    return f"House numbers are read {how}, {why}."


def _link(rows: Rows, model: Model, city: City, engine: Engine, tell: Progress) -> Linked:
    with tempfile.TemporaryDirectory(prefix="tidegate-", dir=engine.scratch) as folder:
        scratch = Path(folder)
        with session(see=[scratch], memory_gib=engine.memory_gib, threads=engine.threads, spill=scratch) as own:
            own.register("rows_of_files", rows.gathered)
            own.execute("create or replace temp table gathered as select * from rows_of_files")
            return link_gathered(own, model, city=city, learn=False, tell=lambda s, d: tell(f"{model.name}: {s}", d))


def _left_out(linked: Linked) -> list[str]:
    return [
        f"Rule “{p.rule}” left out {p.nodes_left_out:,} rows that share one value: too many to compare all with all."
        for p in linked.plans
        if p.nodes_left_out
    ]


def _doubles(pairing: Pairing, files: Sequence[_Read]) -> list[str]:
    out = []
    for name, found in zip(SIDES, files, strict=True):
        groups = pairing.doubles.get(name, ())
        if groups:
            shown = "; ".join(
                " and ".join(str(n + found.file.first_row - 1) for n in group[:4]) + ("…" if group[4:] else "")
                for group in groups[:5]
            )
            more = "; …" if groups[5:] else ""
            out.append(
                f"{found.file.label}: {sum(map(len, groups)):,} rows stand for {len(groups):,} "
                f"{'thing' if len(groups) == 1 else 'things'} (rows {shown}{more})."
            )
    return out
