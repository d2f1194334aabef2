"""The checked contract: its head, its words, and its terms as amended from date to date."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from typing import Literal, TypeAlias

from slarules.core.clocks import Clock
from slarules.core.conditions import Condition, Value
from slarules.core.conduct import Conduct
from slarules.core.disputes import Dispute
from slarules.core.measures import PeriodMeasure
from slarules.core.money import Amount, AmountTerm, Credit
from slarules.core.periods import PeriodKind
from slarules.core.promises import (
    UNWRITTEN,
    Cancel,
    Origin,
    Pause,
    Promise,
    Removal,
    Restart,
    TimeExclusion,
    UnknownRule,
)
from slarules.core.quantities import PeriodCondition
from slarules.core.rights import Claim, Duty, Right, Succession
from slarules.core.scenarios import Scenario
from slarules.core.settling import (
    Cap,
    Combine,
    EarnBack,
    Floor,
    Multiplier,
    Pool,
    Rounding,
    Scorecard,
    Settlement,
)
from slarules.core.targets import Outcome, Target
from slarules.instants import Instant, Micros

FactType: TypeAlias = Literal["one of", "yes or no", "number", "text"]


@dataclass(frozen=True, slots=True)
class Fact:
    """A fact or state of an item or span: its type, and its values as they were declared.

    Attributes:
        values: Highest first where they have an order, which is `is_ordered`.
    """

    name: str
    kind: FactType
    values: tuple[Value, ...] = ()
    means: str = ""
    is_state: bool = False
    is_ordered: bool = False


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of item or span that the vocabulary declares.

    Attributes:
        plural: How the language speaks of several, such as `tickets`.
        of_service: Whether a span belongs to a service.
    """

    name: str
    plural: str
    facts: Mapping[str, Fact]
    moments: Mapping[str, str]
    events: Mapping[str, str]
    of_service: bool = False


@dataclass(frozen=True, slots=True)
class Measurement:
    """A measurement that the vocabulary declares: its type, and its interval if it has one.

    Attributes:
        of: The kind of thing, or the service, that it is about.
        others: The same of other things, such as `requests of class` beside `requests of product`.
    """

    name: str
    kind: Literal["share", "number", "count", "duration", "one of"]
    every: Micros | None = None
    of: str | None = None
    values: tuple[Value, ...] = ()
    others: tuple[Measurement, ...] = ()

    def admits(self, value: Fraction) -> bool:
        """Tell whether a value is one of its type: no share is negative, and none above all."""
        match self.kind:
            case "share":
                return 0 <= value <= 1
            case "count":
                return value >= 0 and value.denominator == 1
            case "duration":
                return value >= 0
            case _:
                return True


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The words of all used vocabularies and of the contract together."""

    items: Mapping[str, Kind]
    spans: Mapping[str, Kind]
    measurements: Mapping[str, Measurement]
    used: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Belongs:
    """Items or spans of a kind belong to the period of a moment of theirs, or of `due` instead.

    Attributes:
        moment: `due`, `start`, `end` (`ended`), or a moment of the vocabulary.
    """

    item: str
    moment: str


@dataclass(frozen=True, slots=True)
class TotalAtMost:
    """A promise about the contract: a period's total credit is at most the amount."""

    title: str
    limit: AmountTerm
    every: PeriodKind
    origin: Origin = UNWRITTEN


@dataclass(frozen=True, slots=True)
class WorseNeverEarns:
    """A promise about the contract: one more miss, all else equal, never costs less."""

    title: str
    subject: str
    origin: Origin = UNWRITTEN


Always: TypeAlias = TotalAtMost | WorseNeverEarns


