"""Histories of a made-up help desk, in any number of tickets, from a seed.

A ticket is a walk through eight statuses: a Markov chain (`NEXT`) with waiting times that are drawn
for each status (`STAY`). What the desk does happens in the daytime nine times out of ten, so that
nights, weekends, holidays and both changes of the clock lie inside of the stays. One ticket in
twelve is reopened at least once, one in twenty-five has its priority changed on the way, one in 300
is forgotten where it stands. That makes five events a ticket. Handmade tickets with every edge that
we know of (`edges`) come first in each history.

A chunk of tickets depends on the seed, on its number and on how many tickets there are in all.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray
from pyarrow import compute, parquet

from benchmarks.bulk.edges import EDGES

Ints: TypeAlias = "NDArray[np.int64]"

STATUSES = (
    "New",
    "Open",
    "Waiting for customer",
    "Answered",
    "On hold",
    "Solved",
    "Reopened",
    "Closed",
)
PRIORITIES = ("1 Critical", "2 High", "3 Normal", "4 Low")

NEXT = np.array(
    [
        # New   Open  Wait  Answ  Hold  Solv  Reop  Closed
        [0.00, 0.94, 0.03, 0.00, 0.00, 0.03, 0.00, 0.00],
        [0.00, 0.00, 0.27, 0.00, 0.07, 0.66, 0.00, 0.00],
        [0.00, 0.00, 0.00, 0.88, 0.00, 0.12, 0.00, 0.00],
        [0.00, 0.90, 0.03, 0.00, 0.00, 0.07, 0.00, 0.00],
        [0.00, 0.95, 0.00, 0.00, 0.00, 0.05, 0.00, 0.00],
        [0.00, 0.00, 0.00, 0.00, 0.00, 0.00, 0.09, 0.26],
        [0.00, 0.92, 0.04, 0.00, 0.00, 0.04, 0.00, 0.00],
        [0.00, 0.00, 0.00, 0.00, 0.00, 0.00, 0.00, 0.00],
    ]
)
"""How likely each status follows each; what a row lacks of one ends the ticket's history."""

STAY = np.log(np.array([0.4, 1.6, 9.0, 0.5, 14.0, 30.0, 0.8, 1.0]) * 3600)
"""The median stay, in the logarithm of seconds."""

SPREAD = 1.1
SLOWER = np.array([0.35, 0.6, 1.0, 1.6])
"""How much longer than others a ticket of each priority takes."""

SHARES = np.array([0.05, 0.20, 0.50, 0.25])
CHANGED, FORGOTTEN = 0.04, 1 / 300
LONGEST = 60
CHUNK = 200_000
DAY = 86_400
BEGIN = 1_704_063_600  # 2024-01-01 in Berlin
DAYS = 731
END = 1_772_319_600  # 2026-03-01 in Berlin: nothing later is told
MICROS = 1_000_000

SCHEMA = pa.schema(
    [
        ("ticket", pa.string()),
        ("at", pa.timestamp("us", tz="UTC")),
        ("status", pa.dictionary(pa.int8(), pa.string())),
        ("priority", pa.dictionary(pa.int8(), pa.string())),
    ]
)


@dataclass(frozen=True, slots=True)
class Events:
    """Columns of one row an event, ordered by ticket and time; times in seconds since 1970."""

    ticket: Ints
    at: Ints
    status: Ints
    priority: Ints

    def table(self) -> pa.Table:
        """Return the columns as they stand in the file."""
        columns = [
            _keys(self.ticket),
            pa.array(self.at * MICROS).cast(SCHEMA.field("at").type),
            _named(self.status, STATUSES),
            _named(self.priority, PRIORITIES),
        ]
        return pa.Table.from_arrays(columns, schema=SCHEMA)


