"""A history as one table of records, as `facts.parquet` holds it.

| record | what it says |
| --- | --- |
| `run` | an instant of the whole history: `as_of`, `complete_through`, `spans_complete_through` |
| `item` | an item or a thing: `subject` numbers it, `kind`, `item`, `customer`, its `period` |
| `told` | the measure `name` of the item is given outright: the verdict, or the time used |
| `fact` | from `at` on (always, when empty) the fact or state `name` of the item has `value` |
| `happened` | the moment or event `name` of the item happened at `at`; for a comment, `kind` is
whose it counts as and `value` how many letters and digits are in its first 40 characters |
| `unknown` | the moment `name` of the item is unknown, perhaps between `at` and `until` |
| `unsettled` | the moment `name` of the item is the last of its kind so far, and may still move |
| `span` | a stretch of the world from `at` to `until`: `kind`, name (`item`), service (`of`); its
length is the `value` where no times are given, and `period` where it belongs then; its `name` is
`perhaps` where nobody can say whether it was |
| `span_fact`, `span_moment` | what is known of the span of the same `subject` |
| `reading` | the measurement `name` of the service or thing `of` from `at` to `until`; `kind` is
the source that says it, where there are several |
| `bad` | a stretch given outright as bad, of the service `of` |
| `fee` | the billed amount `name` of `period`, or of the thing `of` |
| `cycle` | a billing cycle begins on the date `value` |
| `claim` | the credit `name` of `period` was first asked for at `at` |
| `given` | the value of `name` in `period` is given and not computed, of the thing `item` of the
kind `of` where there is one; `kind` says what it is |

`value_type` is `word`, `number`, `unknown` or `absent`; numbers are exact fractions. `file` and
`row` are where the source says so, and `recorded` is when it learned of that row, if it says so. A
moment that is `unknown` has the type `absent` where no rule of the mapping gives it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import Any, Literal, NamedTuple

from slarules.core.conditions import ABSENT, UNKNOWN, Missing, Value
from slarules.core.scenarios import GivenMoment, GivenPeriod
from slarules.facts.history import (
    BEGINNING,
    Happening,
    History,
    Reading,
    RowRef,
    Timeline,
    WorldSpan,
)
from slarules.instants import Instant

COLUMN_TYPES: Mapping[str, Literal["number", "time"]] = {
    "subject": "number",
    "at": "time",
    "until": "time",
    "position": "number",
    "row": "number",
    "recorded": "time",
}
"""Columns that are no text."""

PERHAPS = "perhaps"
"""The name of a span of which nobody can say whether it was."""


class Record(NamedTuple):
    """A row of the table; its columns in order."""

    record: str
    subject: int | None = None
    kind: str | None = None
    item: str | None = None
    customer: str | None = None
    name: str | None = None
    at: Instant | None = None
    until: Instant | None = None
    position: int | None = None
    value: str | None = None
    value_type: str | None = None
    of: str | None = None
    period: str | None = None
    file: str | None = None
    row: int | None = None
    recorded: Instant | None = None


def records(history: History) -> Iterator[Record]:
    """Yield a history as records."""
    yield from of_run(history)
    for subject, timeline in enumerate(history.items):
        yield from of_item(subject, timeline)
    yield from of_world(history)


def of_world(history: History) -> Iterator[Record]:
    """Yield all but the instants of the whole history and the items."""
    for subject, span in enumerate(history.spans):
        yield from _of_span(subject, span)
    for reading in history.readings:
        yield _of_reading(reading)
    for service, stretch in history.bad:
        yield Record("bad", at=stretch.start, until=stretch.end, of=service)
    yield from _of_billing(history)
    for (credit, period), at in history.claims.items():
        yield Record("claim", name=credit, period=period, at=at)
    for given in (*history.given.values(), *history.given_of.values()):
        yield from _of_given(given)


def _of_billing(history: History) -> Iterator[Record]:
    for (name, period), amount in history.fees.items():
        yield Record("fee", name=name, period=period, value=str(amount), value_type="number")
    for (name, period, of), amount in history.fees_of.items():
        yield Record("fee", name=name, period=period, of=of, value=str(amount), value_type="number")
    for first in history.cycles:
        yield Record("cycle", value=first.isoformat())


def _of_given(given: GivenPeriod) -> Iterator[Record]:
    of, item = given.of or (None, None)
    whole = Record("given", period=given.label, of=of, item=item)
    yield whole
    for name, word in given.outcomes:
        yield whole._replace(kind="outcome", name=name, value=word)
    numbers = (
        ("share", given.achieved),
        ("amount", given.amounts),
        ("reading", given.readings),
        ("credit", given.credits),
    )
    for kind, values in numbers:
        for name, number in values:
            yield whole._replace(kind=kind, name=name, value=str(number))
    for fact in given.facts:
        value, kind = _written(fact.value)
        yield whole._replace(
            kind="fact", name=fact.name, at=fact.start, until=fact.end, value=value, value_type=kind
        )
    for moment in given.moments:
        yield from _of_moment(moment, whole)


def _of_moment(moment: GivenMoment, whole: Record) -> Iterator[Record]:
    if moment.at is not None:
        yield whole._replace(kind="moment", name=moment.name, at=moment.at)
    else:
        yield whole._replace(
            kind="unknown moment", name=moment.name, at=moment.after, until=moment.before
        )


def of_run(history: History) -> Iterator[Record]:
    """Yield the instants of the whole history."""
    yield Record("run", name="as_of", at=history.as_of)
    yield Record("run", name="complete_through", at=history.complete_through)
    if history.spans_complete_through is not None:
        yield Record("run", name="spans_complete_through", at=history.spans_complete_through)


def of_item(subject: int, timeline: Timeline) -> Iterator[Record]:
    """Yield what is known of one item."""
    item = timeline.item
    yield Record("item", subject, timeline.kind, item, timeline.customer, period=timeline.period)
    for name, steps in timeline.facts.items():
        for step in steps:
            value, kind = _written(step.value)
            at = None if step.at == BEGINNING else step.at
            yield Record(
                "fact", subject, item=item, name=name, at=at, position=step.position,
                value=value, value_type=kind, **_place(step.row),
            )  # fmt: skip
    for name, happenings in timeline.happened.items():
        for happening in happenings:
            yield Record(
                "happened", subject, item=item, name=name, at=happening.at,
                position=happening.position, **_comment(happening), **_place(happening.row),
            )  # fmt: skip
    for name, unknown in timeline.unknown.items():
        yield Record(
            "unknown", subject, item=item, name=name, at=unknown.after, until=unknown.before,
            value_type=(UNKNOWN if unknown.is_told else ABSENT).value,
        )  # fmt: skip
    for name in sorted(timeline.unsettled):
        yield Record("unsettled", subject, item=item, name=name)
    for name, told in timeline.told.items():
        kind = "word" if isinstance(told, str) else "number"
        yield Record("told", subject, item=item, name=name, value=str(told), value_type=kind)


def _of_span(subject: int, span: WorldSpan) -> Iterator[Record]:
    length = None if span.length is None else str(span.length)
    yield Record(
        "span", subject, span.kind, span.name, at=span.start, until=span.end, value=length,
        value_type=length and "number", of=span.service, period=span.period,
        name=None if span.is_sure else PERHAPS, **_place(span.row),
    )  # fmt: skip
    for name, value in span.facts.items():
        shown, kind = _written(value)
        yield Record("span_fact", subject, name=name, value=shown, value_type=kind)
    for name, moment in span.moments.items():
        if isinstance(moment, Missing):
            yield Record("span_moment", subject, name=name, value_type=moment.value)
        else:
            yield Record("span_moment", subject, name=name, at=moment)


def _of_reading(reading: Reading) -> Record:
    value, kind = _written(reading.value)
    return Record(
        "reading", kind=reading.source, name=reading.name,
        at=reading.during.start, until=reading.during.end,
        value=value, value_type=kind, of=reading.of, **_place(reading.row),
    )  # fmt: skip


def _written(value: Value | Missing) -> tuple[str | None, str]:
    if isinstance(value, Missing):
        return None, value.value
    return str(value), "number" if isinstance(value, Fraction) else "word"


def _comment(happening: Happening) -> dict[str, Any]:
    written = happening.written
    if written is None:
        return {}
    return {"kind": written.role, "value": str(written.letters), "value_type": "number"}


def _place(row: RowRef | None) -> dict[str, Any]:
    if row is None:
        return {}
    return {"file": row.file, "row": row.row, "recorded": row.recorded}
