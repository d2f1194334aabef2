"""A made-up Jira site: what is in it, who did what when, and what the search index knows of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any
from zoneinfo import ZoneInfo

from slarules.instants import Instant, Micros, instant, utc

START = instant(utc(Instant(0)).replace(year=2026, month=3, day=2, hour=9))
MILLISECOND = 1000

STATUSES = {
    "1": ("Open", "new"),
    "2": ("Work in progress", "indeterminate"),
    "3": ("Waiting for customer", "indeterminate"),
    "4": ("Pending", "indeterminate"),
    "5": ("Resolved", "done"),
}
PRIORITIES = {"1": "Highest", "2": "High", "3": "Medium", "4": "Low", "5": "Lowest"}
RESOLUTIONS = {"10000": "Done"}
FIELDS: tuple[tuple[str, str, dict[str, Any] | None], ...] = (
    ("status", "Status", {"type": "status", "system": "status"}),
    ("priority", "Priority", {"type": "priority", "system": "priority"}),
    ("issuetype", "Issue Type", {"type": "issuetype", "system": "issuetype"}),
    ("resolution", "Resolution", {"type": "resolution", "system": "resolution"}),
    ("assignee", "Assignee", {"type": "user", "system": "assignee"}),
    ("reporter", "Reporter", {"type": "user", "system": "reporter"}),
    ("created", "Created", {"type": "datetime", "system": "created"}),
    ("updated", "Updated", {"type": "datetime", "system": "updated"}),
    ("duedate", "Due date", {"type": "date", "system": "duedate"}),
    ("labels", "Labels", {"type": "array", "items": "string", "system": "labels"}),
    ("components", "Components", {"type": "array", "items": "component", "system": "components"}),
    ("project", "Project", {"type": "project", "system": "project"}),
    ("summary", "Summary", {"type": "string", "system": "summary"}),
    ("issuelinks", "Linked Issues", {"type": "array", "items": "issuelinks"}),
    ("thumbnail", "Images", None),
    (
        "customfield_10012",
        "Severity",
        {
            "type": "option",
            "custom": "com.atlassian.jira.plugin.system.customfieldtypes:select",
            "customId": 10012,
        },
    ),
    (
        "customfield_10002",
        "Organizations",
        {
            "type": "array",
            "items": "sd-customerorganization",
            "custom": "com.atlassian.servicedesk:sd-customer-organizations",
            "customId": 10002,
        },
    ),
    (
        "customfield_10030",
        "Time to resolution",
        {"type": "sd-servicelevelagreement", "custom": "com.atlassian.servicedesk:sd-sla-field"},
    ),
)


@dataclass(frozen=True, slots=True)
class Person:
    """An account."""

    id: str
    name: str
    type: str = "atlassian"
    zone: str = "Etc/UTC"


ADA = Person("ada", "Ada Agent")
CLEO = Person("cleo", "Cleo Customer", "customer")
DORA = Person("dora", "Dora Colleague", "customer")
ROBOT = Person("robot", "Automation for Jira", "app")


@dataclass(slots=True)
class History:
    """Fields that somebody changed at once."""

    id: int
    at: Instant
    author: Person
    items: list[dict[str, str | None]]


@dataclass(slots=True)
class Comment:
    """A comment."""

    id: int
    at: Instant
    author: Person
    public: bool
    text: str


@dataclass(slots=True)
class Issue:
    """An issue.

    Attributes:
        index: What the search knew from when on: when, `updated`, and the fields then.
    """

    id: int
    key: str
    project: str
    created: Instant
    reporter: Person
    fields: dict[str, Any]
    updated: Instant
    histories: list[History] = field(default_factory=list)
    comments: list[Comment] = field(default_factory=list)
    slas: list[dict[str, Any]] = field(default_factory=list)
    index: list[tuple[Instant, Instant, dict[str, Any]]] = field(default_factory=list)
    is_hidden: bool = False

    def indexed(self, now: Instant) -> tuple[Instant, dict[str, Any]] | None:
        """Return `updated` and the fields as the search has them; None while it has nothing."""
        known = [(updated, fields) for at, updated, fields in self.index if at <= now]
        return known[-1] if known else None


class Site:
    """A site with a clock of its own."""

    def __init__(self, projects: Mapping[str, str] | None = None) -> None:
        self.now = START
        self.delay = Micros(0)
        self.reader = Person("sla", "SLA Reader", zone="Europe/Berlin")
        self.projects = dict(projects or {"HELP": "10000"})
        self.hidden_projects = set[str]()
        self.is_administrator = True
        self.roles: dict[str, dict[str, list[Person | str]]] = {
            "Administrators": {},
            "Service Desk Customers": {},
            "Service Desk Team": {},
        }
        self.promoted: dict[str, str] = {}
        self.groups: dict[str, list[Person]] = {}
        self.statuses = dict(STATUSES)
        self.issues: dict[int, Issue] = {}
        self._ids = self._count(10_001)
        self._numbers = {key: self._count(1) for key in ("HELP", *self.projects)}

    @staticmethod
    def _count(first: int) -> Iterator[int]:
        while True:
            yield first
            first += 1

    def pass_time(self, length: int) -> None:
        """Let time pass, in the milliseconds that Jira tells."""
        self.now = Instant((self.now + length) // MILLISECOND * MILLISECOND)

    def local(self, at: Instant) -> str:
        """Return a time as the site writes it for the account that reads."""
        there = utc(at).astimezone(ZoneInfo(self.reader.zone))
        return there.strftime("%Y-%m-%dT%H:%M:%S.") + f"{there:%f}"[:3] + f"{there:%z}"

    def create(self, project: str = "HELP", by: Person = CLEO, priority: str = "3") -> Issue:
        """Raise an issue now."""
        key = f"{project}-{next(self._numbers.setdefault(project, self._count(1)))}"
        fields = {
            "status": self.status("1"),
            "priority": {"id": priority, "name": PRIORITIES[priority]},
            "issuetype": {"id": "1", "name": "Service Request"},
            "resolution": None,
            "assignee": None,
            "duedate": None,
            "labels": [],
            "components": [],
            "project": {"id": self.projects[project], "key": project, "name": project},
            "summary": "It does not work",
            "issuelinks": [],
            "customfield_10012": None,
            "customfield_10002": [{"id": "7", "name": "Harbour"}],
        }
        issue = Issue(next(self._ids), key, project, self.now, by, fields, self.now)
        self.issues[issue.id] = issue
        self.touch(issue)
        return issue

    def status(self, id_: str) -> dict[str, Any]:
        """Return a status as issues show it."""
        name, category = self.statuses[id_]
        return {"id": id_, "name": name, "statusCategory": {"id": 2, "key": category}}

    def touch(self, issue: Issue) -> None:
        """Note that an issue was changed now."""
        issue.updated = self.now
        issue.index.append((Instant(self.now + self.delay), self.now, dict(issue.fields)))

    def change(self, issue: Issue, by: Person = ADA, **values: object) -> History:
        """Change fields at once; a value is what the field holds then."""
        items = []
        for id_, value in values.items():
            items += self._items(id_, issue.fields.get(id_), value)
            issue.fields[id_] = value
        history = History(next(self._ids), self.now, by, items)
        issue.histories.append(history)
        self.touch(issue)
        return history

    def _items(self, id_: str, old: object, new: object) -> list[dict[str, str | None]]:
        name = next(name for each, name, _ in FIELDS if each == id_)
        if id_ == "components" and isinstance(old, list) and isinstance(new, list):
            added = [(None, each) for each in new if each not in old]
            taken = [(each, None) for each in old if each not in new]
            return [self._item(id_, "Component", *each) for each in (*added, *taken)]
        if id_ == "labels" and isinstance(old, list) and isinstance(new, list):
            return [self._item(id_, id_, " ".join(old), " ".join(new))]
        return [self._item(id_, name if id_.startswith("custom") else id_, old, new)]

    def _item(self, id_: str, name: str, old: object, new: object) -> dict[str, str | None]:
        kind = "custom" if id_.startswith("customfield") else "jira"
        (from_, from_text), (to, to_text) = _both(old), _both(new)
        return {
            "field": name,
            "fieldtype": kind,
            "fieldId": id_,
            "from": from_,
            "fromString": from_text,
            "to": to,
            "toString": to_text,
        }

    def to_status(self, issue: Issue, id_: str, by: Person = ADA) -> History:
        """Change the status."""
        return self.change(issue, by, status=self.status(id_))

    def resolve(self, issue: Issue, by: Person = ADA) -> History:
        """Resolve an issue, as a workflow does it: status and resolution at once."""
        done = {"id": "10000", "name": "Done"}
        return self.change(issue, by, status=self.status("5"), resolution=done)

    def comment(self, issue: Issue, by: Person = ADA, *, public: bool = True) -> Comment:
        """Write a comment."""
        comment = Comment(next(self._ids), self.now, by, public, "Have you tried again?")
        issue.comments.append(comment)
        self.touch(issue)
        return comment

    def move(self, issue: Issue, project: str, by: Person = ADA) -> None:
        """Move an issue into another project, where it gets another key."""
        old = issue.key
        number = next(self._numbers.setdefault(project, self._count(1)))
        issue.key, issue.project = f"{project}-{number}", project
        there = {"id": self.projects[project], "key": project, "name": project}
        history = self.change(issue, by, project=there)
        text = {"field": "Key", "fieldtype": "jira", "from": None, "to": None}
        history.items.append({**text, "fromString": old, "toString": issue.key})

    def link(self, issue: Issue, other: Issue, by: Person = ADA) -> None:
        """Tell that an issue duplicates another."""
        link = {
            "id": str(next(self._ids)),
            "outwardIssue": {"id": str(other.id), "key": other.key},
        }
        issue.fields["issuelinks"] = [*issue.fields["issuelinks"], link]
        item = {"field": "Link", "fieldtype": "jira", "from": None, "fromString": None}
        told = {"to": other.key, "toString": f"This issue duplicates {other.key}"}
        issue.histories.append(History(next(self._ids), self.now, by, [{**item, **told}]))
        self.touch(issue)

    def delete(self, issue: Issue) -> None:
        """Delete an issue: nothing is left of it."""
        del self.issues[issue.id]

    def visible(self) -> list[Issue]:
        """Return the issues that the account that reads may see, in the order of creation."""
        found = (each for each in self.issues.values() if not each.is_hidden)
        return sorted(
            (each for each in found if each.project not in self.hidden_projects),
            key=lambda each: (each.created, each.id),
        )


def _both(value: object) -> tuple[str | None, str | None]:
    if isinstance(value, dict):
        id_ = value.get("id") or value["accountId"]
        text = value.get("name") or value.get("value") or value["displayName"]
        return str(id_), str(text)
    return None, None if value is None else str(value)
