"""Revisions: an issued statement stands; what differs from it is the next one, with the difference.

Sums are compared as people have seen them: the total, and what each credit or pool came to.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from typing import TypeAlias

from slarules.core.contract import Contract
from slarules.engine.outcome import Adjustment, Statement
from slarules.engine.reference.causes import causes
from slarules.facts.known import IssuedStatement

Range: TypeAlias = tuple[Fraction, Fraction]
"""From least to most."""

Sums: TypeAlias = Mapping[str, Range]

NOTHING = (Fraction(0), Fraction(0))


def revised(
    statements: Iterable[Statement], issued: Iterable[IssuedStatement], contract: Contract
) -> tuple[Statement, ...]:
    """Return the statements with their revisions, by what was issued for their periods.

    What changes in a period may come from an earlier one that was revised itself: then the
    adjustment says so.
    """
    by: dict[str, list[IssuedStatement]] = {}
    for issue in issued:
        by.setdefault(issue.period, []).append(issue)
    found = [_revised(each, by.get(each.period, ())) for each in statements]
    changed = [each.period for each in found if each.adjustment and _changes(each.adjustment)]
    return tuple(_with_causes(each, changed, contract) for each in found)


def _changes(adjustment: Adjustment) -> bool:
    return bool(adjustment.credits) or (adjustment.least, adjustment.most) != NOTHING


def _with_causes(statement: Statement, changed: Sequence[str], contract: Contract) -> Statement:
    adjustment = statement.adjustment
    if adjustment is None or not _changes(adjustment):
        return statement
    because = tuple(causes(statement, changed, contract))
    return replace(statement, adjustment=replace(adjustment, because=because))


def shown_credits(statement: Statement) -> dict[str, Range]:
    """Return what each credit or pool of a statement comes to, as it is shown."""
    sums: dict[str, Range] = {}
    for line in statement.lines:
        least, most = sums.get(line.statement, NOTHING)
        sums[line.statement] = least + line.shown_least, most + line.shown_most
    return sums


def _revised(statement: Statement, issued: Sequence[IssuedStatement]) -> Statement:
    if not issued:
        return statement
    *earlier, last = sorted(issued, key=_revision)
    if not _differs(statement, last):
        before = earlier[-1] if earlier else None
        adjustment = None if before is None else _adjustment(statement, before)
        return replace(statement, revision=last.revision, adjustment=adjustment)
    adjustment = _adjustment(statement, last)
    return replace(statement, revision=last.revision + 1, adjustment=adjustment)


def _revision(issue: IssuedStatement) -> int:
    return issue.revision


def _differs(statement: Statement, issue: IssuedStatement) -> bool:
    total = statement.shown_least, statement.shown_most
    if total != (issue.least, issue.most):
        return True
    now = shown_credits(statement)
    names = now.keys() | issue.credits.keys()
    return any(now.get(name, NOTHING) != issue.credits.get(name, NOTHING) for name in names)


def _adjustment(statement: Statement, issue: IssuedStatement) -> Adjustment:
    total = statement.shown_least, statement.shown_most
    least, most = difference(total, (issue.least, issue.most))
    return Adjustment(
        revision=issue.revision,
        issued_least=issue.least,
        issued_most=issue.most,
        least=least,
        most=most,
        credits=_differences(shown_credits(statement), issue.credits),
    )


def _differences(now: Sums, then: Sums) -> Sums:
    names = dict.fromkeys((*now, *then))
    pairs = {name: (now.get(name, NOTHING), then.get(name, NOTHING)) for name in names}
    return {name: difference(*pair) for name, pair in pairs.items() if pair[0] != pair[1]}


def difference(now: Range, then: Range) -> Range:
    """Return the least and the most by which any amount of the first passes any of the second."""
    return now[0] - then[1], now[1] - then[0]
