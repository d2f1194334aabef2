"""Internal goals: stricter than the contract's, and short enough together."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import product

from slarules.contract.cases import Case, cases
from slarules.contract.checks.checked import Checked
from slarules.contract.checks.tables import meeting
from slarules.contract.checks.tables import said as said_case
from slarules.contract.goals import said
from slarules.contract.problems.kinds import NoCounterpart, NotStricter, TogetherTooLong
from slarules.contract.problems.told import elsewhere
from slarules.contract.reach import Possible, may_hold, possible_in
from slarules.contract.scope import every, first
from slarules.contract.terms import Built
from slarules.core.clocks import ELAPSED
from slarules.core.contract import Terms, Version
from slarules.core.english import listed
from slarules.core.promises import (
    AnyOther,
    AnyValue,
    Budget,
    Exceptional,
    Goal,
    Measure,
    Promise,
    Row,
)
from slarules.instants import Micros
from slarules.problems import Problem
from slarules.source import Span
from slarules.syntax import tree


def internal_goals(checked: Checked) -> Iterator[Problem]:
    """Yield each internal goal that the overlay's own words forbid, in any text in force."""
    texts = list(checked.texts())
    told: set[tuple[str, Span, str]] = set()
    for i, (version, built) in enumerate(texts):
        # Amendments of one date come into force together; the texts between them never hold.
        if i + 1 < len(texts) and texts[i + 1][0].effective == version.effective:
            continue
        for statement in built.statements:
            if isinstance(statement, tree.Targets):
                found = (
                    *_stricter(statement, version, built, checked),
                    *_together(statement, version, built, checked),
                )
                # What is wrong from the start is not told again for every later text.
                for problem in found:
                    about = (problem.code, problem.span, getattr(problem, "case", ""))
                    if about not in told:
                        told.add(about)
                        yield problem


def _since(version: Version) -> str:
    return f", since amendment {version.name}" if version.name else ""


# --- stricter than --------------------------------------------------------------------------------


def _stricter(
    statement: tree.Targets, version: Version, built: Built, checked: Checked
) -> Iterator[Problem]:
    for phrase in every(statement.phrases, tree.StricterThan):
        built.scope.telling.clause = None
        outer = built.scope.find("targets", phrase.targets)
        for promise in _of_table(version.terms, statement.name.text) if outer else ():
            guarded = _counterpart(promise, version.terms, outer or "")
            if guarded is None:
                yield NoCounterpart(
                    span=phrase.span,
                    clause=promise.origin.clause,
                    measure=promise.name,
                    table=outer or "",
                )
            else:
                yield from _compared(promise, guarded, version, checked)


def _of_table(terms: Terms, table: str) -> list[Promise]:
    return [promise for promise in terms.promises.values() if promise.table == table]


def _counterpart(promise: Promise, terms: Terms, table: str) -> Promise | None:
    """Return the promise of a table that runs between the same occurrences."""
    counted = promise.measure
    for other in _of_table(terms, table):
        found = other.measure
        if _between(found) == _between(counted):
            return other
    return None


def _between(measure: Measure) -> tuple[object, ...]:
    """Return between which occurrences, and how often, runs are counted."""
    return measure.item, measure.bounds, measure.repeats, measure.each


def _compared(
    inner: Promise, outer: Promise, version: Version, checked: Checked
) -> Iterator[Problem]:
    for one, other in product(_sides(inner), _sides(outer)):
        if not _may_meet(one, other, (inner, outer), checked):
            continue
        both = one.promise, other.promise
        columns = columns_of(both)
        for case, (own, guarded) in joint(both, checked):
            vague = checked.has_vague_goal(inner, [own]) or checked.has_vague_goal(outer, [guarded])
            ours, theirs = possible_in(columns, own.cells), possible_in(columns, guarded.cells)
            hidden = _is_hidden(one, other, ours) or _is_hidden(other, one, theirs)
            if guarded.goal and not vague and not hidden:
                if _is_stricter(own.goal, guarded.goal):
                    continue
                yield NotStricter(
                    span=own.origin.span,
                    clause=inner.origin.clause,
                    name=inner.name,
                    outer=outer.name,
                    case=case + one.said() + other.said(),
                    given=own.goal_text,
                    limit=guarded.goal_text,
                    since=_since(version),
                    also=elsewhere(guarded.origin.span, f"{outer.name} in {outer.table}"),
                )


@dataclass(frozen=True, slots=True)
class _Side:
    """The rows of a promise, or those of one of its exceptions as a promise."""

    promise: Promise
    exception: Exceptional | None
    whole: Promise

    def said(self) -> str:
        """Return under which exception a case is meant."""
        return f" under exception {self.exception.name}" if self.exception else ""


def _sides(promise: Promise) -> Iterator[_Side]:
    yield _Side(promise, None, promise)
    for each in promise.exceptions:
        alone = replace(
            promise, columns=each.columns, rows=each.rows, exceptions=(), origin=each.origin
        )
        yield _Side(alone, each, promise)


