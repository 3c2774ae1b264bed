"""A picture told: sentences with what they rest on, in two languages, and no more sureness than there is."""

import json
import string
from datetime import date
from importlib.resources import files

import pyarrow as pa
import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from tidegate.documents import KeyFigures, Listing, Paragraph, Table
from tidegate.indicators import shipped_rules
from tidegate.picture.telling import Material, tell_picture
from tidegate.picture.telling.flags import sureness, text
from tidegate.picture.telling.words import say

RULE = next(r for r in shipped_rules() if r.id == "double_operation")
VALUES = {"since": "2023-06-01", "until": "2025-12-31", "days": 944, "class": "same trade name"}


def manifest(**more):
    return {
        "picture": "abc", "on": "2026-01-15", "expires_on": None, "city": "Kleinstad", "invented": False,
        "trial": False,
        "covenant": {"partner": "municipality", "purpose": "permit-integrity", "legal_basis": "Act, section 1"},
        "request": {"action": "We look.", "owner": "Ada", "until": "2026-12-31", "problem": {"shelter": "It is bad."}},
        "view": {"data_classes": ["permit"], "methods": ["indicators"]},
        "registers": {"permits": {"title": {"en": "Permits", "nl": "Vergunningen"}, "holder": "Municipality",
                                  "legal_basis": ["Act"], "last_delivery": "2026-01-15", "rows_in": 3, "refused": 0}},
        **more,
    }  # fmt: skip


def flag(number, *, bits=None, others=("c1", "c2")):
    return {"flag": f"f{number}", "indicator": RULE.id, "version": 1, "subject": "h1", "others": list(others),
            "at": date(2023, 7, 31), "values": json.dumps(VALUES), "strength_bits": bits, "false_share": 0.1,
            "population": 1200}  # fmt: skip


def material(flags, *, language="en", **more):
    rows = [{"flag": f["flag"], "register": "permits", "delivery_date": "2026-01-15", "file": "permits.csv",
             "row_number": n}
            for f in flags for n in (1, 1, 2)]  # fmt: skip
    report = [{"indicator": RULE.id, "state": "evaluated", "reason": "", "flags": len(flags),
               "subjects": len({f["subject"] for f in flags}), "population": 1200},
              {"indicator": "quick_resale", "state": "not applicable", "reason": "needs Deal", "flags": 0,
               "subjects": 0, "population": 0}]  # fmt: skip
    schema = pa.schema([("flag", pa.string()), ("indicator", pa.string()), ("version", pa.int64()),
                        ("subject", pa.string()), ("others", pa.list_(pa.string())), ("at", pa.date32()),
                        ("values", pa.string()), ("strength_bits", pa.float64()), ("false_share", pa.float64()),
                        ("population", pa.int64())])  # fmt: skip
    tables = {
        "flags": pa.Table.from_pylist(flags, schema=schema), "evidence": pa.Table.from_pylist(rows),
        "indicator_report": pa.Table.from_pylist(report),
        "entities": pa.table({"entity": ["h1", "c1"], "caption": ["Kade 1", "Anker BV"]}), **more,
    }  # fmt: skip
    if not rows:
        del tables["evidence"]
    return Material(manifest(), tables, shipped_rules(), language)


def all_of(section, kind):
    found = [b for b in section.blocks if isinstance(b, kind)]
    return found + [b for part in section.sections for b in all_of(part, kind)]


def section(report, heading):
    return next(s for s in report.sections if s.heading == heading)


def test_a_flag_is_told_in_its_sentence_with_its_rows_and_how_sure():
    report = tell_picture(material([flag(1, bits=13.0)]))
    told = section(report, say("flags", "en"))
    table = all_of(told, Table)[0]
    ((what, sentence),) = table.rows
    assert what == "Kade 1"
    assert "944" in sentence
    assert say("strength_firm", "en") in sentence
    ((first, second),) = table.sources
    assert (first.register, first.row, second.row) == ("Permits", 1, 2)
    assert "1,200" in table.caption
    # What may explain it away stands there, all of it.
    assert all_of(told, Listing)[0].items == tuple(RULE.innocent["en"])


def test_a_rule_that_could_not_be_put_says_why():
    told = section(tell_picture(material([flag(1)])), say("flags", "en"))
    reasons = [row for t in all_of(told, Table) for row in t.rows if "needs Deal" in row]
    assert len(reasons) == 1


def test_the_summary_counts_situations_and_weak_links():
    report = tell_picture(material([flag(1, bits=3.0), flag(2, bits=12.0), flag(3)]))
    (figures,) = all_of(report.sections[0], KeyFigures)
    assert [f.value for f in figures.figures][:4] == [1, 1, 1, 1]


def test_no_flag_is_said_too():
    told = section(tell_picture(material([])), say("flags", "en"))
    assert say("no_flags", "en") in [b.text for b in told.blocks if isinstance(b, Paragraph)]


def test_a_report_says_its_limits_and_the_problem_in_the_words_of_those_who_have_it():
    report = tell_picture(material([flag(1)], language="nl"))
    assert len(report.standing.limits) == 4
    assert "It is bad." in [p.text for p in all_of(report.sections[1], Paragraph)]
    assert report.language == "nl"


@pytest.mark.parametrize(
    ("bits", "word"), [(None, "none"), (3.5, "weak"), (6.99, "weak"), (7.0, "fair"), (11.99, "fair"), (12.0, "firm")]
)
def test_sureness_is_said_in_words(bits, word):
    assert sureness(bits, "en") == say(f"strength_{word}", "en")


def test_a_name_is_looked_up_once_and_a_thing_without_one_keeps_the_start_of_its_id():
    found = material([flag(1, others=("c1", "0123456789"))])
    assert (found.called("c1"), found.called("0123456789")) == ("Anker BV", "(01234567)")
    assert found.natural == frozenset()
    people = pa.table({"entity": ["p1"], "caption": ["Eva"], "natural": [True], "kind": ["person"]})
    assert material([flag(1)], nodes=people).natural == {"p1"}


def test_a_situation_lies_at_the_first_place_it_names():
    places = pa.table({"premises": ["x", "c2"], "x_m": [None, 7.0], "y_m": [None, 9.0]})
    found = material([flag(1)], places=places)
    assert found.where(flag(1)) == (7.0, 9.0)
    assert found.where(flag(1, others=())) is None
    assert found.ground.tolist() == [[7.0, 9.0]]


def test_every_text_is_there_in_both_languages_with_the_same_blanks():
    texts = yaml.safe_load((files("tidegate.picture.telling") / "words.yml").read_text(encoding="utf-8"))
    assert len(texts) > 60
    for name, words in texts.items():
        assert set(words) == {"en", "nl"}, name
        blanks = [{f for _, f, _, _ in string.Formatter().parse(str(words[k])) if f} for k in ("en", "nl")]
        assert blanks[0] == blanks[1], name
    with pytest.raises(KeyError):
        say("nothing of the kind", "en")


def test_a_text_without_the_language_is_given_in_english():
    assert text({"en": "quay", "de": "Kai"}, "nl") == "quay"
    assert text({"de": "Kai"}, "nl") == "Kai"
    assert text({}, "nl") == ""


@settings(max_examples=10, deadline=None)
@given(st.permutations(range(4)))
def test_equal_pictures_give_equal_reports_whatever_the_order_of_rows(order):
    flags = [flag(n, bits=float(n) * 4) for n in range(4)]
    assert tell_picture(material([flags[n] for n in order])).sections[2].sections[0].blocks[1].rows == (
        tell_picture(material(flags)).sections[2].sections[0].blocks[1].rows
    )
