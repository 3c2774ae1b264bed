from datetime import date

import pytest

from tests.network.cities import holdings, nodes
from tidegate.errors import NetworkError
from tidegate.network.chains import control_chains
from tidegate.network.control import control_of

ON = date(2024, 1, 1)
WEB = nodes({"p": "person", "a": "company", "b": "company", "c": "company", "x": "premises"})


def chains(pairs, holder="p", company="c", **more):
    return control_chains(WEB, holdings(pairs), holder, company, on=ON, **more)


def test_two_chains_and_the_rows_of_each_step():
    pairs = [("p", "a", 0.5), ("a", "c", 0.6), ("p", "b", 0.4), ("b", "c", 0.3), ("p", "x", 1.0)]
    found = chains(pairs)
    assert [(c.entities, pytest.approx(c.share)) for c in found] == [(("p", "a", "c"), 0.3), (("p", "b", "c"), 0.12)]
    assert [s.column("record_id").to_pylist() for s in found[0].steps] == [["r0"], ["r1"]]
    whole = {
        (r["holder"], r["company"]): r["effective"] for r in control_of(WEB, holdings(pairs), on=ON).control.to_pylist()
    }
    assert whole["p", "c"] == pytest.approx(sum(c.share for c in found))


def test_a_circle_is_passed_once():
    found = chains([("p", "a", 0.5), ("a", "b", 0.6), ("b", "a", 0.5)], company="b")
    assert [c.entities for c in found] == [("p", "a", "b")]


def test_a_thin_chain_is_left_out():
    assert chains([("p", "a", 0.02), ("a", "c", 0.04)], least=0.001) == ()


def test_what_has_no_place_among_shares_is_refused():
    with pytest.raises(NetworkError, match="does not stand in this network"):
        chains([("p", "a", 1.0)], holder="x")