def chunks(tickets: int, seed: int) -> Iterator[Events]:
    """Yield the events of so many tickets besides the edges, in order of ticket and time."""
    yield edges()
    count = -(-tickets // CHUNK)
    for number in range(count):
        first = number * CHUNK
        yield _chunk(first, min(CHUNK, tickets - first), tickets, (seed, number))


def edges() -> Events:
    """Return the events of the handmade tickets, numbered from 1."""
    rows = [
        (number, at, STATUSES.index(status), int(level) - 1)
        for number, edge in enumerate(EDGES, 1)
        for at, status, level in edge.events()
    ]
    return Events(*np.array(rows, dtype=np.int64).T)


def write(path: Path, tickets: int, seed: int) -> int:
    """Write a history as Parquet, and return how many events it has."""
    count, partial = 0, path.with_suffix(".partial")
    with parquet.ParquetWriter(partial, SCHEMA, compression="snappy") as out:
        for each in chunks(tickets, seed):
            out.write_table(each.table(), row_group_size=1 << 20)
            count += len(each.at)
    partial.rename(path)
    return count


def _keys(numbers: Ints) -> pa.StringArray:
    digits = compute.utf8_lpad(pa.array(numbers).cast(pa.string()), width=8, padding="0")
    return compute.binary_join_element_wise("HD", digits, "-")


def _named(codes: Ints, names: tuple[str, ...]) -> pa.DictionaryArray:
    return pa.DictionaryArray.from_arrays(pa.array(codes.astype(np.int8)), pa.array(names))


def _chunk(first: int, size: int, of: int, seed: tuple[int, int]) -> Events:
    random = np.random.default_rng(seed)
    steps = list(_steps(random, _created(random, first, size, of)))
    whole = Events(*(np.concatenate(each) for each in zip(*steps, strict=True)))
    order = np.argsort(whole.ticket, kind="stable")
    kept = order[whole.at[order] < END]
    ticket = whole.ticket[kept] + first + len(EDGES) + 1
    return Events(ticket, whole.at[kept], whole.status[kept], whole.priority[kept])


def _created(random: np.random.Generator, first: int, size: int, of: int) -> Ints:
    """Return when tickets are created, in order: more by day than by night, fewer on weekends."""
    share = np.sort(random.random(size))
    at = BEGIN + ((first + share * size) / of * DAYS * DAY).astype(np.int64)
    night = _is_off(at) & (random.random(size) < 0.7)
    return np.sort(np.where(night, _next_morning(random, at), at))


def _steps(random: np.random.Generator, created: Ints) -> Iterator[tuple[Ints, Ints, Ints, Ints]]:
    """Yield ticket, time, status and priority of all tickets that go on, step by step."""
    ticket, at, sums = np.arange(len(created)), created, NEXT.cumsum(axis=1)
    status = np.zeros_like(ticket)
    priority = random.choice(len(SHARES), len(ticket), p=SHARES)
    for _ in range(LONGEST):
        yield ticket, at, status, priority
        size = len(ticket)
        changes = (status < 5) & (random.random(size) < CHANGED)
        drawn = (random.random(size)[:, None] >= sums[status]).sum(axis=1)
        at = _later(random, at, status, priority, changes)
        turned = (priority + random.integers(1, len(SHARES), size)) % len(SHARES)
        goes_on = changes | ((drawn < len(STATUSES)) & (random.random(size) >= FORGOTTEN))
        status, priority = np.where(changes, status, drawn), np.where(changes, turned, priority)
        ticket, at, status, priority = (each[goes_on] for each in (ticket, at, status, priority))


def _later(
    random: np.random.Generator,
    at: Ints,
    status: Ints,
    priority: Ints,
    changes: NDArray[np.bool_],
) -> Ints:
    """Return when what comes next happens, at least a second after what came before."""
    size = len(at)
    stay = np.exp(STAY[status] + SPREAD * random.standard_normal(size)) * SLOWER[priority]
    then = at + 1 + (stay * np.where(changes, 0.3, 1.0)).astype(np.int64)
    by_desk = (status != 2) & (random.random(size) < 0.9)
    return np.where(by_desk & _is_off(then), _next_morning(random, then), then)


def _is_off(at: Ints) -> NDArray[np.bool_]:
    # About: the bounds are in UTC, and nobody in the workload cares for holidays.
    hour, weekday = at % DAY // 3600, (at // DAY + 3) % 7
    off: NDArray[np.bool_] = (hour < 6) | (hour >= 18) | (weekday == 6)
    return off


def _next_morning(random: np.random.Generator, at: Ints) -> Ints:
    day = at // DAY + (at % DAY >= 18 * 3600)
    day = day + ((day + 3) % 7 == 6)
    morning: Ints = day * DAY + 6 * 3600 + (random.random(len(at)) * 4 * 3600).astype(np.int64)
    return morning
