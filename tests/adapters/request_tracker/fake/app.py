"""REST2 of a made-up Request Tracker, as a WSGI application; its answers are as those recorded."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from email.utils import format_datetime
from typing import Any, cast
from urllib.parse import parse_qsl, urlencode

import httpx2

from slarules.instants import EPOCH, Instant, utc
from slarules.testing import CANARY, Trick
from tests.adapters.request_tracker.fake.desk import (
    BEGINNING,
    PRODUCTS,
    SEVERITY,
    Account,
    Desk,
    Entry,
    Held,
)
from tests.adapters.request_tracker.fake.query import Matches, UnknownError, parsed

BASE = "/REST/2.0/"
URL = "http://127.0.0.1:8085/REST/2.0"

OF_TRANSACTIONS = frozenset(
    {"id", "ObjectType", "ObjectId", "Type", "Field", "TicketQueue", "Created", "Creator"}
)
OF_TICKETS = frozenset({"id", "Queue", "Status", "EffectiveId"})

Json = dict[str, Any]


@dataclass
class RefusedError(Exception):
    """An answer that is none."""

    status: int
    message: str


@dataclass
class FakeTracker:
    """REST2 for the account `reader`.

    Attributes:
        most: The most that a page holds.
        is_admin: Whether the account has the right AdminUsers.
        sees_all: Whether it is the superuser, who is told totals.
        is_vague: Whether searches for tickets leave out what the account may not see.
    """

    desk: Desk
    most: int = 100
    is_admin: bool = True
    sees_all: bool = False
    is_vague: bool = False
    trick: Trick | None = None

    def __call__(self, environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        """Answer."""
        try:
            told, status = self._told(environ), 200
        except RefusedError as refused:
            told, status = {"message": refused.message}, refused.status
        body = json.dumps(told, indent=3).encode()
        date = format_datetime(EPOCH + timedelta(microseconds=self.desk.now), usegmt=True)
        kind = 'application/json; charset="utf-8"'
        start(f"{status} -", [("Content-Type", kind), ("Date", date)])
        return [body]

    def told(self, path: str, **asked: str | int) -> Any:  # noqa: ANN401  # JSON
        """Return what it answers."""
        with httpx2.Client(transport=httpx2.WSGITransport(cast("Any", self))) as client:
            login = {"Authorization": f"token {CANARY}"}
            return client.get(f"{URL}/{path}", params=asked, headers=login).json()

    def _told(self, environ: Mapping[str, Any]) -> Json:
        if environ.get("HTTP_AUTHORIZATION") != f"token {CANARY}":
            raise RefusedError(401, "Unauthorized")
        _, _, path = environ["PATH_INFO"].partition(BASE)
        asked = dict(parse_qsl(environ.get("QUERY_STRING", "")))
        lists = {"transactions": self._transactions, "tickets": self._tickets}
        lists["queues/all"] = self._queues
        if path == "rt":
            return {"Version": "5.0.3+dfsg-3~deb12u6"}
        if path not in lists:
            return self._one(*path.split("/"))
        told = lists[path](asked)
        return told | _turns(path, asked, told)

    def _one(self, kind: str, name: str) -> Json:
        match kind:
            case "ticket":
                return self._ticket(self._found(name))
            case "user":
                return self._user(name)
            case "queue" if int(name) in self.desk.queues:
                return self._queue(int(name))
            case "customfield" if int(name) in (SEVERITY, PRODUCTS):
                return _custom(int(name))
        raise RefusedError(404, "Not Found")

    def _transactions(self, asked: Mapping[str, str]) -> Json:
        if self.trick == "forbidden":
            raise RefusedError(403, "Forbidden")
        matches = _query(asked, OF_TRANSACTIONS)
        rows = [
            each
            for each in self.desk.entries
            if each.shown_from <= self.desk.now and matches(self._searched(each))
        ]
        if self.trick == "repeated token" and asked["order"] == "ASC":
            rows = [each for each in self.desk.entries if each.kind == "RT::Ticket"]
        page, told = self._page(rows, asked)
        # A page is cut before what the account may not see is left out of it.
        told["items"] = [self._transaction(each, asked) for each in page if self._sees(each)]
        if not self.sees_all:
            told |= {"total": None, "pages": None}
        return told | {"count": len(told["items"])}

    def _searched(self, entry: Entry) -> dict[str, str | int]:
        of = self.desk.tickets[entry.of].queue if entry.kind == "RT::Ticket" else 0
        return {
            "id": entry.number,
            "ObjectType": entry.kind,
            "ObjectId": entry.of,
            "Type": entry.type,
            "Field": entry.field,
            "TicketQueue": of,
        }

    def _sees(self, entry: Entry) -> bool:
        if entry.kind == "RT::User":
            return self.is_admin
        return not self.desk.tickets[entry.of].is_hidden

    def _transaction(self, entry: Entry, asked: Mapping[str, str]) -> Json:
        values: Json = {
            "Type": entry.type,
            "Field": entry.field,
            "OldValue": entry.old,
            "NewValue": entry.new,
            "Created": _iso(entry.created),
            "Creator": self._person(entry.creator, asked.get("fields[Creator]")),
            "ObjectId": str(entry.of),
        }
        return _item("transaction", entry.number) | _asked(values, asked)

    def _tickets(self, asked: Mapping[str, str]) -> Json:
        matches = _query(asked, OF_TICKETS)
        # Nothing finds deleted tickets, and merged ones only who asks for the effective number.
        rows = [
            each
            for each in self.desk.tickets.values()
            if each.status != "deleted"
            and not each.is_hidden
            and ("EffectiveId" in asked["query"] or each.effective == each.number)
            and matches(_standing(each))
        ]
        page, told = self._page(rows, asked)
        told["items"] = [self._shown(each, asked) for each in page]
        return told | ({"total": None} if self.is_vague else {})

    def _shown(self, ticket: Held, asked: Mapping[str, str]) -> Json:
        requestor = [self._person(35, asked.get("fields[Requestor]"))]
        queue = _ref("queue", ticket.queue) | {
            "id": ticket.queue,
            "Name": self.desk.queues[ticket.queue],
        }
        values = self._values(ticket) | {
            "Queue": queue,
            "Owner": self._person(ticket.owner, asked.get("fields[Owner]")),
            "Requestor": requestor,
            "EffectiveId": str(ticket.effective),
            "CustomFields": self._customs(ticket) or "",
        }
        return _item("ticket", ticket.number) | _asked(values, asked)

    def _found(self, number: str) -> Held:
        ticket = self.desk.tickets.get(int(number))
        if ticket is None:
            raise RefusedError(404, "Not Found")
        if ticket.is_hidden:
            raise RefusedError(403, "Forbidden")
        return self.desk.tickets[ticket.effective]

    def _ticket(self, ticket: Held) -> Json:
        return (
            self._values(ticket)
            | {
                "id": ticket.number,
                "Queue": _ref("queue", ticket.queue),
                "Owner": self._person(ticket.owner, None),
                "Requestor": [self._person(35, None)],
                "EffectiveId": _ref("ticket", ticket.effective),
                "CustomFields": self._customs(ticket),
                "Cc": [],
                "AdminCc": [],
                "Creator": self._person(35, None),
                "LastUpdatedBy": self._person(14, None),
                "Type": "ticket",
                "_hyperlinks": _links("ticket", ticket.number),
            }
            | dict.fromkeys(
                ("TimeEstimated", "TimeLeft", "TimeWorked", "InitialPriority", "FinalPriority"), "0"
            )
        )

    def _values(self, ticket: Held) -> Json:
        unset = dict.fromkeys(("Starts", "Started", "Resolved"), "1970-01-01T00:00:00Z")
        told = {} if ticket.told is None else {"Told": _iso(ticket.told)}
        return (
            unset
            | told
            | {
                "Status": ticket.status,
                "Created": _iso(ticket.created),
                "LastUpdated": _iso(ticket.updated),
                "Due": _iso(ticket.due),
                "Priority": "0",
                "SLA": "Gold",
                "Subject": "x",
            }
        )

    def _customs(self, ticket: Held) -> list[Json]:
        return [
            _ref("customfield", number)
            | {"name": _custom(number)["Name"], "values": ticket.values[number]}
            for number in self.desk.fields_of[ticket.queue]
        ]

    def _person(self, number: int, asked: str | None) -> Json:
        account = self.desk.accounts[number]
        told = {"type": "user", "id": account.name, "_url": f"{URL}/user/{account.name}"}
        if asked is None:
            return told
        values = {"id": number, "Name": account.name, "Organization": account.organization}
        return told | {name: values[name] for name in asked.split(",") if values[name]}

    def _user(self, name: str) -> Json:
        named = [a for a in self.desk.accounts.values() if name in {a.name, str(a.number)}]
        if not named:
            raise RefusedError(404, "Not Found")
        account = named[0]
        told = {
            "Name": account.name,
            "Privileged": int(account.is_privileged),
            "EmailAddress": f"{account.name}@loop.test",
            "_hyperlinks": _links("user", account.number)[: 2 if self.is_admin else 1],
        }
        return told | (self._more(account) if self.is_admin else {"RealName": None})

    def _more(self, account: Account) -> Json:
        organization = {"Organization": account.organization} if account.organization else {}
        return organization | {
            "id": account.number,
            "Created": _iso(account.created),
            "LastUpdated": _iso(account.updated),
            "Creator": self._person(14, None),
            "LastUpdatedBy": self._person(14, None),
            "Disabled": "0",
            "CustomFields": [],
            "Memberships": [],
        }

    def _queues(self, asked: Mapping[str, str]) -> Json:
        page, told = self._page(sorted(self.desk.queues), asked)
        told["items"] = [
            _item("queue", each)
            | _asked({"Name": self.desk.queues[each], "Lifecycle": "default"}, asked)
            for each in page
        ]
        return told

    def _queue(self, number: int) -> Json:
        fields = [
            _ref("customfield", each) | {"ref": "customfield", "name": _custom(each)["Name"]}
            for each in self.desk.fields_of[number]
        ]
        lists = ("Cc", "AdminCc", "CustomFields", "TicketTransactionCustomFields")
        texts = ("Description", "CorrespondAddress", "CommentAddress")
        return {
            **_made("queue", number),
            **{name: [] for name in lists},
            **dict.fromkeys(texts, ""),
            "Name": self.desk.queues[number],
            "TicketCustomFields": fields,
            "Lifecycle": "default",
            "SLADisabled": "0",
        }

    def _page(self, rows: Sequence[Any], asked: Mapping[str, str]) -> tuple[Sequence[Any], Json]:
        size = min(int(asked.get("per_page", 20)), self.most)
        page = int(asked.get("page", 1))
        rows = rows[::-1] if asked.get("order") == "DESC" else rows
        shown = rows[size * (page - 1) : size * page]
        total = 1 if self.trick == "lying total" else len(rows)
        told = {"total": total, "pages": -(-total // size), "per_page": size, "page": page}
        return shown, told | {"count": len(shown)}


def _turns(path: str, asked: Mapping[str, str], told: Json) -> Json:
    """Return where the pages before and behind are, which is told where totals are."""
    if not told["pages"]:
        return {}
    near = {"next_page": told["page"] + 1, "prev_page": told["page"] - 1}
    return {
        name: f"{URL}/{path}?{urlencode({**asked, 'page': page})}"
        for name, page in near.items()
        if 1 <= page <= told["pages"]
    }


def _query(asked: Mapping[str, str], known: frozenset[str]) -> Matches:
    try:
        return parsed(asked["query"], known)
    except UnknownError as error:
        raise RefusedError(400, str(error)) from None


def _standing(ticket: Held) -> dict[str, str | int]:
    return {
        "id": ticket.number,
        "Queue": ticket.queue,
        "Status": ticket.status,
        "EffectiveId": ticket.effective,
    }


def _custom(number: int) -> Json:
    told = _made("customfield", number) | dict.fromkeys(("Description", "Pattern"), "")
    told |= {"UniqueValues": "0", "EntryHint": "Enter", "LookupType": "RT::Queue-RT::Ticket"}
    told["_hyperlinks"] = told["_hyperlinks"][:1]
    if number == SEVERITY:
        told |= {"Name": "Severity", "Type": "Select", "MaxValues": "1"}
        return told | {"Values": ["High", "Low"]}
    return told | {"Name": "Products", "Type": "Freeform", "MaxValues": "0"}


def _made(kind: str, number: int) -> Json:
    """Return what every queue and custom field has."""
    root = {"type": "user", "id": "root", "_url": f"{URL}/user/root"}
    return {
        "id": number,
        **dict.fromkeys(("Created", "LastUpdated"), _iso(BEGINNING)),
        **dict.fromkeys(("Creator", "LastUpdatedBy"), root),
        **dict.fromkeys(("Disabled", "SortOrder"), "0"),
        "_hyperlinks": _links(kind, number),
    }


def _ref(kind: str, number: int) -> Json:
    return {"type": kind, "id": str(number), "_url": f"{URL}/{kind}/{number}"}


_item = _ref


def _links(kind: str, number: int) -> list[Json]:
    url = f"{URL}/{kind}/{number}"
    mine = {"ref": "self", "type": kind, "id": number, "_url": url}
    return [mine, {"ref": "history", "_url": f"{url}/history"}]


def _asked(values: Json, asked: Mapping[str, str]) -> Json:
    return {name: values[name] for name in asked.get("fields", "").split(",") if name in values}


def _iso(at: Instant) -> str:
    return utc(at).strftime("%Y-%m-%dT%H:%M:%SZ")
