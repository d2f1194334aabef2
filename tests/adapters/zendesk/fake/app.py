"""The fake account behind HTTP, as a WSGI application."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from email.utils import format_datetime
from typing import Any
from urllib.parse import parse_qsl

from slarules.instants import MINUTE, SECOND, Instant, utc
from tests.adapters.zendesk.fake.account import ADMIN, Account, Json

Start = Callable[..., Any]
HOST = "https://acme.zendesk.com"
REASONS = {200: "OK", 400: "Bad Request", 401: "Unauthorized", 403: "Forbidden", 404: "Not Found"}
REASONS |= {422: "Unprocessable Entity", 429: "Too Many Requests"}


class AnswerError(Exception):
    """The fake answers with something else than what was asked for."""

    def __init__(self, status: int, error: str, **headers: str) -> None:
        super().__init__(error)
        self.status, self.error, self.headers = status, error, headers


@dataclass(slots=True)
class Seen:
    """A request and its answer, for who holds them against the vendor's file."""

    path: str
    query: dict[str, str]
    status: int
    body: Any


@dataclass(slots=True)
class FakeZendesk:
    """Answers as Zendesk does.

    Attributes:
        account: What there is.
        page: The most that a page of an export has.
        trick: What it does to who reads it page by page.
        client: Identifier and secret of the OAuth client.
        token: The API token of `admin@acme.example`, where there is one.
        exports: Exports that are allowed a minute.
        shift: How far its clock is ahead of the world's.
        seen: All requests.
    """

    account: Account
    page: int = 5
    metrics_page: int = 20
    trick: str | None = None
    client: tuple[str, str] = ("reader", "canary-8f2e51c7d0")
    token: str | None = None
    exports: int = 10
    shift: int = 0
    seen: list[Seen] = field(default_factory=list)
    tokens: dict[str, Instant] = field(default_factory=dict)
    asked: list[Instant] = field(default_factory=list)
    without_end: bool = False

    def __call__(self, environ: dict[str, Any], start: Start) -> Iterable[bytes]:
        path, method = environ["PATH_INFO"], environ["REQUEST_METHOD"]
        query = dict(parse_qsl(environ.get("QUERY_STRING", ""), keep_blank_values=True))
        headers = {"content-type": "application/json; charset=utf-8", **self._told()}
        try:
            body: Any = self._answered(environ, method, path, query)
            status = 200
        except AnswerError as error:
            body, status = {"error": error.error}, error.status
            headers |= {name.replace("_", "-"): value for name, value in error.headers.items()}
        self.seen.append(Seen(path, query, status, body))
        start(f"{status} {REASONS[status]}", list(headers.items()))
        return [json.dumps(body).encode()]

    def _told(self) -> dict[str, str]:
        left = str(max(1, 700 - len(self.seen) % 600))
        return {
            "date": format_datetime(utc(Instant(self.account.now + self.shift)), usegmt=True),
            "x-rate-limit": "700",
            "x-rate-limit-remaining": left,
            "ratelimit-limit": "700",
            "ratelimit-remaining": left,
            "ratelimit-reset": "30",
        }

    def _answered(
        self, environ: dict[str, Any], method: str, path: str, query: dict[str, str]
    ) -> Any:  # noqa: ANN401  # JSON
        if path == "/oauth/tokens" and method == "POST":
            return self._grant(environ)
        self._let_in(environ.get("HTTP_AUTHORIZATION", ""))
        if method != "GET":
            raise AnswerError(404, "InvalidEndpoint")
        for pattern, answer in ROUTES:
            found = re.fullmatch(pattern, path)
            if found:
                return answer(self, query, *map(int, found.groups()))
        raise AnswerError(404, "InvalidEndpoint")

    def _grant(self, environ: dict[str, Any]) -> Json:
        length = int(environ.get("CONTENT_LENGTH") or 0)
        try:
            asked = json.loads(environ["wsgi.input"].read(length))
            client = (asked["client_id"], asked["client_secret"])
            is_well = asked["grant_type"] == "client_credentials" and client == self.client
        except (ValueError, KeyError, TypeError):
            raise AnswerError(400, "invalid_request") from None
        if not is_well:
            raise AnswerError(401, "invalid_client")
        token = f"token-{len(self.tokens)}"
        self.tokens[token] = Instant(self.account.now + 30 * MINUTE)
        return {
            "access_token": token,
            "token_type": "bearer",
            "scope": asked.get("scope", ""),
            "expires_in": 1800,
        }

    def _let_in(self, login: str) -> None:
        kind, _, word = login.partition(" ")
        if kind == "Bearer" and self.tokens.get(word, Instant(0)) > self.account.now:
            return
        pair = base64.b64encode(f"admin@acme.example/token:{self.token}".encode()).decode()
        if kind == "Basic" and self.token is not None and word == pair:
            return
        raise AnswerError(401, "Couldn't authenticate you")

    def _limit_exports(self) -> None:
        now = self.account.now
        self.asked = [each for each in self.asked if each > now - MINUTE]
        if len(self.asked) >= self.exports:
            wait = (self.asked[0] + MINUTE - now + SECOND - 1) // SECOND
            raise AnswerError(429, "APIRateLimitExceeded", retry_after=str(max(1, wait)))
        self.asked.append(now)

    # --- exports by cursor -----------------------------------------------------------------------

    def tickets(self, query: dict[str, str]) -> Json:
        """The export of tickets."""
        found = []
        for ticket in self.account.tickets.values():
            shown = [each for each in ticket.shown if each[0] <= self.account.now]
            if shown:
                _, generated, body = shown[-1]
                found.append((generated // SECOND, ticket.id, body))
        return self._by_cursor("tickets", found, query)

    def users(self, query: dict[str, str]) -> Json:
        """The export of users."""
        found = [
            (_seconds(each["updated_at"]), number, each)
            for number, each in self.account.users.items()
        ]
        return self._by_cursor("users", found, query)

    def _by_cursor(self, name: str, found: list[tuple[int, int, Json]], query: Json) -> Json:
        self._limit_exports()
        last = (self.account.now - MINUTE) // SECOND
        rows = sorted((row for row in found if row[0] <= last), key=lambda row: row[:2])
        after = self._from(query, last)
        left = [row for row in rows if row[:2] > after]
        size = min(self.page, _number(query.get("per_page", "1000")))
        if self.trick == "short page":
            size = max(1, size // 2)
        here = left[:size]
        is_empty = self.trick == "empty page" and "|e" not in _decoded(query.get("cursor", ""))
        here = [] if is_empty else here
        place = here[-1][:2] if here else after
        cursor = f"{place[0]}.0||{place[1]}|{'e' if is_empty else ''}"
        if self.trick == "repeated token":
            cursor = "1.0||1|"
        encoded = base64.b64encode(cursor.encode()).decode()
        is_last = len(here) == len(left) and self.trick != "repeated token"
        return {
            name: [row[2] for row in here],
            "after_url": f"{HOST}/api/v2/incremental/{name}/cursor?cursor={encoded}",
            "before_url": None,
            "after_cursor": encoded,
            "before_cursor": None,
            "end_of_stream": is_last,
        }

    def _from(self, query: Json, last: int) -> tuple[int, int]:
        if "cursor" in query:
            found = re.fullmatch(r"(-?\d+)\.0\|\|(-?\d+)\|e?", _decoded(query["cursor"]))
            if found is None:
                raise AnswerError(400, "InvalidCursor")
            return int(found[1]), int(found[2])
        if "start_time" not in query:
            raise AnswerError(400, "MissingStartTime")
        start = _number(query["start_time"])
        if start > last:
            raise AnswerError(422, "StartTimeTooRecent")
        return start, -1

    # --- the rest --------------------------------------------------------------------------------

    def audits(self, query: dict[str, str], ticket: int) -> Json:
        """All updates of a ticket."""
        if self.trick == "forbidden":
            raise AnswerError(403, "Forbidden")
        found = self._there(ticket)
        rows = [audit for shown, audit in found.audits if shown <= self.account.now]
        after = _number(_decoded(query.get("page[after]", "")) or "0")
        size = max(1, min(100, _number(query.get("page[size]", "100"))))
        if self.trick == "short page":
            size = max(1, size // 2)
        here = rows[after : after + size]
        if self.trick == "empty page" and query.get("page[after]") is None and rows:
            here = []
        following = after + len(here)
        cursor = base64.b64encode(str(following).encode()).decode()
        if self.trick == "repeated token":
            cursor = base64.b64encode(b"0").decode()
        more = following < len(rows) or self.trick == "repeated token"
        path = f"{HOST}/api/v2/tickets/{ticket}/audits"
        body: Json = {
            "audits": here,
            "meta": {"has_more": more, "after_cursor": cursor, "before_cursor": cursor},
            "links": {"prev": f"{path}?b", "next": f"{path}?page%5Bafter%5D={cursor}"},
        }
        if "users" in query.get("include", ""):
            named = {each.get("author_id") for audit in here for each in (audit, *audit["events"])}
            known = self.account.users
            body["users"] = [known[each] for each in sorted(named & known.keys())]
        return body

    def recent(self, query: dict[str, str]) -> Json:
        """The list of tickets, the last update first; what was deleted is not there."""
        rows = [
            (generated, ticket.id, body)
            for ticket in self.account.tickets.values()
            for shown, generated, body in ticket.shown[-1:]
            if shown <= self.account.now and body["status"] != "deleted"
        ]
        is_down = query.get("sort_order") == "desc" and query.get("sort_by") == "updated_at"
        rows.sort(key=lambda row: row[:2], reverse=is_down)
        number = max(1, _number(query.get("page", "1")))
        size = max(1, min(self.page, _number(query.get("per_page", "100"))))
        here = rows[(number - 1) * size : number * size]
        more = number * size < len(rows)
        return {
            "tickets": [row[2] for row in here],
            "next_page": f"{HOST}/api/v2/tickets?page={number + 1}" if more else None,
            "previous_page": None,
            "count": len(rows),
        }

    def _there(self, ticket: int) -> Any:  # noqa: ANN401  # a ticket of the account
        found = self.account.tickets.get(ticket)
        if found is None or found.fields["status"] == "deleted":
            raise AnswerError(404, "RecordNotFound")
        return found

    def ticket(self, query: dict[str, str], ticket: int) -> Json:
        """One ticket."""
        body = dict(self._there(ticket).shown[-1][2])
        if query.get("include") == "metric_events":
            by_metric: dict[str, list[Json]] = {}
            for shown, each in self.account.metric_events:
                if each["ticket_id"] == ticket and shown <= self.account.now:
                    by_metric.setdefault(each["metric"], []).append(each)
            body["metric_events"] = by_metric
        return {"ticket": body}

    def metric_events(self, query: dict[str, str]) -> Json:
        """The export of metric events: by time, or by cursor where a size is given."""
        self._limit_exports()
        if "start_time" not in query:
            raise AnswerError(400, "MissingStartTime")
        start = _number(query["start_time"])
        last = (self.account.now - MINUTE) // SECOND
        if start > last:
            raise AnswerError(422, "StartTimeTooRecent")
        rows = [
            each
            for shown, each in self.account.metric_events
            if shown <= self.account.now and start <= _seconds(each["time"]) <= last
        ]
        rows.sort(key=lambda each: (each["time"], each["id"]))
        if "page[size]" in query:
            return self._metrics_by_cursor(rows, query)
        here = rows[: self.metrics_page]
        end = _seconds(here[-1]["time"]) if here else start
        path = f"{HOST}/api/v2/incremental/ticket_metric_events"
        body = {
            "ticket_metric_events": here,
            "count": 7 if self.trick == "lying total" else len(here),
            "end_time": end,
            "next_page": f"{path}?start_time={end}",
        }
        return body if self.without_end else {**body, "end_of_stream": len(here) == len(rows)}

    def _metrics_by_cursor(self, rows: list[Json], query: Json) -> Json:
        size = max(1, min(100, self.metrics_page, _number(query["page[size]"])))
        after = _number(_decoded(query.get("page[after]", "")) or "0")
        following = after + size
        cursor = base64.b64encode(str(following).encode()).decode()
        return {
            "ticket_metric_events": rows[after:following],
            "meta": {
                "has_more": following < len(rows),
                "after_cursor": cursor,
                "before_cursor": None,
            },
            "links": {"prev": None, "next": None},
        }

    def organizations(self, query: dict[str, str]) -> Json:
        """Organizations by their numbers; those that are not there are left out."""
        asked = {_number(each) for each in query.get("ids", "").split(",")}
        return {"organizations": [each for each in ORGANIZATIONS if each["id"] in asked]}

    def me(self, query: dict[str, str]) -> Json:
        """Who is signed in."""
        del query
        return {"user": self.account.users[ADMIN]}

    def deleted(self, query: dict[str, str]) -> Json:
        """Deleted tickets."""
        del query
        rows = self.account.deleted
        count = 1 if self.trick == "lying total" else len(rows)
        return {"deleted_tickets": rows, "count": count, "next_page": None, "previous_page": None}

    def lists(self, name: str, rows: list[Json]) -> Json:
        """A list that fits on one page."""
        return {name: rows, "count": len(rows), "next_page": None, "previous_page": None}


Route = tuple[str, Callable[..., Any]]

ORGANIZATIONS: list[Json] = [{"id": 900, "name": "Acme"}]
GROUPS: list[Json] = [{"id": 500, "name": "First line"}, {"id": 501, "name": "Network"}]
CUSTOM_STATUSES: list[Json] = [
    {"id": 801, "agent_label": "Waiting for parts", "status_category": "hold"},
    {"id": 802, "agent_label": "Done", "status_category": "solved"},
]

ROUTES: tuple[Route, ...] = (
    (r"/api/v2/incremental/tickets/cursor", FakeZendesk.tickets),
    (r"/api/v2/incremental/users/cursor", FakeZendesk.users),
    (r"/api/v2/incremental/ticket_metric_events", FakeZendesk.metric_events),
    (r"/api/v2/tickets", FakeZendesk.recent),
    (r"/api/v2/tickets/(\d{1,18})/audits", FakeZendesk.audits),
    (r"/api/v2/tickets/(\d{1,18})", FakeZendesk.ticket),
    (r"/api/v2/organizations/show_many", FakeZendesk.organizations),
    (r"/api/v2/users/me", FakeZendesk.me),
    (r"/api/v2/deleted_tickets", FakeZendesk.deleted),
    (r"/api/v2/groups", lambda fake, _: fake.lists("groups", GROUPS)),
    (r"/api/v2/custom_statuses", lambda fake, _: fake.lists("custom_statuses", CUSTOM_STATUSES)),
    (
        r"/api/v2/ticket_fields",
        lambda fake, _: fake.lists("ticket_fields", fake.account.ticket_fields),
    ),
    (r"/api/v2/slas/policies", lambda fake, _: fake.lists("sla_policies", fake.account.policies)),
    (
        r"/api/v2/group_slas/policies",
        lambda fake, _: fake.lists("group_sla_policies", fake.account.group_policies),
    ),
    (
        r"/api/v2/business_hours/schedules",
        lambda fake, _: {"schedules": fake.account.schedules},
    ),
    (
        r"/api/v2/business_hours/schedules/(\d{1,18})/holidays",
        lambda fake, _, number: {"holidays": fake.account.holidays.get(number, [])},
    ),
)


def _seconds(told: str) -> int:
    return int(datetime.fromisoformat(told).timestamp())


def _number(text: str) -> int:
    if not re.fullmatch(r"\d{1,18}", text):
        raise AnswerError(400, "InvalidValue")
    return int(text)


def _decoded(cursor: str) -> str:
    try:
        return base64.b64decode(cursor.encode("ascii"), validate=True).decode()
    except ValueError:
        raise AnswerError(400, "InvalidCursor") from None
