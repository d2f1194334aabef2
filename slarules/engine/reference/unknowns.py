"""What is not known, and every way in which it may turn out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Literal

from slarules.core.conditions import Truth
from slarules.engine.outcome import Achieved, MeasureResult, TargetResult, Verdict, VerdictWord
from slarules.engine.reference.limits import Limits
from slarules.engine.reference.ranges import Range

LEFT_OUT: tuple[VerdictWord, ...] = ("excluded", "cancelled", "open")
"""Verdicts that are on neither side of a share."""


@dataclass(frozen=True, slots=True)
class Fates:
    """On which sides of a share an undetermined item may turn out to be."""

    met: bool = False
    missed: bool = False
    left_out: bool = False


def fates(verdict: Verdict) -> Fates:
    """Return what may become of an undetermined item."""
    words = could_be(verdict)
    return Fates("met" in words, "missed" in words, any(word in LEFT_OUT for word in words))


def could_be(verdict: Verdict) -> tuple[VerdictWord, ...]:
    """Return the verdicts that an undetermined one may turn out to be."""
    return verdict.could_be or ("met", "missed")


@dataclass(frozen=True, slots=True)
class Case:
    """One way in which something stands.

    Attributes:
        missed: Whether it is missed; of a test, whether it holds.
        quantity: Lateness, achieved share or value; `None` when there is none or none is known.
        counts: Whether an item is counted at all.
    """

    missed: Truth
    quantity: Range | None = None
    counts: bool = True


@dataclass(frozen=True, slots=True)
class Unknown:
    """Something not known.

    Attributes:
        whole: What is known of it whichever way it turns out.
        needs: The facts that would settle it.
    """

    kind: Literal["item", "target", "measure", "where", "election"]
    name: str
    of: str
    whole: Case = field(compare=False)
    cases: tuple[Case, ...] = field(compare=False)
    needs: tuple[str, ...] = field(compare=False)


def _cases(values: Range | None, name: str, limits: Limits, *, missed: Truth) -> tuple[Case, ...]:
    """Return a case for each number that stands for others."""
    if values is None:
        return (Case(missed),)
    return tuple(Case(missed, value) for value in limits.points(values, name))


def item_unknown(verdict: Verdict, limits: Limits) -> Unknown:
    """Return what may become of an item whose verdict or lateness is not settled."""
    late = lateness(verdict)
    missed: Truth = True if verdict.verdict == "missed" else None
    cases = (
        _cases(late, verdict.promise, limits, missed=True)
        if missed
        else tuple(_fates(verdict, late, limits))
    )
    needs = tuple(f"{need} of {verdict.item}" for need in verdict.needs)
    of = f"{verdict.kind} {verdict.item} {verdict.measure} {verdict.cycle} {verdict.cycle_of or ''}"
    if verdict.belongs_until is not None:
        of += f" in {verdict.period}"
    return Unknown("item", verdict.promise, of, Case(missed, late), cases, needs)


def _fates(verdict: Verdict, late: Range | None, limits: Limits) -> Iterator[Case]:
    for word in could_be(verdict):
        if word == "missed":
            yield from _cases(late, verdict.promise, limits, missed=True)
        else:
            yield Case(missed=False, counts=word not in LEFT_OUT)


def lateness(verdict: Verdict) -> Range | None:
    """Return the lateness of a verdict in microseconds."""
    if verdict.lateness is None:
        return None
    least, most = verdict.lateness
    return Range(Fraction(least), Fraction(most))


def target_unknown(result: TargetResult) -> Unknown:
    """Return how a target may turn out, seen as a whole."""
    share = quantity(result.achieved)
    whole = Case(missed(result), share)
    both = (Case(missed=False, quantity=share), Case(missed=True, quantity=share))
    cases = both if whole.missed is None else (whole,)
    needs = result.needs or (f"{result.target} in {result.period}",)
    return Unknown("target", result.target, result.period, whole, cases, needs)


def measure_unknown(result: MeasureResult, limits: Limits) -> Unknown:
    """Return which values a measure may turn out to have."""
    value = quantity(result.achieved)
    cases = _cases(value, result.measure, limits, missed=None)
    return Unknown("measure", result.measure, result.period, Case(None, value), cases, result.needs)


def missed(result: TargetResult) -> Truth:
    """Return whether a target is missed."""
    return None if result.outcome == "undetermined" else result.outcome == "missed"


def quantity(achieved: Achieved | None) -> Range | None:
    """Return an achieved value as a range."""
    return None if achieved is None else Range(achieved.least, achieved.most)
