"""Polars, lazily: in a file that lies in order, neighbours are a shift away; nothing is sorted."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import polars as pl

from benchmarks.bulk.peers.measures import MEASURES
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

NOW = micros(UNTIL)
OPEN_BY_NOW = openings()[-1].before

TICKET, AT, STATUS = pl.col("ticket"), pl.col("at"), pl.col("status")
PRIORITY, WAS_PRIORITY = pl.col("priority"), pl.col("was_priority")


def answer(path: str, measures: Sequence[str], engine: str = "auto") -> Answer:
    """Return the answer for the whole file, by the engine of Polars that is named."""
    steps = _steps(path).with_columns(_clocks(measures))
    tickets = steps.group_by("ticket").agg(_of_ticket(measures))
    verdicts = (
        tickets.select(*_verdict(each))
        if MEASURES[each].starts is None
        else _rounds(steps, tickets, each)
        for each in measures
    )
    counts = [_counts(each) for each in verdicts]
    found = pl.collect_all(counts, engine=engine)  # type: ignore[call-overload]
    return answered(
        Counted(measure, *row)
        for measure, frame in zip(measures, found, strict=True)
        for row in frame.iter_rows()
    )


def _steps(path: str) -> pl.LazyFrame:
    days = pl.LazyFrame(
        [(opens // DAY, opens, closes, before) for _, opens, closes, before in openings()],
        schema=["day", "opens", "closes", "before"],
        orient="row",
    )
    at = AT.dt.epoch("us")
    open_time = pl.col("before") + AT.clip(pl.col("opens"), pl.col("closes")) - pl.col("opens")
    moves = (
        pl.scan_parquet(path)
        .with_columns(at=at, day=at // DAY)
        .join(days, on="day", how="left", maintain_order="left")
        .select("ticket", "at", "status", "priority", open_time=open_time)
    )
    is_first, is_last = (TICKET.shift(by, fill_value="") != TICKET for by in (1, -1))
    then, later = pl.col("open_time").shift(-1), AT.shift(-1)
    became = is_first | (STATUS.shift(1) != STATUS)
    return moves.with_columns(
        was_priority=PRIORITY.shift(1),
        stays=pl.when(is_last).then(OPEN_BY_NOW).otherwise(then) - pl.col("open_time"),
        lasts=pl.when(is_last).then(NOW).otherwise(later) - AT,
        opened=became & (STATUS == "Open"),
        solved=became & (STATUS == "Solved"),
        replied=became & STATUS.is_in(["Open", "Solved"]),
        answered=became & (STATUS == "Answered"),
        reopened=became & (STATUS == "Reopened"),
    )


def _clocks(measures: Sequence[str]) -> Iterator[pl.Expr]:
    """Yield what each clock shows before and after each row, and the rounds.

    Sums go on over all tickets and wrap around 64 bits; differences of two of them do not.
    """
    for name in measures:
        measure = MEASURES[name]
        goes = pl.when(STATUS.is_in(list(measure.still))).then(0).otherwise(pl.col(measure.clock))
        yield (goes.cum_sum() - goes).alias(f"{name}_before")
        yield goes.cum_sum().alias(f"{name}_after")
        if measure.starts:
            ends = pl.col(measure.ends)
            yield (ends.cum_sum() - ends).alias(f"{name}_round")


def _of_ticket(measures: Sequence[str]) -> Iterator[pl.Expr]:
    yield AT.first().alias("reported")
    yield STATUS.last().alias("last_status")
    yield PRIORITY.last().alias("last_priority")
    for name in measures:
        measure = MEASURES[name]
        yield pl.col(f"{name}_before").first().alias(f"{name}_from")
        yield pl.col(f"{name}_after").last().alias(f"{name}_now")
        if measure.starts is None:
            ends = pl.col(measure.ends)
            for column, of in (("to", f"{name}_before"), ("level", "was_priority")):
                ended = pl.col(of).filter(ends)
                chosen = ended.first() if measure.which == "first" else ended.last()
                yield chosen.alias(f"{name}_{column}")


def _verdict(name: str) -> Iterator[pl.Expr]:
    """Yield whether a run ended, whether it stands still, what it used, and its goal."""
    ended = pl.col(f"{name}_to")
    used = ended.fill_null(pl.col(f"{name}_now")) - pl.col(f"{name}_from")
    level = pl.col(f"{name}_level").fill_null(pl.col("last_priority"))
    yield pl.col("reported")
    yield ended.is_not_null().alias("ended")
    yield pl.col("last_status").is_in(list(MEASURES[name].still)).alias("stands")
    yield used.alias("used")
    yield level.replace_strict(PRIORITIES, GOALS[name], return_dtype=pl.Int64).alias("goal")


def _rounds(steps: pl.LazyFrame, tickets: pl.LazyFrame, name: str) -> pl.LazyFrame:
    measure = MEASURES[name]
    starts, ends, before = pl.col(measure.starts or ""), pl.col(measure.ends), f"{name}_before"
    return (
        steps.filter(starts | ends)
        .group_by("ticket", f"{name}_round")
        .agg(
            pl.col(before).filter(starts).first().alias(f"{name}_from"),
            pl.col(before).filter(ends).first().alias(f"{name}_to"),
            WAS_PRIORITY.filter(ends).first().alias(f"{name}_level"),
        )
        .filter(pl.col(f"{name}_from").is_not_null())
        .join(tickets.drop(f"{name}_from"), on="ticket")
        .select(*_verdict(name))
    )


def _counts(verdicts: pl.LazyFrame) -> pl.LazyFrame:
    used, goal, ended = pl.col("used"), pl.col("goal"), pl.col("ended")
    month = pl.from_epoch("reported", "us").dt.replace_time_zone("UTC")
    month = month.dt.convert_time_zone("Europe/Berlin").dt.strftime("%Y-%m")
    return verdicts.group_by(month=month).agg(
        (ended & (used <= goal)).sum().alias("met"),
        ((used > goal) & (ended | ~pl.col("stands"))).sum().alias("missed"),
    )
