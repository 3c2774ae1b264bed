"""What was refused and how to mend it is said in the reader's language: every rule and mend that the core has."""

import pytest

from tidegate.errors import DeliveryError
from tidegate.registers.accounting import MENDS


@pytest.fixture
def dutch(web_city):
    from django.utils import translation

    with translation.override("nl"):
        yield


@pytest.mark.parametrize("said", [*MENDS, *MENDS.values(), "too-few-cells", "too-many-cells"])
def test_every_rule_and_mend_is_dutch_on_a_dutch_page(dutch, said):
    from tidegate.web.deliveries.sentences import told

    assert told(said) != said


def test_a_mend_with_figures_keeps_them(dutch):
    from tidegate.web.deliveries.sentences import told

    said = "the row has 7 cells, the header 12; quote cells that hold the delimiter, or a line end"
    assert told(said).startswith("de rij heeft 7 cellen, de kop 12;")


def test_why_a_file_cannot_be_read_is_dutch_with_its_names(dutch):
    from tidegate.web.deliveries.sentences import told

    fault = DeliveryError(where="a.csv", what="the packed file is damaged (early end)", mend="fetch the file again")
    assert told(str(fault)) == "a.csv: het ingepakte bestand is beschadigd (early end). Haal het bestand opnieuw op."


def test_what_is_not_known_is_left_as_it_is(dutch):
    from tidegate.web.deliveries.sentences import told

    assert told("nobody ever said this 100 % of the time") == "nobody ever said this 100 % of the time"


def test_columns_that_are_missing_are_named_in_the_words_of_the_core(dutch):
    from dataclasses import replace

    from tests.small_city import REGISTERS
    from tidegate.registers.preparing import check_columns
    from tidegate.web.deliveries.sentences import told
    from tidegate.web.people.city import workspace

    register = next(r for r in workspace().registers if r.id == "permits")
    spec = replace(register.files[0])
    for lacks in (1, 2):
        found = REGISTERS["permits"][0].split(",")[lacks:]
        with pytest.raises(DeliveryError) as fault:
            check_columns(found, register, spec, "permits.csv")
        assert "ontbre" in told(str(fault.value))
