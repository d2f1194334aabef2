"""What the source's own product counted: the table `native_sla`, which decides nothing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from slarules.core.mapping import folded
from slarules.facts.findings import shown
from slarules.facts.further import Row, Tables
from slarules.facts.history import RowRef
from slarules.facts.values import number
from slarules.instants import SECOND, Instant, Micros

TRUTHS = {"yes": True, "true": True, "1": True, "no": False, "false": False, "0": False}


@dataclass(frozen=True, slots=True)
class NativeResult:
    """A run as the product counted it; `None` where it does not say.

    Attributes:
        measure: What the product calls it.
        state: Where the run stands in the product's own word, such as `ongoing`.
    """

    item: str
    measure: str
    cycle: int
    started_at: Instant | None
    due_at: Instant | None
    ended_at: Instant | None
    elapsed: Micros | None
    paused: Micros | None
    breached: bool | None
    state: str
    row: RowRef


def native_results(tables: Tables) -> Iterator[NativeResult]:
    """Yield the rows of `native_sla` in their order; one that names nothing is a finding."""
    for row in tables.rows("native_sla"):
        if row.cells.get("item") and row.cells.get("measure"):
            yield _result(tables, row)
        else:
            tables.left_out(row, "no item", "item", "names no item and measure; left out")


def _result(tables: Tables, row: Row) -> NativeResult:
    return NativeResult(
        item=row.cells["item"],
        measure=row.cells["measure"],
        cycle=_cycle(tables, row),
        started_at=_time(tables, row, "started_at"),
        due_at=_time(tables, row, "due_at"),
        ended_at=_time(tables, row, "ended_at"),
        elapsed=_length(tables, row, "elapsed_s"),
        paused=_length(tables, row, "paused_s"),
        breached=_breached(tables, row),
        state=row.cells.get("state", ""),
        row=tables.ref(row),
    )


def _time(tables: Tables, row: Row, column: str) -> Instant | None:
    at = tables.time(row, column)
    return at if isinstance(at, int) else None


def _length(tables: Tables, row: Row, column: str) -> Micros | None:
    text = row.cells.get(column, "")
    if not text:
        return None
    value = number(text, tables.mark)
    if value is None:
        what = f"{shown(text)} is no number of seconds; it is not compared"
        tables.findings.add("no number", row.file, row.number, column, what)
    return None if value is None else Micros(int(value * SECOND))


def _cycle(tables: Tables, row: Row) -> int:
    text = row.cells.get("cycle", "")
    value = number(text, tables.mark) if text else None
    if text and (value is None or value.denominator != 1 or value < 1):
        what = f"{shown(text)} is no number of a cycle; it is taken for the first"
        tables.findings.add("no number", row.file, row.number, "cycle", what)
        return 1
    return int(value) if value is not None else 1


def _breached(tables: Tables, row: Row) -> bool | None:
    text = folded(row.cells.get("breached", ""))
    if text and text not in TRUTHS:
        what = f"{shown(text)} is neither yes nor no; whether it was late is not compared"
        tables.findings.add("no number", row.file, row.number, "breached", what)
    return TRUTHS.get(text)
