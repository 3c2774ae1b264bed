"""A picture nobody will act on is not built."""

from datetime import date

import pytest
import yaml

from tests.partnership.test_covenant import PERMITS, POLICE, covenant, written
from tidegate.errors import RequestError
from tidegate.partnership import GATES, read_covenant, read_request


def request(**changes):
    gate = {"met": True, "because": "agreed", "by": "Ada", "date": date(2026, 1, 5)}
    whole = {
        "request": "spring", "purpose": "integrity", "asked_on": date(2026, 1, 4),
        "problem": [{"partner": "municipality", "words": "Permits change hands."},
                    {"partner": "shelter", "words": "People come to us from there."}],
        "action": "A weekly table decides on each flag.", "owner": "Ada", "until": date(2026, 12, 31),
        "gates": dict.fromkeys(GATES, gate),
    }  # fmt: skip
    return {**whole, **changes}


def read(tmp_path, data):
    path = tmp_path / "spring.yml"
    path.write_text(yaml.safe_dump(data), encoding="utf-8")
    return read_request(path, read_covenant(written(tmp_path, covenant()), [PERMITS, POLICE]))


def test_a_whole_request_has_no_closed_gate(tmp_path):
    found = read(tmp_path, request())
    assert found.closed() == ()
    assert set(found.problem) == {"municipality", "shelter"}


def test_a_gate_that_is_not_met_is_closed_with_its_reason(tmp_path):
    gates = request()["gates"]
    gates = {**gates, "capacity": {**gates["capacity"], "met": False, "because": "nobody has time"}}
    (closed,) = read(tmp_path, request(gates=gates)).closed()
    assert (closed.name, closed.because) == ("capacity", "nobody has time")


@pytest.mark.parametrize(
    ("changes", "what"),
    [
        ({"problem": [{"partner": "municipality", "words": "Ours alone."}]}, "in the words of fewer than two partners"),
        (
            {"problem": [{"partner": "municipality", "words": "a"}, {"partner": "nobody", "words": "b"}]},
            "'nobody' is none",
        ),
        ({"action": " "}, "action is missing: a picture nobody will act on is not built"),
        ({"owner": ""}, "owner is missing"),
        ({"until": "later"}, "until is 'later', and should be a day"),
        ({"purpose": "fishing"}, "purpose 'fishing' is none of the covenant's"),
        ({"gates": {}}, "shared_need is not answered .* capacity is not answered"),
    ],
)
def test_a_request_with_a_gap_is_refused(tmp_path, changes, what):
    with pytest.raises(RequestError, match=what.replace("?", r"\?")):
        read(tmp_path, request(**changes))


def test_one_voice_must_be_without_powers_of_enforcement(tmp_path):
    data = covenant()
    data["partners"].append({"id": "police", "name": "Police"})
    path = tmp_path / "spring.yml"
    words = [{"partner": p, "words": "It is bad."} for p in ("municipality", "police")]
    path.write_text(yaml.safe_dump(request(problem=words)), encoding="utf-8")
    with pytest.raises(RequestError, match="no partner without powers of enforcement has said it"):
        read_request(path, read_covenant(written(tmp_path, data), [PERMITS, POLICE]))
