"""How entries are chained, and how the first that does not hold is found. Values in, values out; no database.

digest = SHA-256 of (digest before, number, time, commitment); commitment = SHA-256 of (salt, content).
"""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

FIRST = "0" * 64
"""What the first entry has in place of the digest of the one before."""


class Link(NamedTuple):
    """What the chain needs of an entry, in the order of the ledger's columns."""

    number: int
    at: str
    content: str
    salt: str
    commitment: str
    before: str
    digest: str


class Head(NamedTuple):
    """The last entry, as it was kept apart from the entries."""

    number: int
    at: str
    digest: str


@dataclass(frozen=True)
class Finding:
    """What a look through the ledger found.

    Args:
        entries: Entries that were looked at.
        number: The first entry that does not hold; 0 where all do.
        what: What is wrong with it: `altered`, `removed`, `out of order` or `head`; empty where all hold.
    """

    entries: int
    number: int = 0
    what: str = ""

    @property
    def whole(self) -> bool:
        """Whether every entry holds."""
        return self.number == 0


def commit(salt: str, content: str) -> str:
    """Give the commitment to a content.

    Args:
        salt: Chance, so that nobody finds the content by guessing.
        content: Canonical JSON.
    """
    return hashlib.sha256(f"{salt}\n{content}".encode()).hexdigest()


def seal(before: str, number: int, at: str, commitment: str) -> str:
    """Give the digest of an entry.

    Args:
        before: Digest of the entry before.
        number: Number of this one.
        at: Its time.
        commitment: The commitment to its content.
    """
    return hashlib.sha256(f"{before}\n{number}\n{at}\n{commitment}".encode()).hexdigest()


def follow(links: Iterable[Link], head: Head) -> Finding:
    """Follow the chain from its first entry, and find the first that does not hold.

    Args:
        links: The entries in order of their numbers.
        head: The last entry, as it was kept apart.
    Returns:
        The finding. An entry that is missing is named by the number that it had.
    """
    before, at, number = FIRST, "", 0
    for found, found_at, content, salt, commitment, found_before, digest in links:
        number += 1
        if found != number:
            return Finding(number, number, "removed")
        if commit(salt, content) != commitment or seal(found_before, found, found_at, commitment) != digest:
            return Finding(number, number, "altered")
        if found_before != before or found_at < at:
            return Finding(number, number, "out of order")
        before, at = digest, found_at
    if number < head.number:
        return Finding(number, number + 1, "removed")
    if (number, at, before) != (head.number, head.at, head.digest):
        return Finding(number, number, "head")
    return Finding(number)
