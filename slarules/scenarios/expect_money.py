"""What an engine says where a scenario expects what is paid, and until when it can be claimed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date
from fractions import Fraction

from slarules.core.contract import Contract
from slarules.core.scenarios import ExpectClaim, ExpectCredit
from slarules.core.settling import Combine
from slarules.engine.outcome import Combined, Line, Statement
from slarules.engine.reference.rounding import rounded
from slarules.hours.local import local_date
from slarules.instants import Instant
from slarules.scenarios.told import Nothing, Told


def money(expected: ExpectCredit, told: Told) -> ExpectCredit | Nothing:
    """Return what came of a credit, points, days, what is returned, or of the total."""
    statements = statements_of(expected, told)
    if isinstance(statements, Nothing):
        return statements
    if expected.credit is None:
        return _total(expected, statements[-1])
    if _combine(expected.credit, told.contract):
        groups = [g for s in statements for g in combined_of(expected, s)]
        return _rounded(expected, _ends((g.least, g.most) for g in groups), told.contract)
    lines = [line for statement in statements for line in lines_of(expected, statement)]
    if expected.noun == "returned":
        ends = _ends((-line.most, -line.least) for line in lines)
    elif expected.unit == "days":
        ends = _ends(_days(line) for line in lines)
    else:
        ends = _ends((line.earned_least, line.earned_most) for line in lines)
    return _rounded(expected, ends, told.contract)


def _days(line: Line) -> tuple[Fraction, Fraction]:
    """Return the days of service of a line, also where they are worth money."""
    return line.days or (line.earned_least, line.earned_most)


def statements_of(expected: ExpectCredit, told: Told) -> tuple[Statement, ...] | Nothing:
    """Return the statements in which an expected line may stand.

    A line about an item stands in the period of the item, whichever that is.
    """
    if expected.period is None and expected.of is not None and told.is_item(expected.of):
        return told.outcome.statements
    found = told.statement(told.period(expected.period, expected.of))
    return found if isinstance(found, Nothing) else (found,)


def lines_of(expected: ExpectCredit, statement: Statement) -> list[Line]:
    """Return the lines that an expectation adds up."""
    kinds = ("returned",) if expected.noun == "returned" else ("credit", "bonus", "points")
    return [
        line
        for line in statement.lines
        if expected.credit in (None, line.statement)
        and line.kind in kinds
        and line.unit == expected.unit
        and expected.of in (None, line.subject, line.of)
    ]


def combined_of(expected: ExpectCredit, statement: Statement) -> list[Combined]:
    """Return what a `combine` statement came to in the groups that are meant."""
    return [
        group
        for group in statement.combined
        if group.combine == expected.credit and expected.of in (None, group.of)
    ]


def _combine(name: str, contract: Contract) -> Combine | None:
    found = (version.terms.combines.get(name) for version in contract.versions)
    return next((combine for combine in found if combine), None)


def _total(expected: ExpectCredit, statement: Statement) -> ExpectCredit | Nothing:
    if expected.unit == "points":
        return replace(expected, least=statement.points_least, most=statement.points_most)
    if expected.currency is None:
        return replace(expected, least=statement.shown_least, most=statement.shown_most)
    least, most = statement.paid_least, statement.paid_most
    if statement.paid_in != expected.currency or least is None or most is None:
        return Nothing(f"{statement.period} is not paid in {expected.currency}")
    return replace(expected, least=least, most=most)


def _ends(pairs: Iterable[tuple[Fraction, Fraction]]) -> tuple[Fraction, Fraction]:
    least = most = Fraction()
    for low, high in pairs:
        least, most = least + low, most + high
    return least, most


def _rounded(
    expected: ExpectCredit, ends: tuple[Fraction, Fraction], contract: Contract
) -> ExpectCredit:
    """Return the ends as they are shown: money is rounded, points and days are exact."""
    if expected.unit in {"points", "days"}:
        return replace(expected, least=ends[0], most=ends[1])
    least, most = (rounded(end, contract.rounding) for end in ends)
    return replace(expected, least=least, most=most)


def claim(expected: ExpectClaim, told: Told) -> ExpectClaim | Nothing:
    """Return the last date on which a credit of a period can be claimed."""
    statement = told.statement(told.period(expected.period, expected.of))
    if isinstance(statement, Nothing):
        return statement
    ends = sorted(_claimable(expected, statement, told.contract))
    if not ends:
        return Nothing(f"nothing in {statement.period} has to be claimed")
    return replace(expected, closes=last_day(ends[0], told.contract))


def _claimable(
    expected: ExpectClaim, statement: Statement, contract: Contract
) -> Iterator[Instant]:
    named = [
        found
        for version in contract.versions
        for found in version.terms.claims
        if found.name == expected.claim
    ]
    everything = expected.claim is None or any(found.credits is None for found in named)
    credits_ = {credit for found in named for credit in found.credits or ()}
    for line in statement.lines:
        about = expected.of in (None, line.subject, line.of)
        if line.claimable_until and about and (everything or line.statement in credits_):
            yield line.claimable_until


def last_day(until: Instant, contract: Contract) -> date:
    """Return the last date before an instant: midnight ends the day before it."""
    return local_date(Instant(until - 1), contract.zone)
