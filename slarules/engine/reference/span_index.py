"""Spans of the world by their kind, found by the time that they reach into."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Sequence

from slarules.facts.history import WorldSpan
from slarules.instants import Instant

FOR_EVER = Instant(2**62)


class SpanIndex:
    """The spans of a history, each kind in order of time."""

    def __init__(self, spans: Sequence[WorldSpan]) -> None:
        self._spans: dict[str, list[WorldSpan]] = defaultdict(list)
        for span in sorted(spans, key=lambda span: (span.start, span.name)):
            self._spans[span.kind].append(span)
        self._reached = {kind: _reached(found) for kind, found in self._spans.items()}

    def of_kind(self, kind: str) -> Sequence[WorldSpan]:
        """Return every span of a kind."""
        return self._spans.get(kind, ())

    def around(self, kind: str, first: Instant, last: Instant) -> Sequence[WorldSpan]:
        """Return the spans of a kind that reach into `[first, last)`."""
        spans = self._spans.get(kind, [])
        start = bisect_right(self._reached.get(kind, []), first)
        end = bisect_left(spans, last, key=lambda span: span.start)
        return [s for s in spans[start:end] if s.end is None or s.end > first]


def _reached(spans: Sequence[WorldSpan]) -> list[Instant]:
    """Return the last end of all spans up to each."""
    last, found = -FOR_EVER, []
    for span in spans:
        last = max(last, FOR_EVER if span.end is None else span.end)
        found.append(Instant(last))
    return found
