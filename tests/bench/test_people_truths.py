import csv
import json

import pytest

from tidegate.bench.people_truths import (
    SAME_NAME,
    Point,
    TruthSet,
    febrl,
    measure_name_pairs,
    measure_truth_set,
    senzing,
)

HEADS = (
    "rec_id, given_name, surname, street_number, address_1, "
    "address_2, suburb, postcode, state, date_of_birth, soc_sec_id"
)


def test_harmonic_mean_of_two_shares():
    assert Point(4, 0.5, 1.0).f1 == pytest.approx(2 / 3)
    assert Point(4, 0.0, 0.0).f1 == 0.0


def test_a_set_of_three_records_is_scored_by_counts(tmp_path):
    records = {
        "name": [["Jan van der Berg"], ["BERG, Jan van der"], ["Greta Groen"]],
        "birthDate": [["1980-05-07"], ["1980-05-07"], ["1951-11-23"]],
        "idNumber": [["X4804521"], ["X4804521"], ["Y1122334"]],
    }
    truth = TruthSet("three", records, ["a", "a", "b"], ["Jan", "Jan again", "Greta"])
    outcome = measure_truth_set(truth, tmp_path)
    assert (outcome.score.precision, outcome.score.recall) == (1.0, 1.0)
    assert list(outcome.faults()) == []
    assert [p.join for p in outcome.curve] == sorted(p.join for p in outcome.curve)


def test_faults_are_told_record_by_record(tmp_path):
    records = {"name": [["Jan de Vries"], ["Greta Groen"]], "birthDate": [["1980-05-07"], ["1951-11-23"]]}
    outcome = measure_truth_set(TruthSet("two", records, ["a", "a"], ["Jan", "Greta"]), tmp_path)
    ((what, who),) = outcome.faults()
    assert what == "a: one person, several groups"
    assert [line.split(": ")[1] for line in who] == ["Jan", "Greta"]


def test_names_are_weighed_with_their_reasons(tmp_path):
    path = tmp_path / "pairs.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        out = csv.writer(file)
        out.writerow(["schema", "name1", "name2", "is_match"])
        out.writerow(["Person", "Bill Smith", "Smith, William", "true"])
        out.writerow(["Person", "Anna Smith", "Pieter Bos", "false"])
        out.writerow(["Company", "Bos BV", "Bos B.V.", "true"])
    same, other = measure_name_pairs(path)
    assert same.bits >= SAME_NAME > other.bits
    assert same.right
    assert other.right
    assert same.why == ("Family name: the same family name", "Given name: a short form or spelling of the same name")


def test_febrl_is_read(tmp_path):
    path = tmp_path / "febrl.csv"
    row = ["rec-7-dup-0", "anna", "bos", "12", "kade", "", "oostkade", "1234", "zz", "19800507", "4804521"]
    path.write_text(f"{HEADS}\n{', '.join(row)}\n", encoding="utf-8")
    truth = febrl(path)
    assert truth.true_ids == ["7"]
    assert truth.records["address"] == [["12 kade, oostkade, zz, 1234"]]


def test_senzing_leaves_organisations_out(tmp_path):
    person = [{"NAME_LAST": "Smith", "NAME_FIRST": "Bob", "NAME_MIDDLE": "J"}, {"DATE_OF_BIRTH": "12/11/1978"}]
    lines = [
        {"DATA_SOURCE": "CUSTOMERS", "RECORD_ID": "1", "FEATURES": person},
        {"DATA_SOURCE": "CUSTOMERS", "RECORD_ID": "2", "FEATURES": [{"NAME_ORG": "Bos BV"}]},
    ]
    (tmp_path / "customers.jsonl").write_text("\n".join(map(json.dumps, lines)), encoding="utf-8")
    for name in ("reference", "watchlist"):
        (tmp_path / f"{name}.jsonl").write_text("", encoding="utf-8")
    key = "CLUSTER_ID,DATA_SOURCE,RECORD_ID\nA,CUSTOMERS,1\nB,CUSTOMERS,2\n"
    (tmp_path / "actual_truthset_key.csv").write_text(key, encoding="utf-8")
    truth = senzing(tmp_path)
    assert truth.true_ids == ["A"]
    assert (truth.records["name"], truth.records["birthDate"]) == ([["Smith, Bob J"]], [["1978-12-11"]])
