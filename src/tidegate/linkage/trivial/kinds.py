"""The trivial rules for each kind of thing, on what was made comparable for the linkage."""

from collections.abc import Iterator, Mapping

import pyarrow as pa
import pyarrow.compute as pc

from tidegate.linkage.trivial.values import same_values

RULES: Mapping[str, Mapping[str, tuple[str, tuple[str, ...]]]] = {
    "person": {"same name and birth date, or postcode": ("name_full", ("birth_whole", "postcode_code"))},
    "organisation": {
        "same name and postcode": ("name_squashed", ("place_postcode",)),
        "same number of the register": ("registration_decides", ("registration_decides",)),
    },
    "premises": {"same address": ("place_text", ("place_text",))},
}
"""Kind to its rules: a column, and columns of which the first that says something counts."""


def trivial_entities(kind: str, entities: pa.Table, nodes: pa.Table) -> Iterator[tuple[str, pa.Table]]:
    """Put the records of a kind together by its trivial rules.

    Args:
        kind: Name of the model.
        entities: Which record says what: `record_id` and `node`; of several versions the smallest node counts.
        nodes: The comparable values of every node.
    Yields:
        Name of a rule, and `record_id` with its `entity`; a rule whose columns the model does not have is left out.
    """
    said = entities.select(["record_id", "node"]).group_by("record_id", use_threads=False).aggregate([("node", "min")])
    at = pc.index_in(said["node_min"], value_set=nodes["node"].combine_chunks())
    for rule, (column, others) in RULES.get(kind, {}).items():
        if {column, *others} <= set(nodes.column_names):
            values = nodes.select(list(dict.fromkeys((column, *others)))).take(at)
            one, other = values[column], pc.coalesce(*[values[c] for c in others])
            same = same_values(pa.table({"one": one, "other": other}), on=["one", "other"])
            yield rule, said.select(["record_id"]).append_column("entity", same)
