"""What a delivery changed a little is linked again as a whole run would link it."""

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from tests.linkage.records import groups, shops, tables_in
from tidegate.linkage import City, Judged, Trained, issue_ids, link, load_model
from tidegate.linkage.renewing import leave_traces, renew
from tidegate.linkage.scoring import Parameters
from tidegate.tables import session

CITY = City(("us",), ("Chicago",))
ALL = 10.0
"""However much changes, it is renewed."""


def frozen(kind):
    model = load_model(kind)
    return model, Trained(kind, model.version, Parameters({}, model.prior if kind == "person" else 0.3))


def whole(folder, tables, kind, judged=None):
    """Link everything, and leave what a renewal wants."""
    model, trained = frozen(kind)
    folder.mkdir()
    with session(see=[folder, *{t.path.parent for t in tables}], memory_gib=1) as own:
        found = link(own, model, tables, city=CITY, trained=trained, judged=judged)
        leave_traces(own, folder)
    keep(folder, found)
    pq.write_table(found.nodes, folder / "nodes.parquet")
    pq.write_table(found.links, folder / "links.parquet")
    return found


def keep(folder, found):
    pq.write_table(issue_ids(found.partition, build=1, salt="x").entities, folder / "entities.parquet")


def renewed(earlier, folder, tables, kind, judged=None, most_changed=ALL):
    model, trained = frozen(kind)
    folder.mkdir()
    with session(see=[earlier, folder, *{t.path.parent for t in tables}], memory_gib=1) as own:
        found = renew(
            own, model, tables, earlier=earlier, folder=folder, trained=trained, city=CITY, judged=judged,
            most_changed=most_changed,
        )  # fmt: skip
    if found is not None:
        keep(folder, found)
    return found


def table(folder, name):
    return pq.read_table(folder / f"{name}.parquet")


def same(a, b, name, by):
    left, right = (table(f, name).combine_chunks().sort_by([(c, "ascending") for c in by]) for f in (a, b))
    order = sorted(left.column_names)
    assert left.select(order).to_pylist() == right.select(order).to_pylist(), name


names = st.sampled_from(["Zorba", "Zorba Grill", "Konisan", "Kinisan", "Meze", "Big Bowl", "Bowl"])
doors = st.sampled_from(["10 N CLARK ST", "10-12 N CLARK ST", "12 N CLARK ST", "7 W LAKE ST"])
shop = st.tuples(names, doors, st.sampled_from([{}, {"operator": "o1"}, {"operator": "o2"}]))
city = st.dictionaries(st.integers(0, 9), shop, min_size=1, max_size=9)


def as_registers(rows):
    """Even keys stand in one register, odd ones in another."""
    sides = {"left": [], "right": []}
    for key, (name, door, more) in sorted(rows.items()):
        sides["right" if key % 2 else "left"].append((name, door, {**more, "key": str(key)}))
    return {side: shops(side, *found) for side, found in sides.items() if found}


@pytest.mark.slow
@settings(max_examples=6, deadline=None, phases=[Phase.explicit, Phase.generate])
@given(city, city, city)
def test_two_renewals_come_to_what_whole_runs_come_to(tmp_path_factory, first, second, third):
    folder = tmp_path_factory.mktemp("city")
    whole(folder / "0", tables_in(folder / "r0", **as_registers(first)), "establishment")
    for number, rows in enumerate((second, third), 1):
        tables = tables_in(folder / f"r{number}", **as_registers(rows))
        expected = whole(folder / f"whole{number}", tables, "establishment")
        found = renewed(folder / str(number - 1), folder / str(number), tables, "establishment")
        assert groups(found, "entity_id") == groups(expected, "entity_id")
        assert found.counts == expected.counts()
        same(folder / str(number), folder / f"whole{number}", "links", ["node_l", "node_r"])
        same(folder / str(number), folder / f"whole{number}", "nodes", ["node"])
        for trace in ("sayings", "marks", "alike"):
            same(
                folder / str(number), folder / f"whole{number}", trace, sorted(table(folder / "0", trace).column_names)
            )


