"""A Jira Data Center that nobody here wrote: `jira820`, seeded, on a port of its own."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.request import urlopen

import pytest

from slarules.adapters import Asked, Profile
from slarules.contract import load
from slarules.contract.mapping import load_mapping
from slarules.engine.reference.verdicts import verdicts
from slarules.facts import gather
from slarules.instants import MINUTE, Instant, instant, utc
from slarules.pulling import LiveContext, pull
from slarules.rebuilding import HeldSource
from slarules.rebuilding.database import opened, rows_of
from slarules.rebuilding.held import Held
from slarules.sources.files import finding
from slarules.store import open_store
from slarules_jira.adapter import made

NOW = instant(utc(Instant(0)).replace(year=2026, month=6, day=30, hour=12))
PROJECT = "JIRA820"


@pytest.fixture(scope="module")
def site() -> Iterator[str]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    surroundings = {
        **os.environ,
        "JIRA820_HOST": "127.0.0.1",
        "JIRA820_PORT": str(port),
        "JIRA820_SEED": "7",
        "JIRA820_DATE": "2026-06-30",
    }
    server = subprocess.Popen(
        [sys.executable, "-m", "jira820"],
        env=surroundings,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        address = f"http://127.0.0.1:{port}"
        wait_for(address, server)
        yield address
    finally:
        server.terminate()
        server.wait()


def wait_for(address: str, server: subprocess.Popen[bytes]) -> None:
    for _ in range(300):
        if server.poll() is not None:
            pytest.fail("jira820 ended at once")
        try:
            said(address, "serverInfo")
        except OSError:
            time.sleep(0.1)
        else:
            return
    pytest.fail("jira820 did not start in half a minute")


def said(address: str, path: str) -> Any:  # noqa: ANN401  # JSON
    with urlopen(f"{address}/rest/api/2/{path}") as answer:  # noqa: S310  # our own server
        return json.load(answer)


@pytest.fixture(scope="module")
def held(site: str, tmp_path_factory: pytest.TempPathFactory) -> Held:
    table = {
        "site": site,
        "pat": {"env": "JIRA_PAT"},
        "projects": [PROJECT],
        "page": 50,
        "roles": {"agents": ["u03"]},
    }
    adapter = made(Profile("jira", "dc", table, "slarules.toml"))
    context = LiveContext("jira:dc", clock=lambda: NOW, resolve=lambda _: "secret")
    folder: Path = tmp_path_factory.mktemp("store")
    with (
        open_store(folder) as store,
        store.writing("jira:dc", now=lambda: NOW) as sink,
    ):
        outcome = pull(adapter, Asked(), context, sink)
        assert outcome.whole
    context.close()
    with open_store(folder) as store:
        return store.snapshot()


@pytest.fixture(scope="module")
def issues(site: str) -> list[dict[str, Any]]:
    keys = [
        each["key"] for each in said(site, "search?jql=&maxResults=1000&fields=created")["issues"]
    ]
    return [said(site, f"issue/{key}?expand=changelog") for key in keys]


def asked(held: Held, query: str) -> list[Any]:
    with opened(held) as db:
        return [row for rows in rows_of(db, query, 1000) for row in rows]


def test_a_clock_that_differs_from_the_servers_is_noticed(site: str) -> None:
    table = {"site": site, "pat": {"env": "JIRA_PAT"}, "projects": [PROJECT, "GONE"]}
    adapter = made(Profile("jira", "dc", table, "slarules.toml"))
    context = LiveContext("jira:dc", clock=lambda: NOW, resolve=lambda _: "secret")
    report = adapter.check(context)
    context.close()
    wrong = [each.what for each in report.checks if not each.is_well]
    assert wrong[0].startswith("our clock is ")
    assert "the project GONE is not visible" in wrong[1]
    assert "nothing says who is an agent" in wrong[2]
    assert report.facts == {"deployment": "Data Center", "zone of the account": "UTC"}


def test_every_issue_is_there_once(held: Held, issues: list[dict[str, Any]]) -> None:
    keys = [key for (key,) in asked(held, "SELECT key FROM tickets")]
    assert sorted(keys) == sorted(each["key"] for each in issues)


def test_every_change_of_a_status_is_there_once(held: Held, issues: list[dict[str, Any]]) -> None:
    wanted = Counter(
        (each["key"], item["fromString"], item["toString"])
        for each in issues
        for history in each["changelog"]["histories"]
        for item in history["items"]
        if item["field"] == "status"
    )
    query = (
        'SELECT t.key, c."old", c."new" FROM changes c JOIN tickets t USING (ticket_id)'
        " WHERE field_id = 'status'"
    )
    assert Counter(map(tuple, asked(held, query))) == wanted
    assert wanted


def test_every_comment_is_there_once(held: Held, issues: list[dict[str, Any]], site: str) -> None:
    wanted = {each["key"]: said(site, f"issue/{each['key']}/comment")["total"] for each in issues}
    query = "SELECT t.key, count(*) FROM comments JOIN tickets t USING (ticket_id) GROUP BY 1"
    assert dict(map(tuple, asked(held, query))) == {k: n for k, n in wanted.items() if n}


def test_it_vouches_up_to_the_overlap_before_the_pull(held: Held) -> None:
    assert held.complete_through == NOW - 10 * MINUTE


# --- verdicts ----------------------------------------------------------------------------------

CONTRACT = """language slarules 1

