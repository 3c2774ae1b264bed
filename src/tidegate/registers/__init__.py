"""A register described in one file: where it lies, what it means, by what right it is used."""

from tidegate.registers.accounting import QUARANTINE, PropertyAccount, QueryAccount
from tidegate.registers.classes import property_overrides
from tidegate.registers.description import FileSpec, Register, load_register, load_yaml, mapping_queries
from tidegate.registers.history import DELIVERIES, MOVEMENTS, RecordFile, number_deliveries, write_records
from tidegate.registers.lawful import Duration, Lawful
from tidegate.registers.preparing import delivery_day
from tidegate.registers.reading import BatchResult, Delivered, read_batch, store_result, stored_result
from tidegate.registers.things import ThingFile

__all__ = [
    "DELIVERIES",
    "MOVEMENTS",
    "QUARANTINE",
    "BatchResult",
    "Delivered",
    "Duration",
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
    "property_overrides",
    "read_batch",
    "store_result",
    "stored_result",
    "write_records",
]
