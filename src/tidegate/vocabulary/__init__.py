"""The field's words for things and ties, and for what may be done with data about them.

FollowTheMoney's schemata and our own beside them (`model`, `labels`, `export`), and the words of a
register's lawful part (`data_classes`, `sensitivities`, `statements`). Importing this room does not
import followthemoney; only `tidegate.vocabulary.build` does.
"""

from tidegate.vocabulary.lawful import DataClass, Sensitivity, data_classes, sensitivities, statements
from tidegate.vocabulary.model import Model, Property, Schema, model
from tidegate.vocabulary.property_classes import Overrides, property_class
from tidegate.vocabulary.schema_files import export, labels, own_schemata

__all__ = [
    "DataClass",
    "Model",
    "Overrides",
    "Property",
    "Schema",
    "Sensitivity",
    "data_classes",
    "export",
    "labels",
    "model",
    "own_schemata",
    "property_class",
    "sensitivities",
    "statements",
]
