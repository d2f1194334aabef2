"""pandas, with a library for business time: one call of it for each stay that counts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta

import businesstimedelta
import holidays
import pandas as pd
import pytz

from benchmarks.bulk.peers.measures import MEASURES, Measure
from benchmarks.bulk.question import GOALS, PRIORITIES, UNTIL, Answer, Counted, answered

BERLIN = pytz.timezone("Europe/Berlin")
EVES = (date(2024, 12, 24), date(2025, 12, 24))
"""Closed from two; the library knows whole holidays only."""


def desk() -> businesstimedelta.Rules:
    """Return the opening times as the library has them."""
    closed = holidays.country_holidays("DE", subdiv="HH", years=range(2024, 2029))
    return businesstimedelta.Rules(
        [
            businesstimedelta.WorkDayRule(time(7), time(20), [0, 1, 2, 3, 4], tz=BERLIN),
            businesstimedelta.WorkDayRule(time(8), time(18), [5], tz=BERLIN),
            businesstimedelta.HolidayRule(set(closed), tz=BERLIN),
        ]
    )


def answer(path: str, measures: Sequence[str]) -> Answer:
    """Return the answer for a file."""
    rows = _steps(pd.read_parquet(path))
    runs = {each: _in_runs(rows, MEASURES[each]) for each in measures}
    # The library is slow: it is asked only of stays in which a clock of the desk goes.
    asked = [runs[each]["goes"] for each in measures if MEASURES[each].clock == "stays"]
    rows["lasts"] = rows["until"] - rows["at"]
    if asked:
        goes = pd.concat(asked, axis=1).any(axis=1)
        rows["stays"] = _business(rows[goes]).reindex(rows.index, fill_value=pd.Timedelta(0))
    return answered(count for each in measures for count in _counts(rows, runs[each], each))


def _steps(rows: pd.DataFrame) -> pd.DataFrame:
    rows = rows.sort_values(["ticket", "at"], ignore_index=True)
    own = rows.groupby("ticket", sort=False)
    rows["until"] = own["at"].shift(-1).fillna(pd.Timestamp(UNTIL).tz_convert("UTC"))
    became = rows["status"] != own["status"].shift(1)
    rows["opened"] = became & (rows["status"] == "Open")
    rows["solved"] = became & (rows["status"] == "Solved")
    rows["replied"] = rows["opened"] | rows["solved"]
    rows["answered"] = became & (rows["status"] == "Answered")
    rows["reopened"] = became & (rows["status"] == "Reopened")
    return rows


def _business(rows: pd.DataFrame) -> pd.Series:
    """Return how long the desk was open in each stay."""
    rule = desk()
    starts, ends = rows["at"].dt.to_pydatetime(), rows["until"].dt.to_pydatetime()
    open_for = [
        rule.difference(start, end).timedelta for start, end in zip(starts, ends, strict=True)
    ]
    found = pd.Series(pd.to_timedelta(open_for), index=rows.index)
    for eve in EVES:
        closes, usual = (BERLIN.localize(datetime.combine(eve, time(hour))) for hour in (14, 20))
        closed = rows["until"].clip(upper=usual) - rows["at"].clip(lower=closes)
        found -= closed.clip(lower=pd.Timedelta(0))
    return found


def _in_runs(rows: pd.DataFrame, measure: Measure) -> pd.DataFrame:
    """Return of each row in which run of the measure it lies, and whether the clock goes in it."""
    ends, key = rows[measure.ends], [rows["ticket"]]
    if measure.starts is not None:
        key.append(ends.groupby(rows["ticket"]).cumsum() - ends)
        began = rows["at"].where(rows[measure.starts]).groupby(key).transform("first")
    else:
        began = rows["at"].groupby(key).transform("first")
    own = rows["at"].where(ends).groupby(key)
    ended = own.transform("first") if measure.which == "first" else own.transform("last")
    within = (rows["at"] >= began) & ~(rows["at"] >= ended)
    found = pd.DataFrame({"within": within, "goes": within & ~rows["status"].isin(measure.still)})
    return found.assign(began=began, ended=ended)


def _counts(rows: pd.DataFrame, runs: pd.DataFrame, name: str) -> Iterator[Counted]:
    measure, within = MEASURES[name], runs["within"]
    used = rows[measure.clock].where(runs["goes"], pd.Timedelta(0))
    inside = rows.assign(used=used, began=runs["began"], ended=runs["ended"].notna())[within]
    own = inside.groupby(["ticket", "began"])
    found = own.agg(used=("used", "sum"), ended=("ended", "first"), priority=("priority", "last"))
    tickets = rows.groupby("ticket").agg(reported=("at", "first"), last=("status", "last"))
    found = found.join(tickets, on="ticket")
    goals = dict(zip(PRIORITIES, GOALS[name], strict=True))
    lengths = {key: timedelta(microseconds=each) for key, each in goals.items() if each}
    goal = pd.to_timedelta(found["priority"].astype(object).map(lengths))
    stands = found["last"].isin(measure.still)
    found["met"] = found["ended"] & (found["used"] <= goal)
    found["missed"] = (found["used"] > goal) & (found["ended"] | ~stands)
    month = found["reported"].dt.tz_convert("Europe/Berlin").dt.strftime("%Y-%m")
    for label, met, missed in found.groupby(month)[["met", "missed"]].sum().itertuples():
        yield Counted(name, label, int(met), int(missed))
