"""Requests made up from the description of the API, right and wrong ones, by somebody with a key: never a 500.

`tongban/faces/api/tests/test_openapi.py` plays them without a key; here they pass the door.
"""

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from schemathesis import checks

from tests.hostile.world import NOW, SECRET, World, build
from tongban.config.wsgi import application

checks.load_all_checks()
CHECKS = checks.CHECKS.get_by_names(["not_a_server_error", "status_code_conformance", "content_type_conformance"])
described = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", application)
schema = described.include(path_regex="/cases")
others = [found.ok().as_strategy() for found in described.exclude(path_regex="/cases").get_all_operations()]


@pytest.fixture
def world(transactional_db: None, monkeypatch: pytest.MonkeyPatch) -> World:
    """Faces read the clock of the world."""
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)
    return build()


@schema.parametrize()
@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
def test_no_request_of_a_caller_makes_a_server_error(case, world):
    if "number" in case.path_parameters:
        case.path_parameters["number"] = world.number
    response = case.call(headers=world.callers["stranger"])
    case.validate_response(response, checks=CHECKS)
    assert SECRET not in response.text


@given(case=st.one_of(others))
@settings(max_examples=120, deadline=None, suppress_health_check=list(HealthCheck))
def test_no_request_of_a_system_makes_a_server_error(case, world):
    """The other addresses, all in one world."""
    if "identifier" in case.path_parameters:
        case.path_parameters["identifier"] = world.licence
    response = case.call(headers=world.callers["system"])
    case.validate_response(response, checks=CHECKS)
    assert SECRET not in response.text
