"""The misses of a batch that may be among the worst of all, by their rows."""

from __future__ import annotations

from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from slarules.engine.bulk.recording.cells import (
    NONE,
    Flags,
    Ints,
    Numbers,
    Sheet,
    Texts,
    arrow,
    taken,
)

IN_ORDER: Final = (("item", "ascending"), ("measure", "ascending"), ("cycle", "ascending"))
LAST: Final = (("row", "ascending"),)

PARTS: Final = 1_000
"""Lateness is compared by so many parts of what was allowed, then exactly by whoever takes it."""

MOST: Final = 1 << 53
"""What is later than so many microseconds is among the latest."""


def latest(sheet: Sheet, number: int) -> list[int]:
    """Return the rows of the misses that are late by most, so many runs of them at least."""
    missed = np.flatnonzero(_missed(sheet))
    return _ranked(sheet, missed, _numbers(sheet, "lateness"), number)


def worst(sheet: Sheet, number: int) -> list[int]:
    """Return the rows of misses, among them those late by most of what was allowed.

    There are more of them than runs that are asked for, and in no order of their lateness.
    """
    late = _numbers(sheet, "lateness")
    missed = np.flatnonzero(_missed(sheet) & (late > 0))
    if not len(missed):
        return []
    late, allowed = late[missed], _allowed(sheet)[missed]
    beyond = np.minimum(late, MOST) * PARTS // allowed
    close = beyond >= np.sort(beyond)[-min(len(beyond), number * _tables(sheet))]
    pairs, alike = np.unique(
        np.stack([late[close], allowed[close]], axis=1), axis=0, return_inverse=True
    )
    rows = missed[close]
    every = _numbers(sheet, "lateness")
    return [
        row
        for pair in range(len(pairs))
        for row in _ranked(sheet, rows[alike.ravel() == pair], every, number)
    ]


def _ranked(sheet: Sheet, rows: Ints, late: Ints, number: int) -> list[int]:
    """Return the rows that are latest, then first by item, measure, cycle and place."""
    if not len(rows):
        return []
    shown = {name: sheet[name] for name in ("item", "measure", "cycle")}
    found = pa.Table.from_batches([arrow(taken(shown, rows))])
    found = found.append_column("late", pa.array(np.where(late == NONE, 0, late)[rows]))
    found = found.append_column("row", pa.array(rows))
    keys = [("late", "descending"), *IN_ORDER, *LAST]
    most = min(len(rows), number * _tables(sheet))
    chosen = pc.select_k_unstable(found, k=most, sort_keys=keys)
    return [int(row) for row in rows[np.asarray(chosen)]]


def _tables(sheet: Sheet) -> int:
    """Return how many verdicts a run has at most: one by each table."""
    tables = sheet["table"]
    assert isinstance(tables, Texts)  # noqa: S101 - as rows of verdicts have it
    return max(1, len(tables.pool))


def _missed(sheet: Sheet) -> Flags:
    words = sheet["verdict"]
    assert isinstance(words, Texts)  # noqa: S101 - as rows of verdicts have it
    is_missed = np.array([word == "missed" for word in words.pool.to_pylist()], np.bool_)
    return is_missed[words.codes]


def _allowed(sheet: Sheet) -> Ints:
    """Return what was allowed: the goal, or the time until a deadline; 1 where that is nothing."""
    goal, start, due = (_numbers(sheet, name) for name in ("goal_s", "started_at", "due_at"))
    has_both = (start != NONE) & (due != NONE)
    until_due = np.where(has_both, np.maximum(0, due - start), 0)
    allowed = np.where(goal == NONE, until_due, goal)
    return np.where(allowed == 0, 1, allowed)


def _numbers(sheet: Sheet, name: str) -> Ints:
    cells = sheet[name]
    assert isinstance(cells, Numbers)  # noqa: S101 - as rows of verdicts have it
    return cells.cells
