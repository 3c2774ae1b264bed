"""What the description says is what the API does: tried with made-up requests, good and bad, within the process."""

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis import GenerationMode

EXAMPLES = 5
"""Requests to each address, as many that fit the description and as many that do not."""


@pytest.fixture
def described(token_for, monkeypatch):
    from django.core.wsgi import get_wsgi_application

    monkeypatch.setattr("tidegate.web.api.limits.A_MINUTE", 1_000_000)
    headers = {"Authorization": f"Bearer {token_for()}"}
    return schemathesis.openapi.from_wsgi("/api/v1/openapi.json", get_wsgi_application(), headers=headers), headers


def test_the_description_is_openapi_3_1_and_names_every_refusal(ask):
    told = ask("openapi.json").json()
    assert told["openapi"].startswith("3.1")
    for path, operations in told["paths"].items():
        assert set(operations) == {"get"}, path
        assert {"200", "401", "403", "404", "405", "422", "429"} <= set(operations["get"]["responses"]), path
        assert operations["get"]["security"] == [{"_Bearer": []}, {"_Basic": []}, {"_Session": []}]
    assert "http" not in str(told["servers"])


def test_no_server_error_and_no_undocumented_answer(described):
    schema, headers = described
    tried = 0
    for found in schema.get_all_operations():
        operation = found.ok()
        good, bad = (operation.as_strategy(generation_mode=mode) for mode in GenerationMode)

        @settings(max_examples=EXAMPLES, deadline=None, derandomize=True, database=None, phases=[Phase.generate],
                  suppress_health_check=list(HealthCheck))  # fmt: skip
        @given(case=good, other=bad)
        def asks(case, other):
            nonlocal tried
            for own in (case, other):
                tried += 1
                own.call_and_validate(headers=headers)

        asks()
    assert tried > 100