given_names = st.sampled_from(["Jan", "Piet", "J.", "Joanna"])
family = st.sampled_from(["Bakker", "de Vries", "Baker", "Vries"])
births = st.sampled_from(["1980-05-07", "1980-07-05", "1983-02-01", ""])
homes = st.sampled_from(["Kade 1, 0123 AB Havenrijk", "Kade 2, 0123 AB Havenrijk", ""])
people = st.lists(st.tuples(given_names, family, births, homes), min_size=1, max_size=12)


def as_people(rows):
    props = ("firstName", "lastName", "birthDate", "address")
    return {
        "a": {
            "Person": [
                {"key": str(n), **{p: v for p, v in zip(props, r, strict=True) if v}} for n, r in enumerate(rows)
            ]
        }
    }


@pytest.mark.slow
@settings(max_examples=6, deadline=None, phases=[Phase.explicit, Phase.generate])
@given(people, people)
def test_people_who_came_and_went_are_linked_as_in_a_whole_run(tmp_path_factory, before, more):
    folder = tmp_path_factory.mktemp("people")
    whole(folder / "0", tables_in(folder / "r0", **as_people(before)), "person")
    tables = tables_in(folder / "r1", **as_people(before[1:] + more))
    expected = whole(folder / "whole", tables, "person")
    found = renewed(folder / "0", folder / "1", tables, "person")
    # The rarity of a name is of the day on which a pair was scored; the names here are all as common as can be.
    assert groups(found, "entity_id") == groups(expected, "entity_id")
    assert found.counts == expected.counts()


@pytest.mark.slow
def test_a_block_that_outgrows_its_cap_is_left_out_and_comes_back(tmp_path):
    def persons(count):
        return {
            "a": {
                "Person": [
                    {"key": str(n), "firstName": "Jan", "lastName": f"Name{n}", "birthDate": "1980-05-07"}
                    for n in range(count)
                ]
            }
        }

    few, many = persons(180), persons(205)
    whole(tmp_path / "0", tables_in(tmp_path / "r0", **few), "person")
    for step, rows in ((1, many), (2, few)):
        tables = tables_in(tmp_path / f"r{step}", **rows)
        expected = whole(tmp_path / f"whole{step}", tables, "person")
        found = renewed(tmp_path / str(step - 1), tmp_path / str(step), tables, "person")
        assert found.counts == expected.counts()
        pairs = [
            set(zip(*(table(tmp_path / f, "links")[c].to_pylist() for c in ("node_l", "node_r")), strict=True))
            for f in (str(step), f"whole{step}")
        ]
        assert pairs[0] == pairs[1]


def test_a_door_that_comes_to_lie_in_many_towns_is_parted_and_comes_back(tmp_path):
    def towns(count):
        rows = [
            (f"{name} {town // 2}", f"1 N MAIN ST, {town}0{n:02d}5", {"key": f"{name}{town}"})
            for town in range(10, 10 + count) for n, name in enumerate(("Zorba", "Meze"))
        ]  # fmt: skip
        return {"left": shops("left", *rows, city="Illinois")}

    few, many = towns(3), towns(5)
    whole(tmp_path / "0", tables_in(tmp_path / "r0", **few), "establishment")
    for step, rows in ((1, many), (2, few)):
        tables = tables_in(tmp_path / f"r{step}", **rows)
        expected = whole(tmp_path / f"whole{step}", tables, "establishment")
        found = renewed(tmp_path / str(step - 1), tmp_path / str(step), tables, "establishment")
        assert found.counts == expected.counts()
        assert groups(found, "entity_id") == groups(expected, "entity_id")
        same(tmp_path / str(step), tmp_path / f"whole{step}", "links", ["node_l", "node_r"])
    assert expected.counts()["pairs"] == 15


