"""What follows from a period beside money: rights, duties, and a party that another stands for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

from slarules.syntax.tree.base import Date, Line, Name, Phrase, Text
from slarules.syntax.tree.money import Each
from slarules.syntax.tree.points import When
from slarules.syntax.tree.settlement import Apart, ByWhen, CountedFrom

PartyRole: TypeAlias = Literal["provider", "customer"]


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class ForParty(Phrase):
    """`for customer`."""

    party: PartyRole


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class LapsesAfter(Phrase):
    """`lapses 60 calendar days after period end`."""

    apart: Apart
    anchor: CountedFrom


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class LapsesNever(Phrase):
    """`lapses never`."""


RightPhrase: TypeAlias = ForParty | When | LapsesAfter | LapsesNever


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Right(Line):
    """`right terminate "The customer may end the agreement" clause "5"`."""

    name: Name
    title: Text | None
    clause: Text | None
    phrases: tuple[RightPhrase, ...]


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Due(Phrase):
    """`due within 5 calendar days after restored`."""

    by: ByWhen


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class DoneWhen(Phrase):
    """`done when report_sent`: the moment that says that it was done."""

    moment: Name


DutyPhrase: TypeAlias = ForParty | Each | When | Due | DoneWhen


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Duty(Line):
    """`duty root_cause_report "A root-cause report" clause "6"`."""

    name: Name
    title: Text | None
    clause: Text | None
    phrases: tuple[DutyPhrase, ...]


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class PartyBecomes(Phrase):
    """`provider becomes "New Ltd"`."""

    party: PartyRole
    successor: Text


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class SucceedsFrom(Phrase):
    """`from 2027-01-01`."""

    date: Date


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class KeepsTerms(Phrase):
    """`keeps "prices", "credits already earned"`."""

    terms: tuple[Text, ...]


SuccessionPhrase: TypeAlias = PartyBecomes | SucceedsFrom | KeepsTerms


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Succession(Line):
    """`succession "The provider was taken over" clause "15"`."""

    title: Text
    clause: Text | None
    phrases: tuple[SuccessionPhrase, ...]
