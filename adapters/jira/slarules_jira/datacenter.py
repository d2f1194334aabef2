"""Reads Jira Data Center and Server: the old search, and changes with each issue."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from slarules.errors import SourceError
from slarules.http import Answer, Http, RefusedError
from slarules.instants import Instant
from slarules_jira.cloud import Found, all_comments
from slarules_jira.flavour import Turns
from slarules_jira.times import local_minute
from slarules_jira.wire import (
    Comment,
    History,
    Issue,
    came_with,
    history_page,
    issue_alone,
    search_page,
)

API = "/rest/api/2"
STEP_BACK = 50


class DataCenter:
    """Reads Jira Data Center.

    Args:
        zone: Of the account: searches there are in local time.
    """

    is_cloud = False
    api = API

    def __init__(self, http: Http, zone: str) -> None:
        self._http, self._zone = http, zone

    def project_clause(self, id_: str, key: str) -> str:  # noqa: ARG002  # the Cloud needs it
        """See `Flavour`."""
        return f'project = "{key}"'

    def time(self, at: Instant) -> str:
        """See `Flavour`."""
        return local_minute(at, self._zone)

    def pages(self, jql: str, fields: Sequence[str], size: int) -> Iterator[list[Issue]]:
        """See `Flavour`.

        Each page begins with the last issue of the one before: where it does not, an issue before
        it was deleted in the meantime, and the page is asked for again further back.
        """
        start, last, turns = 0, None, Turns("jira")
        seen = set[str]()
        while True:
            turns.turn(f"{start} {last} {len(seen)}")
            params = {
                "jql": jql,
                "fields": ",".join(fields),
                "expand": "changelog",
                "startAt": start,
                "maxResults": max(size, 2),
            }
            answer = self._http.get(f"{API}/search", params, bucket="search")
            page = search_page(answer)
            if start and last is not None and last not in [each.id for each in page.issues]:
                start = max(0, start - STEP_BACK)
                last = None if start == 0 else last
                continue
            fresh = [each for each in page.issues if each.id not in seen]
            seen.update(each.id for each in fresh)
            yield fresh
            end = start + len(page.issues)
            if page.total is None:
                raise SourceError(answer.url, "the answer does not say how many issues there are")
            is_full = len(page.issues) >= (page.max_results or size)
            if end >= page.total and not (fresh and is_full):
                return
            if not page.issues:
                raise SourceError(answer.url, f"{page.total} issues are announced, {end} came")
            # One issue alone cannot be there twice and another besides.
            start, last = (end - 1, page.issues[-1].id) if len(page.issues) > 1 else (end, None)

    def count(self, jql: str) -> int | None:
        """See `Flavour`."""
        params = {"jql": jql, "fields": "key", "startAt": 0, "maxResults": 1}
        try:
            return search_page(self._http.get(f"{API}/search", params, bucket="search")).total
        except RefusedError:
            return None

    def refreshed(self, issues: Sequence[Issue], fields: Sequence[str]) -> Iterator[Issue]:
        """See `Flavour`."""
        for each in issues:
            yield self._alone(each, ",".join(fields))

    def _alone(self, issue: Issue, fields: str) -> Issue:
        params = {"fields": fields, "expand": "changelog"}
        return issue_alone(self._http.get(f"{API}/issue/{issue.key}", params, bucket="issue"))

    def histories(self, issues: Sequence[Issue], field_ids: Sequence[str]) -> Found:  # noqa: ARG002
        """See `Flavour`."""
        found: dict[str, Sequence[History]] = {}
        missing: dict[str, str] = {}
        for issue in issues:
            log = issue.changelog
            if log is None or len(log.histories) < log.total:
                log = self._alone(issue, "updated").changelog
            held = list(log.histories) if log else []
            total = log.total if log else 0
            if len(held) < total:
                held = self._paged(issue, held)
            if len(held) < total or log is None:
                missing[issue.id] = f"{len(held)} of {total} changes are delivered"
            found[issue.id] = held
        return Found(found, missing)

    def _paged(self, issue: Issue, held: list[History]) -> list[History]:
        """Return all changes where the site has pages of them, which older ones have not."""
        found: list[History] = []
        while True:
            params = {"startAt": len(found), "maxResults": 100}
            try:
                answer = self._http.get(f"{API}/issue/{issue.key}/changelog", params)
            except RefusedError:
                return held
            page = history_page(answer)
            found += page.values
            if not page.values or (page.total is not None and len(found) >= page.total):
                return found if len(found) > len(held) else held

    def comments(self, issue: Issue) -> list[Comment]:
        """See `Flavour`."""
        # Only the comments alone say which are internal.
        page = came_with(issue)
        if page is not None and page.total == 0 and "comment" in issue.fields:
            return []
        return all_comments(
            self._http, f"{API}/issue/{issue.key}/comment", {"expand": "properties"}
        )

    def projects(self) -> dict[str, str]:
        """See `Flavour`."""
        return {each["key"]: str(each["id"]) for each in self._http.get(f"{API}/project").json()}

    def names(self, kind: str) -> Answer:
        """See `Flavour`."""
        return self._http.get(f"{API}/{kind}")
