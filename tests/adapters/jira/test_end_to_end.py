"""From a made-up Jira site through a store to verdicts that were worked out by hand."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import httpx2
import pytest

from slarules.adapters import Asked, Profile
from slarules.contract import load
from slarules.contract.mapping import load_mapping
from slarules.engine.reference.verdicts import verdicts
from slarules.facts import Gathered, gather
from slarules.instants import HOUR, MINUTE, Instant, Micros, instant
from slarules.pulling import LiveContext, pull
from slarules.rebuilding import HeldSource
from slarules.sources.files import finding
from slarules.store import open_store
from slarules_jira.adapter import made
from tests.adapters.jira.fake.app import JiraApp, epoch
from tests.adapters.jira.fake.site import ADA, CLEO, ROBOT, Site
from tests.adapters.jira.test_conformance import CLOUD, DATA_CENTER
from tests.shared import ROOT

MAPPING = ROOT / "rules" / "mappings" / "jira-service-management.sla"

CONTRACT = """language slarules 1

contract support "Support for Harbour"
  provider "Kontor Support GmbH"
  customer "Harbour"
  effective from 2026-03-01 through 2026-12-31
  timezone "Europe/Berlin"
  currency EUR
  assessed every calendar month
  periods before the start count as met
  tickets belong to the period of resolved, or of due while unresolved
  rounded half up to the cent once per statement

use vocabulary "service-desk" version 2

clock desk clause "2"
  open Monday to Friday from 09:00 to 18:00

targets requests "Answer and solution" clause "4"
  measures time_to_first_response from reported until agent_message
  measures time_to_resolution from reported until resolved
  judged by level at the end
  table
  | level | time_to_first_response | time_to_resolution |
  | P1    | 15 elapsed minutes     | 4 desk hours       |
  | P2    | 60 elapsed minutes     | 8 desk hours       |
  | P3    | 4 elapsed hours        | 24 desk hours      |
  | P4    | none                   | none               |

pause waiting clause "5"
  suspends time_to_resolution
  while status is waiting_on_customer
"""


def berlin(text: str) -> Instant:
    return instant(datetime.fromisoformat(text).replace(tzinfo=ZoneInfo("Europe/Berlin")))


NATIVE = {
    "id": "1",
    "name": "Time to resolution",
    "completedCycles": [
        {
            "startTime": epoch(berlin("2026-03-02 12:00")),
            "stopTime": epoch(berlin("2026-03-03 15:00")),
            "breachTime": epoch(berlin("2026-03-03 11:00")),
            "breached": True,
            "goalDuration": {"millis": 8 * HOUR // 1000},
            "elapsedTime": {"millis": 12 * HOUR // 1000},
            "remainingTime": {"millis": -4 * HOUR // 1000},
        }
    ],
}
"""What Service Management says of the second request: twelve of eight desk hours."""


def worked_site() -> Site:
    """Two requests of Monday, 2 March 2026, whose figures stand beside the tests."""
    site = Site()

    def at(text: str) -> Site:
        site.now = berlin(text)
        return site

    first = at("2026-03-02 10:00").create(priority="2")
    at("2026-03-02 10:10").comment(first, ADA, public=False)
    at("2026-03-02 10:20").comment(first, ROBOT)
    at("2026-03-02 10:50").comment(first, ADA)
    at("2026-03-02 11:00").to_status(first, "3")
    second = at("2026-03-02 12:00").create(priority="3")
    at("2026-03-02 12:05").change(second, priority={"id": "2", "name": "High"})
    at("2026-03-02 12:30").comment(second, ADA, public=False)
    at("2026-03-02 13:30").comment(second, ADA)
    at("2026-03-02 15:00").comment(first, CLEO)
    site.to_status(first, "2", CLEO)
    at("2026-03-02 16:30").resolve(first)
    at("2026-03-03 15:00").resolve(second)
    second.slas.append(NATIVE)
    at("2026-03-04 12:00")
    return site


def seen(app: JiraApp, table: dict[str, Any], folder: Path) -> tuple[Gathered, list[Any]]:
    """Pull a site into a store, read it from there, and judge it."""
    adapter = made(Profile("jira", "acme", table, "slarules.toml"))
    context = LiveContext(
        "jira:acme",
        clock=lambda: app.site.now,
        resolve=lambda _: "secret",
        transport=lambda _: httpx2.WSGITransport(app),
        pause=lambda _: None,
    )
    with (
        open_store(folder / "store") as store,
        store.writing("jira:acme", now=context.now) as sink,
    ):
        assert pull(adapter, Asked(), context, sink).whole
    context.close()
    (folder / "support.sla").write_text(CONTRACT, "utf-8")
    contract = load(folder / "support.sla").contract
    mapping = load_mapping(MAPPING).mapping
    assert contract is not None
    assert mapping is not None
    with open_store(folder / "store") as store:
        source = HeldSource(store.snapshot(), finding)
        gathered = gather(contract, mapping, source, None)
    return gathered, list(verdicts(contract, gathered.history))


@pytest.fixture(params=["Cloud", "Data Center"])
def judged(request: pytest.FixtureRequest, tmp_path: Path) -> tuple[Gathered, list[Any]]:
    is_cloud = request.param == "Cloud"
    table = CLOUD if is_cloud else DATA_CENTER
    roles = {"roles": {"agents": ["ada"], "automation": ["robot"]}}
    settings = {**table, **roles, "projects": ["HELP"], "service_management": True}
    return seen(JiraApp(worked_site(), is_cloud=is_cloud), settings, tmp_path)


def test_verdicts_are_those_that_were_worked_out_by_hand(
    judged: tuple[Gathered, list[Any]],
) -> None:
    # HELP-1 is answered for the customer after 50 of 60 minutes: neither the internal comment nor
    # the app counts. It uses 10:00 to 11:00 and 15:00 to 16:30 of 8 desk hours.
    # HELP-2 is answered after 90 of 60 minutes, and uses 12:00 to 18:00 and 9:00 to 15:00.
    gathered, found = judged
    assert {(each.item, each.measure): (each.verdict, each.elapsed) for each in found} == {
        ("HELP-1", "time_to_first_response"): ("met", Micros(50 * MINUTE)),
        ("HELP-1", "time_to_resolution"): ("met", Micros(150 * MINUTE)),
        ("HELP-2", "time_to_first_response"): ("missed", Micros(90 * MINUTE)),
        ("HELP-2", "time_to_resolution"): ("missed", Micros(12 * HOUR)),
    }
    assert gathered.history.as_of == berlin("2026-03-04 11:50")
    assert [each for each in gathered.findings if each.kind == "contradiction"] == []


def test_what_service_management_counted_stands_beside_ours(
    judged: tuple[Gathered, list[Any]],
) -> None:
    gathered, found = judged
    (native,) = gathered.native
    (ours,) = (e for e in found if (e.item, e.measure) == ("HELP-2", "time_to_resolution"))
    assert (native.item, native.measure) == ("HELP-2", "Time to resolution")
    assert (native.due_at, native.elapsed) == (ours.due_at, ours.elapsed)
    assert native.breached is True
