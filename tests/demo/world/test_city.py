import numpy as np
import shapely

from tidegate.demo.deliveries.buildings import place_on_globe
from tidegate.demo.world.city import BOXES, SHOP, build_premises, found_city, main_roads
from tidegate.demo.world.plan import areas_of_city, city_name, city_origin


def test_the_city_has_six_parks_ten_districts_and_a_port():
    areas = areas_of_city(0, 1)
    assert sum(a.kind == "park" for a in areas) == 6
    assert len({a.district for a in areas if a.kind == "quarter"}) == 10
    assert [a.name for a in areas if a.kind == "port"] == ["Containerhaven"]
    assert {areas[a.neighbour].kind for a in areas if a.kind == "park"} == {"fringe"}


def test_polderpark_has_its_eighteen_hundred_units_in_the_first_block():
    city = found_city(0, 1)
    premises = build_premises(city, 0, 1.0, 1)
    park = next(i for i, a in enumerate(city.areas) if a.name == "Polderpark")
    assert (premises.area == park).sum() == 1800


def test_no_two_premises_share_an_address_even_between_blocks():
    city = found_city(0, 1)
    parts = [build_premises(city, block, 0.4, 1) for block in range(4)]
    keys = np.concatenate([np.stack([p.town, p.street, p.number], 1) for p in parts])
    assert len(np.unique(keys, axis=0)) == len(keys)


def test_buildings_are_whole_and_do_not_overlap():
    premises = build_premises(found_city(0, 1), 0, 0.2, 1)
    shapes = shapely.polygons(premises.building[premises.inside])
    assert shapely.is_valid(shapes).all()
    tree = shapely.STRtree(shapes)
    one, other = tree.query(shapes, predicate="overlaps")
    assert shapely.area(shapely.intersection(shapes[one], shapes[other])).max(initial=0) < 1.0


def test_buildings_stand_dry():
    city = found_city(0, 1)
    water = shapely.union_all([shape for _, shape in city.water])
    for block in range(4):
        premises = build_premises(city, block, 0.2, 1)
        shapes = shapely.polygons(premises.building[premises.inside])
        assert not shapely.intersects(shapes, water).any()


def test_every_city_lies_in_the_open_sea():
    for number in range(25):
        x, y = city_origin(number)
        corners = np.array([[x - 9500, y - 6500], [x + 12000, y + 6500]])
        longitude, latitude = place_on_globe(corners)
        assert longitude.max() < 4.0
        assert 52.0 < latitude.min() < latitude.max() < 53.0


def test_names_of_cities_and_streets_are_given_once():
    city = found_city(1, 1)
    inside = city.streets.slice(0, int((city.street_area >= 0).sum())).to_pylist()
    assert len(inside) == len(set(inside))
    assert len({city_name(n) for n in range(40)}) == 40
    assert all(area.name.endswith("(Ankerdam)") for area in city.areas)
    assert len(main_roads(city)) > 5


def test_a_part_of_a_block_has_its_part_of_everything():
    premises = build_premises(found_city(0, 1), 0, 0.1, 1)
    units = premises.inside & (premises.use >= SHOP) & (premises.use <= BOXES)
    assert 550 < units.sum() < 750
