"""From columns to entities: the FollowTheMoney mapping syntax, compiled to SQL."""

from tidegate.registers.mapping.apply import Applied, apply
from tidegate.registers.mapping.cleaning import Kind, clean_distinct, cleaner, sanitise
from tidegate.registers.mapping.compile import Atom, Numerals, Plan, Value
from tidegate.registers.mapping.databases import read_database
from tidegate.registers.mapping.lines import write_lines
from tidegate.registers.mapping.syntax import EntityMapping, PropertyMapping, QueryMapping, listed, parse_query

__all__ = [
    "Applied",
    "Atom",
    "EntityMapping",
    "Kind",
    "Numerals",
    "Plan",
    "PropertyMapping",
    "QueryMapping",
    "Value",
    "apply",
    "clean_distinct",
    "cleaner",
    "listed",
    "parse_query",
    "read_database",
    "sanitise",
    "write_lines",
]
