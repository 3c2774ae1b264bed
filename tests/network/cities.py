"""Small cities made by hand for the tests of this room."""

from datetime import date

import pyarrow as pa

from tidegate.network.contracts import NODES, TIES

HEAD = {
    "record_id": pa.string(), "register": pa.string(), "file": pa.string(), "row_number": pa.int64(),
    "delivery_date": pa.string(), "known_from": pa.date32(), "known_to": pa.date32(), "valid_from": pa.date32(),
    "valid_to": pa.date32(), "entity": pa.string(),
}  # fmt: skip


def records(rows, **types):
    """A table of resolved records; what a row does not say is absent, and the head has defaults."""
    names = [n for row in rows for n in row]
    fields = dict(HEAD) | {n: types.get(n, pa.string()) for n in dict.fromkeys(names) if n not in HEAD}
    filled = [
        {"record_id": f"r{i}", "register": "book", "file": "book.csv", "row_number": i + 1,
         "delivery_date": "2024-01-01", "known_from": date(2024, 1, 1), "entity": f"e{i}"} | row
        for i, row in enumerate(rows)
    ]  # fmt: skip
    return pa.Table.from_pylist(filled, schema=pa.schema(list(fields.items())))


def nodes(kinds):
    """Nodes from entity to kind; persons are natural and personal."""
    rows = [
        {"entity": e, "kind": k, "schema": None, "caption": e.upper(), "natural": k == "person",
         "personal": k == "person", "because": "natural person" if k == "person" else None, "registers": ["book"]}
        for e, k in sorted(kinds.items())
    ]  # fmt: skip
    return pa.Table.from_pylist(rows, schema=NODES.schema())


def ties(pairs):
    """Ties from (source, target) or (source, target, what differs from the default)."""
    rows = []
    for number, (source, target, *more) in enumerate(pairs):
        row = {"tie": f"t{number}", "source": source, "target": target, "kind": "UnknownLink", "lasting": True,
               "registers": ["book"], "rows": 1, "record_ids": [f"r{number}"], "record_id": f"r{number}",
               "register": "book", "file": "book.csv", "row_number": number + 1}  # fmt: skip
        rows.append(row | (more[0] if more else {}))
    return pa.Table.from_pylist(rows, schema=TIES.schema())


def holdings(pairs):
    """Ties of ownership from (holder, company, share)."""
    return ties([(h, c, {"kind": "Ownership", "control": "ownership", "share": s}) for h, c, s in pairs])
