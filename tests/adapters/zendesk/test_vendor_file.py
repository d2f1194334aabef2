"""The fake answers as Zendesk's own description says, and the adapter asks so."""

from __future__ import annotations

import copy
import json
from functools import cache
from typing import Any

import pytest
import schemathesis
from hypothesis import Phase, given, settings
from openapi_core import OpenAPI
from openapi_core.exceptions import OpenAPIError
from openapi_core.testing import MockRequest, MockResponse
from schemathesis.checks import not_a_server_error
from schemathesis.core.result import Ok
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
)

from slarules.instants import HOUR, MINUTE, Instant, Micros
from slarules.testing import WorldContext
from slarules_zendesk.adapter import PARTS, made
from tests.adapters.zendesk.fake.app import FakeZendesk, Seen
from tests.adapters.zendesk.fake.world import SEVERITY, ZendeskWorld, profile
from tests.adapters.zendesk.reading import read
from tests.shared import SHARED, needs_shared

pytestmark = needs_shared

HOST = "http://127.0.0.1"

BEYOND = {
    "/oauth/tokens",
    "/api/v2/tickets",
    "/api/v2/organizations/show_many",
    "/api/v2/users/me",
    "/api/v2/business_hours/schedules",
    "/api/v2/business_hours/schedules/41/holidays",
    "/api/v2/group_slas/policies",
}
"""What is asked for and not described in the file that we have."""


@cache
def described() -> dict[str, Any]:
    """Return the description, with what is known to be missing in it."""
    found: dict[str, Any] = json.loads((SHARED / "specs" / "zendesk-read-subset.json").read_text())
    # Exports tell deleted tickets by this status, which the file does not name.
    status = found["components"]["schemas"]["TicketObject"]["properties"]["status"]
    status["anyOf"][0]["enum"].append("deleted")
    return found


@cache
def vendor() -> OpenAPI:
    return OpenAPI.from_dict(described())


@cache
def recorded() -> dict[str, Any]:
    """Return the shapes of answers that were recorded."""
    found: dict[str, Any] = json.loads(
        (SHARED / "specs" / "zendesk-recorded-shapes.json").read_text()
    )
    return found


@pytest.fixture(scope="module")
def busy() -> ZendeskWorld:
    """A world in which much happens, read whole and once more."""
    world = ZendeskWorld()
    account = world.account
    for number in range(1, 13):
        account.create(priority=("urgent", "high", "normal", "low")[number % 4])
        world.pass_time(Micros(7 * MINUTE))
        account.change(number, "status", "pending")
        account.change(number, str(SEVERITY), "sev_1", via="rule")
        account.comment(number, public=number % 2 == 0)
        world.pass_time(Micros(HOUR))
        account.change(number, "status", "solved")
    account.conceal(2, account.comment(2))
    account.merge(3, 4)
    account.delete(5)
    account.assign_schedule(6, 41)
    cursors = {part: read(world, part).cursors[part] for part in PARTS}
    account.change(7, "status", "open")
    for part, cursor in cursors.items():
        read(world, part, cursor)
    made(profile()).discover(WorldContext(world))
    made(profile()).check(WorldContext(world))
    return world


def wrong(seen: Seen) -> str | None:
    """Return what a request or its answer has that the description does not allow."""
    args = dict(seen.query)
    request = MockRequest(HOST, "get", seen.path, args=args, headers={"Authorization": "Bearer x"})
    try:
        vendor().validate_request(request)
        body = json.dumps(seen.body).encode()
        vendor().validate_response(request, MockResponse(body, seen.status))
    except OpenAPIError as error:
        details = [each.message for each in getattr(error.__cause__, "schema_errors", ())]
        return f"{seen.path} {args}: {error} {details}"
    return None


def test_every_request_and_answer_is_as_described(busy: ZendeskWorld) -> None:
    asked = [each for each in busy.fake.seen if each.path not in BEYOND and each.status == 200]
    single = [each for each in asked if not _is_single_ticket(each.path)]
    assert len({each.path for each in single}) >= 15
    assert not [told for each in single if (told := wrong(each)) is not None]


def _is_single_ticket(path: str) -> bool:
    return path.removeprefix("/api/v2/tickets/").isdigit()


def test_what_was_recorded_is_there(busy: ZendeskWorld) -> None:
    shapes = recorded()
    for seen in busy.fake.seen:
        if seen.path.endswith("/tickets/cursor") and seen.status == 200:
            assert set(seen.body) == set(shapes["incremental_tickets_cursor"]["page_keys"])
            for ticket in seen.body["tickets"]:
                assert set(ticket) == set(shapes["incremental_tickets_cursor"]["ticket"])
        if seen.path.endswith("/audits") and seen.status == 200:
            told = shapes["ticket_audits"]
            assert set(told["page_keys"]) <= set(seen.body)
            for audit in seen.body["audits"]:
                assert set(told["audit"]) <= set(audit)
                for event in audit["events"]:
                    assert set(told["events_by_type"].get(event["type"], ())) <= set(event)


def test_the_last_page_of_an_export_leads_on_all_the_same(busy: ZendeskWorld) -> None:
    last = [
        each.body
        for each in busy.fake.seen
        if each.path.endswith("/tickets/cursor") and each.body.get("end_of_stream")
    ]
    assert last
    assert all(each["after_cursor"] for each in last)


def open_fake() -> FakeZendesk:
    """Return a fake with something in it that lets everybody in."""
    world = ZendeskWorld()
    for number in range(1, 4):
        world.account.create()
        world.account.change(number, "status", "open")
    world.pass_time(Micros(HOUR))
    world.fake.exports = 1_000_000
    world.fake.tokens["token-0"] = Instant(10**18)
    return world.fake


def readable() -> dict[str, Any]:
    """Return the description of what the fake has."""
    found = copy.deepcopy(described())
    for path in ("tickets", "ticket_events"):
        del found["paths"][f"/api/v2/incremental/{path}"]
    for path in ("/api/v2/ticket_metrics", "/api/v2/tickets/{ticket_id}/comments"):
        del found["paths"][path]
    for path in found["paths"].values():
        path["get"]["responses"]["default"] = {"description": "refused"}
    return found


CHECKS = [not_a_server_error, content_type_conformance, response_schema_conformance]


def test_the_fake_stands_whatever_it_is_asked() -> None:
    schema = schemathesis.openapi.from_dict(readable())
    schema.app = fake = open_fake()
    operations = [each.ok() for each in schema.get_all_operations() if isinstance(each, Ok)]
    assert len(operations) == len(readable()["paths"])
    for operation in operations:

        @settings(max_examples=12, phases=[Phase.generate], deadline=None, database=None)
        @given(case=operation.as_strategy())
        def ask(case: Any) -> None:  # noqa: ANN401  # of schemathesis
            login = {"Authorization": "Bearer token-0"}
            case.call_and_validate(headers=login, checks=CHECKS, base_url=HOST)

        ask()
    answered = [each.path for each in fake.seen if each.status == 200]
    assert len(answered) > len(fake.seen) // 3


def test_an_answer_of_another_form_is_noticed() -> None:
    page = {"tickets": [{"requester_id": "seven"}]}
    assert wrong(Seen("/api/v2/incremental/tickets/cursor", {"start_time": "0"}, 200, page))
    assert wrong(Seen("/api/v2/incremental/tickets/cursor", {"start_time": "noon"}, 200, {}))
