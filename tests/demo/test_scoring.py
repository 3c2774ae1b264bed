"""The score counts as a person would who has the truth beside the picture."""

from datetime import date

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tests.small_city import write_city
from tidegate.demo.scoring import MEANT_FOR, PatternScore, score_picture
from tidegate.indicators import shipped_rules
from tidegate.pipeline import open_workspace
from tidegate.pipeline.picturing import Picture
from tidegate.pipeline.who.keys import RowKeys

TEXT, DAY, NUMBER = pa.string(), pa.date32(), pa.float64()
COLUMNS = {
    "Seat": {"premises": TEXT, "registrant": TEXT, "role": TEXT},
    "Payment": {"beneficiary": TEXT},
    "Permit": {"premises": TEXT, "holder": TEXT, "applicationDate_from": DAY, "decisionDate_from": DAY,
               "capacity_number": NUMBER},
    "Deal": {"subject": TEXT, "date_from": DAY},
    "PortPass": {"holder": TEXT},
    "Establishment": {"sector": TEXT, "operator": TEXT, "premises": TEXT, "startDate_from": DAY, "endDate_from": DAY},
    "Tenancy": {"premises": TEXT},
    "Measure": {"premises": TEXT, "startDate_from": DAY},
    "TenderBid": {"call": TEXT, "bidder": TEXT, "result": TEXT, "date_from": DAY},
    "Company": {"incorporationDate_from": DAY},
    "Vacancy": {"premises": TEXT, "summary": TEXT},
    "Inspection": {"premises": TEXT, "findings": TEXT},
}  # fmt: skip
HEAD = {"record_id": TEXT, "entity": TEXT, "known_from": DAY, "known_to": DAY}


class Scored:
    """A city, a picture made by hand, and its truth."""

    def __init__(self, folder):
        self.workspace = open_workspace(write_city(folder / "city"))
        self.file = next(r for r in self.workspace.registers if r.id == "permits").files[0].name
        self.keys = RowKeys(self.workspace)
        self.folder = folder
        self.flags, self.evidence, self.truth = [], [], []
        self.records = {name: [] for name in COLUMNS}

    def record(self, number, thing="permit"):
        ((found, _),) = self.keys.records("permits", self.file, number, thing=thing)
        return found

    def flag(self, indicator, subject, *records):
        self.flags.append({"flag": f"f{len(self.flags)}", "indicator": indicator, "subject": subject})
        self.evidence += [{"flag": self.flags[-1]["flag"], "record_id": r} for r in records]

    def planted(self, pattern, instance, role, *numbers):
        self.truth += [
            {
                "pattern": pattern,
                "instance": instance,
                "role": role,
                "register": "permits",
                "file": self.file,
                "row_key": n,
            }
            for n in numbers
        ]

    def scores(self):
        made = self.folder / "made"
        (made / "records").mkdir(parents=True)
        for name, columns in COLUMNS.items():
            table = pa.Table.from_pylist(self.records[name], schema=pa.schema({**HEAD, **columns}))
            pq.write_table(table, made / "records" / f"{name}.parquet")
        strings = {"flags": ("flag", "indicator", "subject"), "evidence": ("flag", "record_id")}
        for name, columns in strings.items():
            table = pa.Table.from_pylist(getattr(self, name), schema=pa.schema([(c, TEXT) for c in columns]))
            pq.write_table(table, made / f"{name}.parquet")
        columns = ("pattern", "instance", "role", "register", "file", "row_key")
        table = pa.Table.from_pylist(self.truth, schema=pa.schema([(c, TEXT) for c in columns]))
        pq.write_table(table, self.folder / "patterns.parquet")
        found = score_picture(self.workspace, Picture("made", made, {}), self.folder)
        return {(s.pattern, s.by): s for s in found}


@pytest.fixture
def scored(tmp_path):
    return Scored(tmp_path)


def test_found_wrong_and_doors_are_counted_beside_a_trivial_rule(scored):
    scored.planted("fast_permits", "one", "true", "v01", "v02")
    scored.planted("fast_permits", "two", "true", "v11")
    scored.planted("fast_permits", "desk", "look-alike", "w0")
    scored.planted("fast_permits", "class", "look-alike", "w1")
    # One true case is found by the row of its holder; one innocent one is flagged, and one that nobody planted.
    scored.flag("permit_unusually_fast", "s1", scored.record("v02", "holder"))
    scored.flag("permit_unusually_fast", "s1", scored.record("v01"))
    scored.flag("permit_unusually_fast", "s2", scored.record("w0"))
    scored.flag("permit_unusually_fast", "s3", scored.record("x1"))
    # What is not meant for the pattern does not count for it.
    scored.flag("letterbox_addresses", "s4", scored.record("v11"))
    for number, days in (("v01", 2), ("v11", 7), ("w0", 1), ("w1", 8), ("w2", 3)):
        scored.records["Permit"].append({
            "record_id": scored.record(number), "entity": f"p-{number}", "applicationDate_from": date(2024, 1, 1),
            "decisionDate_from": date(2024, 1, 1 + days),
        })  # fmt: skip
    found = scored.scores()
    assert found["fast_permits", "indicators"] == PatternScore("fast_permits", "indicators", 2, 1, 2, 1, 3, 1)
    assert found["fast_permits", "trivial rule"] == PatternScore("fast_permits", "trivial rule", 2, 2, 2, 1, 4, 1)
    assert found["fast_permits", "indicators"].doors_per_case == 3
    assert found["letterbox", "indicators"] == PatternScore("letterbox", "indicators", 0, 0, 0, 0, 1, 1)
    assert found["letterbox", "indicators"].doors_per_case is None


def test_a_city_without_truth_and_flags_scores_nothing_and_every_trivial_rule_runs(scored):
    found = scored.scores()
    assert list(found) == [(p, by) for p in MEANT_FOR for by in ("indicators", "trivial rule")]
    assert {(s.true, s.found, s.alike, s.wrong, s.doors, s.elsewhere) for s in found.values()} == {(0,) * 6}


def test_the_trivial_letterbox_needs_ten(scored):
    scored.planted("letterbox", "l", "true", "v01")
    for n in range(10):
        record = scored.record("v01") if n == 0 else f"r{n}"
        scored.records["Seat"].append({"record_id": record, "premises": "l", "registrant": f"c{n}"})
    for n in range(9):
        scored.records["Seat"].append({"record_id": f"m{n}", "premises": "m", "registrant": f"c{n}"})
    told = scored.scores()["letterbox", "trivial rule"]
    assert (told.found, told.doors) == (1, 1)


def test_every_pattern_is_meant_for_rules_that_exist():
    known = {r.id for r in shipped_rules()}
    assert {i for names in MEANT_FOR.values() for i in names} <= known
