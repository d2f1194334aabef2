"""The statements of vocabularies: items, spans, measurements, and what they are described by."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Literal, TypeAlias

from slarules.syntax.tree.base import Duration, Line, Name, Node, Number, Phrase, Text

# --- types of facts ------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Choice(Node):
    """`one of P1, P2, P3 highest first`; no order is no ranking."""

    values: tuple[Name, ...]
    order: Literal["highest first", "lowest first"] | None


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class YesOrNo(Node):
    """`yes or no`."""


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class AnyText(Node):
    """`any text`."""


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class AnyNumber(Node):
    """`any number`."""


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class DeclaredByContract(Node):
    """`declared by the contract`."""


FactType: TypeAlias = Choice | YesOrNo | AnyText | AnyNumber | DeclaredByContract


# --- phrases of an item or span ------------------------------------------------------------------


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Means(Line):
    """`means "..."`: the sentence that both parties agree on."""

    text: Text


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class FactOf(Phrase):
    """`fact level one of P1, P2`."""

    repeats: ClassVar[bool] = True
    name: Name
    type: FactType
    means: Means | None


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class StateOf(Phrase):
    """`state status one of new, open, closed`."""

    repeats: ClassVar[bool] = True
    name: Name
    type: FactType
    means: Means | None


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class MomentOf(Phrase):
    """`moment reported`."""

    repeats: ClassVar[bool] = True
    name: Name
    means: Means | None


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class EventOf(Phrase):
    """`event customer_message`."""

    repeats: ClassVar[bool] = True
    name: Name
    means: Means | None


WordPhrase: TypeAlias = FactOf | StateOf | MomentOf | EventOf


# --- statements ----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Vocabulary(Line):
    """`vocabulary "service-desk" version 2`."""

    clause: ClassVar[Text | None] = None
    name: Text
    version: Number
    means: Means | None


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Item(Line):
    """`item ticket`."""

    name: Name
    clause: Text | None
    phrases: tuple[WordPhrase, ...]


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class WorldSpan(Line):
    """`span maintenance of service`."""

    name: Name
    of: Name | None
    clause: Text | None
    phrases: tuple[WordPhrase, ...]


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class MeasurementType(Phrase):
    """`is a share`."""

    kind: Literal["share", "duration", "count", "number"]


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class MeasurementChoice(Phrase):
    """`is one of up, down`."""

    values: tuple[Name, ...]


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class EveryDuration(Phrase):
    """`every 1 elapsed minute`."""

    interval: Duration


MeasurementPhrase: TypeAlias = MeasurementType | MeasurementChoice | EveryDuration


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Measurement(Line):
    """`measurement error_rate of service`."""

    name: Name
    of: Name | None
    clause: Text | None
    phrases: tuple[MeasurementPhrase, ...]


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class FactStatement(Line):
    """`fact site one of quayside, depot, office`: values that the contract declares."""

    name: Name
    type: FactType
    clause: Text | None
    means: Text | None


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Level(Line):
    """`level P1 clause "3.1" means "Nobody at a site can work"`."""

    name: Name
    clause: Text | None
    means: Text
