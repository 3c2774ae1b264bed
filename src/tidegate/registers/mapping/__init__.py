"""From columns to entities: the FollowTheMoney mapping syntax, compiled to SQL."""

from tidegate.registers.mapping.apply import Applied, apply
from tidegate.registers.mapping.cleaning import Kind, clean_distinct, cleaner, sanitise
from tidegate.registers.mapping.compile import Atom, Numerals, Plan, Value
from tidegate.registers.mapping.lines import write_lines
from tidegate.registers.mapping.syntax import EntityMapping, PropertyMapping, QueryMapping, parse_query

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
    "parse_query",
    "sanitise",
    "write_lines",
]
