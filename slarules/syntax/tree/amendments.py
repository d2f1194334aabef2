"""Amendments: what they may change, and the phrases by which they do."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, TypeAlias

from slarules.syntax.tree.base import Date, Line, Name, Phrase, Text
from slarules.syntax.tree.conduct import Conduct, ConductPhrase
from slarules.syntax.tree.disputes import Dispute, DisputePhrase
from slarules.syntax.tree.hours import Clock, ClockPhrase, Holidays
from slarules.syntax.tree.measures import Measure, MeasurePhrase
from slarules.syntax.tree.money import (
    AmountPhrase,
    AmountStatement,
    Credit,
    CreditPhrase,
)
from slarules.syntax.tree.objectives import Target, TargetPhrase
from slarules.syntax.tree.points import (
    Bonus,
    Combine,
    CombinePhrase,
    Multiplier,
    MultiplierPhrase,
    Points,
    PointsPhrase,
    Pool,
    PoolPhrase,
    Scorecard,
    ScorecardPhrase,
)
from slarules.syntax.tree.promises import (
    ExceptionPhrase,
    Exemption,
    Targets,
    TargetsPhrase,
)
from slarules.syntax.tree.quantities import (
    ConditionPhrase,
    ConditionStatement,
    PeriodPhrase,
    PeriodStatement,
)
from slarules.syntax.tree.rights import Duty, DutyPhrase, Right, RightPhrase
from slarules.syntax.tree.settlement import (
    Cap,
    CapPhrase,
    Claim,
    ClaimPhrase,
    Earnback,
    EarnbackPhrase,
    Floor,
    FloorPhrase,
    Settlement,
    SettlementPhrase,
)
from slarules.syntax.tree.stops import (
    Cancel,
    Exclude,
    ExcludePhrase,
    Pause,
    PausePhrase,
    Restart,
    StartsAgain,
    UnknownRules,
)
from slarules.syntax.tree.vocabulary import (
    FactStatement,
    Level,
)

Amendable: TypeAlias = (
    AmountStatement
    | Bonus
    | Cancel
    | Cap
    | Claim
    | Clock
    | Combine
    | ConditionStatement
    | Conduct
    | Credit
    | Dispute
    | Duty
    | Earnback
    | Exclude
    | Exemption
    | FactStatement
    | Floor
    | Holidays
    | Level
    | Measure
    | Multiplier
    | Pause
    | PeriodStatement
    | Points
    | Pool
    | Restart
    | Right
    | Scorecard
    | Settlement
    | Target
    | Targets
    | UnknownRules
)

AnyPhrase: TypeAlias = (
    "AmountPhrase | CapPhrase | ClaimPhrase | ClockPhrase | CombinePhrase"
    " | ConditionPhrase | ConductPhrase | CreditPhrase | DisputePhrase | DutyPhrase"
    " | EarnbackPhrase | ExceptionPhrase | ExcludePhrase | FloorPhrase | MeasurePhrase"
    " | MultiplierPhrase"
    " | RightPhrase | SettlementPhrase | PausePhrase | PeriodPhrase | PointsPhrase | PoolPhrase"
    " | ScorecardPhrase | StartsAgain | TargetPhrase | TargetsPhrase"
)


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class SignedOn(Phrase):
    """`signed on 2026-06-15`."""

    date: Date


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class EffectiveFrom(Phrase):
    """`effective from 2026-07-01`."""

    date: Date


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class AppliesTo(Phrase):
    """`applies to tickets reported on or after 2026-07-01`."""

    repeats: ClassVar[bool] = True
    items: Name
    moment: Name
    date: Date


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class ReplaceIn(Phrase):
    """`replace in incidents`: phrases, or rows of a table, that take the place of the old ones."""

    repeats: ClassVar[bool] = True
    name: Name
    phrases: tuple[AnyPhrase, ...]


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Replace(Phrase):
    """`replace settlement clause "5"` with a whole new text."""

    repeats: ClassVar[bool] = True
    statement: Amendable


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Add(Phrase):
    """`add cap lower_cap clause "4"`."""

    repeats: ClassVar[bool] = True
    statement: Amendable


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Remove(Phrase):
    """`remove cap lower_cap`; the kind is the statement's word."""

    repeats: ClassVar[bool] = True
    kind: str
    name: Name | None


AmendmentPhrase: TypeAlias = (
    SignedOn | EffectiveFrom | AppliesTo | ReplaceIn | Replace | Add | Remove
)


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Amendment(Line):
    """`amendment second "Amendment No. 2" clause "1"`."""

    name: Name
    title: Text | None
    clause: Text | None
    phrases: tuple[AmendmentPhrase, ...]
