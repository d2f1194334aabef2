"""What was read of an issue, as rows of slarules' tables; no network here."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from operator import itemgetter
from typing import Any

from slarules.adapters import Batch, Notice, TableName, arrow
from slarules.errors import SourceError
from slarules.instants import Instant
from slarules_jira.fields import PART_BY_PART, Fields, JiraField, current, joined
from slarules_jira.roles import Roles
from slarules_jira.times import micros, time_of, written
from slarules_jira.wire import Comment, History, Issue, Item

Columns = dict[str, list[Any]]
Mark = tuple[Instant, int, int, Any]

CHANGE_COLUMNS = [
    "event_id",
    "ticket_id",
    "seq",
    "at",
    "field_id",
    "old_id",
    "old",
    "new_id",
    "new",
    "actor_id",
    "actor_role",
    "origin",
]


@dataclass(slots=True)
class Read:
    """An issue with all that was read of it."""

    issue: Issue
    histories: Sequence[History] = ()
    comments: Sequence[Comment] = ()
    slas: Sequence[Mapping[str, Any]] = ()
    requesters: frozenset[str] = frozenset()


@dataclass(slots=True)
class Rows:
    """Gathers rows of all tables until they are handed over."""

    fields: Fields
    roles: Roles
    tables: Collection[TableName] | None = None
    columns: dict[TableName, Columns] = field(default_factory=dict)
    notices: list[Notice] = field(default_factory=list)

    def of(self, table: TableName) -> Columns:
        """Return the lists of a table, to be lengthened."""
        return self.columns.setdefault(table, defaultdict(list))

    def add(self, table: TableName, **cells: Any) -> None:  # noqa: ANN401  # cells of any column
        """Add a row; every row of a table names the same columns."""
        columns = self.of(table)
        for name, cell in cells.items():
            columns[name].append(cell)

    def handed_over(self) -> Iterator[Batch | Notice]:
        """Yield what was gathered, and begin anew."""
        for table, columns in self.columns.items():
            if self.tables is None or table in self.tables:
                yield Batch(table, arrow(table, columns))
        yield from self.notices
        self.columns, self.notices = {}, []


def add_issue(rows: Rows, read: Read) -> None:
    """Add all rows of an issue.

    Raises:
        SourceError: It has a time that is none.
    """
    issue = read.issue
    try:
        marks = _marks(read)
    except (ValueError, OverflowError) as error:
        raise SourceError("jira", f"a time cannot be read: {error}", record=issue.key) from None
    _add_ticket(rows, issue)
    _add_current(rows, issue, marks)
    _add_events(rows, read, marks)


def _marks(read: Read) -> list[Mark]:
    # Histories may come twice where pages are split, and in an order of their own.
    histories = {each.id: each for each in read.histories}.values()
    marks: list[Mark] = [(micros(each.created), 0, _number(each.id), each) for each in histories]
    marks += [(micros(each.created), 1, _number(each.id), each) for each in read.comments]
    marks.sort(key=itemgetter(0, 1, 2))
    return marks


def _number(id_: str) -> int:
    return int(id_) if id_.isdecimal() else 0


def _add_ticket(rows: Rows, issue: Issue) -> None:
    reporter = issue.fields.get("reporter")
    organizations = [
        each["name"]
        for id_ in rows.fields.organizations
        for each in issue.fields.get(id_) or ()
        if isinstance(each, dict) and isinstance(each.get("name"), str)
    ]
    rows.add(
        "tickets",
        ticket_id=issue.id,
        key=issue.key,
        created_at=time_of(issue.fields.get("created")),
        updated_at=time_of(issue.fields.get("updated")),
        requester_id=person(reporter),
        customer=", ".join(sorted(organizations)) or None,
        visibility="visible",
    )


def person(value: Any) -> str | None:  # noqa: ANN401  # whatever a field holds
    """Return what names an account for good."""
    if not isinstance(value, dict):
        return None
    found = value.get("accountId") or value.get("key") or value.get("name")
    return found if isinstance(found, str) else None


def _add_current(rows: Rows, issue: Issue, marks: Sequence[Mark]) -> None:
    # `updated` is some milliseconds before the change that it is about.
    updated = time_of(issue.fields.get("updated")) or 0
    as_of = max([updated, *(at for at, rank, _, _ in marks[-1:] if rank == 0)])
    for id_, each in rows.fields.read.items():
        if id_ in issue.fields:
            value_id, value = current(each, issue.fields[id_])
            rows.add(
                "current",
                ticket_id=issue.id,
                field_id=id_,
                value_id=value_id,
                value=value,
                as_of=as_of,
            )


def _add_events(rows: Rows, read: Read, marks: Sequence[Mark]) -> None:
    lists = _lists_before(rows, read.issue, marks)
    seq = 0
    for at, rank, _, event in marks:
        role = rows.roles.role(event.author, read.requesters)
        actor = event.author.id if event.author else None
        if rank:
            seq += 1
            _add_comment(rows, read.issue.id, (seq, at, actor, role), event)
            continue
        for index, item in enumerate(event.items):
            seq += 1
            event_id = f"{read.issue.id}:{event.id}:{index}"
            found = rows.fields.changed(item.field_id, item.field)
            if found is None:
                _add_tie(rows, read.issue, event_id, at, item)
                continue
            cells = _cells(found, item, lists)
            _append(
                rows.of("changes"),
                (event_id, read.issue.id, seq, at, found.id, *cells, actor, role, "recorded"),
            )


def _append(columns: Columns, cells: tuple[Any, ...]) -> None:
    for name, cell in zip(CHANGE_COLUMNS, cells, strict=True):
        columns[name].append(cell)


def _cells(
    found: JiraField, item: Item, lists: Mapping[str, dict[str, str]]
) -> tuple[str | None, str | None, str | None, str | None]:
    if found.id in PART_BY_PART:
        return _list_cells(lists[found.id], item)
    if found.type in ("date", "datetime"):
        return None, written(item.from_) or "", None, written(item.to)
    # Nothing before a change is said, and says that the field was empty.
    return (
        item.from_ or None,
        item.from_string or ("" if not item.from_ else None),
        item.to or None,
        item.to_string or None,
    )


def _list_cells(
    parts: dict[str, str], item: Item
) -> tuple[str | None, str | None, str | None, str | None]:
    before_id, before = joined(parts)
    if item.from_:
        parts.pop(item.from_, None)
    if item.to:
        parts[item.to] = item.to_string or ""
    return before_id, before or "", *joined(parts)


def _lists_before(rows: Rows, issue: Issue, marks: Sequence[Mark]) -> dict[str, dict[str, str]]:
    """Return what lists held at creation: what they hold now, with all changes taken back."""
    lists = {
        id_: {each["id"]: each.get("name", "") for each in issue.fields.get(id_) or ()}
        for id_ in PART_BY_PART & rows.fields.read.keys()
    }
    if not lists:
        return lists
    events = (event for _, rank, _, event in reversed(marks) if rank == 0)
    for item in (item for event in events for item in reversed(event.items)):
        found = rows.fields.changed(item.field_id, item.field)
        if found is not None and found.id in lists:
            if item.to:
                lists[found.id].pop(item.to, None)
            if item.from_:
                lists[found.id][item.from_] = item.from_string or ""
    return lists


def _add_comment(
    rows: Rows, ticket: str, who: tuple[int, Instant, str | None, str], comment: Comment
) -> None:
    seq, at, actor, role = who
    rows.add(
        "comments",
        event_id=f"c:{ticket}:{comment.id}",
        ticket_id=ticket,
        seq=seq,
        at=at,
        public=is_public(comment),
        actor_id=actor,
        actor_role=role,
        channel="mail" if comment.jsd_author_can_see_request is False else None,
        characters=_characters(comment.body),
    )


def is_public(comment: Comment) -> bool | None:
    """Return whether the customer can read a comment; None where the answer does not say."""
    if comment.visibility:
        return False
    if comment.jsd_public is not None:
        return comment.jsd_public
    for each in comment.properties:
        if each.key == "sd.public.comment" and isinstance(each.value, dict):
            return str(each.value.get("internal")).lower() != "true"
    return True


def _characters(body: Any) -> int:  # noqa: ANN401  # text, or a document of Atlassian's format
    waiting, count = [body], 0
    while waiting:
        match waiting.pop():
            case str() as text:
                count += sum(map(str.isalnum, text))
            case list() as parts:
                waiting += parts
            case {"text": text}:
                waiting.append(text)
            case {"content": parts}:
                waiting.append(parts)
    return count


def _add_tie(rows: Rows, issue: Issue, event_id: str, at: Instant, item: Item) -> None:
    match item.field:
        case "Link" | "issuelinks":
            other = item.to or item.from_
            text = item.to_string if item.to else item.from_string
            kind = (text or "").removeprefix("This issue ").removesuffix(other or "").strip()
        case "Key" | "issuekey":
            other, kind = item.from_string, "moved from"
            told = f"moved from {item.from_string} to {item.to_string}"
            rows.notices.append(Notice("moved", told, issue.id, at=at))
        case _:
            return
    if other:
        rows.add(
            "links",
            event_id=event_id,
            ticket_id=issue.id,
            at=at,
            kind=kind or "linked",
            other_ticket_id=_linked(issue).get(other, other),
            added=bool(item.to) or kind == "moved from",
        )


def _linked(issue: Issue) -> dict[str, str]:
    """Return the identifiers of linked issues by their keys."""
    found = {}
    for link in issue.fields.get("issuelinks") or ():
        other = link.get("inwardIssue") or link.get("outwardIssue") or {}
        if isinstance(other.get("key"), str) and isinstance(other.get("id"), str):
            found[other["key"]] = other["id"]
    return found
