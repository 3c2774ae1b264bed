"""What refers to a record tells of it too: of several deals about one thing only the last."""

from datetime import date

from tests.linkage.records import tables_in
from tidegate.linkage import load_model
from tidegate.linkage.gathering import gather
from tidegate.tables import session

HOUSE = {"key": "house", "registrationNumber": "0991001"}


def has(folder, people, deals, ownerships=()):
    """What each person has, by the key of the person."""
    schemas = {"Person": people, "Premises": [HOUSE], "Deal": deals}
    if ownerships:
        schemas["Ownership"] = list(ownerships)
    tables = tables_in(folder, land=schemas)
    with session(see=sorted({t.path.parent for t in tables}), memory_gib=1) as own:
        gather(own, tables, load_model("person"))
        rows = own.rows("select entity_id, f_has from gathered order by row_number")
    return {row["entity_id"].split("/")[1]: row["f_has"] for row in rows}


def deal(buyer, day):
    return {"buyer": f"land/{buyer}", "subject": "land/house", "from": day}


def test_the_last_buyer_and_the_owner_have_the_house(tmp_path):
    people = [{"key": k, "name": "de Vries"} for k in ("father", "son", "owner", "other")]
    deals = [deal("father", date(2020, 3, 1)), deal("son", date(2022, 3, 1))]
    owner = {"owner": "land/owner", "asset": "land/house"}
    found = has(tmp_path, people, deals, [owner])
    assert found == {"father": [], "son": ["0991001"], "owner": ["0991001"], "other": []}


def test_where_the_last_buyer_is_no_person_nobody_has_it(tmp_path):
    people = [{"key": "first", "name": "de Vries"}]
    deals = [deal("first", date(2020, 3, 1)), deal("company", date(2022, 3, 1))]
    assert has(tmp_path, people, deals) == {"first": []}
