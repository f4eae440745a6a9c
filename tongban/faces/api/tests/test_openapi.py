"""The description in git is what the code does, and no request it allows (or forbids) makes a 500."""

import json

import pytest
import schemathesis
from hypothesis import HealthCheck, settings
from schemathesis import checks

from tongban.config.wsgi import application
from tongban.faces.api.management.commands.describe_api import SNAPSHOT
from tongban.registers.regions.tests import make

checks.load_all_checks()
CHECKS = checks.CHECKS.get_by_names(
    ["not_a_server_error", "status_code_conformance", "content_type_conformance", "response_schema_conformance"]
)
schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", application)


def test_the_snapshot_is_what_the_code_says(client):
    """After a wanted change: `tongban describe-api`."""
    described = client.get("/api/v1/openapi.json").json()
    assert described["openapi"] == "3.1.0"
    assert json.loads(SNAPSHOT.read_text(encoding="utf-8")) == described


@pytest.fixture
def tree(transactional_db, now):
    make.tree(now)


@schema.parametrize()
@pytest.mark.usefixtures("tree")
@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
def test_no_request_makes_a_server_error(case):
    case.call_and_validate(checks=CHECKS)
