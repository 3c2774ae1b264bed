"""A small city for tests: one register of licences and one of inspections, delivered as CSV."""

from pathlib import Path

LAWFUL = """
lawful:
  holder: Municipality
  legal_basis: [{text: "Municipal Act, section 1"}]
  purposes: [area-picture]
  data_classes: [business]
  sensitivity: internal
  statements: facts
  retention: {period: P5Y, from: end}
  refresh: P1M
"""

LICENCES = """
register: licences
title: {en: Licences}
files:
  - path: licences/*.csv
    delivery: {kind: full, date: {pattern: '(\\d{4}-\\d{2}-\\d{2})'}}
    key: [id]
queries:
  - filters_not: {status: [draft]}
    entities:
      holder:
        schema: Company
        key_literal: holder
        keys: [holder]
        properties:
          name: {column: holder}
      permit:
        schema: Permit
        keys: [id]
        properties:
          holder: {entity: holder}
          startDate: {column: start}
          status: {column: status}
"""

CHANGES = """
register: shops
files:
  - path: shops/*.csv
    delivery:
      kind: changes
      date: {pattern: '(\\d{4}-\\d{2}-\\d{2})'}
      deleted: {column: mutation, values: [D]}
    key: [id]
queries:
  - entities:
      shop:
        schema: Company
        keys: [id]
        properties:
          name: {column: name}
"""


def make_city(folder: Path, *, lawful: str = LAWFUL) -> Path:
    """Write the descriptions of a city without deliveries."""
    (folder / "registers").mkdir(parents=True)
    (folder / "deliveries" / "licences").mkdir(parents=True)
    (folder / "deliveries" / "shops").mkdir()
    (folder / "registers" / "licences.yml").write_text(LICENCES + lawful, encoding="utf-8")
    (folder / "registers" / "shops.yml").write_text(CHANGES + lawful, encoding="utf-8")
    return folder


def deliver(
    folder: Path, day: str, *rows: str, register: str = "licences", header: str = "id,holder,start,status"
) -> Path:
    """Put a delivery of a register into the city."""
    path = folder / "deliveries" / register / f"{register}_{day}.csv"
    path.write_text("\n".join([header, *rows]) + "\n", encoding="utf-8")
    return path


def shops(folder: Path, day: str, *rows: str) -> Path:
    """Put a delivery of changes into the city."""
    return deliver(folder, day, *rows, register="shops", header="id,name,mutation")
