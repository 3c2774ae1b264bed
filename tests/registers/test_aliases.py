"""Names of columns are written into a description, and nothing else in it changes."""

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from tidegate.errors import DescriptionError
from tidegate.registers.aliases import with_columns

HEAD = "register: permits   # the id\ntitle: {en: Permits}\n\nfiles:\n"
FORMS = {
    "none, block": "  - name: permits\n    path: permits/*.csv  # all\n    key: [ID]   # own\n",
    "only a path": "  - path: permits/*.csv\n",
    "flow": "  - {name: permits, path: permits/*.csv}\n",
    "columns in a line": "  - path: a.csv\n    columns: {Old: ID}  # since 2023\n    key: [ID]\n",
    "columns in lines": "  - path: a.csv\n    columns:\n      # once\n      Old: ID\n    key: [ID]\n",
    "empty columns": "  - path: a.csv\n    columns: {}\n    key: [ID]\n",
    "columns without anything": "  - path: a.csv\n    columns:\n    key: [ID]\n",
    "the second": "  - {name: other, path: b.csv}\n  - name: permits\n    path: a.csv\n",
}


@pytest.mark.parametrize("form", FORMS, ids=str)
@pytest.mark.parametrize("end", ["\n", "\r\n"], ids=["unix", "windows"])
def test_only_the_columns_change(form, end):
    text = (HEAD + FORMS[form] + "queries: []  # none yet\n").replace("\n", end)
    changed = with_columns(text, "permits", {"HuisNr": "HUISNUMMER"})
    before, after = yaml.safe_load(text), yaml.safe_load(changed)
    (own,) = [f for f in after["files"] if f.get("name", "permits") == "permits"]
    assert own.pop("columns")["HuisNr"] == "HUISNUMMER"
    for file in before["files"]:
        if file.get("name", "permits") == "permits":
            file.pop("columns", None)
    assert before == after
    # Every comment and every line that stood there still does.
    for comment in (line.partition("#")[2] for line in text.splitlines() if "#" in line):
        assert f"#{comment}" in changed
    assert changed.count(end) == changed.count("\n")


@given(st.text(st.characters(exclude_categories=("Cs", "Cc")), min_size=1, max_size=20), st.sampled_from(sorted(FORMS)))
def test_any_name_of_a_column_is_read_back_as_it_was(name, form):
    text = HEAD + FORMS[form]
    try:
        changed = with_columns(text, "permits", {name: "ID"})
    except DescriptionError:
        # Signs that YAML does not read at all, such as a mark of byte order.
        assert not name.isprintable()
        return
    (own,) = [f for f in yaml.safe_load(changed)["files"] if f.get("name", "permits") == "permits"]
    assert own["columns"][name] == "ID"


def test_names_that_stood_there_stay():
    changed = with_columns(HEAD + FORMS["columns in lines"], "permits", {"Nr": "ID", "no": "KEY"})
    assert yaml.safe_load(changed)["files"][0]["columns"] == {"Old": "ID", "Nr": "ID", "no": "KEY"}


@pytest.mark.parametrize(
    "text",
    [
        HEAD + "  - &one {path: a.csv, columns: &names {A: B}}\n  - {name: two, path: b.csv, columns: *names}\n",
        "register: x\nfiles: [", "- a\n", "register: permits\n",
    ],
)  # fmt: skip
def test_what_would_change_more_is_left_to_a_person(text):
    with pytest.raises(DescriptionError, match=r"Write them by hand under `columns` of the file: \{Nr: ID\}"):
        with_columns(text, "permits", {"Nr": "ID"}, where="permits.yml")
