"""`tidegate match`: two spreadsheets, one command, nothing kept."""

from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from tidegate.cli.machine import engine
from tidegate.cli.options import Json, command, command_group
from tidegate.cli.output import Output
from tidegate.errors import SettingError
from tidegate.formats import ReadOptions
from tidegate.linkage.columns import holdings
from tidegate.linkage.rows import KINDS
from tidegate.pipeline.matching import (
    FileWish,
    Matched,
    MatchWish,
    check_ending,
    match_files,
    matched_tables,
    write_matched,
)
from tidegate.settings import read_settings

app = command_group("Find which rows of two spreadsheets are the same, and why.")

SHOWN = 10
"""Matches that are shown on the screen."""

Country = Annotated[
    str, typer.Option("--country", help="ISO 3166 code of the addresses, such as nl. Default: told by their form.")
]


@command(
    app,
    "match",
    example="tidegate match permits.xlsx register.xlsx -o matched.xlsx\n"
    'tidegate match permits.csv register.csv --left name=Bedrijfsnaam --left address="Straat,Nr"',
)
def match(
    left: Annotated[Path, typer.Argument(help="One file: xlsx, csv, parquet, JSON lines ...", metavar="FILE")],
    right: Annotated[Path, typer.Argument(help="The other file.", metavar="FILE")],
    out_path: Annotated[
        Path | None,
        typer.Option("--out", "-o", help="File to write: .xlsx with all sheets; .csv or .parquet with the matches."),
    ] = None,
    kind: Annotated[
        str, typer.Option("--kind", "-k", help=f"Kind of thing: {', '.join(KINDS)}. Default: guessed.")
    ] = "",
    left_said: Annotated[
        list[str] | None,
        typer.Option(
            "--left",
            metavar="WHAT=COLUMN",
            help="What a column of the first file holds; several columns of one thing are parted by commas, none "
            "leaves it out. May be given several times.",
        ),
    ] = None,
    right_said: Annotated[
        list[str] | None, typer.Option("--right", metavar="WHAT=COLUMN", help="The same for the other file.")
    ] = None,
    country: Country = "",
    left_sheet: Annotated[str, typer.Option(help="Sheet of the first file. Default: the first.")] = "",
    right_sheet: Annotated[str, typer.Option(help="Sheet of the other file. Default: the first.")] = "",
    left_header: Annotated[int, typer.Option(help="Row with the headings of the first file.", min=1)] = 1,
    right_header: Annotated[int, typer.Option(help="Row with the headings of the other file.", min=1)] = 1,
    language: Annotated[str, typer.Option(help="Language of the reasons: en or nl.")] = "en",
    as_json: Json = False,
) -> None:
    """Find which rows of two spreadsheets are the same, and why.

    Nothing is kept but the file that is asked for.
    """
    settings = read_settings()
    out = Output(as_json=as_json, level=settings.log_level)
    if out_path is not None:
        check_ending(out_path, (left, right))
    wish = MatchWish(
        FileWish(left, _said(left_said, "--left"), ReadOptions(sheet=left_sheet, header_row=left_header)),
        FileWish(right, _said(right_said, "--right"), ReadOptions(sheet=right_sheet, header_row=right_header)),
        kind, country.lower(), language,
    )  # fmt: skip
    with out.progress() as tell:
        matched = match_files(wish, engine(settings), progress=tell)
        if out_path is not None:
            write_matched(matched, out_path)
    out.document(_document(matched, out_path))
    _show(out, matched, out_path)
    if matched.faulty:
        raise typer.Exit(1)


def _said(texts: list[str] | None, option: str) -> dict[str, str]:
    found = {}
    for text in texts or ():
        what, equals, columns = text.partition("=")
        if not equals:
            raise SettingError(
                where=option,
                what=f"'{text}' has no equals sign",
                mend=f'write it as {option} name="Column"; a column can hold: {", ".join(holdings())}',
            )
        found[what.strip()] = columns
    return found


def _document(matched: Matched, out_path: Path | None) -> dict[str, object]:
    tables = matched_tables(matched)
    return {
        "kind": matched.kind,
        "kind_why": matched.kind_why,
        "model": {
            "name": matched.model.name,
            "version": matched.model.version,
            "join": matched.model.join,
            "review": matched.model.review,
        },
        "left": _file(matched, "left"),
        "right": _file(matched, "right"),
        "fields": list(matched.fields),
        "matches": [_pair(matched, p) for p in matched.pairing.matches],
        "uncertain": [_pair(matched, p) for p in matched.pairing.uncertain],
        "only_in_left": tables["only in left"].column(0).to_pylist(),
        "only_in_right": tables["only in right"].column(0).to_pylist(),
        "notes": list(matched.notes),
        "out": str(out_path) if out_path else None,
    }


def _file(matched: Matched, side: str) -> dict[str, object]:
    file = matched.left if side == "left" else matched.right
    return {
        "path": str(file.path),
        "rows": file.rows,
        "refused": file.refused,
        "first_row": file.first_row,
        "columns": [asdict(g) for g in file.guesses],
    }


def _pair(matched: Matched, pair: object) -> dict[str, object]:
    said = asdict(pair)  # type: ignore[call-overload]
    said["left"] += matched.left.first_row - 1
    said["right"] += matched.right.first_row - 1
    return dict(said)


def _show(out: Output, matched: Matched, out_path: Path | None) -> None:
    tables, pairing = matched_tables(matched), matched.pairing
    used = [r for r in tables["columns"].to_pylist() if r["read as"]]
    out.table(
        ("file", "column", "read as", "why"),
        [(r["file"], r["column"], r["read as"], r["why"]) for r in used],
        title="Columns",
    )
    out.say(f"\nMatched as {matched.kind}: {matched.kind_why}.")
    for note in matched.notes:
        out.say(note)
    first = tables["matches"].slice(0, SHOWN).to_pylist()
    if first:
        rows = [
            (left, right, f"{sure:.4f}", words, why) for left, right, sure, words, why, *_ in map(dict.values, first)
        ]
        more = f", the first {SHOWN} of {len(pairing.matches):,}" if len(pairing.matches) > SHOWN else ""
        heads = (f"row in {matched.left.label}", f"row in {matched.right.label}", "how sure", "in words", "why")
        out.say("")
        out.table(heads, rows, title=f"Matches{more}")
    without = " and ".join(
        f"{len(pairing.only[side]):,} of {file.rows - file.refused:,} rows of {file.label}"
        for side, file in (("left", matched.left), ("right", matched.right))
    )
    out.say(f"\nPairs that match: {len(pairing.matches):,}. Worth a look: {len(pairing.uncertain):,}.")
    out.say(f"Without a match: {without}.")
    out.say(
        f"All of it is in {out_path}." if out_path else "Nothing was kept; write it to a file with -o matched.xlsx."
    )
