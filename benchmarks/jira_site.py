"""A made-up site of Jira Cloud that is quick: its answers follow from the number of an issue.

It answers what the adapter asks: the enhanced search by creation, the bulk changelog, comments. It
runs in a process of its own behind a real socket.
"""

from __future__ import annotations

import asyncio
import json
import multiprocessing
import re
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from time import process_time_ns
from typing import Any, NamedTuple
from urllib.parse import urlsplit

FIRST = 10_000
"""The identifier of the first issue; projects are numbered from the same."""

BEGAN = 1_740_996_000_000
"""Milliseconds: 3 March 2025. Each minute an issue is created, and each tenth one is changed."""

MINUTE = 60_000
SEARCH_PAGE = 100
KEYS_PAGE = 5000

KINDS = 20
"""Of issues; a search does not show the comments of the first kind, as of issues with many."""

Value = tuple[str | None, str | None]
NOTHING: Value = (None, None)
STATUSES = (("1", "Open"), ("3", "In Progress"), ("4", "Waiting for customer"))
PRIORITIES = (("1", "Highest"), ("2", "High"), ("3", "Medium"), ("4", "Low"))
DONE = ("10000", "Done")
AGENT = {"accountId": "agent-1", "accountType": "atlassian", "displayName": "Ada", "active": True}
CUSTOMER = {"accountId": "customer-1", "accountType": "customer", "displayName": "Cleo"}

FIELDS = [
    {"id": id_, "name": id_.capitalize(), "custom": False, "schema": {"type": type_}}
    for id_, type_ in (
        ("summary", "string"),
        ("status", "status"),
        ("priority", "priority"),
        ("resolution", "resolution"),
        ("assignee", "user"),
        ("reporter", "user"),
        ("created", "datetime"),
        ("updated", "datetime"),
    )
]


class Change(NamedTuple):
    """A change as it is to be found in a store."""

    event_id: str
    ticket_id: str
    at: int
    field: str
    old: Value
    new: Value


