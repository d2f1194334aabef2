"""What is wrong where lines are multiplied or combined."""

from __future__ import annotations

from dataclasses import dataclass

from slarules.contract.problems.told import Told


@dataclass(frozen=True, kw_only=True)
class TooManyToCombine(Told):
    """A combination tries every set of its credits, and has too many of them."""

    code = "E330"
    sentence = "combine {combine} is on {count} credits, and at most {most} may stand together"
    advice = "combine some of them first, and name that combination here"

    combine: str
    count: int
    most: int


@dataclass(frozen=True, kw_only=True)
class PairsForNothing(Told):
    """A table of pairs stands where no set of credits is looked for."""

    code = "E331"
    sentence = "combine {combine} has a table of pairs, and does not ask what may stand together"
    advice = "write: pays the best that may stand together, or leave the table out"

    combine: str


@dataclass(frozen=True, kw_only=True)
class MixedUnits(Told):
    """Money is combined with points, or with what is owed the other way."""

    code = "E332"
    sentence = "combine {combine} is on {one} and on {other}, which cannot be compared"
    advice = "combine {first} by themselves"

    combine: str
    one: str
    other: str
    first: str


@dataclass(frozen=True, kw_only=True)
class PairMissing(Told):
    """The table of what may stand together does not say so of a pair."""

    code = "E420"
    sentence = "combine {combine} does not say whether {credit} and {other} may stand together"
    advice = "add the row: | {credit} | {other} | no |"

    combine: str
    credit: str
    other: str


@dataclass(frozen=True, kw_only=True)
class ReadsTooEarly(Told):
    """A step reads what a later step still changes."""

    code = "E517"
    sentence = "{reader} reads {points} before {step} has changed them"
    advice = "write {reader} behind {step} in the order: {order}"

    reader: str
    points: str
    step: str
    order: str
