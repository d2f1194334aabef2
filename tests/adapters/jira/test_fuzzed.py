"""The made-up site itself, asked whatever Atlassian's specification allows."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Iterable
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from schemathesis import Case
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from slarules.testing import WsgiApp
from tests.adapters.jira.fake.specified import as_specified
from tests.adapters.jira.test_specified import busy_world
from tests.shared import SHARED, needs_shared

SPECIFICATION = SHARED / "specs" / "jira-cloud-v3-read-subset.json"
LOGIN = "Basic " + base64.b64encode(b"sla@acme.example:secret").decode()
CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
]
READ = (
    ("GET", "/rest/api/3/myself"),
    ("GET", "/rest/api/3/serverInfo"),
    ("GET", "/rest/api/3/field"),
    ("GET", "/rest/api/3/status"),
    ("GET", "/rest/api/3/project/search"),
    ("POST", "/rest/api/3/search/jql"),
    ("POST", "/rest/api/3/changelog/bulkfetch"),
    ("GET", "/rest/api/3/issue/{issueIdOrKey}/changelog"),
    ("GET", "/rest/api/3/issue/{issueIdOrKey}/comment"),
)


def mended(app: WsgiApp) -> WsgiApp:
    """Return the site without what the live service is known to do otherwise than specified."""

    def answer(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        said: list[Any] = []
        body = as_specified(b"".join(app(environ, lambda *each: said.extend(each))))
        headers = [(name, text) for name, text in said[1] if name != "Content-Length"]
        start_response(said[0], [*headers, ("Content-Length", str(len(body)))])
        return [body]

    return answer


@needs_shared
@pytest.mark.parametrize(("method", "path"), READ)
def test_whatever_is_asked_is_answered_as_specified(method: str, path: str) -> None:
    schema = schemathesis.openapi.from_dict(json.loads(SPECIFICATION.read_text()))
    schema.app = mended(busy_world().jira)
    cases: st.SearchStrategy[Case[Any]] = schema[path][method].as_strategy()
    issues = st.sampled_from(["10001", "HELP-2", "GONE-1"])

    @settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
    @given(case=cases, issue=issues)
    def asked(case: Case[Any], issue: str) -> None:
        if "{" in path:
            case.path_parameters = {"issueIdOrKey": issue}
        response = case.call(headers={"Authorization": LOGIN})
        case.validate_response(response, checks=CHECKS)

    asked()
