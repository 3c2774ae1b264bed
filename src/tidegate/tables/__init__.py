"""Tables with contracts, and the only door to the engine (DuckDB)."""

from tidegate.tables.contract import Column, Contract
from tidegate.tables.engine import Session, query, run, session

__all__ = ["Column", "Contract", "Session", "query", "run", "session"]
