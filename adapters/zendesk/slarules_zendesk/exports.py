"""Exports are read page by page to their end, and no page twice."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Generic, Protocol, TypeVar

import msgspec

from slarules.adapters import Context
from slarules.errors import SourceError
from slarules.http import Answer, Http, RefusedError
from slarules.instants import Instant
from slarules_zendesk.beginning import begun
from slarules_zendesk.settings import EXPORT
from slarules_zendesk.sweep import Sweep, served_at
from slarules_zendesk.wire import CIRCLE, decoded


class CursorPage(Protocol):
    """A page of an export by cursor."""

    @property
    def end_of_stream(self) -> bool:
        """Whether it is the last one; the cursor leads on even then."""
        ...

    @property
    def after_cursor(self) -> str | None:
        """Where the next page begins."""
        ...


Page = TypeVar("Page", bound=CursorPage)

FIRST = Instant(0)


@dataclass(slots=True)
class Export(Generic[Page]):
    """An export by cursor.

    Attributes:
        sweep: How far it is, behind the page that was yielded last.
        seen: Cursors that led here.
        apart: How far our clock was ahead of Zendesk's at the last answer.
        asked_at: When the last page was asked for, by the clock that is behind.
    """

    http: Http
    context: Context
    path: str
    shape: type[Page]
    per_page: int
    sweep: Sweep
    seen: set[str] = field(default_factory=set)
    apart: int = 0
    asked_at: Instant = FIRST

    def pages(self) -> Iterator[Page]:
        """Yield every page up to the last one.

        Raises:
            SourceError: Zendesk leads in a circle, or nowhere.
        """
        while True:
            answer = self._asked()
            page = decoded(answer, self.shape)
            self._step(page)
            yield page
            if page.end_of_stream:
                return
            if self.sweep.cursor is None:
                raise SourceError(answer.url, "there is more, and no cursor that leads there")

    def _asked(self) -> Answer:
        now = self.context.now()
        answer = self._answer(now)
        served = served_at(answer) or now
        self.apart = now - served
        # By Zendesk's clock where ours is ahead: what it has not shown yet must not be skipped.
        self.asked_at = min(now, served)
        if self.sweep.began is None:
            self.sweep = msgspec.structs.replace(self.sweep, began=self.asked_at)
        return answer

    def _answer(self, now: Instant) -> Answer:
        cursor = self.sweep.cursor
        if cursor is not None:
            try:
                return self._get({"cursor": cursor})
            except RefusedError as error:
                if self.seen or error.status not in {400, 410, 422}:
                    raise
                # A cursor of an earlier run may have ended; the sweep begins again.
                self.sweep = msgspec.structs.replace(self.sweep, cursor=None)
        self.sweep, answer = begun(self.sweep, now, lambda start: self._get({"start_time": start}))
        return answer

    def _get(self, where: dict[str, Any]) -> Answer:
        return self.http.get(self.path, {**where, "per_page": self.per_page}, bucket=EXPORT)

    def _step(self, page: Page) -> None:
        cursor = page.after_cursor
        if cursor is not None and cursor in self.seen and not page.end_of_stream:
            raise SourceError(self.path, CIRCLE)
        if cursor is not None:
            self.seen.add(cursor)
        self.sweep = msgspec.structs.replace(self.sweep, cursor=cursor)
