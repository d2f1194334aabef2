"""DuckDB: the scan that nobody can beat, and SQL as its users write it, in several ways."""

from __future__ import annotations

from collections.abc import Sequence
from importlib.resources import files
from typing import NamedTuple

import duckdb

from benchmarks.bulk.question import (
    DAY,
    GOALS,
    PRIORITIES,
    UNTIL,
    Answer,
    Counted,
    answered,
    micros,
    openings,
)

THREADS = 2
LISTS = ("opens", "closes", "before")
"""What is known of each day, as lists by its place among the days."""


class Way(NamedTuple):
    """How it is written: which query finds the business time of a row, which the row before it.

    Attributes:
        so_far: The frame of a sum up to a row.
        whole: The type of such a sum; one over all tickets exceeds 64 bits.
        one: The query for one measure.
    """

    moves: str
    steps: str
    so_far: str
    whole: str
    one: str


SORTED = """(PARTITION BY ticket ORDER BY "at"
    ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW)"""
STREAMED = "(ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW)"

WAYS = {
    "day-join + window": Way("day_join", "windows", SORTED, "BIGINT", "one_windows"),
    "ASOF join + window": Way("asof_join", "windows", SORTED, "BIGINT", "one_windows"),
    "day lists + stream": Way("day_list", "stream", STREAMED, "HUGEINT", "one_sums"),
}


TABLES = """
CREATE TABLE days AS
    SELECT unnest($opens) // $a_day AS day, unnest($opens) AS opens, unnest($closes) AS closes,
           unnest($before) AS before;
CREATE TABLE openings AS
    SELECT 0 AS opens, 0 AS closes, 0 AS before
    UNION ALL SELECT opens, closes, before FROM days WHERE opens < closes;
"""


def connected() -> duckdb.DuckDBPyConnection:
    """Return a database that uses as many threads as all the others."""
    db = duckdb.connect(config={"threads": THREADS})
    db.execute("SET TimeZone = 'UTC'")
    return db


def prepared(path: str) -> duckdb.DuckDBPyConnection:
    """Return a database with the log as a view, and with opening times and goals as tables."""
    db = connected()
    db.read_parquet(path).create_view("log")
    days, whole = TABLES.strip().removesuffix(";").split(";")
    columns = {name: [getattr(each, name) for each in openings()] for name in LISTS}
    for name, values in columns.items():
        db.execute(f"SET VARIABLE {name} = ?::BIGINT[]", [values])
    db.execute("SET VARIABLE day_before = ?::BIGINT", [openings()[0].opens // DAY - 1])
    db.execute(days, {**columns, "a_day": DAY})
    db.execute(whole)
    goals = ", ".join(f"unnest(${name}) AS {name}" for name in GOALS)
    lengths = {name: list(each) for name, each in GOALS.items()}
    priorities = {"priority": list(PRIORITIES), **lengths}
    db.execute(f"CREATE TABLE goals AS SELECT unnest($priority) AS priority, {goals}", priorities)
    db.execute("SET VARIABLE now = ?::BIGINT", [micros(UNTIL)])
    db.execute("SET VARIABLE open_by_now = ?::BIGINT", [openings()[-1].before])
    return db


def query(name: str) -> str:
    """Return the text of a query."""
    return (files(__package__) / "queries" / f"{name}.sql").read_text("utf-8")


def scan(path: str) -> None:
    """Read every column and count."""
    db = connected()
    db.read_parquet(path).create_view("log")
    db.execute(query("scan")).fetchall()


def text(way: Way, measures: Sequence[str]) -> str:
    """Return the query for one measure or for six."""
    whole = query(way.one if len(measures) == 1 else "six")
    words = {"so_far": way.so_far, "whole": way.whole}
    return whole.format(moves=query(way.moves), steps=query(way.steps), **words)


def answer(path: str, measures: Sequence[str], way: str) -> Answer:
    """Return the answer for the whole file."""
    rows = prepared(path).execute(text(WAYS[way], measures)).fetchall()
    if len(measures) == 1:
        rows = [(measures[0], *row) for row in rows]
    return answered(Counted(*row) for row in rows)
