"""Reports of an invented city, harmless and hostile, for the tests of this room."""

from datetime import date

from tidegate.documents import (
    Callout,
    Column,
    Drawing,
    Figure,
    KeyFigure,
    KeyFigures,
    Listing,
    Paragraph,
    Report,
    Section,
    Source,
    Standing,
    Table,
)

DAY = date(2026, 11, 25)
HOSTILE = (
    '#import "x.typ": *',
    "#set page(fill: red) *bold* _it_ $x^2$ @ref <label> `raw` \\ // comment",
    "=HYPERLINK(1)",
    "+1+1",
    "-2+3",
    "@SUM(1)",
    "\t=1",
    "<script>alert(1)</script> &amp; ]]> <!--",
    "x" * 10_000,
    "مرحبا بالعالم שלום",
    "\N{GRINNING FACE}\N{ZERO WIDTH JOINER}\N{PERSONAL COMPUTER} 漢字",
    "a\x00b\x08c\ud800d\uffffe\u202ef\u2028g",
    "",
    " ",
    "{n} {total} {row} %s",
    "https://example.org/?a=b&c=d",
    "e\N{COMBINING ACUTE ACCENT}\N{COMBINING ENCLOSING CIRCLE}\N{COMBINING ENCLOSING KEYCAP}",
)
COLUMNS = (
    Column("Street"),
    Column("Incidents", "number"),
    Column("Area", "number", unit="m²", digits=1),
    Column("Share", "share", digits=1),
    Column("Since", "date"),
)


def drawing(text="a chart"):
    shape = '<rect width="320" height="120" fill="#0072b2"/>'
    return Drawing(f'<svg xmlns="http://www.w3.org/2000/svg" width="320" height="120">{shape}</svg>', text)


def streets(rows=3, **more):
    cells = [(f"Havenkade {n}", n * 1000, n + 0.25, n / 100, date(2024, 1 + n % 12, 1)) for n in range(rows)]
    sources = [[Source("incidents", "2024-12-31", 10 * n + k) for k in range(1 + n % 5)] for n in range(rows)]
    return Table("Streets", COLUMNS, cells, sources, **more)


def report(*blocks, language="en", **more):
    blocks = blocks or (
        Paragraph("One.\n\nTwo.", lead="In short."),
        KeyFigures((KeyFigure(41103, "incidents"), KeyFigure(0.052, "of places", "4 to 6 %", "share", 1))),
        Listing(("first", "second")),
        Listing(("first", "second"), numbered=True),
        Callout(("It counts what was recorded.",)),
        streets(),
        Figure(drawing(), "A caption", Table("The same", (Column("x"),), [("y",)])),
    )
    standing = Standing(
        "Havenrijk", "Prevention", "Municipality", "p-1", date(2027, 5, 1), ("Links may be wrong.",), invented=True
    )
    sections = (Section("Findings", tuple(blocks), (Section("More", (Paragraph("Below."),)),)),)
    return Report("Where incidents gather", DAY, sections, "A sample", language, standing, **more)


def hostile():
    table = Table(
        "#" + HOSTILE[0], tuple(Column(t or "-") for t in HOSTILE[:5]), [HOSTILE[n : n + 5] for n in range(13)]
    )
    return report(
        *(Paragraph(t, lead=t[:20]) for t in HOSTILE),
        Listing(HOSTILE),
        Callout(HOSTILE, title=HOSTILE[1]),
        KeyFigures(tuple(KeyFigure(t, t, t) for t in HOSTILE[:4])),
        table,
        Figure(drawing(HOSTILE[7]), HOSTILE[1]),
    )
