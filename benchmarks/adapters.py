"""Pages of Jira to Arrow, events a minute on one core, beside pydantic models that do the same.

    python -m benchmarks.adapters [EVENTS]

Both read the same pages of the bulk changelog and make the same table; they take turns, and the
best of each counts. Time is of the processor, so that other programs disturb little.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from datetime import datetime
from time import process_time
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from slarules.adapters import Batch, arrow
from slarules.http import Answer
from slarules.instants import instant
from slarules_jira.fields import Fields, JiraField
from slarules_jira.roles import Roles
from slarules_jira.rows import Read, Rows, add_issue
from slarules_jira.wire import Issue, bulk_page

ISSUES_A_PAGE = 100
HISTORIES_AN_ISSUE = 10
TURNS = 5
GOAL = 10_000_000

FIELDS = (
    JiraField("status", "Status", "status"),
    JiraField("priority", "Priority", "priority"),
    JiraField("resolution", "Resolution", "resolution"),
    JiraField("assignee", "Assignee", "user"),
)


class PydanticAuthor(BaseModel):
    """An account."""

    model_config = ConfigDict(frozen=True)

    account_id: str | None = Field(default=None, alias="accountId")
    account_type: str | None = Field(default=None, alias="accountType")


class PydanticItem(BaseModel):
    """A field that changed."""

    field: str
    field_id: str | None = Field(default=None, alias="fieldId")
    from_: str | None = Field(default=None, alias="from")
    from_string: str | None = Field(default=None, alias="fromString")
    to: str | None = None
    to_string: str | None = Field(default=None, alias="toString")


class PydanticHistory(BaseModel):
    """Fields that somebody changed at once."""

    id: str
    created: int | str
    items: list[PydanticItem]
    author: PydanticAuthor | None = None


class PydanticIssue(BaseModel):
    """Changes of one issue."""

    issue_id: str = Field(alias="issueId")
    histories: list[PydanticHistory] = Field(alias="changeHistories")


class PydanticPage(BaseModel):
    """A page of the bulk changelog."""

    issues: list[PydanticIssue] = Field(alias="issueChangeLogs")


def pages(events: int) -> Iterator[bytes]:
    """Yield pages with two changes in each history, a status and a priority."""
    per_page = ISSUES_A_PAGE * HISTORIES_AN_ISSUE * 2
    for page in range(-(-events // per_page)):
        logs = [_log(page * ISSUES_A_PAGE + number) for number in range(ISSUES_A_PAGE)]
        yield json.dumps({"issueChangeLogs": logs}).encode()


def _log(issue: int) -> dict[str, Any]:
    histories = [_history(issue, number) for number in range(HISTORIES_AN_ISSUE)]
    return {"issueId": str(10_000 + issue), "changeHistories": histories}


def _history(issue: int, number: int) -> dict[str, Any]:
    author = {"accountId": f"5b10ac8d82e05b22cc7d4ef{issue % 40}", "accountType": "atlassian"}
    return {
        "id": str(issue * 1000 + number),
        "author": {**author, "displayName": "Somebody", "active": True, "timeZone": "Etc/UTC"},
        "created": 1_782_830_856_000 + issue * 60_000 + number * 1000,
        "items": [_item("status", number), _item("priority", number)],
    }


def _item(field: str, number: int) -> dict[str, Any]:
    return {
        "field": field,
        "fieldId": field,
        "fieldtype": "jira",
        "from": str(number),
        "fromString": f"{field} {number}",
        "to": str(number + 1),
        "toString": f"{field} {number + 1}",
    }


def ours(page: bytes) -> Any:  # noqa: ANN401  # any Arrow
    """Return the table of a page, as the adapter makes it."""
    roles = Roles(licensed="agent")
    rows = Rows(Fields(FIELDS), roles, {"changes"})
    for log in bulk_page(Answer(200, {}, page, "")).issue_change_logs:
        issue = Issue(log.issue_id, log.issue_id)
        add_issue(rows, Read(issue, log.change_histories))
    return next(each.data for each in rows.handed_over() if isinstance(each, Batch))


def with_pydantic(page: bytes) -> Any:  # noqa: ANN401  # any Arrow
    """Return the same table by way of models."""
    columns: dict[str, list[Any]] = {}
    for issue in PydanticPage.model_validate_json(page).issues:
        seq = 0
        for history in sorted(issue.histories, key=lambda each: (each.created, int(each.id))):
            for index, item in enumerate(history.items):
                seq += 1
                for name, cell in _cells(issue.issue_id, history, index, item).items():
                    columns.setdefault(name, []).append(cell)
                columns.setdefault("seq", []).append(seq)
    return arrow("changes", columns)


def _cells(ticket: str, history: PydanticHistory, index: int, item: PydanticItem) -> dict[str, Any]:
    author = history.author
    return {
        "event_id": f"{ticket}:{history.id}:{index}",
        "ticket_id": ticket,
        "at": _at(history.created),
        "field_id": item.field_id,
        "old_id": item.from_,
        "old": item.from_string,
        "new_id": item.to,
        "new": item.to_string,
        "actor_id": author.account_id if author else None,
        "actor_role": "agent" if author and author.account_type == "atlassian" else "unknown",
        "origin": "recorded",
    }


def _at(created: int | str) -> int:
    if isinstance(created, str):
        return instant(datetime.fromisoformat(created))
    return created * 1000


def spent(decode: Callable[[bytes], Any], answers: list[bytes]) -> tuple[float, int]:
    """Return the seconds that all pages take, and how many events they have."""
    begun = process_time()
    rows = sum(decode(page).num_rows for page in answers)
    return process_time() - begun, rows


def main() -> None:
    """Measure, and tell."""
    answers = list(pages(int(sys.argv[1]) if len(sys.argv) > 1 else 200_000))
    if ours(answers[0]).to_struct_array() != with_pydantic(answers[0]).to_struct_array():
        sys.exit("the two do not make the same table")
    best = {"slarules": float("inf"), "pydantic": float("inf")}
    events = 0
    for _ in range(TURNS):
        for name, decode in (("slarules", ours), ("pydantic", with_pydantic)):
            seconds, events = spent(decode, answers)
            best[name] = min(best[name], seconds)
    for name, seconds in best.items():
        print(f"{name:10} {events / seconds * 60:12,.0f} events a minute and core")  # noqa: T201
    print(f"ratio      {best['pydantic'] / best['slarules']:12.2f}")  # noqa: T201
    print(f"goal       {GOAL:12,} events a minute on two cores")  # noqa: T201


if __name__ == "__main__":
    main()
