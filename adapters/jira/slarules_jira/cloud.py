"""Reads Jira Cloud: the enhanced search and the bulk changelog."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from slarules.errors import SourceError
from slarules.http import Answer, Http, RefusedError
from slarules.instants import SECOND, Instant
from slarules_jira.flavour import Turns
from slarules_jira.times import milliseconds, time_of
from slarules_jira.wire import (
    Comment,
    History,
    Issue,
    SearchPage,
    bulk_page,
    came_with,
    comment_page,
    history_page,
    search_page,
)

API = "/rest/api/3"
SEARCH = f"{API}/search/jql"
BULK_ISSUES = 1000
BULK_FIELDS = 10
SHOWN = 100
BULK_HISTORIES = 10_000
RECONCILED = 50
COMMENTS = 100


@dataclass(slots=True)
class Found:
    """Changes of some issues; see `Histories`."""

    of: Mapping[str, Sequence[History]]
    missing: Mapping[str, str] = field(default_factory=dict)
    gone: frozenset[str] = frozenset()


class Cloud:
    """Reads Jira Cloud."""

    is_cloud = True
    api = API

    def __init__(self, http: Http) -> None:
        self._http = http
        self._has_bulk = True

    def project_clause(self, id_: str, key: str) -> str:  # noqa: ARG002  # Data Center needs it
        """See `Flavour`."""
        return f"project = {id_}"

    def time(self, at: Instant) -> str:
        """See `Flavour`."""
        return milliseconds(at)

    def pages(self, jql: str, fields: Sequence[str], size: int) -> Iterator[list[Issue]]:
        """See `Flavour`.

        Raises:
            SourceError: The pages go in circles, or are of the search that is gone.
        """
        asked: dict[str, Any] = {"jql": jql, "fields": list(fields), "maxResults": size}
        yield from self._search(asked)

    def _search(self, asked: dict[str, Any]) -> Iterator[list[Issue]]:
        turns = Turns(SEARCH)
        while True:
            answer = self._searched(asked)
            page = search_page(answer)
            yield page.issues
            token = _next(page, answer.url)
            if token is None:
                return
            turns.turn(token)
            asked = {**asked, "nextPageToken": token}

    def _searched(self, asked: Mapping[str, Any]) -> Answer:
        try:
            return self._http.post(SEARCH, asked, is_safe=True, bucket="search")
        except RefusedError as refused:
            if refused.status != 400 or "nextPageToken" not in asked:
                raise
            raise SourceError(
                SEARCH,
                "the site does not take its own page token any more, which ends after some days: "
                f"run it again, it goes on behind the last page (400: {refused.said})",
            ) from None

    def count(self, jql: str) -> int | None:
        """See `Flavour`."""
        path = f"{API}/search/approximate-count"
        try:
            asked = {"jql": jql.partition(" ORDER BY ")[0]}
            told = self._http.post(path, asked, is_safe=True, bucket="search").json()
        except RefusedError:
            # It is for people only; whoever may not count may still read.
            return None
        count = told.get("count")
        return count if isinstance(count, int) else None

    def refreshed(self, issues: Sequence[Issue], fields: Sequence[str]) -> Iterator[Issue]:
        """See `Flavour`."""
        for start in range(0, len(issues), RECONCILED):
            some = [each.id for each in issues[start : start + RECONCILED]]
            asked = {
                "jql": f"id in ({', '.join(some)})",
                "fields": list(fields),
                "maxResults": RECONCILED,
                "reconcileIssues": [int(each) for each in some],
            }
            for page in self._search(asked):
                yield from page

    def histories(self, issues: Sequence[Issue], field_ids: Sequence[str]) -> Found:
        """See `Flavour`."""
        found: dict[str, list[History]] = defaultdict(list)
        for start in range(0, len(issues), BULK_ISSUES):
            some = [each.id for each in issues[start : start + BULK_ISSUES]]
            if not (self._has_bulk and self._bulk(some, field_ids, found)):
                for issue in some:
                    found[issue] = self._alone(issue)
        silent = [each.id for each in issues if not found.get(each.id) and _was_touched(each)]
        return Found(found, gone=frozenset(self._gone(silent)))

    def _gone(self, issues: Sequence[str]) -> Iterator[str]:
        """Yield the issues that have no changes because they are not shown any more."""
        for start in range(0, len(issues), SHOWN):
            some = issues[start : start + SHOWN]
            asked = {"issueIdsOrKeys": some, "fields": ["updated"]}
            try:
                answer = self._http.post(f"{API}/issue/bulkfetch", asked, is_safe=True)
            except RefusedError as refused:
                if refused.status in (404, 405, 410):
                    return
                raise
            yield from set(some) - {each.id for each in search_page(answer).issues}

    def _bulk(
        self, issues: list[str], field_ids: Sequence[str], found: dict[str, list[History]]
    ) -> bool:
        asked: dict[str, Any] = {"issueIdsOrKeys": issues, "maxResults": BULK_HISTORIES}
        if 0 < len(field_ids) <= BULK_FIELDS:
            asked["fieldIds"] = list(field_ids)
        turns = Turns(API)
        while True:
            try:
                answer = self._http.post(
                    f"{API}/changelog/bulkfetch", asked, is_safe=True, bucket="changelog"
                )
            except RefusedError as refused:
                self._has_bulk = refused.status not in (404, 405, 410)
                if self._has_bulk:
                    raise
                return False
            page = bulk_page(answer)
            for each in page.issue_change_logs:
                found[each.issue_id] += each.change_histories
            if not page.next_page_token:
                return True
            turns.turn(page.next_page_token)
            asked = {**asked, "nextPageToken": page.next_page_token}

    def _alone(self, issue: str) -> list[History]:
        found: list[History] = []
        turns = Turns(API)
        while True:
            turns.turn(str(len(found)))
            params = {"startAt": len(found), "maxResults": 100}
            page = history_page(
                self._http.get(f"{API}/issue/{issue}/changelog", params, bucket="changelog")
            )
            found += page.values
            is_all = page.total is not None and len(found) >= page.total
            if page.is_last or is_all or not page.values:
                return found

    def comments(self, issue: Issue) -> list[Comment]:
        """See `Flavour`."""
        page = came_with(issue)
        if (
            page is not None
            and page.total == len(page.comments)
            and all(each.jsd_public is not None for each in page.comments)
        ):
            return page.comments
        return all_comments(self._http, f"{API}/issue/{issue.id}/comment", {})

    def projects(self) -> dict[str, str]:
        """See `Flavour`."""
        found: dict[str, str] = {}
        turns, start = Turns(API), 0
        while True:
            turns.turn(str(start))
            params = {"startAt": start, "maxResults": 100}
            answer = self._http.get(f"{API}/project/search", params).json()
            for each in answer.get("values", ()):
                found[each["key"]] = str(each["id"])
            start += len(answer.get("values", ()))
            if answer.get("isLast", True) or not answer.get("values"):
                return found

    def names(self, kind: str) -> Answer:
        """See `Flavour`."""
        return self._http.get(f"{API}/{kind}")


def _was_touched(issue: Issue) -> bool:
    created, updated = (time_of(issue.fields.get(name)) for name in ("created", "updated"))
    return created is None or updated is None or updated > created + SECOND


def _next(page: SearchPage, url: str) -> str | None:
    if page.is_last:
        return None
    if page.next_page_token:
        return page.next_page_token
    if page.is_last is None and page.total is not None:
        raise SourceError(
            url,
            "the answer has the shape of the search that is gone, with a total and no token: this"
            " is a Data Center, or a proxy stands between",
        )
    if page.is_last is False:
        raise SourceError(url, "the site says that there is more and does not say where")
    return None


def all_comments(http: Http, path: str, params: Mapping[str, Any]) -> list[Comment]:
    """Return the comments of an issue.

    Raises:
        SourceError: Some are missing at the end of the pages.
    """
    found: dict[str, Comment] = {}
    start, turns = 0, Turns(API)
    while True:
        turns.turn(str(start))
        asked = {**params, "startAt": start, "maxResults": COMMENTS, "orderBy": "created"}
        answer = http.get(path, asked, bucket="comments")
        page = comment_page(answer)
        found |= {each.id: each for each in page.comments}
        start += len(page.comments)
        # A full page may have more behind it, whatever the total says.
        if start >= page.total and len(page.comments) < (page.max_results or COMMENTS):
            return list(found.values())
        if not page.comments:
            raise SourceError(answer.url, f"{page.total} comments are announced and {start} came")
