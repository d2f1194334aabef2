"""The made-up site as the conformance kit steers it."""

from __future__ import annotations

from itertools import cycle
from typing import ClassVar

from slarules.instants import MINUTE, Instant, Micros
from slarules.testing import Trick, TrueChange, TrueComment, TrueTicket, Truth, World
from tests.adapters.jira.fake.app import JiraApp
from tests.adapters.jira.fake.site import ADA, CLEO, DORA, MILLISECOND, Issue, Person, Site


class JiraWorld(World):
    """A site with two projects of which both are read."""

    lateness: ClassVar[Micros] = Micros(9 * MINUTE)
    resolution: ClassVar[Micros] = Micros(MILLISECOND)

    def __init__(self, *, is_cloud: bool = True) -> None:
        self.site = Site({"HELP": "10000", "OPS": "10001"})
        self.jira = JiraApp(self.site, is_cloud=is_cloud, page=self.page, bulk_page=7)
        self.app = self.jira
        self.site.roles["Service Desk Team"]["HELP"] = [ADA]
        self._gone: dict[str, TrueTicket] = {}
        self._last = self._dead = Truth()
        self._statuses = cycle(["2", "3", "4", "5", "1"])

    def now(self) -> Instant:
        return self.site.now

    def pass_time(self, length: Micros) -> None:
        self.site.pass_time(length)

    def truth(self) -> Truth:
        issues = list(self.site.issues.values())
        tickets = [TrueTicket(str(i.id), i.key, i.created) for i in issues]
        changes = [change for issue in issues for change in _changes(issue)]
        comments = [
            TrueComment(str(issue.id), each.at, each.public, _role(each.author))
            for issue in issues
            for each in issue.comments
        ]
        dead = self._dead
        return Truth(
            (*tickets, *dead.tickets), (*changes, *dead.changes), (*comments, *dead.comments)
        )

    def create(self) -> str:
        return str(self.site.create().id)

    def change(self, ticket: str) -> None:
        issue = self._issue(ticket)
        status = next(self._statuses)
        if issue.fields["status"]["id"] == status:
            status = next(self._statuses)
        self.site.to_status(issue, status)

    def comment(self, ticket: str, *, public: bool = True) -> None:
        # In the Cloud somebody asks who is a customer by her account alone, and can be promoted.
        customer = DORA if self.jira.is_cloud else CLEO
        is_first = not any(each.comments for each in self.site.issues.values())
        self.site.comment(self._issue(ticket), customer if is_first else ADA, public=public)

    def delete(self, ticket: str) -> None:
        issue = self._issue(ticket)
        before = self.truth()
        gone = TrueTicket(ticket, issue.key, issue.created, "deleted")
        self._dead = Truth(
            (*self._dead.tickets, gone),
            (*self._dead.changes, *(e for e in before.changes if e.ticket_id == ticket)),
            (*self._dead.comments, *(e for e in before.comments if e.ticket_id == ticket)),
        )
        self.site.delete(issue)

    def hide(self, ticket: str) -> None:
        self._issue(ticket).is_hidden = True

    def move(self, ticket: str) -> None:
        self.site.move(self._issue(ticket), "OPS")

    def rename(self) -> None:
        first = self.truth().changes[0].new
        id_ = next(key for key, (name, _) in self.site.statuses.items() if name == first)
        self.site.statuses[id_] = ("Called otherwise", self.site.statuses[id_][1])
        for issue in self.site.issues.values():
            if issue.fields["status"]["id"] == id_:
                issue.fields["status"] = self.site.status(id_)

    def promote(self) -> None:
        if self.jira.is_cloud:
            self.site.promoted[DORA.id] = "atlassian"
        else:
            self.site.roles["Service Desk Team"]["HELP"].append(CLEO)

    def conceal(self, ticket: str) -> None:
        issue = self._issue(ticket)
        issue.comments[0].public = False
        self.site.touch(issue)

    def delay(self, length: Micros) -> None:
        self.site.delay = length

    def zone(self, name: str) -> None:
        self.site.reader = Person("sla", "SLA Reader", zone=name)

    def play(self, trick: Trick | None) -> None:
        self.jira.trick = trick

    def _issue(self, ticket: str) -> Issue:
        return self.site.issues[int(ticket)]


def _changes(issue: Issue) -> list[TrueChange]:
    return [
        TrueChange(
            str(issue.id), each.at, "status", item["fromString"], item["toString"], _role(ADA)
        )
        for each in issue.histories
        for item in each.items
        if item.get("fieldId") == "status"
    ]


def _role(person: Person) -> str:
    return {"atlassian": "agent", "app": "automation"}.get(person.type, "customer")
