"""The statements that stop, move or remove time: pauses, exclusions, ends and restarts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Literal, TypeAlias

from slarules.syntax.tree.base import Duration, Line, Name, Period, Phrase, Text
from slarules.syntax.tree.facts import Condition, Occurrence
from slarules.syntax.tree.promises import FromUntil


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class While(Phrase):
    """`while status is waiting_on_customer`."""

    condition: Condition


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Provided(Phrase):
    """`provided question_to_customer is known`."""

    repeats: ClassVar[bool] = True
    condition: Condition


# --- pause, exclude, cancel, restart -------------------------------------------------------------


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Suspends(Phrase):
    """`suspends resolve, respond`."""

    measures: tuple[Name, ...]


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Extends(Phrase):
    """`extends deliver_part`."""

    measures: tuple[Name, ...]


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class UpTo(Phrase):
    """`up to 8 elapsed hours every calendar month`."""

    budget: Duration
    period: Period


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class UpToForEach(Phrase):
    """`up to 12 desk hours for each ticket`."""

    budget: Duration
    item: Name


PausePhrase: TypeAlias = Suspends | Extends | While | FromUntil | Provided | UpTo | UpToForEach


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Pause(Line):
    """`pause waiting_on_customer clause "4.5"`."""

    name: Name
    title: Text | None
    clause: Text | None
    phrases: tuple[PausePhrase, ...]


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class RemovesTime(Phrase):
    """`removes time from resolve`; no measures is all of them."""

    measures: tuple[Name, ...] | None


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class During(Phrase):
    """`during maintenance of its service where planned is yes`."""

    spans: Name
    of_its: Name | None
    where: Condition | None


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class RemovesItems(Phrase):
    """`removes tickets where cause is customer and cause_agreed is yes`."""

    items: Name
    where: Condition


ExcludePhrase: TypeAlias = (
    RemovesTime | RemovesItems | During | While | Provided | UpTo | UpToForEach
)


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Exclude(Line):
    """`exclude planned_maintenance clause "5.1"`."""

    name: Name
    title: Text | None
    clause: Text | None
    phrases: tuple[ExcludePhrase, ...]


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Ends(Phrase):
    """`ends all measures when withdrawn or merged even if missed`; None is all measures."""

    measures: tuple[Name, ...] | None
    occurrences: tuple[Occurrence, ...]
    where: Condition | None
    even_if_missed: bool


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Cancel(Line):
    """`cancel taken_back clause "B4.4"`."""

    name: Name
    title: Text | None
    clause: Text | None
    phrases: tuple[Ends, ...]


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class StartsAgain(Phrase):
    """`starts respond again when site changes`; None is all measures."""

    measures: tuple[Name, ...] | None
    occurrences: tuple[Occurrence, ...]
    where: Condition | None


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Restart(Line):
    """`restart new_site clause "B4.5"`."""

    name: Name
    title: Text | None
    clause: Text | None
    phrases: tuple[StartsAgain, ...]


# --- unknown -------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class WhenUnknown(Phrase):
    """`when first_reply is unknown respond is undetermined`, `... ticket is kept`."""

    repeats: ClassVar[bool] = True
    fact: Name
    subject: Name
    result: Literal["undetermined", "kept", "excluded", "met", "missed"]


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class UnknownRules(Line):
    """`unknown clause "8.3"`."""

    clause: Text | None
    phrases: tuple[WhenUnknown, ...]
