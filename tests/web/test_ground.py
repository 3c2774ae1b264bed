"""Which workspaces the site opens, and its key."""

import pytest

from tests.web.conftest import as_demo
from tidegate.errors import SettingError, WorkspaceError

ground = pytest.importorskip("tidegate.web.ground")


def test_the_demo_is_opened(city):
    assert ground.open_ground(as_demo(city)).invented


def test_a_city_of_real_people_is_refused_with_the_reason(city):
    with pytest.raises(WorkspaceError) as told:
        ground.open_ground(city)
    assert "neither a demo nor open data" in str(told.value)
    assert "walls between partners" in str(told.value)
    assert "Serve the demo city" in str(told.value)


def test_open_data_must_be_open_in_each_register(city):
    with (city / "city.toml").open("a") as file:
        file.write("open_data = true\n")
    with pytest.raises(WorkspaceError, match="these registers are not open: companies, directors"):
        ground.open_ground(city)
    for path in (city / "registers").glob("*.yml"):
        text = path.read_text()
        path.write_text(text.replace("sensitivity: internal", "sensitivity: open").replace("confidential", "open"))
    assert not ground.open_ground(city).invented


def test_a_word_is_no_mark_of_a_demo(city):
    with (city / "city.toml").open("a") as file:
        file.write('demo = "yes"\n')
    with pytest.raises(WorkspaceError):
        ground.open_ground(city)


def test_the_key_is_made_once_for_its_owner_alone(tmp_path):
    key = ground.site_key(tmp_path)
    assert len(key) >= 60
    assert ground.site_key(tmp_path) == key
    assert (tmp_path / ground.KEY).stat().st_mode & 0o777 == 0o600
    assert [p.name for p in tmp_path.iterdir()] == [ground.KEY]


def test_a_key_that_others_may_read_is_refused(tmp_path):
    ground.site_key(tmp_path)
    (tmp_path / ground.KEY).chmod(0o644)
    with pytest.raises(WorkspaceError, match="other accounts may read the key"):
        ground.site_key(tmp_path)


def test_the_demo_listens_on_this_machine_alone(city):
    serving = pytest.importorskip("tidegate.web.serving")
    with pytest.raises(SettingError, match="listens on this machine alone"):
        serving.serve(as_demo(city), host="0.0.0.0", port=1, say=print)


def test_an_address_of_a_database_is_read_or_refused_without_being_repeated(tmp_path):
    databases = pytest.importorskip("tidegate.web.databases")
    read = databases.database("postgresql://ada:s%40e@db:5433/casework?sslmode=require", tmp_path)
    assert (read["HOST"], read["PORT"], read["OPTIONS"]) == ("db", "5433", {"sslmode": "require"})
    with pytest.raises(SettingError) as told:
        databases.database("mysql://ada:secret@db/x", tmp_path)
    assert "secret" not in str(told.value)