def _may_meet(one: _Side, other: _Side, whole: tuple[Promise, Promise], checked: Checked) -> bool:
    """Tell whether an item can be judged by both sides."""
    if one.exception and other.exception:
        facts = checked.contract.vocabulary.items[whole[0].measure.item].facts
        return meeting(one.exception, other.exception, facts) is not None
    return True


def _is_hidden(side: _Side, other: _Side, possible: Possible) -> bool:
    """Tell whether where the other side holds, an exception stands in the place of a row."""
    if other.exception and not may_hold(other.exception.when, possible):
        return True
    if side.exception or other.exception is None:
        return False
    return any(each.when == other.exception.when for each in side.whole.exceptions)


def _is_stricter(own: Goal | None, guarded: Goal) -> bool:
    match own, guarded:
        case None, _:
            return False
        case Budget(length, clock), Budget(limit, other):
            # No clock runs faster than time itself, so an elapsed budget ends first on any clock.
            return length < limit and clock in (other, ELAPSED.name)
        case _:
            return own != guarded


def columns_of(promises: Sequence[Promise]) -> tuple[str, ...]:
    """Return the fact columns of several promises, each once."""
    return tuple(dict.fromkeys(name for promise in promises for name in promise.columns))


def joint(promises: Sequence[Promise], checked: Checked) -> Iterator[tuple[str, tuple[Row, ...]]]:
    """Yield each case for which every promise has a row, with those rows over all columns.

    Nothing can be said of a table of which a column could not be read.
    """
    if any(checked.doubtful(promise.origin.span, "table", "|") for promise in promises):
        return
    facts = checked.contract.vocabulary.items[promises[0].measure.item].facts
    columns = columns_of(promises)
    widened = [[_widened(row, promise, columns) for row in promise.rows] for promise in promises]
    plain = [[row for row in rows if AnyOther() not in row.cells] for rows in widened]
    others = [[_loosened(row) for row in rows if AnyOther() in row.cells] for rows in widened]
    for case in cases(columns, [row for rows in (*plain, *others) for row in rows], facts):
        found = []
        for mine, rest in zip(plain, others, strict=True):
            found += (_held(mine, case) or _held(rest, case))[:1]
        if len(found) == len(promises):
            yield said_case(case), tuple(found)


def _held(rows: Sequence[Row], case: Case) -> list[Row]:
    return [row for row in rows if any(row is other for other in case.rows)]


def _loosened(row: Row) -> Row:
    """Return a row for what other rows leave as one that may hold wherever its values do."""
    cells = (AnyValue() if cell == AnyOther() else cell for cell in row.cells)
    return replace(row, cells=tuple(cells))


def _widened(row: Row, promise: Promise, columns: Sequence[str]) -> Row:
    """Return a row over more columns; what it does not name may have any value."""
    named = dict(zip(promise.columns, row.cells, strict=True))
    return replace(row, cells=tuple(named.get(column, AnyValue()) for column in columns))


# --- together within ------------------------------------------------------------------------------


def _together(
    statement: tree.Targets, version: Version, built: Built, checked: Checked
) -> Iterator[Problem]:
    phrase = first(statement.phrases, tree.TogetherWithin)
    if phrase is None or built.scope.find("targets", phrase.targets) is None:
        return
    if built.scope.find("measure", phrase.measure) is None:
        return
    whole = version.terms.promises.get(phrase.measure.text)
    parts = _of_table(version.terms, statement.name.text)
    if whole is None or not parts:
        return
    for case, (limit, *rows) in joint((whole, *parts), checked):
        judged = zip((whole, *parts), (limit, *rows), strict=True)
        if any(checked.has_vague_goal(promise, [row]) for promise, row in judged):
            continue
        if limit.goal and (given := _too_long([row.goal for row in rows], limit.goal)):
            yield TogetherTooLong(
                span=rows[0].origin.span,
                clause=parts[0].origin.clause,
                case=case,
                parts=listed([part.name for part in parts], "and"),
                given=given,
                whole=whole.name,
                limit=limit.goal_text,
                since=_since(version),
                also=elsewhere(limit.origin.span, f"{whole.name} in {whole.table}"),
            )


def _too_long(goals: Sequence[Goal | None], limit: Goal) -> str | None:
    """Return what goals take together when it is more than the limit, in words."""
    if not isinstance(limit, Budget):
        return None
    budgets = [goal for goal in goals if isinstance(goal, Budget)]
    if len(budgets) < len(goals):
        return "more than can be added up"
    clocks = {budget.clock for budget in budgets}
    if clocks - {limit.clock, ELAPSED.name}:
        return f"{listed(sorted(clocks), 'and')} time, which cannot be added up,"
    total = Micros(sum(budget.length for budget in budgets))
    return said(total, budgets[0].clock) if total > limit.length else None
