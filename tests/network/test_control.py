from datetime import date

import pytest

from tests.network.cities import holdings, nodes, ties
from tidegate.network.control import control_of

ON = date(2024, 1, 1)
KINDS = {"p": "person", "q": "person", "a": "company", "b": "company", "c": "company"}


def control(pairs, kinds=KINDS, **more):
    found = control_of(nodes(kinds), holdings(pairs), on=ON, **more)
    return {(r["holder"], r["company"]): r for r in found.control.to_pylist()}, found.situations.to_pylist()


def test_a_person_behind_two_companies():
    found, _ = control([("p", "a", 1.0), ("a", "b", 0.6), ("q", "b", 0.4)])
    row = found["p", "b"]
    assert (row["direct"], row["effective"], row["commanded"], row["steps"]) == (None, 0.6, 0.6, 2)
    assert (row["beneficial"], row["majority"], row["circular"], row["record_ids"]) == (True, True, False, [])
    assert found["q", "b"]["record_ids"] == ["r2"]
    assert not found["q", "b"]["majority"]


def test_command_makes_an_owner_where_the_product_does_not():
    # 60 % of 40 % is 24 %, but p commands all of a's 40 %.
    found, _ = control([("p", "a", 0.6), ("a", "b", 0.4)])
    assert found["p", "b"]["effective"] == pytest.approx(0.24)
    assert found["p", "b"]["beneficial"]


def test_exactly_a_quarter_is_not_more_than_a_quarter():
    found, _ = control([("p", "a", 0.25)])
    assert not found["p", "a"]["beneficial"]
    assert control([("p", "a", 0.25)], threshold=0.1)[0]["p", "a"]["beneficial"]


def test_registers_of_the_whole_chain_are_named():
    pairs = holdings([("p", "a", 1.0), ("a", "b", 1.0)]).to_pylist()
    pairs[1]["registers"] = ["deeds"]
    web = ties([(t["source"], t["target"], t) for t in pairs])
    found = {
        (r["holder"], r["company"]): r["registers"] for r in control_of(nodes(KINDS), web, on=ON).control.to_pylist()
    }
    assert found == {("p", "a"): ["book"], ("a", "b"): ["deeds"], ("p", "b"): ["book", "deeds"]}


def test_circles_and_gaps_are_situations_of_companies():
    found, told = control([("a", "b", 0.6), ("b", "a", 0.5), ("p", "a", 0.5), ("q", "b", 0.4), ("p", "c", 0.3)])
    assert found["p", "b"]["circular"]
    assert found["p", "b"]["effective"] == pytest.approx(0.3 / 0.7)
    assert not found["p", "c"]["circular"]
    assert [(t["company"], t["situation"]) for t in told] == [
        ("a", "circle"),
        ("b", "circle"),
        ("c", "part not stated"),
    ]
    assert told[0]["members"] == ["a", "b"]
    assert told[0]["record_ids"] == ["r0", "r1"]
    assert told[0]["share"] == pytest.approx(0.3)


def test_a_closed_circle_is_told():
    _, told = control([("a", "b", 1.0), ("b", "a", 1.0)])
    assert [(t["company"], t["situation"], t["share"]) for t in told][:2] == [
        ("a", "closed circle", 1.0),
        ("b", "closed circle", 1.0),
    ]
    assert [(t["company"], t["situation"]) for t in told][2:] == [("c", "no owner stated")]


def test_a_declared_owner_counts_only_where_nobody_states_shares():
    declared = {"kind": "Ownership", "control": "beneficial", "share": 1.0}
    web = ties(
        [
            ("p", "a", declared),
            ("q", "b", declared),
            ("a", "b", {"kind": "Ownership", "control": "ownership", "share": 1.0}),
        ]
    )
    found = control_of(nodes(KINDS), web, on=ON).control.to_pylist()
    shares = {(r["holder"], r["company"]) for r in found if r["by"] == "shares"}
    assert shares == {("p", "a"), ("a", "b"), ("p", "b")}


def test_the_only_director_is_told_beside_the_shares():
    board = {"kind": "Directorship", "control": "direction"}
    web = ties([("p", "a", board), ("p", "b", board), ("q", "b", board)])
    found = control_of(nodes(KINDS), web, on=ON).control.to_pylist()
    assert [(r["holder"], r["company"], r["by"], r["alone"], r["effective"]) for r in found] == [
        ("p", "a", "direction", True, None),
        ("p", "b", "direction", False, None),
        ("q", "b", "direction", False, None),
    ]


def test_what_has_ended_controls_nothing():
    over = {"kind": "Ownership", "control": "ownership", "share": 1.0, "valid_to": date(2023, 12, 31)}
    assert control_of(nodes(KINDS), ties([("p", "a", over)]), on=ON).control.num_rows == 0


def test_a_threshold_that_is_no_part_is_refused():
    with pytest.raises(ValueError, match="parts of a whole"):
        control([], threshold=25)
