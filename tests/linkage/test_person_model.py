"""The shipped model for persons, with its defaults alone: who must come together and who must stay apart."""

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tidegate.linkage import load_model
from tidegate.linkage.description import FORBIDDEN
from tidegate.linkage.gathering import RecordTable
from tidegate.linkage.linking import Trained, link
from tidegate.linkage.scoring import Parameters
from tidegate.tables import session

HOME = "Dorpsstraat 12, 1234 AB Havenrijk"
JAN = {"firstName": "Jan", "lastName": "van der Berg", "birthDate": "1980-05-07", "address": HOME}


def bystanders():
    """A town around the people of a test, in which a name can be rare."""
    begin, end = (
        ("Bak", "Dijk", "Groen", "Hof", "Kuip", "Laan", "Meer", "Noord", "Pol", "Veen"),
        ("er", "ink", "ma", "stra"),
    )
    families = [f"{a}{b}" for a in begin for b in end]
    given = ("Anna", "Bram", "Carla", "Daan", "Eva", "Frits", "Greta", "Hugo", "Ilse", "Koen")
    for n in range(1200):
        yield {
            "firstName": given[n % 10], "lastName": families[(n * 7) % 40],
            "address": f"Kade {n // 3}, {1000 + n // 3} ZZ Oostkade",
            "birthDate": f"{1930 + (n * 37) % 75}-{1 + (n * 5) % 12:02}-{1 + (n * 11) % 28:02}",
            "phone": f"+3120555{n // 3:04}",
        }  # fmt: skip


def weigh(folder, *people):
    """Weigh records of people against each other, and group them: weights by pair of positions, groups by position."""
    people = (*people, *bystanders())
    props = sorted({prop for person in people for prop in person})
    count = len(people)
    ids = [f"r{n}" for n in range(count)]
    table = pa.table({
        "record_id": ids, "register": ["people"] * count, "schema": ["Person"] * count, "file": ["f"] * count,
        "row_number": pa.array(range(count), pa.int64()), "entity_id": ids,
        **{name: pa.nulls(count, pa.date32()) for name in ("valid_from", "valid_to", "known_from", "known_to")},
        **{p: pa.array([[q[p]] if q.get(p) else [] for q in people], pa.list_(pa.string())) for p in props},
    })  # fmt: skip
    path = folder / "people.parquet"
    pq.write_table(table, path)
    model = load_model("person")
    defaults = Trained(model.name, model.version, Parameters({}, model.prior))
    with session(see=[path]) as engine:
        linked = link(engine, model, [RecordTable("people", "Person", path)], trained=defaults)
    rows = linked.partition.to_pylist()
    node = {r["node"]: int(r["record_id"][1:]) for r in rows}
    weights = {tuple(sorted((node[r["node_l"]], node[r["node_r"]]))): r["weight"] for r in linked.links.to_pylist()}
    return weights, {int(r["record_id"][1:]): r["cluster"] for r in rows}


def test_no_field_reads_what_is_said_of_an_origin():
    model = load_model("person")
    read = {p.rsplit(".", 1)[-1] for f in model.fields for p in (*f.sources, *(q for g in f.parts for q in g))}
    assert not read & FORBIDDEN


@pytest.mark.parametrize(
    "other",
    [
        {"name": "BERG, Jan van der", "birthDate": "1980-05-07", "address": HOME},
        JAN | {"firstName": "van der Berg", "lastName": "Jan"},  # exchanged
        JAN | {"birthDate": "1980-07-05"},  # day and month exchanged
        JAN | {"birthDate": "1980-05-17"},  # a digit
        JAN | {"firstName": "J."},
        JAN | {"firstName": "Johannes"},
        JAN | {"lastName": "van der Breg"},
        JAN | {"address": "Havenkade 3, 4321 BA Oostkade"},  # moved
        JAN | {"birthDate": ""},
    ],
)  # fmt: skip
def test_one_person_written_otherwise_comes_together(tmp_path, other):
    weights, group = weigh(tmp_path, JAN, other)
    assert weights.get((0, 1), 99) >= load_model("person").join  # of one node nothing needs weighing
    assert group[0] == group[1]


@pytest.mark.parametrize(
    ("who", "other"),
    [
        ("brother", {"firstName": "Pieter", "birthDate": "1982-11-23"}),
        ("twin", {"firstName": "Pieter"}),
        ("twin with a like name", {"firstName": "Johanna"}),
        ("father of the same name", {"birthDate": "1951-11-23"}),
        ("father, an initial", {"firstName": "J.", "birthDate": "1951-11-23"}),
        ("brother without birth date", {"firstName": "Pieter", "birthDate": ""}),
        ("namesake elsewhere", {"birthDate": "1951-11-23", "address": "Havenkade 3, 4321 BA Oostkade", "phone": ""}),
    ],
)
def test_a_household_stays_apart(tmp_path, who, other):
    """Rare names make it harder: the more seldom a family name, the more it weighs that two people share it."""
    shared = {"phone": "+31201234567"}
    weights, group = weigh(tmp_path, JAN | shared, JAN | shared | other)
    assert weights.get((0, 1), -99) <= -2, who
    assert group[0] != group[1], who


def test_a_junior_is_not_the_senior(tmp_path):
    old = {"name": "David Dobbins Sr", "address": HOME}
    young = {"name": "David Dobbins Jr", "address": HOME}
    weights, group = weigh(tmp_path, old, young)
    assert group[0] != group[1]
    assert weights.get((0, 1), -99) < 0


def test_a_name_alone_makes_nobody_one_person(tmp_path):
    _, group = weigh(
        tmp_path, {"name": "Jan de Vries", "birthDate": "1980"}, {"name": "Jan de Vries", "phone": "0201234567"}
    )
    assert group[0] != group[1]


def test_two_tax_numbers_are_two_people(tmp_path):
    _, group = weigh(tmp_path, JAN | {"taxNumber": "111222333"}, JAN | {"taxNumber": "987654321"})
    assert group[0] != group[1]
