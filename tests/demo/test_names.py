import numpy as np
import pyarrow as pa
import pytest

from tidegate.demo.names import bare, name_pool, spaced
from tidegate.demo.world.city import found_city
from tidegate.demo.world.making import make_world


def test_each_name_stands_once_in_its_group():
    pool = name_pool()
    for bounds, names in ((pool.first_range, pool.first), (pool.last_range, pool.last)):
        for low, high in bounds:
            group = names[low:high].to_pylist()
            assert len(group) == len(set(group))


def test_parts_are_joined_as_many_as_there_are():
    given = spaced(pa.array(["Jan", "Eva"]), pa.array(["de", None]), pa.array(["Wit", "Bos"]))
    assert given.to_pylist() == ["Jan de Wit", "Eva Bos"]


def test_bare_fits_the_old_code_page():
    pool = name_pool()
    for name in (*pool.first.to_pylist(), *pool.last.to_pylist()):
        assert len(bare(name).encode("cp1252")) == len(name)


def planted_people(world):
    """People whom the truth knows: in planted companies, roles, deals."""
    company = np.zeros(len(world.companies), bool)
    people = [np.zeros(0, np.int64)]
    for mark in world.marks:
        if not mark.planted:
            continue
        if mark.table == "companies":
            company[mark.rows] = True
        elif mark.table == "establishments":
            company[world.establishments["company"][mark.rows]] = True
        elif mark.table == "deals":
            people.append(world.deals["buyer_person"][mark.rows])
    roles = world.roles["person"][company[world.roles["company"]]]
    everyone = np.unique(np.concatenate([roles, *people]))
    return everyone[everyone >= 0]


def surprise(values, planted, kinds):
    """Chi-square of planted against all, in standard deviations; kinds that are too thin to count are put together."""
    inside = np.bincount(values[planted], minlength=kinds)
    whole = np.bincount(values, minlength=kinds)
    share = len(planted) / len(values)
    thick = whole * share >= 3
    seen = np.append(inside[thick], inside[~thick].sum())
    expected = np.append(whole[thick], whole[~thick].sum()) * share
    seen, expected = seen[expected > 0], expected[expected > 0]
    freedom = len(seen) - 1
    return (((seen - expected) ** 2 / expected).sum() - freedom) / np.sqrt(2 * freedom)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_nothing_planted_depends_on_a_name(seed):
    world = make_world(found_city(0, seed), 0, 1.0, seed)
    planted = planted_people(world)
    assert len(planted) > 100
    for column in ("origin", "first", "last", "nationality"):
        values = getattr(world.people, column)
        assert surprise(values, planted, int(values.max()) + 1) < 4, column
