"""What is kept beside a picture says what its views say, once more and in order."""

import pytest

from tests.small_city import TODAY
from tidegate.network import open_records
from tidegate.pipeline.picturing.contents import CONTENTS
from tidegate.tables import query, session
from tidegate.web.atlas.reading.keeping import INDEXED, LAID_OUT, MAPPED, TIED, attached_as, kept_for
from tidegate.web.atlas.reading.ready import make_ready

ROOM = "tidegate.web.atlas.reading"
ORDERS = dict(TIED.values()) | MAPPED


@pytest.mark.parametrize("name", ORDERS)
def test_a_kept_table_is_its_view_put_in_order(atlas, name):
    make_ready(atlas.workspace, [atlas.picture], today=TODAY)
    laid = kept_for(atlas.picture) / LAID_OUT
    with session(see=[atlas.picture.folder, laid]) as own:
        tables = {t for told in CONTENTS.values() for t in told if "/" not in t and atlas.picture.has(t)}
        open_records(own, {t: atlas.picture.folder / f"{t}.parquet" for t in tables})
        for view in ORDERS if name in MAPPED else (name,):
            own.execute(query(ROOM, f"opening_{view}"))
        said = own.rows(f'select * from "{name}"')
        own.execute(attached_as("kept", laid / INDEXED, read_only=True))
        kept = own.rows(f'select * from kept."{name}"')
    assert said
    assert sorted(map(str, kept)) == sorted(map(str, said))
    first = ORDERS[name][0].strip('"')
    assert [row[first] for row in kept] == sorted(row[first] for row in kept)