@dataclass(frozen=True, slots=True)
class Terms:
    """One whole text in force: the base, or the base with its amendments up to one.

    Names map to statements in the order of the file.
    """

    clocks: Mapping[str, Clock]
    levels: Mapping[str, str]
    promises: Mapping[str, Promise]
    pauses: tuple[Pause, ...]
    exclusions: tuple[TimeExclusion, ...]
    removals: tuple[Removal, ...]
    cancels: tuple[Cancel, ...]
    unknown: tuple[UnknownRule, ...]
    measures: Mapping[str, PeriodMeasure]
    targets: Mapping[str, Target]
    amounts: Mapping[str, Amount]
    credits: Mapping[str, Credit]
    pools: Mapping[str, Pool]
    multipliers: Mapping[str, Multiplier]
    caps: Mapping[str, Cap]
    earnbacks: Mapping[str, EarnBack]
    claims: tuple[Claim, ...]
    settlement: Settlement
    always: tuple[Always, ...]
    disputes: tuple[Dispute, ...] = ()
    restarts: tuple[Restart, ...] = ()
    conduct: tuple[Conduct, ...] = ()
    conditions: Mapping[str, PeriodCondition] = field(default_factory=dict)
    scorecards: Mapping[str, Scorecard] = field(default_factory=dict)
    combines: Mapping[str, Combine] = field(default_factory=dict)
    floors: Mapping[str, Floor] = field(default_factory=dict)
    rights: Mapping[str, Right] = field(default_factory=dict)
    duties: Mapping[str, Duty] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Applies:
    """Which items an amended text judges: those whose moment lies at or after the instant."""

    item: str
    moment: str
    since: Instant


@dataclass(frozen=True, slots=True)
class Version:
    """A text of the contract: items are judged by the last version that applies to them.

    Caps, credits and settlement change with the first period that begins at or after `effective`.

    Attributes:
        applies: At most one for each kind of item; a kind without one keeps the text before.
    """

    name: str
    title: str
    effective: Instant
    terms: Terms
    applies: tuple[Applies, ...] = ()
    origin: Origin = UNWRITTEN


@dataclass(frozen=True, slots=True)
class OneEvent:
    """Spans of a kind with the same value of a fact within so much elapsed time are one event."""

    kind: str
    fact: str
    within: Micros
    origin: Origin = UNWRITTEN


@dataclass(frozen=True, slots=True)
class Choice:
    """What the checker took where the text is silent, and how to write it.

    `about` names the measures, the pause or the cancel that it is said of; empty where `says` does.
    """

    says: str
    write: str
    origin: Origin = UNWRITTEN
    about: str = ""


@dataclass(frozen=True, slots=True)
class Coverage:
    """Which items of a shared history are the contract's own."""

    item: str
    where: Condition


@dataclass(frozen=True, slots=True)
class Contract:
    """A contract without problems, ready to be run.

    Attributes:
        starts, ends: The contract's life; `ends` is the first instant after it.
        before_start: What targets of periods before the start count as.
        mapping: Name and version of the mapping that the contract pins, if it does.
        versions: The text as signed first, then one a change, in order of effect.
        overlay: Name of the internal overlay that was read with it, if one was.
        split: Kinds of span that are cut at period ends where a measure totals them.
        one_event: Which spans are one event though the source does not say so.
    """

    name: str
    title: str
    reference: str
    provider: str
    customer: str
    groups: Mapping[str, str]
    zone: str
    currency: str
    every: PeriodKind
    starts: Instant
    ends: Instant | None
    signed: date | None
    before_start: Outcome | None
    belongs: Mapping[str, Belongs]
    rounding: Rounding
    mapping: tuple[str, int] | None
    vocabulary: Vocabulary
    coverage: tuple[Coverage, ...]
    versions: tuple[Version, ...]
    scenarios: tuple[Scenario, ...]
    choices: tuple[Choice, ...] = ()
    not_computed: tuple[tuple[str, str], ...] = ()
    overlay: str | None = None
    split: frozenset[str] = frozenset()
    one_event: tuple[OneEvent, ...] = ()
    successions: tuple[Succession, ...] = ()
