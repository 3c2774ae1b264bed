"""What a picture may hold is what its stages make."""

from collections import Counter

from tidegate.pipeline.picturing.contents import CONTENTS
from tidegate.pipeline.picturing.stages import STAGES


def test_every_stage_has_its_tables():
    assert list(CONTENTS) == [stage.name for stage in STAGES]


def test_no_two_stages_make_a_table_of_one_name():
    names = Counter(name for tables in CONTENTS.values() for name in tables)
    assert [n for n, count in names.items() if count > 1] == []


def test_no_table_of_a_picture_measures_people():
    words = ("score", "rank", "centrality", "betweenness", "degree", "risk")
    columns = [c.name for tables in CONTENTS.values() for contract in tables.values() for c in contract.columns]
    assert [c for c in columns if any(w in c for w in words)] == []
