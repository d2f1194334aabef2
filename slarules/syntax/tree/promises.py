"""The statements of promises: measures, targets of every item, targets of every period."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Literal, TypeAlias

from slarules.syntax.tree.base import (
    Duration,
    Every,
    Limit,
    Line,
    Name,
    Node,
    Number,
    Phrase,
    Table,
    TableFrom,
    Text,
)
from slarules.syntax.tree.facts import Condition, Occurrence

# --- phrases that several statements share -------------------------------------------------------


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Covers(Phrase):
    """`covers tickets where level is one of P2, P3`."""

    repeats: ClassVar[bool] = True
    items: Name
    where: Condition | None


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class ForItems(Phrase):
    """`for tickets where site is quayside`."""

    items: Name
    where: Condition


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class NextOne(Node):
    """`next agent_message`: an end that never ends what began at its own position."""

    occurrence: Occurrence


Ending: TypeAlias = Occurrence | NextOne


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class FromUntil(Phrase):
    """`from reported until first_reply or resolved`."""

    starts: tuple[Occurrence, ...]
    where: Condition | None
    ends: tuple[Ending, ...]
    until: Condition | None


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class EachTime(FromUntil):
    """`each time from customer_message where status is not closed until agent_message`."""


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Separately(FromUntil):
    """`separately for each group from reported until resolved`."""

    fact: Name


Reading: TypeAlias = Literal[
    "as reported",
    "at the start",
    "at the end",
    "as closed",
    "at its highest",
    "as it changes keeping time used",
    "as it changes starting again",
]


# --- measure -------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Service(Phrase):
    """`service "storage-eu"`: whose measurements and spans are meant."""

    name: Text


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class BadWhen(Phrase):
    """`a minute is bad when error_rate is at least 5%`."""

    measurement: Name
    limit: Limit


NoDataReading: TypeAlias = Literal["good", "bad", "skipped", "unknown"]


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class NoData(Phrase):
    """`a minute with no data is good`."""

    reading: NoDataReading


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class ShareOfGood(Phrase):
    """`is the share of good minutes in all minutes not excluded`.

    `excluded` says what excluded time does: it leaves both sides, it counts as good, or the text
    is silent.
    """

    unit: Literal["minutes", "time"]
    excluded: Literal["left out", "good"] | None


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class ValueOf(Phrase):
    """`is the value of patched_share`."""

    measurement: Name


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class CountsWhile(Phrase):
    """`counts while status is one of new, open`."""

    condition: Condition


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class CountedIn(Phrase):
    """`counted in whole minutes`."""

    unit: Literal["second", "seconds", "minute", "minutes", "hour", "hours"]


Resuming: TypeAlias = Literal[
    "goes on without the time between",
    "goes on with the time between",
    "starts again",
    "as a new cycle",
]


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Reopens(Phrase):
    """`reopens when reopened and starts again`, `reopens when reopened as a new cycle`."""

    repeats: ClassVar[bool] = True
    occurrences: tuple[Occurrence, ...]
    where: Condition | None
    resuming: Resuming


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Judged(Phrase):
    """`judged at the end`: for tables that do not say which value of a fact counts."""

    reading: Reading


RunPhrase: TypeAlias = CountsWhile | CountedIn | Reopens | Judged
MeasurePhrase: TypeAlias = (
    FromUntil | RunPhrase | Service | BadWhen | NoData | ShareOfGood | ValueOf
)


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Measure(Line):
    """`measure uptime clause "2.1"`."""

    name: Name
    items: Name | None
    title: Text | None
    clause: Text | None
    phrases: tuple[MeasurePhrase, ...]


# --- targets, exception --------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Measures(Phrase):
    """`measures respond from reported until first_reply`; without ends, a `measure` statement's."""

    repeats: ClassVar[bool] = True
    name: Name
    run: Run | None


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Run(Node):
    """What an inline measure counts; its further phrases are indented below it."""

    counted: FromUntil
    phrases: tuple[RunPhrase, ...]


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class JudgedBy(Phrase):
    """`judged by level as reported`."""

    repeats: ClassVar[bool] = True
    fact: Name
    reading: Reading


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class StricterThan(Phrase):
    """`stricter than incidents`, in internal targets."""

    repeats: ClassVar[bool] = True
    targets: Name


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Between(Phrase):
    """`between service_desk and network`, in internal targets."""

    giver: Name
    taker: Name


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class TogetherWithin(Phrase):
    """`together within restore_ops of incidents_ops`, in internal targets."""

    measure: Name
    targets: Name


TargetsPhrase: TypeAlias = (
    ForItems | Measures | JudgedBy | StricterThan | Between | TogetherWithin | Table | TableFrom
)


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Targets(Line):
    """`targets desk "Response and resolution" clause "4.1"`."""

    internal: bool
    name: Name
    title: Text | None
    clause: Text | None
    phrases: tuple[TargetsPhrase, ...]


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Notwithstanding(Phrase):
    """`notwithstanding desk`."""

    repeats: ClassVar[bool] = True
    targets: Name


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class AheadOf(Phrase):
    """`ahead of night_rule`: which exception holds where two meet."""

    repeats: ClassVar[bool] = True
    exceptions: tuple[Name, ...]


ExceptionPhrase: TypeAlias = Notwithstanding | ForItems | AheadOf | Table | TableFrom


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Exemption(Line):
    """`exception quayside clause "4.2"`."""

    name: Name
    title: Text | None
    clause: Text | None
    phrases: tuple[ExceptionPhrase, ...]


# --- target --------------------------------------------------------------------------------------


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


TargetPhrase: TypeAlias = Covers | Within | Meet | Needs | Every | SmallNumbers | NoItems


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Target(Line):
    """`target nine_in_ten "Nine in ten within six hours" clause "4.3"`."""

    internal: bool
    name: Name
    title: Text | None
    clause: Text | None
    phrases: tuple[TargetPhrase, ...]
