"""A register described in one file: where it lies, what it means, by what right it is used."""

from tidegate.registers.accounting import QUARANTINE, PropertyAccount, QueryAccount
from tidegate.registers.description import FileSpec, Register, load_register, load_yaml, mapping_queries
from tidegate.registers.history import DELIVERIES, MOVEMENTS, RecordFile, number_deliveries, write_records
from tidegate.registers.lawful import Duration, Lawful
from tidegate.registers.reading import FileResult, delivery_day, read_file, store_result, stored_result
from tidegate.registers.things import ThingFile

__all__ = [
    "DELIVERIES",
    "MOVEMENTS",
    "QUARANTINE",
    "Duration",
    "FileResult",
    "FileSpec",
    "Lawful",
    "PropertyAccount",
    "QueryAccount",
    "RecordFile",
    "Register",
    "ThingFile",
    "delivery_day",
    "load_register",
    "load_yaml",
    "mapping_queries",
    "number_deliveries",
    "read_file",
    "store_result",
    "stored_result",
    "write_records",
]
