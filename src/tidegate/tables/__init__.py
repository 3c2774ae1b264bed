"""Tables with contracts, and the only door to the engine (DuckDB)."""

from tidegate.tables.contract import Column, Contract
from tidegate.tables.engine import ENGINE_VERSION, QueryFault, Session, query, run, session

__all__ = ["ENGINE_VERSION", "Column", "Contract", "QueryFault", "Session", "query", "run", "session"]
