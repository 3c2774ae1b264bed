"""Link F1 with nothing allowed: is an inspection with the right registered establishment, or rightly with none?

*A record's link* is the registered establishment that most rows of the reference register (such as the licences) in
the record's entity belong to; of several with equally many, the one with the smallest id. An entity without a row of
the reference register links its records to nothing.

An *orphan* is a record whose establishment has no licence in the register. A *hard* one certainly is someone else:
its name fits no licence at its house number. A link of any other orphan may be right and only unprovable.
"""

from dataclasses import asdict, dataclass

import pyarrow as pa

from tidegate.linkage.quality.share import harmonic_mean
from tidegate.tables import Column, Contract, query, run

REGISTERED_TRUTH = Contract(
    "truth",
    (
        Column("register", pa.string(), nullable=False),
        Column("row_number", pa.int64(), nullable=False),
        Column("establishment", pa.string(), nullable=False),
        Column("registered", pa.bool_(), "its establishment is in the reference register", nullable=False),
        Column("hard_orphan", pa.bool_(), "certainly none of those registered", nullable=False),
    ),
)
"""Which establishment each row of a register truly belongs to."""

ROW_LINKS = Contract(
    "row_links", (*REGISTERED_TRUTH.columns, Column("link", pa.string(), "registered establishment, or nothing"))
)
"""Each row that is not of the reference register, with its truth and its link."""

_ENTITIES = Contract(
    "entities",
    (
        Column("register", pa.string(), nullable=False),
        Column("row_number", pa.int64(), nullable=False),
        Column("schema", pa.string()),
        Column("entity", pa.string()),
    ),
)


@dataclass(frozen=True)
class LinkScore:
    """The counts behind link F1, and the shares made of them.

    Args:
        right: Links to the establishment that is the true one.
        links: All links.
        links_soft: Links of orphans that are not hard.
        registered: Records whose establishment is registered, linked or not.
        hard_orphans: Records that certainly belong to none.
        hard_orphans_linked: Those of them that were linked all the same.
    """

    right: int
    links: int
    links_soft: int
    registered: int
    hard_orphans: int
    hard_orphans_linked: int

    @property
    def recall(self) -> float:
        """Right links over records whose establishment is registered."""
        return self.right / self.registered if self.registered else 1.0

    @property
    def precision_all(self) -> float:
        """Right links over all links; 1 where there are none."""
        return self.right / self.links if self.links else 1.0

    @property
    def precision_hard(self) -> float:
        """Right links over links except those of orphans that are not hard; 1 where there are none."""
        provable = self.links - self.links_soft
        return self.right / provable if provable else 1.0

    @property
    def f_all(self) -> float:
        """Harmonic mean of `precision_all` and `recall`."""
        return harmonic_mean(self.precision_all, self.recall)

    @property
    def f_hard(self) -> float:
        """Harmonic mean of `precision_hard` and `recall`."""
        return harmonic_mean(self.precision_hard, self.recall)

    @property
    def hard_orphans_linked_share(self) -> float:
        """Share of the hard orphans that were linked; 0 where there are none."""
        return self.hard_orphans_linked / self.hard_orphans if self.hard_orphans else 0.0

    def document(self) -> dict[str, float]:
        """Give counts and shares for a report.

        Returns:
            The six counts, then the shares, by name.
        """
        shares = ("recall", "precision_all", "precision_hard", "f_all", "f_hard", "hard_orphans_linked_share")
        return {**asdict(self), **{name: getattr(self, name) for name in shares}}


def link_rows(entities: pa.Table, truth: pa.Table, *, schema: str, reference: str) -> pa.Table:
    """Link each row to a registered establishment or to nothing.

    Args:
        entities: `register`, `row_number`, `schema` and `entity`, one row per record (any order).
        truth: Contract `REGISTERED_TRUTH`, one row per row of a register. Rows without truth take no part.
        schema: Schema of the records that the truth is about.
        reference: The register that says who is registered.
    Returns:
        One row per row of the truth outside the reference register (contract `ROW_LINKS`), by register and row
        number; `link` is null where it is linked to nothing.
    Raises:
        ContractError: A table does not keep its contract.
    """
    tables = {"entities": _ENTITIES.check(entities), "truth": REGISTERED_TRUTH.check(truth)}
    return run(query(__package__, "links"), tables, schema=schema, reference=reference)


def link_score(links: pa.Table) -> LinkScore:
    """Score the links.

    Args:
        links: What `link_rows` gave (contract `ROW_LINKS`).
    Returns:
        Counts and shares.
    Raises:
        ContractError: The table does not keep its contract.
    Source:
        Link F1 with nothing allowed, as the scores of the Chicago registers define it (docs/linkage.md).
    """
    (counts,) = run(query(__package__, "link_score"), {"links": ROW_LINKS.check(links)}).to_pylist()
    return LinkScore(**counts)
