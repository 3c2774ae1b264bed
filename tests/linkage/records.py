"""Small record tables for the tests of linkage, as the registers write them."""

import hashlib
from datetime import date

import pyarrow as pa
import pyarrow.parquet as pq

from tidegate.linkage import RecordTable, link, load_model
from tidegate.tables import session


def rows_of(register, schema, rows, *, references=()):
    """Rows with the columns that every record table begins with; a property is given as a text or a list of texts."""
    props = sorted({k for r in rows for k in r if k not in ("key", "from", "to")})
    out = []
    for number, row in enumerate(rows, 1):
        own = row.get("key", f"{register}-{schema}-{number}")
        record = {
            "record_id": hashlib.sha1(f"{register}/{schema}/{own}".encode()).hexdigest()[:24],
            "register": register, "source": "file", "thing": schema.lower(), "query": 0, "file": f"{register}.csv",
            "row_number": number, "delivery_date": "2024-01-01", "known_from": date(2024, 1, 1), "known_to": None,
            "valid_from": row.get("from"), "valid_to": row.get("to"), "entity_id": f"{register}/{own}", "content": "",
        }  # fmt: skip
        for prop in props:
            value = row.get(prop, [])
            record[prop] = [value] if isinstance(value, str) else list(value)
        out.append(record)
    types = {"row_number": pa.int64(), "query": pa.int32()}
    for name in ("known_from", "known_to", "valid_from", "valid_to"):
        types[name] = pa.date32()
    names = list(out[0])
    columns = [
        pa.array([r[n] for r in out], types.get(n) or (pa.list_(pa.string()) if n in props else pa.string()))
        for n in names
    ]
    del references
    return pa.table(dict(zip(names, columns, strict=True)))


def tables_in(folder, **registers):
    """Write record tables: register to a dictionary of schema to rows."""
    found = []
    for register, schemas in registers.items():
        for schema, rows in schemas.items():
            path = folder / register / f"{schema}.parquet"
            path.parent.mkdir(parents=True, exist_ok=True)
            table = rows if isinstance(rows, pa.Table) else rows_of(register, schema, rows)
            pq.write_table(table, path)
            found.append(RecordTable(register, schema, path))
    return found


def shops(register, *rows, city="Chicago"):
    """Shops and their premises: (name, address, more properties)."""
    premises, establishments = {}, []
    for row in rows:
        name, address = row[0], row[1]
        more = row[2] if len(row) > 2 else {}
        premises.setdefault(address, {"key": address, "address": f"{address}, {city}"})
        establishments.append({"name": name, "premises": f"{register}/{address}", **more})
    return {"Premises": list(premises.values()), "Establishment": establishments}


def linked(tables, kind="establishment", **options):
    """Link with an engine of its own."""
    see = sorted({t.path.parent for t in tables})
    with session(see=see, memory_gib=1) as own:
        return link(own, load_model(kind) if isinstance(kind, str) else kind, tables, **options)


def groups(found, by="row_number"):
    """The partition as sets of (register, row)."""
    sets = {}
    for row in found.partition.to_pylist():
        sets.setdefault(row["cluster"], set()).add((row["register"], row[by]))
    return {frozenset(s) for s in sets.values()}
