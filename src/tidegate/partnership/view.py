"""A view: the exact set of registers, data classes, sensitivity and methods that a covenant gives for a purpose.

Nothing outside a view is an input of what is built for it, so that nothing outside can leak through a count, a merge or
a missing edge. Two partners with equal sets share a view, and therefore its pictures.
"""

import hashlib
import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date

from tidegate.errors import CovenantError
from tidegate.partnership.covenant import Clause, Covenant
from tidegate.vocabulary import model, property_class


@dataclass(frozen=True)
class View:
    """What may be used.

    Args:
        registers: Ids of the registers, sorted.
        data_classes: Classes of data, sorted.
        sensitivity: The narrowest circle it reaches into.
        methods: What may be done, sorted.
        clause: The clause that was asked for; it is not part of the view's id.
    """

    registers: tuple[str, ...]
    data_classes: tuple[str, ...]
    sensitivity: str
    methods: tuple[str, ...]
    clause: Clause

    @property
    def id(self) -> str:
        """Sixteen hexadecimal digits that are the same for equal sets, whoever asks."""
        parts = [list(self.registers), list(self.data_classes), self.sensitivity, list(self.methods)]
        return hashlib.sha256(json.dumps(parts).encode()).hexdigest()[:16]

    def properties(self, schema: str, classes: Mapping[str, str] | None = None) -> frozenset[str]:
        """Name the properties of a schema that the view gives.

        Args:
            schema: Name of the schema.
            classes: Property to data class where a register says otherwise than the vocabulary; one class that is not
                given is enough to withhold it.
        Returns:
            The properties; empty where the view gives none but references, for then the thing itself is outside.
        """
        given = set(self.data_classes)
        own = classes or {}
        allowed = {
            p.name
            for p in model().schemata[schema].properties.values()
            if property_class(schema, p.name) in given and own.get(p.name, property_class(schema, p.name)) in given
        }
        return frozenset(allowed)


def give_view(covenant: Covenant, *, purpose: str, partner: str, on: date, hidden: Collection[str] = ()) -> View:
    """Give the view that a covenant grants.

    Args:
        covenant: The covenant.
        purpose: Id of the purpose.
        partner: Id of the partner; empty where only one partner has a clause for the purpose.
        on: The day on which it is asked for.
        hidden: Registers to leave out, to see what depends on them; they are not in the view.
    Returns:
        The view.
    Raises:
        CovenantError: No clause in force gives it; the sentence names the clause that would be needed.
    """
    where = f"covenant '{covenant.id}'"
    if purpose not in covenant.purposes:
        known = ", ".join(covenant.purposes)
        raise CovenantError(where=where, what=f"it has no purpose '{purpose}'", mend=f"name one of {known}")
    if partner and covenant.partner(partner) is None:
        known = ", ".join(p.id for p in covenant.partners)
        raise CovenantError(where=where, what=f"it has no partner '{partner}'", mend=f"name one of {known}")
    clauses = [c for c in covenant.clauses if c.purpose == purpose and partner in {"", c.partner}]
    if not clauses:
        raise CovenantError(
            where=where,
            what=f"no clause gives {partner or 'any partner'} anything for '{purpose}'",
            mend="agree on a clause with its legal basis first, or name another partner or purpose",
        )
    if len(clauses) > 1:
        raise CovenantError(
            where=where,
            what=f"several partners have a clause for '{purpose}'",
            mend=f"name one with --partner ({', '.join(c.partner for c in clauses)})",
        )
    (clause,) = clauses
    _hold_in_force(covenant, clause, on, where)
    registers = tuple(sorted(set(clause.registers) - set(hidden)))
    return View(
        registers, tuple(sorted(clause.data_classes)), clause.sensitivity, tuple(sorted(clause.methods)), clause
    )


def _hold_in_force(covenant: Covenant, clause: Clause, on: date, where: str) -> None:
    for since, until, what in ((covenant.since, covenant.until, "it"), (clause.since, clause.until, "the clause")):
        if since is not None and on < since:
            raise CovenantError(
                where=where,
                what=f"{what} is in force from {since:%d %B %Y} only",
                mend="wait, or agree on an earlier day",
            )
        if until is not None and on > until:
            raise CovenantError(
                where=where,
                what=f"{what} ended on {until:%d %B %Y}",
                mend="agree on an extension with its reason first",
            )
