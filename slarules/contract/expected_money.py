"""What a scenario expects of what is paid: credits, points, bonuses, what comes back, claims."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import Literal, TypeAlias, assert_never

from slarules.contract.expecting import Reading
from slarules.core.scenarios import ExpectClaim, ExpectCredit
from slarules.syntax import tree

Sum: TypeAlias = tree.Money | tree.MoneyBetween | tree.DaysGiven | tree.DaysBetween
Ends: TypeAlias = tuple[Fraction, Fraction, str | None]
"""The least and the most, and the currency where it is not the contract's."""


def credited(
    phrase: tree.ExpectCredit | tree.ExpectTotal, reading: Reading
) -> Iterator[ExpectCredit]:
    """Yield what is expected of a credit, a bonus, what is returned, or of the total."""
    if isinstance(phrase, tree.ExpectTotal):
        ends, name, of = _ends(phrase.sum, reading, reading.stage.currencies), None, None
        noun: Literal["credit", "bonus", "returned"] = "credit"
    else:
        known = payable(phrase.noun, reading)
        name, noun, of = phrase.credit.text, phrase.noun, reading.about(phrase.of)
        if name not in known:
            reading.unknown(phrase.credit, "earnback" if noun == "returned" else noun, known)
            return
        ends = _ends(phrase.sum, reading, frozenset())
    if ends:
        least, most, currency = ends
        days = isinstance(phrase.sum, tree.DaysGiven | tree.DaysBetween)
        unit: Literal["days", "money"] = "days" if days else "money"
        period, at = reading.period(phrase.period), reading.at(phrase)
        yield ExpectCredit(name, least, most, period, at, of, unit, currency, noun)


def payable(noun: Literal["credit", "bonus", "returned"], reading: Reading) -> Mapping[str, object]:
    """Return the statements that a line may be expected of."""
    if noun == "returned":
        return reading.stage.names("earnbacks")
    return dict.fromkeys(reading.stage.lines(noun))


def pointed(
    phrase: tree.ExpectPoints | tree.ExpectAllPoints, reading: Reading
) -> Iterator[ExpectCredit]:
    """Yield what is expected of points, or of all points."""
    name, of = None, None
    if isinstance(phrase, tree.ExpectPoints):
        known = dict.fromkeys(reading.stage.lines("points"))
        name, of = phrase.points.text, reading.about(phrase.of)
        if name not in known:
            reading.unknown(phrase.points, "points", known)
            return
    match phrase.count:
        case tree.Number(value=count):
            least = most = Fraction(count)
        case tree.CountBetween(least=low, most=high):
            least, most = Fraction(low.value), Fraction(high.value)
        case _:
            assert_never(phrase.count)
    period, at = reading.period(phrase.period), reading.at(phrase)
    yield ExpectCredit(name, least, most, period, at, of, "points")


def claimed(phrase: tree.ExpectClaim, reading: Reading) -> Iterator[ExpectClaim]:
    """Yield until when a credit is expected to be claimable."""
    name = phrase.claim.text if phrase.claim else None
    names = dict.fromkeys(reading.stage.claims())
    if phrase.claim and name not in names:
        reading.unknown(phrase.claim, "claim", names)
        return
    of, period, at = reading.about(phrase.of), reading.period(phrase.period), reading.at(phrase)
    yield ExpectClaim(name, phrase.closes.value, period, of, at)


def _ends(sum_: Sum, reading: Reading, also: frozenset[str]) -> Ends | None:
    """Return the least and the most of an expected sum; a wrong currency is told."""
    match sum_:
        case tree.Money():
            return _money(sum_, sum_, reading, also)
        case tree.MoneyBetween(least=low, most=high):
            return _money(low, high, reading, also)
        case tree.DaysGiven(count=count):
            return Fraction(count.value), Fraction(count.value), None
        case tree.DaysBetween(least=least, most=most):
            return Fraction(least.value), Fraction(most.value), None
        case _:
            assert_never(sum_)


def _money(
    least: tree.Money, most: tree.Money, reading: Reading, also: frozenset[str]
) -> Ends | None:
    ends, scope = (Fraction(least.value), Fraction(most.value)), reading.scope
    if least.currency in also and least.currency == most.currency:
        return *ends, least.currency
    right = scope.in_currency(least) and (most is least or scope.in_currency(most))
    return (*ends, None) if right else None