def test_only_what_is_touched_is_scored(tmp_path):
    rows = [("Zorba", f"{n} N CLARK ST", {"key": str(n)}) for n in range(1, 60)]
    again = [("Zorba Inc", f"{n} N CLARK ST", {"key": f"b{n}"}) for n in range(1, 60)]
    before = {"left": shops("left", *rows), "right": shops("right", *again)}
    whole(tmp_path / "0", tables_in(tmp_path / "r0", **before), "establishment")
    again[0] = ("Zorba Ltd", "1 N CLARK ST", {"key": "b1"})
    tables = tables_in(tmp_path / "r1", left=shops("left", *rows), right=shops("right", *again))
    found = renewed(tmp_path / "0", tmp_path / "1", tables, "establishment", most_changed=0.2)
    assert (found.came, found.went) == (1, 1)
    assert 0 < found.scored < table(tmp_path / "0", "links").num_rows / 4
    assert found.regrouped < 20
    assert len(groups(found)) == 59


def test_where_nothing_changed_nothing_is_scored(tmp_path):
    tables = tables_in(
        tmp_path / "r", **as_registers({0: ("Zorba", "7 W LAKE ST", {}), 1: ("ZORBA", "7 W LAKE ST", {})})
    )
    expected = whole(tmp_path / "0", tables, "establishment")
    found = renewed(tmp_path / "0", tmp_path / "1", tables, "establishment")
    assert (found.came, found.went, found.scored, found.regrouped) == (0, 0, 0, 0)
    assert groups(found) == groups(expected)


def test_too_much_change_asks_for_a_whole_run(tmp_path):
    first = as_registers({0: ("Zorba", "7 W LAKE ST", {}), 1: ("ZORBA", "7 W LAKE ST", {})})
    whole(tmp_path / "0", tables_in(tmp_path / "r", **first), "establishment")
    other = as_registers({0: ("Meze", "7 W LAKE ST", {}), 1: ("Bowl", "7 W LAKE ST", {})})
    tables = tables_in(tmp_path / "r1", **other)
    assert renewed(tmp_path / "0", tmp_path / "1", tables, "establishment", most_changed=0.2) is None


@pytest.mark.parametrize("verdict", ["must", "cannot"])
def test_judgements_hold_in_a_renewal(tmp_path, verdict):
    rows = {
        0: ("Zorba", "7 W LAKE ST", {}),
        1: ("ZORBA", "7 W LAKE ST", {}),
        2: ("Konisan", "7 W LAKE ST", {}),
        4: ("Meze", "10 N CLARK ST", {}),
    }
    tables = tables_in(tmp_path / "r0", **as_registers(rows))
    ids = {
        r["entity_id"]: r["record_id"]
        for t in tables
        if t.schema == "Establishment"
        for r in pq.read_table(t.path).to_pylist()
    }
    pair = (ids["left/0"], ids["right/1" if verdict == "cannot" else "left/2"])
    judged = Judged(**{verdict: [pair]})
    whole(tmp_path / "0", tables, "establishment", judged)
    tables = tables_in(
        tmp_path / "r1",
        **as_registers(rows | {3: ("ZORBA GRILL", "7 W LAKE ST", {}), 6: ("Bowl", "12 N CLARK ST", {})}),
    )
    found = renewed(tmp_path / "0", tmp_path / "1", tables, "establishment", judged)
    expected = whole(tmp_path / "whole", tables, "establishment", judged)
    assert groups(found, "entity_id") == groups(expected, "entity_id")
    together = any(
        set(pair) <= {r["record_id"] for r in found.partition.to_pylist() if r["cluster"] == c}
        for c in set(found.partition["cluster"].to_pylist())
    )
    assert together == (verdict == "must")


def test_traces_are_narrow(tmp_path):
    tables = tables_in(tmp_path / "r", **as_registers({0: ("Zorba", "7 W LAKE ST", {})}))
    whole(tmp_path / "0", tables, "establishment")
    kinds = {c.type for n in ("sayings", "alike", "marks") for c in table(tmp_path / "0", n).schema}
    assert kinds <= {pa.int64(), pa.uint64(), pa.float64()}