@dataclass(frozen=True)
class JiraSite:
    """What the site has.

    Attributes:
        changes: How many each issue has, three at least.
    """

    tickets: int
    changes: int = 10
    projects: int = 4

    def of(self, project: int) -> int:
        """Return how many issues a project has."""
        return len(range(project, self.tickets, self.projects))

    def created(self, number: int) -> int:
        """Return when an issue was created."""
        return BEGAN + number * MINUTE

    def updated(self, number: int) -> int:
        """Return when an issue was last changed."""
        return self.created(number) + self.changes * 10 * MINUTE

    def history(self, number: int) -> Iterator[Change]:
        """Yield the changes of an issue, in order."""
        for index, (field, old, new) in enumerate(self.values(number % KINDS)):
            at = self.created(number) + (index + 1) * 10 * MINUTE
            ticket = str(FIRST + number)
            event = f"{ticket}:{number * self.changes + index}:0"
            yield Change(event, ticket, at * 1000, field, old, new)

    def values(self, kind: int) -> Iterator[tuple[str, Value, Value]]:
        """Yield what is changed on each issue of a kind: field, before, after."""
        before = kind % len(PRIORITIES)
        yield "priority", PRIORITIES[before], PRIORITIES[before - 1]
        for turn in range(self.changes - 2):
            yield "status", STATUSES[turn % 3], STATUSES[(turn + 1) % 3]
        yield "resolution", NOTHING, DONE

    def fields(self, kind: int) -> dict[str, Any]:
        """Return what an issue of a kind holds in the end."""
        held: dict[str, Value] = {"assignee": NOTHING}
        held |= {field: new for field, _, new in self.values(kind)}
        return {
            **{
                name: None if id_ is None else _thing(id_, text)
                for name, (id_, text) in held.items()
            },
            "reporter": CUSTOMER,
            "issuelinks": [],
        }

    # --- answers -----------------------------------------------------------------------------

    def search(self, asked: dict[str, Any]) -> bytes:
        """Return a page of issues."""
        project, first = self._place(asked["jql"])
        start = int(asked.get("nextPageToken") or first)
        is_bare = asked["fields"] == ["key"]
        most = min(asked["maxResults"], KEYS_PAGE if is_bare else SEARCH_PAGE)
        end = min(start + most, self.of(project))
        rows = range(start * self.projects + project, end * self.projects + project, self.projects)
        told = (self._bare if is_bare else self._issue)(rows)
        more = "" if end >= self.of(project) else f',"nextPageToken":"{end}"'
        is_last = "false" if more else "true"
        return f'{{"issues":[{told}],"isLast":{is_last}{more}}}'.encode()

    def count(self, asked: dict[str, Any]) -> bytes:
        """Return how many issues a search finds."""
        project, first = self._place(asked["jql"])
        return json.dumps({"count": self.of(project) - first}).encode()

    def _place(self, jql: str) -> tuple[int, int]:
        """Return the project of a search, and the first of its issues that is found."""
        project = int(_said(r"project = (\d+)", jql) or FIRST) - FIRST
        created = int(_said(r"created >= (\d+)", jql) or 0)
        updated = int(_said(r"updated >= (\d+)", jql) or 0)
        since = max(created, updated - (self.updated(0) - self.created(0)))
        number = -(-(since - BEGAN) // MINUTE)
        return project, min(max(0, -(-(number - project) // self.projects)), self.of(project))

    def _bare(self, numbers: range) -> str:
        return ",".join(f'{{"id":"{FIRST + n}","key":"{self.key(n)}"}}' for n in numbers)

    def _issue(self, numbers: range) -> str:
        templates = self._templates
        return ",".join(
            templates[n % KINDS][0]
            % (
                (FIRST + n, self.key(n), _iso(self.created(n)), _iso(self.updated(n)))
                + ((FIRST + n, self._answered(n)) if n % KINDS else ())
            )
            for n in numbers
        )

    def key(self, number: int) -> str:
        """Return what people call an issue."""
        return f"P{number % self.projects}-{number // self.projects + 1}"

    @cached_property
    def _templates(self) -> list[tuple[str, str]]:
        return [self._template(kind) for kind in range(KINDS)]

    def _template(self, kind: int) -> tuple[str, str]:
        shown = [_comment("%d", "%s")] if kind else []
        times = {"created": "%s", "updated": "%s"}
        comment = {"comments": shown, "maxResults": 20, "total": 1}
        fields = {**self.fields(kind), **times, "comment": comment}
        issue = json.dumps({"id": "%d", "key": "%s", "fields": fields})
        histories = [
            json.dumps({"id": "%d", "author": AGENT, "created": 0, "items": [_item(*each)]})
            for each in self.values(kind)
        ]
        told = ",".join(each.replace('"created": 0', '"created": %d') for each in histories)
        return issue, f'{{"issueId":"%d","changeHistories":[{told}]}}'

    def changelog(self, asked: dict[str, Any]) -> bytes:
        """Return the changes of issues, in one page."""
        numbers = [int(each) - FIRST for each in asked["issueIdsOrKeys"]]
        told = ",".join(self._log(number) for number in numbers)
        return f'{{"issueChangeLogs":[{told}]}}'.encode()

    def _log(self, number: int) -> str:
        cells = [FIRST + number]
        at, id_ = self.created(number), number * self.changes
        for index in range(self.changes):
            at += 10 * MINUTE
            cells += (id_ + index, at)
        return self._templates[number % KINDS][1] % tuple(cells)

    def comments(self, id_: str) -> bytes:
        """Return the comment of an issue."""
        comment = _comment(id_, self._answered(int(id_) - FIRST))
        return json.dumps({"comments": [comment], "maxResults": 100, "total": 1}).encode()

    def _answered(self, number: int) -> str:
        """Return when the agent answers; each seventh time too late."""
        return _iso(self.created(number) + (300 if number % 7 == 0 else 5) * MINUTE)

    def listed(self, path: str) -> bytes:
        """Return what a site says of itself."""
        projects = [{"id": str(FIRST + n), "key": f"P{n}"} for n in range(self.projects)]
        told: dict[str, Any] = {
            "2/serverInfo": {"deploymentType": "Cloud"},
            "3/myself": AGENT,
            "3/field": FIELDS,
            "3/project/search": {"values": projects, "isLast": True},
            "3/status": [_thing(*each) for each in STATUSES],
            "3/priority": [_thing(*each) for each in PRIORITIES],
            "3/resolution": [_thing(*DONE)],
            "3/issuetype": [],
        }
        if path.endswith("/role"):
            return b'{"Service Desk Team": "http://127.0.0.1/role/1"}'
        if path.endswith("/role/1"):
            return json.dumps({"actors": [{"actorUser": AGENT}]}).encode()
        return json.dumps(told[path.removeprefix("/rest/api/")]).encode()


def _said(pattern: str, jql: str) -> str | None:
    found = re.search(pattern, jql)
    return found and found.group(1)


def _thing(id_: str | None, name: str | None) -> dict[str, str | None]:
    return {"id": id_, "name": name}


def _comment(id_: str, at: str) -> dict[str, Any]:
    return {"id": id_, "created": at, "author": AGENT, "jsdPublic": True, "body": "We look."}


def _item(field: str, old: Value, new: Value) -> dict[str, str | None]:
    told = {"field": field, "fieldId": field, "fieldtype": "jira"}
    return {**told, "from": old[0], "fromString": old[1], "to": new[0], "toString": new[1]}


def _iso(at: int) -> str:
    minutes, rest = divmod(at, MINUTE)
    days, minute = divmod(minutes, 1440)
    return (
        f"{_day(days)}T{minute // 60:02}:{minute % 60:02}:{rest // 1000:02}.{rest % 1000:03}+0000"
    )


def _day(days: int) -> str:
    if days not in _DAYS:
        _DAYS[days] = (date(1970, 1, 1) + timedelta(days=days)).isoformat()
    return _DAYS[days]


_DAYS: dict[int, str] = {}


# --- the process -----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Served:
    """A site that is served.

    Attributes:
        port: On this machine.
        issues: Of how many issues the changes were answered, again and again counted again.
        requests: How many it answered.
        spent: Nanoseconds of processor that it took.
    """

    port: int
    issues: Any
    requests: Any
    spent: Any


@contextmanager
def served(site: JiraSite) -> Iterator[Served]:
    """Serve a site from a process of its own."""
    with socket.create_server(("127.0.0.1", 0), backlog=64) as listening:
        # Nothing is forked from a program that may have threads.
        processes = multiprocessing.get_context("spawn")
        counts = [processes.Value("q", 0) for _ in range(3)]
        found = Served(listening.getsockname()[1], *counts)
        process = processes.Process(target=_serve, args=(site, listening, found), daemon=True)
        process.start()
        try:
            yield found
        finally:
            process.terminate()
            process.join()


def _serve(site: JiraSite, listening: socket.socket, counts: Served) -> None:
    async def run() -> None:
        loop = asyncio.get_running_loop()
        server = await loop.create_server(lambda: _Talk(site, counts), sock=listening)
        await server.serve_forever()

    asyncio.run(run())


class _Talk(asyncio.Protocol):
    """One connection, on which one request follows the other."""

    def __init__(self, site: JiraSite, counts: Served) -> None:
        self._site, self._counts, self._came = site, counts, bytearray()
        self._transport: Any = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Note where to answer."""
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        """Answer what is whole."""
        self._came += data
        while (end := self._came.find(b"\r\n\r\n")) >= 0:
            head = bytes(self._came[:end]).decode("latin-1")
            length = int(_said(r"(?i)\r\ncontent-length: *(\d+)", head) or 0)
            if len(self._came) < end + 4 + length:
                return
            body = bytes(self._came[end + 4 : end + 4 + length])
            del self._came[: end + 4 + length]
            self._answer(urlsplit(head.split(" ", 2)[1]).path, body)

    def _answer(self, path: str, body: bytes) -> None:
        told = self._told(path, body)
        self._transport.write(
            b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n"
            % len(told)
            + told
        )
        self._counts.requests.value += 1
        self._counts.spent.value = process_time_ns()

    def _told(self, path: str, body: bytes) -> bytes:
        if path.endswith("/comment"):
            return self._site.comments(path.rsplit("/", 2)[1])
        if not body:
            return self._site.listed(path)
        asked = json.loads(body)
        answer: Callable[[dict[str, Any]], bytes] = self._site.search
        if path.endswith("/approximate-count"):
            answer = self._site.count
        if path.endswith("/changelog/bulkfetch"):
            answer = self._site.changelog
            self._counts.issues.value += len(asked["issueIdsOrKeys"])
        return answer(asked)
