"""What the session remembers of a judge's work: which pairs were skipped, and what undo takes back.

Only ids of records are kept, and no more than a working day of them.
"""

from typing import Any

from django.core.cache import cache
from django.http import HttpRequest

from tidegate.pipeline.who.judging import Pair, Waiting

MOST = 200
"""Acts that are remembered."""

SHOWN_S = 180
"""Seconds for which a pair that one judge looks at is not offered to another."""

SKIP = "skip"

_KEY = "review"


def skipped(request: HttpRequest, kind: str) -> set[Pair]:
    """Give the pairs that the judge has skipped.

    Args:
        request: The judge's request.
        kind: Kind of thing.
    """
    return {(left, right) for k, left, right, act in _done(request) if k == kind and act == SKIP}


def remember(request: HttpRequest, kind: str, pair: Pair, act: str) -> None:
    """Remember what was done with a pair.

    Args:
        request: The judge's request.
        kind: Kind of thing.
        pair: The two records.
        act: The verdict, or `skip`.
    """
    request.session[_KEY] = [*_done(request), [kind, *pair, act]][-MOST:]


def last(request: HttpRequest, kind: str) -> tuple[Pair, str] | None:
    """Give what was done last with a pair of a kind; None where nothing was.

    Args:
        request: The judge's request.
        kind: Kind of thing.
    """
    own = [((left, right), act) for k, left, right, act in _done(request) if k == kind]
    return own[-1] if own else None


def forget(request: HttpRequest, kind: str) -> None:
    """Forget what was done last with a pair of a kind.

    Args:
        request: The judge's request.
        kind: Kind of thing.
    """
    done = _done(request)
    at = max((n for n, act in enumerate(done) if act[0] == kind), default=-1)
    request.session[_KEY] = [act for n, act in enumerate(done) if n != at]


def next_of(request: HttpRequest, view: str, kind: str, waiting: tuple[Waiting, ...]) -> Waiting | None:
    """Choose the pair that a judge sees next: not one that they skipped, nor one that another looks at just now.

    Args:
        request: The judge's request.
        view: Id of the view.
        kind: Kind of thing.
        waiting: The pairs that wait, the most informative first.
    Returns:
        The pair; None where nothing waits.
    """
    passed = skipped(request, kind)
    for pair in (w for w in waiting if w.records not in passed):
        key, who = f"review-{view}-{kind}-{'-'.join(pair.records)}", str(request.user)
        if cache.get_or_set(key, who, SHOWN_S) == who:
            return pair
    return next((w for w in waiting if w.records in passed), waiting[0] if waiting else None)


def _done(request: HttpRequest) -> list[list[Any]]:
    found: list[list[Any]] = request.session.get(_KEY, [])
    return found
