from tests.places.city import write
from tidegate.places.reading import offer


def test_a_city_without_such_a_register_reads_as_no_rows(engine, tmp_path):
    assert not offer(engine, tmp_path, "Measure", {"premises": "varchar"}, name="m")
    assert engine.rows("select count(*) as n, count(premises) as p from m") == [{"n": 0, "p": 0}]


def test_a_column_that_no_register_has_reads_as_absent(engine, tmp_path):
    write(tmp_path, "Report", [{"entity": "a", "topic": "noise"}])
    assert offer(engine, tmp_path, "Report", {"topic": "varchar", "count_number": "double"}, name="r")
    assert engine.rows("select topic, count_number from r") == [{"topic": "noise", "count_number": None}]
