"""The statements of promises: measures, targets of every item, targets of every period."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Literal, TypeAlias

from slarules.syntax.tree.base import (
    Line,
    Name,
    Node,
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
