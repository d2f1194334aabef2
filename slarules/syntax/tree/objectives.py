"""The statement `target`: what each period needs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Literal, TypeAlias

from slarules.syntax.tree.base import (
    Duration,
    Every,
    Limit,
    Line,
    Name,
    Number,
    OverPeriods,
    Phrase,
    Table,
    TableFrom,
    Text,
)
from slarules.syntax.tree.promises import Covers


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Within(Phrase):
    """`needs at least 90% of tickets to have resolve within 6 support hours`."""

    limit: Limit
    items: Name
    measure: Name
    goal: Duration


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Meet(Phrase):
    """`needs at least 95% of tickets to meet restore`."""

    limit: Limit
    items: Name
    measures: tuple[Name, ...]


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Needs(Phrase):
    """`needs uptime at least 99.95%`."""

    measure: Name
    limit: Limit


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class NeedsByTable(Phrase):
    """`needs uptime at least promised`: a table's column says the level of each case."""

    measure: Name
    bound: Literal["at least", "above", "at most", "below", "exactly"]
    column: Name


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Averaged(Phrase):
    """`averaged over the last 2 periods weighted by time`, or `unweighted`."""

    window: OverPeriods
    weighting: Literal["weighted by time", "unweighted"]


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class StandsAlone(Phrase):
    """`with no earlier period stands alone`."""


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class SmallNumbers(Phrase):
    """`with fewer than 10 tickets at most 1 may miss`."""

    fewer_than: Number
    items: Name
    may_miss: Number


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class NoItems(Phrase):
    """`with no tickets counts as met`, `with no data counts as missed` (then `items` is `data`)."""

    repeats: ClassVar[bool] = True
    items: Name
    result: Literal["met", "missed"]


TargetPhrase: TypeAlias = (
    Covers
    | Within
    | Meet
    | Needs
    | NeedsByTable
    | Every
    | SmallNumbers
    | NoItems
    | Averaged
    | StandsAlone
    | Table
    | TableFrom
)


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Target(Line):
    """`target nine_in_ten "Nine in ten within six hours" clause "4.3"`."""

    internal: bool
    name: Name
    title: Text | None
    clause: Text | None
    phrases: tuple[TargetPhrase, ...]
