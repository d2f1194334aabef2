"""How what came of a period came about, step by step, each with its clause."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from slarules.core.scenarios import (
    ExpectClaim,
    ExpectCredit,
    ExpectDuty,
    ExpectMeasure,
    ExpectRight,
    ExpectTarget,
)
from slarules.engine.following import DutyResult, RightResult
from slarules.engine.outcome import ConditionResult, Line, Statement, TargetResult
from slarules.scenarios.expect_money import combined_of, lines_of, statements_of
from slarules.scenarios.expect_periods import achieved_of, condition_of, target_of
from slarules.scenarios.phrases import Words, number
from slarules.scenarios.told import Nothing, Told


@dataclass(frozen=True, slots=True)
class Parting:
    """A step of the reckoning, said for people, and the clause it follows."""

    says: str
    clause: str | None = None


def by(clause: str | None) -> str:
    """Return a clause as it is named behind what follows it."""
    return f" (clause {clause})" if clause else ""


# --- what is paid ---------------------------------------------------------------------------------


def of_money(expected: ExpectCredit, told: Told) -> Iterator[Parting]:
    """Yield the lines that an expected sum is made of, and what was kept of them."""
    statements = statements_of(expected, told)
    if isinstance(statements, Nothing):
        yield Parting(statements.reason)
        return
    lines = [line for each in statements for line in lines_of(expected, each)]
    groups = [group for each in statements for group in combined_of(expected, each)]
    if not lines and not groups:
        yield Parting("nothing was earned")
    words = Words(told.contract)
    for line in lines:
        yield from _of_line(line, words)
    for group in groups:
        kept = ", ".join(group.kept) or "nothing"
        yield Parting(f"{group.combine} of {group.of or group.period} kept {kept}")


def _of_line(line: Line, words: Words) -> Iterator[Parting]:
    name = f"{line.statement} of {line.subject}"
    yield Parting(f"{name}{by(line.origin.clause)}: {line.basis}", line.origin.clause)
    for change in line.changes:
        effect = "adds" if change.least >= 0 else "takes off"
        size = abs(change.least)
        amount = words.money(size) if line.unit == "money" else f"{number(size)} {line.unit}"
        yield Parting(f"{change.step}{by(change.origin.clause)} {effect} {amount}: {change.why}")


def of_claim(expected: ExpectClaim, told: Told) -> Iterator[Parting]:
    """Yield until when each line can be claimed."""
    statement = told.statement(told.period(expected.period, expected.of))
    if not isinstance(statement, Statement):
        yield Parting(statement.reason)
        return
    words = Words(told.contract)
    if not statement.lines:
        yield Parting("nothing was earned")
    for line in statement.lines:
        name = f"{line.statement} of {line.subject}"
        until = line.claimable_until
        said = f"can be claimed until {words.instant(until)}" if until else "is automatic"
        yield Parting(f"{name}{by(line.origin.clause)} {said}", line.origin.clause)


# --- targets, conditions, measures ----------------------------------------------------------------


def of_target(expected: ExpectTarget | ExpectMeasure, told: Told) -> Iterator[Parting]:
    """Yield how a target or condition was judged, or what a measure came to."""
    condition = condition_of(expected, told) if isinstance(expected, ExpectTarget) else None
    if isinstance(condition, ConditionResult):
        needs = f"; not known: {', '.join(condition.needs)}" if condition.needs else ""
        name = f"{condition.condition}{by(condition.origin.clause)}"
        yield Parting(f"{name} in {condition.period}{needs}", condition.origin.clause)
        return
    found, words = target_of(expected, told), Words(told.contract)
    if isinstance(found, TargetResult):
        yield Parting(_judged(found, words), found.origin.clause)
    elif isinstance(expected, ExpectMeasure):
        yield _of_measure(expected, told, words)
    else:
        yield Parting(found.reason)


def _of_measure(expected: ExpectMeasure, told: Told, words: Words) -> Parting:
    achieved = achieved_of(expected, told)
    if isinstance(achieved, Nothing):
        return Parting(achieved.reason)
    name, bounds = expected.measure, dict.fromkeys((achieved.least, achieved.most))
    return Parting(f"{name} came to {' to '.join(words.quantity(name, end) for end in bounds)}")


def _judged(result: TargetResult, words: Words) -> str:
    counts = ", ".join(f"{count} {word}" for word, count in result.counts.items() if count)
    name, achieved = result.target, result.achieved
    came = words.quantity(name, achieved.least) if achieved else "no value"
    level = words.quantity(name, result.level)
    needed = f"needs {result.relation} {level}{by(result.origin.clause)}"
    return "; ".join(part for part in (counts, came, needed, result.rule) if part)


# --- rights and duties ----------------------------------------------------------------------------


def of_follow(expected: ExpectRight | ExpectDuty, told: Told) -> Iterator[Parting]:
    """Yield why a right or a duty stands as it does."""
    name = expected.right if isinstance(expected, ExpectRight) else expected.duty
    period = told.period(expected.period, expected.of)
    rights = [r for r in told.outcome.rights if r.right == name and r.period == period]
    duties = [d for d in told.outcome.duties if d.duty == name and d.period == period]
    results: tuple[RightResult | DutyResult, ...] = (*rights, *duties)
    for found in results:
        if expected.of in (None, found.of):
            of = f" of {found.of}" if found.of else ""
            why = found.why or "its condition does not hold"
            clause = found.origin.clause
            yield Parting(f"{name}{of}{by(clause)} {found.state}: {why}", clause)
    if not results:
        yield Parting(f"{name} was not asked for in {period}")
