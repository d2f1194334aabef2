"""As much of JQL as the tests need; anything else is refused, as Jira does."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from slarules.instants import Instant, instant
from tests.adapters.jira.fake.site import Issue, Site

Clause = Callable[[Issue, Instant, dict[str, Any]], bool]


class QueryError(Exception):
    """The search is none, or has no bounds."""


def found(site: Site, jql: str, reconciled: frozenset[int] = frozenset()) -> list[dict[str, Any]]:
    """Return the issues of a search: `issue`, `updated` and `fields` as the index has them."""
    body, _, order = jql.partition(" ORDER BY ")
    if order not in ("", "created ASC, key ASC", "created DESC"):
        raise QueryError(f"cannot order by {order}")
    if not body.strip():
        raise QueryError("Unbounded JQL queries are not allowed here.")
    clauses = [_clause(site, part.strip(" ()")) for part in body.split(" AND ")]
    hits = []
    for issue in site.visible():
        known = issue.indexed(site.now)
        if issue.id in reconciled:
            known = issue.updated, issue.fields
        if known is not None and all(clause(issue, *known) for clause in clauses):
            hits.append({"issue": issue, "updated": known[0], "fields": known[1]})
    return hits[::-1] if order == "created DESC" else hits


def _clause(site: Site, text: str) -> Clause:
    match re.split(r"\s*(>=|=|\bin\b)\s*", text, maxsplit=1):
        case ["project", "=", value]:
            named = value.strip('"')
            return lambda issue, _, __: named in (issue.project, site.projects[issue.project])
        case ["project", "in", value]:
            keys = {each.strip() for each in value.strip("()").split(",")}
            return lambda issue, _, __: issue.project in keys
        case ["updated", ">=", value]:
            at = _time(site, value)
            return lambda _, updated, __: updated >= at
        case ["created", ">=", value]:
            at = _time(site, value)
            return lambda issue, _, __: issue.created >= at
        case ["id", "in", value]:
            ids = {int(each) for each in value.strip("() ").split(",")}
            return lambda issue, _, __: issue.id in ids
        case ["priority", "=", value]:
            name = value.strip('"')
            return lambda _, __, fields: bool(fields["priority"]["name"] == name)
    raise QueryError(f"Error in the JQL Query: {text}")


def _time(site: Site, text: str) -> Instant:
    if text.isdecimal():
        return Instant(int(text) * 1000)
    local = datetime.fromisoformat(text.strip('"')).replace(tzinfo=ZoneInfo(site.reader.zone))
    return instant(local)