contract review "Work on JIRA820"
  provider "Somebody else"
  customer "Nobody here"
  effective from 2025-01-01 through 2026-12-31
  timezone "Etc/UTC"
  currency EUR
  assessed every calendar month
  tickets belong to the period of reported
  rounded half up to the cent once per statement

use vocabulary "service-desk" version 2

targets work "Work" clause "1"
  measures done from reported until status becomes solved
  judged by level as reported
  table
  | level | done               |
  | P1    | 240 elapsed hours  |
  | P2    | 480 elapsed hours  |
  | P3    | 960 elapsed hours  |
  | P4    | 1920 elapsed hours |

pause review clause "2"
  suspends done
  while status is waiting_on_customer
"""

MAPPING = """language slarules 1

mapping dc version 1 of "service-desk" version 2 from "jira"
  level is P1 when field "priority" is "Highest"
  level is P2 when field "priority" is "High"
  level is P3 when field "priority" is "Medium"
  level is P4 when field "priority" is one of "Low", "Lowest"
  status is waiting_on_customer while field "status id" is "10001"
  status is solved while field "status id" is "10002"
  status is open while field "status id" is not one of "10001", "10002"
  reported is when created
"""

GOALS = {"Highest": 240, "High": 480, "Medium": 960, "Low": 1920, "Lowest": 1920}


def counted(issue: dict[str, Any], as_of: datetime) -> tuple[str, timedelta]:
    """Return the verdict and the time that counts, straight from what the server answers."""
    fields, total = issue["fields"], timedelta()
    since = datetime.fromisoformat(fields["created"])
    changes = sorted(
        (datetime.fromisoformat(history["created"]), item["fromString"], item["toString"])
        for history in issue["changelog"]["histories"]
        for item in history["items"]
        if item["field"] == "status"
    )
    status = changes[0][1] if changes else fields["status"]["name"]
    for at, _, after in [*changes, (as_of, "", "the end")]:
        if status == "Done":
            break
        if status != "In Review":
            total += at - since
        since, status = at, after
    is_late = total > timedelta(hours=GOALS[fields["priority"]["name"]])
    is_done = status == "Done"
    return ("missed" if is_late else "met" if is_done else "open"), total


@pytest.fixture(scope="module")
def judged(held: Held, tmp_path_factory: pytest.TempPathFactory) -> dict[str, tuple[str, int]]:
    folder = tmp_path_factory.mktemp("contract")
    (folder / "review.sla").write_text(CONTRACT, "utf-8")
    (folder / "dc.sla").write_text(MAPPING, "utf-8")
    contract = load(folder / "review.sla").contract
    mapping = load_mapping(folder / "dc.sla").mapping
    assert contract is not None
    assert mapping is not None
    gathered = gather(contract, mapping, HeldSource(held, finding), None)
    found = verdicts(contract, gathered.history)
    return {each.item: (str(each.verdict), each.elapsed or 0) for each in found}


def test_verdicts_are_those_that_the_servers_answers_give(
    judged: dict[str, tuple[str, int]], issues: list[dict[str, Any]]
) -> None:
    as_of = utc(Instant(NOW - 10 * MINUTE))
    wanted = {each["key"]: counted(each, as_of) for each in issues}
    assert len(judged) == len(issues)
    micros = timedelta(microseconds=1)
    assert judged == {key: (verdict, time // micros) for key, (verdict, time) in wanted.items()}
    assert len({verdict for verdict, _ in judged.values()}) == 3


@pytest.mark.parametrize(
    ("key", "verdict", "days", "hours"),
    [
        # From 29 January 15:20 to 26 May 9:20.
        ("JIRA820-1", "missed", 116, 18),
        # From 28 May 18:10 to 22 June 9:00.
        ("JIRA820-100", "met", 24, 14 + 50 / 60),
        # From 29 May 16:10 to 18 June 18:45, then in review.
        ("JIRA820-101", "open", 20, 2 + 35 / 60),
    ],
)
def test_verdicts_are_those_worked_out_by_hand(
    judged: dict[str, tuple[str, int]], key: str, verdict: str, days: int, hours: float
) -> None:
    assert judged[key] == (verdict, round((24 * days + hours) * 60) * MINUTE)
