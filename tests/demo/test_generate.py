import re
import tomllib

import pyogrio
import pytest

from tests.demo.conftest import SCALE, SEED, digests
from tidegate.demo.generate import generate
from tidegate.errors import WorkspaceError


def test_the_same_seed_and_scale_give_the_same_bytes(town, tmp_path):
    again = generate(tmp_path / "again", scale=SCALE, seed=SEED)
    one, two = digests(town.folder), digests(again.folder)
    assert one.keys() == two.keys()
    assert [name for name in one if one[name] != two[name]] == []
    assert (again.files, again.rows) == (town.files, town.rows)


def test_progress_rises_to_one_and_another_seed_gives_another_city(town, tmp_path):
    told = []
    other = generate(
        tmp_path / "other", scale=0.02, seed=SEED + 1, progress=lambda what, share: told.append((share, what))
    )
    shares = [share for share, _ in told]
    assert shares == sorted(shares)
    assert (shares[0], shares[-1]) == (0.0, 1.0)
    assert all(what for _, what in told)
    name = "deliveries/incidenten/incidenten_2020-12-31.csv"
    assert (other.folder / name).read_bytes() != (town.folder / name).read_bytes()


def test_rows_are_counted_by_file_and_by_register(town):
    assert sum(town.files.values()) == sum(town.rows.values())
    lines = (town.folder / "deliveries" / "kadaster" / "eigendom_2024-12-31.tsv").read_bytes().count(b"\n")
    assert town.files["kadaster/eigendom_2024-12-31.tsv"] == lines - 1
    assert len(town.rows) == 14


def test_the_map_has_its_layers(town):
    layers = pyogrio.list_layers(town.folder / "deliveries" / "panden" / "panden_2024-12-31.gpkg")
    assert set(layers[:, 0]) == {"panden", "percelen", "straten", "water", "gebieden"}


def test_the_city_says_that_it_is_invented(town):
    city = tomllib.loads((town.folder / "city.toml").read_text(encoding="utf-8"))
    assert city["demo"] is True
    assert (city["name"], city["countries"], city["languages"]) == ("Havenrijk", ["nl"], ["en", "nl"])
    assert len(city["areas"]) == 43
    assert "invented" in city["note"]


def test_a_folder_that_holds_something_is_left_alone(town):
    with pytest.raises(WorkspaceError, match=r"the folder is not empty. Name a new folder, or empty this one first\."):
        generate(town.folder)


@pytest.mark.parametrize("scale", [0, -1, 101])
def test_a_scale_out_of_range_is_refused(tmp_path, scale):
    with pytest.raises(ValueError, match=re.escape(f"scale is {scale}: give a scale above 0, at most 100")):
        generate(tmp_path / "x", scale=scale)


@pytest.mark.slow
def test_a_larger_scale_leaves_the_first_block_as_it_is(tmp_path):
    small, large = (generate(tmp_path / str(scale), scale=scale, seed=3) for scale in (1, 1.1))
    name = "deliveries/handelsregister/vestigingen_2022-12-31.csv"
    start = (small.folder / name).read_bytes()
    assert (large.folder / name).read_bytes()[: len(start)] == start
    assert 580_000 < sum(small.rows.values()) < 720_000
