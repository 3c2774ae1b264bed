"""A request for a picture: the problem in the partners' own words, and four gates before anything is built.

A picture nobody will act on is not built. So a request names what will be done with it, by whom and until when, and a
named person says of each gate whether it is met and why. The problem stands there in at least two partners' words, one
of them without powers of enforcement, so that it is not only a problem of those who enforce.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from tidegate.errors import RequestError
from tidegate.partnership.covenant import Covenant

GATES = {
    "shared_need": "do the partners agree that this is a problem they share",
    "readiness_to_act": "will somebody act on what the picture shows",
    "legal_basis": "does a law allow each register to be used for this",
    "capacity": "are there people and time to act on it",
}
"""The gates, and the question each asks."""

FEWEST_VOICES = 2


@dataclass(frozen=True)
class Gate:
    """What a person says of one gate.

    Args:
        name: One of `GATES`.
        met: Whether it is met.
        because: Why.
        by: Who says so.
        date: When.
    """

    name: str
    met: bool
    because: str
    by: str
    date: date


@dataclass(frozen=True)
class PictureRequest:
    """Why a picture is built, and what will be done with it.

    Args:
        id: Its id.
        purpose: Purpose of the covenant.
        asked_on: When.
        problem: Partner to the problem in its words.
        action: What will be done with the picture.
        owner: Who sees to that.
        until: By when.
        gates: The four gates.
        trial: Whether it only tries the software out on open or invented data.
    """

    id: str
    purpose: str
    asked_on: date
    problem: Mapping[str, str]
    action: str
    owner: str
    until: date
    gates: tuple[Gate, ...]
    trial: bool = False

    def closed(self) -> tuple[Gate, ...]:
        """Give the gates that are not met."""
        return tuple(g for g in self.gates if not g.met)


def read_request(path: Path, covenant: Covenant) -> PictureRequest:
    """Read a request and hold it against the covenant.

    Args:
        path: The file.
        covenant: The covenant.
    Returns:
        The request; its gates may be closed.
    Raises:
        RequestError: It cannot be read, or a part is missing or contradicts the covenant; every fault at once.
    """
    try:
        data = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as fault:
        raise RequestError(where=str(path), what=f"it cannot be read ({fault})", mend="correct the file") from fault
    if not isinstance(data, Mapping):
        raise RequestError(where=str(path), what="it is not a mapping", mend="write it as the documentation shows")
    faults: list[str] = []
    request = PictureRequest(
        id=str(data.get("request") or path.stem), purpose=str(data.get("purpose") or ""),
        asked_on=_day(data, "asked_on", faults), problem=_problem(data.get("problem"), covenant, faults),
        action=_text(data, "action", faults), owner=_text(data, "owner", faults), until=_day(data, "until", faults),
        gates=_gates(data.get("gates"), faults), trial=bool(data.get("trial", False)),
    )  # fmt: skip
    if request.purpose not in covenant.purposes:
        faults.append(f"purpose '{request.purpose}' is none of the covenant's")
    if faults:
        raise RequestError(where=str(path), what="; ".join(faults), mend="complete the request with the partners")
    return request


def _problem(value: object, covenant: Covenant, faults: list[str]) -> dict[str, str]:
    entries = [e for e in value if isinstance(e, Mapping)] if isinstance(value, list) else []
    words = {str(e.get("partner") or ""): " ".join(str(e.get("words") or "").split()) for e in entries}
    words = {p: w for p, w in words.items() if w}
    unknown = [p for p in words if covenant.partner(p) is None]
    faults.extend(f"problem: '{p}' is none of the covenant's partners" for p in unknown)
    voices = [p for p in map(covenant.partner, words) if p is not None]
    if len(voices) < FEWEST_VOICES:
        faults.append("problem: it stands there in the words of fewer than two partners")
    elif all(p.enforcement for p in voices):
        faults.append("problem: no partner without powers of enforcement has said it in its own words")
    return words


def _gates(value: object, faults: list[str]) -> tuple[Gate, ...]:
    given: Mapping[str, Any] = value if isinstance(value, Mapping) else {}
    faults.extend(f"gates: '{g}' is none of {', '.join(GATES)}" for g in given if g not in GATES)
    gates = []
    for name, question in GATES.items():
        entry = given.get(name)
        if not isinstance(entry, Mapping) or not isinstance(entry.get("met"), bool):
            faults.append(f"gates: {name} is not answered ({question}?): give met, because, by, date")
            continue
        where = f"gates: {name}"
        missing = [w for w in ("because", "by") if not str(entry.get(w) or "").strip()]
        faults.extend(f"{where}: {w} is missing" for w in missing)
        gates.append(
            Gate(
                name, entry["met"], str(entry.get("because")), str(entry.get("by")), _day(entry, "date", faults, where)
            )
        )
    return tuple(gates)


def _text(data: Mapping[str, Any], word: str, faults: list[str]) -> str:
    text = " ".join(str(data.get(word) or "").split())
    if not text:
        faults.append(f"{word} is missing: a picture nobody will act on is not built")
    return text


def _day(data: Mapping[str, Any], word: str, faults: list[str], where: str = "") -> date:
    try:
        return date.fromisoformat(str(data.get(word)))
    except ValueError:
        faults.append(f"{where + ', ' if where else ''}{word} is '{data.get(word)}', and should be a day")
        return date.min
