"""Verdicts and targets as tables that anything reading Arrow takes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from html import escape
from itertools import islice
from typing import TYPE_CHECKING, Any, Generic, Literal, TypeAlias, TypeVar

from slarules.engine.outcome import TargetResult, Verdict, VerdictWord
from slarules.instants import iso
from slarules.report.numbers import seconds

if TYPE_CHECKING:
    import arro3.core

Row = TypeVar("Row")

Cell: TypeAlias = "str | int | bool | None"
CellType: TypeAlias = Literal["text", "number", "truth", "time", "length"]
"""Times are instants, lengths microseconds; a table shows them as UTC times and seconds."""

SHOWN_ROWS = 20


TEXTS: Mapping[CellType, Callable[[Any], str]] = {
    "text": str,
    "number": str,
    "truth": lambda truth: "true" if truth else "false",
    "time": iso,
    "length": seconds,
}


@dataclass(frozen=True, slots=True)
class Column(Generic[Row]):
    """A column: its name, its type, and how a row fills it."""

    name: str
    type: CellType
    of: Callable[[Row], Cell]


VERDICTS: tuple[Column[Verdict], ...] = (
    Column("item", "text", lambda v: v.item),
    Column("customer", "text", lambda v: v.customer),
    Column("measure", "text", lambda v: v.measure),
    Column("cycle", "number", lambda v: v.cycle),
    Column("cycle_of", "text", lambda v: v.cycle_of),
    Column("level", "text", lambda v: v.level),
    Column("started_at", "time", lambda v: v.started_at),
    Column("due_at", "time", lambda v: v.due_at),
    Column("due_latest", "time", lambda v: v.due_latest),
    Column("ended_at", "time", lambda v: v.ended_at),
    Column("missed_at", "time", lambda v: v.missed_at),
    Column("elapsed_s", "length", lambda v: v.elapsed),
    Column("paused_s", "length", lambda v: v.paused),
    Column("excluded_s", "length", lambda v: v.excluded),
    Column("goal_s", "length", lambda v: v.goal),
    Column("verdict", "text", lambda v: v.verdict),
    Column("provisional", "truth", lambda v: v.provisional),
    Column("period", "text", lambda v: v.period),
    Column("clause", "text", lambda v: v.origin.clause),
    Column("text_version", "text", lambda v: v.version),
    Column("internal", "truth", lambda v: v.internal),
    Column("table", "text", lambda v: v.table),
)

WORDS: tuple[VerdictWord, ...] = ("met", "missed", "open", "undetermined", "excluded", "cancelled")


def _exact(value: Fraction | None) -> str | None:
    return None if value is None else str(value)


TARGETS: tuple[Column[TargetResult], ...] = (
    Column("target", "text", lambda t: t.target),
    Column("title", "text", lambda t: t.title),
    Column("period", "text", lambda t: t.period),
    Column("outcome", "text", lambda t: t.outcome),
    Column("relation", "text", lambda t: t.relation),
    Column("level", "text", lambda t: _exact(t.level)),
    Column("achieved_least", "text", lambda t: _exact(t.achieved.least) if t.achieved else None),
    Column("achieved_most", "text", lambda t: _exact(t.achieved.most) if t.achieved else None),
    *(Column(word, "number", lambda t, word=word: t.counts.get(word, 0)) for word in WORDS),  # type: ignore[misc]
    Column("provisional", "truth", lambda t: t.provisional),
    Column("clause", "text", lambda t: t.origin.clause),
    Column("text_version", "text", lambda t: t.version),
    Column("internal", "truth", lambda t: t.internal),
)


@dataclass(frozen=True, slots=True)
class Table(Generic[Row]):
    """Rows and their columns; pandas, Polars and DuckDB take it as it is."""

    columns: tuple[Column[Row], ...]
    rows: Sequence[Row]

    def __len__(self) -> int:
        return len(self.rows)

    def lines(self) -> Iterator[list[str]]:
        """Yield each row as texts: times in UTC with `Z`, lengths in exact seconds."""
        yield from map(list, zip(*map(self._texts, self.columns), strict=True))

    def _texts(self, column: Column[Row]) -> Iterator[str]:
        shown = TEXTS[column.type]
        return ("" if cell is None else shown(cell) for cell in map(column.of, self.rows))

    def arrow(self) -> arro3.core.Table:
        """Return an Arrow table: times `timestamp[us, UTC]`, lengths `decimal(18, 6)` seconds."""
        # Most commands need no Arrow, and it takes a while to import.
        from slarules.report.arrow import arrays  # noqa: PLC0415

        return arrays((c.name, c.type, [c.of(row) for row in self.rows]) for c in self.columns)

    def __arrow_c_stream__(self, requested_schema: object | None = None) -> object:
        return self.arrow().__arrow_c_stream__(requested_schema)

    def _repr_html_(self) -> str:
        head = _html_row("th", (column.name for column in self.columns))
        body = (_html_row("td", line) for line in islice(self.lines(), SHOWN_ROWS))
        rest = len(self) - SHOWN_ROWS
        more = f"<caption>and {rest:,} more</caption>" if rest > 0 else ""
        return f"<table>{more}{head}{''.join(body)}</table>"


def _html_row(tag: str, cells: Iterable[str]) -> str:
    return f"<tr>{''.join(f'<{tag}>{escape(cell)}</{tag}>' for cell in cells)}</tr>"
