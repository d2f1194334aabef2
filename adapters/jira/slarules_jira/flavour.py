"""What Cloud and Data Center do differently."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Protocol

from slarules.errors import SourceError
from slarules.http import Answer
from slarules.instants import Instant
from slarules_jira.wire import Comment, History, Issue

PAGE_LIMIT = 200_000
"""Pages of one search; whoever answers more is answering in circles."""


class Histories(Protocol):
    """Changes of some issues, by issue."""

    @property
    def of(self) -> Mapping[str, Sequence[History]]:
        """The changes by the identifier of the issue."""
        ...

    @property
    def missing(self) -> Mapping[str, str]:
        """How many changes an issue lacks, in words, by its identifier."""
        ...

    @property
    def gone(self) -> frozenset[str]:
        """The identifiers of issues that a search had and that are not shown any more."""
        ...


class Flavour(Protocol):
    """Reads one kind of Jira."""

    @property
    def is_cloud(self) -> bool:
        """Whether accounts have a kind, and searches tokens."""
        ...

    @property
    def api(self) -> str:
        """Where the interface begins."""
        ...

    def project_clause(self, id_: str, key: str) -> str:
        """Return what names a project in a search."""
        ...

    def time(self, at: Instant) -> str:
        """Return an instant for a search."""
        ...

    def pages(self, jql: str, fields: Sequence[str], size: int) -> Iterator[list[Issue]]:
        """Yield the issues of a search, page by page, each page once."""
        ...

    def count(self, jql: str) -> int | None:
        """Return about how many issues a search has; None where the site does not say."""
        ...

    def refreshed(self, issues: Sequence[Issue], fields: Sequence[str]) -> Iterator[Issue]:
        """Yield issues as they are now, whatever the index says."""
        ...

    def histories(self, issues: Sequence[Issue], field_ids: Sequence[str]) -> Histories:
        """Return the changes of issues."""
        ...

    def comments(self, issue: Issue) -> list[Comment]:
        """Return the comments of an issue; those that came with it where nothing lacks there."""
        ...

    def projects(self) -> Mapping[str, str]:
        """Return the identifiers of all projects that are visible, by key."""
        ...

    def names(self, kind: str) -> Answer:
        """Return the values of a field, as the site lists them at the path `kind`."""
        ...


class Turns:
    """Counts the pages of a search, and refuses to go in circles."""

    def __init__(self, source: str) -> None:
        self._source, self._seen, self._count = source, set[str](), 0

    def turn(self, token: str) -> None:
        """Note the token of the next page.

        Raises:
            SourceError: It was given before, or there is no end.
        """
        self._count += 1
        if token in self._seen:
            raise SourceError(
                self._source,
                "the site gives the same page token again, so it would never end: run it again, it"
                " goes on behind the last page",
            )
        if self._count > PAGE_LIMIT:
            raise SourceError(self._source, f"the search has no end after {PAGE_LIMIT} pages")
        self._seen.add(token)
