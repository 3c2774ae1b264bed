"""The report of a picture: what was asked, what was found, what can be done, on what it rests, what it leaves out."""

from datetime import date

from tidegate.documents import (
    Column,
    KeyFigure,
    KeyFigures,
    Listing,
    Paragraph,
    Report,
    Section,
    Standing,
    Table,
)
from tidegate.picture.telling.flags import FAIR_BITS, tell_flags, text
from tidegate.picture.telling.levers import tell_adaptation, tell_points, tell_sectors
from tidegate.picture.telling.material import Material
from tidegate.picture.telling.places import tell_places
from tidegate.picture.telling.ties import tell_ties
from tidegate.picture.telling.words import say


def tell_picture(material: Material) -> Report:
    """Tell a picture as a report.

    Args:
        material: The picture.
    Returns:
        The report; equal pictures give equal reports.
    """
    language, m = material.language, material.manifest
    limits = tuple(say(f"limit_{n}", language) for n in ("registers", "decides", "links", "people"))
    expires = date.fromisoformat(m["expires_on"]) if m["expires_on"] else None
    purpose = m["covenant"]["purpose"]
    return Report(
        title=say("title", language, city=m["city"]),
        date=material.on,
        subtitle=say("subtitle", language, purpose=purpose, on=material.on.isoformat()),
        sections=(
            _summary(material), _asked(material), tell_flags(material), *tell_places(material),
            *tell_points(material), *tell_adaptation(material), *tell_sectors(material),
            *tell_ties(material), _account(material),
        ),
        language=language,
        standing=Standing(m["city"], purpose, m["covenant"]["partner"], m["picture"], expires, limits, m["invented"]),
    )  # fmt: skip


def _summary(material: Material) -> Section:
    language = material.language
    reports = material.rows("indicator_report")
    weak = [f for f in material.flags if f["strength_bits"] is not None and f["strength_bits"] < FAIR_BITS]
    subjects = len({f["subject"] for f in material.flags})
    put = [r for r in reports if r["state"] == "evaluated"]
    figures = (
        KeyFigure(subjects, say("flagged", language)),
        KeyFigure(sum(r["flags"] > 0 for r in put), say("rules_fired", language, n=len(put))),
        KeyFigure(len(weak), say("weak", language), note=say("weak_note", language)),
        KeyFigure(len(material.manifest["registers"]), say("registers", language)),
    )
    titles = {r.id: text(r.title, language) for r in material.rules}
    found = [
        f"{titles.get(r['indicator'], r['indicator'])}: "
        + say("base", language, flags=r["subjects"], population=f"{r['population']:,}")
        for r in sorted(put, key=lambda r: titles.get(r["indicator"], r["indicator"]))
        if r["flags"]
    ]
    return Section(
        say("summary", language),
        (KeyFigures(figures), *([Listing(tuple(found))] if found else [])),
    )


def _asked(material: Material) -> Section:
    language, request = material.language, material.manifest["request"]
    voices = [
        Paragraph(words, lead=say("in_words_of", language, partner=p) + ":") for p, words in request["problem"].items()
    ]
    action = f"{request['action']} ({request['owner']}, {request['until']})"
    blocks = [*voices, Paragraph(action, lead=say("asked_action", language) + ".")]
    if material.manifest["trial"]:
        blocks.append(Paragraph(say("trial", language)))
    return Section(say("asked", language), tuple(blocks))


def _account(material: Material) -> Section:
    language, m = material.language, material.manifest
    rows = [
        (text(e["title"], language) or r, e["holder"], "; ".join(e["legal_basis"]), e["last_delivery"], e["rows_in"],
         e["refused"])
        for r, e in m["registers"].items()
    ]  # fmt: skip
    columns = (
        Column(say("register", language)), Column(say("holder", language)), Column(say("basis", language), wide=True),
        Column(say("delivery", language)), Column(say("rows", language), "number"),
        Column(say("refused", language), "number"),
    )  # fmt: skip
    view, covenant = m["view"], m["covenant"]
    # A picture made before the covenant spoke several languages says its basis once.
    basis = text(covenant.get("bases", {}), language) or covenant["legal_basis"]
    told = say(
        "view_text", language, partner=covenant["partner"], purpose=covenant["purpose"], basis=basis,
        classes=", ".join(view["data_classes"]), methods=", ".join(view["methods"]),
    )  # fmt: skip
    table = Table(say("account_caption", language), columns, rows)
    return Section(say("account", language), (Paragraph(told), table), new_page=True)
