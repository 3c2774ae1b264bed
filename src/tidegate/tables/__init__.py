"""Tables with contracts, and the only door to the engine (DuckDB)."""

from tidegate.tables.contract import Column, Contract
from tidegate.tables.engine import QueryFault, Session, query, run, session

__all__ = ["Column", "Contract", "QueryFault", "Session", "query", "run", "session"]
