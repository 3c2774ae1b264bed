"""What the start page tells of a picture: as of when, from which registers, what it holds."""

from dataclasses import dataclass
from datetime import date

from tidegate.pipeline.picturing.shelf import Picture


@dataclass(frozen=True)
class RegisterStanding:
    """A register that went into a picture.

    Args:
        name: Its id.
        holder: Who holds it.
        delivered: Day of its last delivery; None where it is not known.
        records: Records that it gave.
    """

    name: str
    holder: str
    delivered: date | None
    records: int


@dataclass(frozen=True)
class Standing:
    """Where a picture stands.

    Args:
        picture: Its id.
        on: Day as of which it is drawn.
        expires: First day on which it may no longer be used; None where it never ends.
        legal_basis: The law that its clause rests on.
        problem: What was asked for, in the words of those who asked.
        action: What will be done with it.
        registers: What it was drawn from.
        counts: Table to rows, for the tables it holds.
    """

    picture: str
    on: date
    expires: date | None
    legal_basis: str
    problem: tuple[str, ...]
    action: str
    registers: tuple[RegisterStanding, ...]
    counts: dict[str, int]


def standing(picture: Picture) -> Standing:
    """Read from a picture's manifest where it stands.

    Args:
        picture: The picture, pinned.
    """
    m = picture.manifest
    expires = None if m.get("invented") or not m.get("expires_on") else date.fromisoformat(m["expires_on"])
    registers = tuple(
        RegisterStanding(
            name, r.get("holder", ""), date.fromisoformat(r["last_delivery"]) if r.get("last_delivery") else None,
            sum(r.get("records", {}).values()),
        )
        for name, r in sorted(m["registers"].items())
    )  # fmt: skip
    return Standing(
        picture.id, date.fromisoformat(m["on"]), expires, m["covenant"]["legal_basis"],
        tuple(m.get("request", {}).get("problem", {}).values()), m.get("request", {}).get("action", ""),
        registers, {name: t["rows"] for name, t in m["tables"].items()},
    )  # fmt: skip
