"""Service accounts behind Atlassian's gateway, end to end."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

import httpx2
import pytest

from slarules.adapters import Asked, Batch, Delivered, Profile
from slarules.errors import SourceError
from slarules.instants import MINUTE, Micros
from slarules.pulling import LiveContext
from slarules_jira.adapter import made
from tests.adapters.jira.fake.app import JiraApp
from tests.adapters.jira.fake.gateway import CLIENT, CLOUD_ID, EVERY, Gateway
from tests.adapters.jira.fake.site import ADA, Site
from tests.adapters.jira.fake.world import JiraWorld
from tests.adapters.jira.test_reading import read as read_world
from tests.adapters.jira.test_reading import rows

SETTINGS: dict[str, Any] = {
    "cloud_id": CLOUD_ID,
    "client_id": CLIENT[0],
    "client_secret": {"env": "JIRA_SECRET"},
    "projects": ["HELP"],
}


@pytest.fixture
def gateway() -> Gateway:
    site = Site()
    site.groups["desk"] = [ADA]
    for _ in range(12):
        issue = site.create()
        site.pass_time(MINUTE)
        site.to_status(issue, "2")
        # More than a search shows, so that each is asked for alone.
        for _ in range(21):
            site.comment(issue)
    return Gateway(JiraApp(site, is_behind_gateway=True))


@pytest.fixture
def context(gateway: Gateway) -> Iterator[LiveContext]:
    site = gateway.app.site
    context = LiveContext(
        "jira:acme",
        clock=lambda: site.now,
        resolve=lambda _: CLIENT[1],
        transport=lambda _: httpx2.WSGITransport(gateway),
        pause=site.pass_time,
    )
    yield context
    context.close()


def read(context: LiveContext, **settings: object) -> list[Delivered]:
    adapter = made(Profile("jira", "acme", {**SETTINGS, **settings}, "slarules.toml"))
    (part,) = adapter.partitions(Asked(), context)
    found = [*adapter.read(part, None, Asked(), context)]
    return [*found, *adapter.census(part, Asked(), context)]


def count(found: list[Delivered], table: str) -> int:
    batches = [each for each in found if isinstance(each, Batch) and each.table == table]
    return sum(each.data.num_rows for each in batches)  # type: ignore[attr-defined]


def test_tokens_that_end_in_the_middle_lose_nothing(gateway: Gateway, context: LiveContext) -> None:
    gateway.step = Micros(7 * MINUTE)
    found = read(context)
    assert (count(found, "changes"), count(found, "comments")) == (12, 12 * 21)
    assert len(gateway.issued) > 2
    assert gateway.hosts == {"api.atlassian.com", "auth.atlassian.com"}


def test_a_token_that_is_taken_back_is_fetched_anew(gateway: Gateway, context: LiveContext) -> None:
    read(context)
    gateway.issued.clear()
    assert count(read(context), "comments") == 12 * 21
    assert gateway.refused >= 1


def test_links_of_roles_are_asked_for_behind_the_gateway(
    gateway: Gateway, context: LiveContext
) -> None:
    gateway.app.site.roles["Service Desk Team"]["HELP"] = ["desk"]
    assert count(read(context, roles={"agent_roles": ["Service Desk Team"]}), "changes") == 12
    assert any(each.path.endswith("/group/member") for each in gateway.app.asked)
    assert gateway.hosts == {"api.atlassian.com", "auth.atlassian.com"}


@pytest.mark.parametrize("status", [401, 403])
@pytest.mark.parametrize(
    ("scope", "settings"),
    [
        ("read:jira-work", {}),
        ("read:servicedesk-request", {"service_management": True}),
        ("manage:jira-configuration", {"roles": {"agent_groups": ["desk"]}}),
    ],
)
def test_a_scope_that_is_missing_is_named(
    gateway: Gateway, context: LiveContext, status: int, scope: str, settings: dict[str, Any]
) -> None:
    gateway.scopes, gateway.status = EVERY - {scope}, status
    with pytest.raises(SourceError, match=f"the token lacks the scope {scope}"):
        read(context, **settings)


def test_a_check_names_the_scope_that_is_missing(gateway: Gateway, context: LiveContext) -> None:
    gateway.scopes = EVERY - {"read:jira-user"}
    report = made(Profile("jira", "acme", SETTINGS, "slarules.toml")).check(context)
    assert not report.is_well
    assert "the token lacks the scope read:jira-user" in report.checks[0].what


def test_a_wrong_secret_is_told_without_it(gateway: Gateway) -> None:
    context = LiveContext(
        "jira:acme",
        clock=lambda: gateway.app.site.now,
        resolve=lambda _: "canary-8f2e",
        transport=lambda _: httpx2.WSGITransport(gateway),
        pause=gateway.app.site.pass_time,
    )
    report = made(Profile("jira", "acme", SETTINGS, "slarules.toml")).check(context)
    context.close()
    assert not report.is_well
    assert "401" in report.checks[0].what
    assert "canary" not in report.checks[0].what


def test_a_site_below_a_path_is_asked_below_it_only() -> None:
    world = JiraWorld(is_cloud=False)
    world.jira.prefix = "/jira"
    world.create()
    asked: list[str] = []

    def app(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        asked.append(environ["PATH_INFO"])
        return world.jira(environ, start_response)

    world.app = app
    assert len(rows(read_world(world, site="http://127.0.0.1/jira/"), "tickets")) == 1
    assert asked
    assert all(path.startswith("/jira/rest/") for path in asked)
