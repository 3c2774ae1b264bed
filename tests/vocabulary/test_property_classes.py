# ruff: noqa: E501 - a query, a row and a wish stand on one line each
"""What kind of data a property holds."""

import pytest

from tidegate.vocabulary import data_classes, model, property_class


def test_every_property_of_every_schema_has_a_class_that_exists():
    for schema in model().schemata.values():
        for name in [*schema.properties, ""]:
            assert property_class(schema.name, name) in data_classes(), f"{schema.name}.{name}"


FORBIDDEN = ["nationality", "citizenship", "birthCountry", "birthPlace", "ethnicity", "country", "religion", "spokenLanguage",
             "gender", "appearance", "eyeColor", "taxNumber", "idNumber", "passportNumber", "fatherName", "political"]  # fmt: skip


@pytest.mark.parametrize("name", FORBIDDEN)
def test_what_no_rule_may_rest_on(name):
    assert data_classes()[property_class("Person", name)].forbidden_in_rules


def test_the_nearer_schema_goes_first():
    assert property_class("Company", "country") == "business"
    assert property_class("Person", "country") == "origin"
    assert property_class("Company", "name") == "business"
    assert property_class("LegalEntity", "name") == "identity"
    assert property_class("Company", "phone") == "contact"


def test_an_unknown_schema_is_refused():
    with pytest.raises(ValueError, match="there is no schema 'Permits'"):
        property_class("Permits", "status")
