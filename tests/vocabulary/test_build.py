"""The committed model is the one that followthemoney computes today."""

from importlib.resources import files

import pytest
from followthemoney.model import Model as FtmModel

from tidegate.vocabulary import export, model
from tidegate.vocabulary.build import model_json


@pytest.fixture(scope="module")
def ftm(tmp_path_factory):
    folder = tmp_path_factory.mktemp("schema")
    export(folder)
    return FtmModel(str(folder))


def test_the_committed_file_is_current():
    committed = files("tidegate.vocabulary").joinpath("model.json").read_bytes()
    assert model_json() == committed, "run `python -m tidegate.vocabulary.build` and commit what it writes"


def test_every_schema_equals_followthemoney(ftm):
    assert set(model().schemata) == set(ftm.schemata)
    for theirs in ftm:
        ours = model().schemata[theirs.name]
        assert set(ours.extends) == {s.name for s in theirs.extends}
        assert {n for n in ftm.schemata if ours.is_a(n)} == {n for n in ftm.schemata if theirs.is_a(n)}
        assert ours.edge == ((theirs.edge_source, theirs.edge_target) if theirs.edge else None)
        assert list(ours.temporal_start) == theirs.temporal_start
        assert list(ours.temporal_end) == theirs.temporal_end
        assert (ours.label, ours.plural) == (theirs.label, theirs.plural)
        for attribute in ("abstract", "deprecated", "matchable"):
            assert getattr(ours, attribute) == getattr(theirs, attribute)
        for attribute in ("required", "featured", "caption"):
            assert list(getattr(ours, attribute)) == getattr(theirs, attribute)


def test_every_property_equals_followthemoney(ftm):
    for theirs in ftm:
        ours = model().schemata[theirs.name].properties
        assert set(ours) == set(theirs.properties)
        for name, prop in theirs.properties.items():
            found = ours[name]
            assert (found.name, found.qname, found.type) == (name, prop.qname, prop.type.name)
            assert found.range == (prop.range.name if prop.range else None)
            assert found.reverse == (prop.reverse.name if prop.reverse else None)
            assert (found.format, found.max_length) == (prop.format, prop.max_length)
            assert found.total_size == prop.type.total_size
            assert (found.stub, found.hidden) == (bool(prop.stub), bool(prop.hidden))
            assert (found.deprecated, found.matchable) == (prop.deprecated, prop.matchable)
            assert found.label == prop.label
