"""Rows of the tables beside a network, written at once.

A network has hundreds of nodes and ties; a loop in a template takes ten times as long, most of it for days and
addresses that recur. Every value is escaped by `format_html`.
"""

import functools
from collections.abc import Iterable
from datetime import date

from django import template
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from tidegate.web.atlas.reading.network import Edge, Node
from tidegate.web.atlas.words import word

register = template.Library()

_NODE = (
    '<tr data-id="{}"><th scope="row"><a href="{}">{}</a>{}</th><td>{}</td>'
    '<td class="tg-number" data-sort="{}">{}</td></tr>'
)
_TIE = (
    '<tr data-id="{}"><th scope="row"><a href="{}">{}</a></th><td>{}</td><td><a href="{}">{}</a></td>'
    '<td data-sort="{}">{}</td><td data-sort="{}">{}</td></tr>'
)


@register.simple_tag
def node_rows(nodes: Iterable[Node]) -> SafeString:
    """Write the rows of the table of nodes; a natural person has no number.

    Args:
        nodes: The nodes, in order.
    """
    before, after = _address()
    personal = format_html(' <span class="tg-mark tg-mark-personal">{}</span>', _("personal data"))
    none = mark_safe("")
    rows = (
        (n.id, f"{before}{n.id}{after}", n.label, personal if n.personal else none, word(n.kind),
         *(("", "") if n.natural else (n.flags, n.flags)))
        for n in nodes
    )  # fmt: skip
    return format_html_join("", _NODE, rows)


@register.simple_tag
def tie_rows(edges: Iterable[tuple[Edge, Node, Node]]) -> SafeString:
    """Write the rows of the table of ties.

    Args:
        edges: Each tie with the node at its source and that at its target.
    """
    before, after = _address()
    language = get_language() or "en"
    rows = (
        (e.id, f"{before}{a.id}{after}", a.label, _kind(e), f"{before}{b.id}{after}", b.label,
         *_told(e.since, language), *_told(e.until, language))
        for e, a, b in edges
    )  # fmt: skip
    return format_html_join("", _TIE, rows)


def _kind(edge: Edge) -> str:
    return str(word(edge.kind)) if edge.label == edge.kind else f"{word(edge.kind)}: {word(edge.label)}"


def _address() -> tuple[str, str]:
    """Give what stands before and after the id in the address of an entity."""
    before, after = reverse("atlas:entity", args=["0id0"]).split("0id0")
    return before, after


@functools.lru_cache(maxsize=20_000)
def _told(day: date | None, language: str) -> tuple[str, str]:  # noqa: ARG001 - the language belongs to the answer
    return ("", "") if day is None else (day.isoformat(), str(date_format(day, "j F Y")))
