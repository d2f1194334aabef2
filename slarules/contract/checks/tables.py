"""One row a case: tables of goals without gaps and without two answers; exceptions that meet."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import combinations, islice

from slarules.contract.cases import ANYTHING_ELSE, Case, Facts, cases
from slarules.contract.checks.checked import Checked
from slarules.contract.problems.completeness import CaseMissing, CaseTwice, ExceptionsMeet
from slarules.contract.problems.told import elsewhere
from slarules.contract.reach import may_hold, possible_in
from slarules.contract.scope import every
from slarules.core.conditions import Condition, Every, Is, Not, Some, Value
from slarules.core.promises import Exceptional, OneOf, Promise
from slarules.problems import Problem
from slarules.syntax import tree

MOST_GAPS = 3
"""How many missing cases of one table are told; a table that lacks a column lacks hundreds."""

MOST_CASES = 50_000
"""How many cases of one table are looked at; beyond it only a part is proved."""


def one_row_a_case(checked: Checked) -> Iterator[Problem]:
    """Yield each case that a table of goals leaves out or answers twice."""
    for version, _ in checked.texts():
        seen: set[str] = set()
        for promise in version.terms.promises.values():
            # What a target takes over from a table is checked in the table.
            if promise.columns and promise.table not in (*seen, *version.terms.targets):
                seen.add(promise.table)
                yield from _of_promise(promise, checked)


def _of_promise(promise: Promise, checked: Checked) -> Iterator[Problem]:
    facts = checked.contract.vocabulary.items[promise.measure.item].facts
    if not checked.doubtful(promise.origin.span, "for", "table", "|"):
        yield from _gaps_and_twins(promise, _narrowed(promise, facts), checked)
    for exception in promise.exceptions:
        if checked.doubtful(exception.origin.span, "table", "|"):
            continue
        name = f"exception {exception.name}"
        rows, columns = exception.rows, exception.columns
        for case in islice(cases(columns, rows, facts), MOST_CASES):
            yield from _twice(name, case, promise, checked)


def _narrowed(promise: Promise, facts: Facts) -> Facts:
    """Return the facts with the values that `for tickets where` leaves to them."""
    narrowed = dict(facts)
    for name in promise.columns:
        fact = facts.get(name)
        if fact and fact.values:
            kept = tuple(
                v for v in fact.values if may_hold(promise.applies, {name: frozenset({v})})
            )
            narrowed[name] = replace(fact, values=kept or fact.values)
    return narrowed


def _gaps_and_twins(promise: Promise, facts: Facts, checked: Checked) -> Iterator[Problem]:
    table, rows = f"targets {promise.table}", promise.rows
    # A table of one row is about the items that it names; it promises those of other kinds nothing.
    alone = len(rows) == 1 and all(facts[name].values for name in promise.columns if name in facts)
    gaps = MOST_GAPS if alone else 0
    for case in islice(cases(promise.columns, rows, facts), MOST_CASES):
        if not case.rows and gaps < MOST_GAPS:
            gaps += 1
            last = rows[-1].origin.span if rows else promise.origin.span
            yield CaseMissing(span=last, clause=promise.origin.clause, table=table, case=said(case))
        yield from _twice(table, case, promise, checked)


def _twice(table: str, case: Case, promise: Promise, checked: Checked) -> Iterator[Problem]:
    # A row of which a cell is not known may hold for any case, and so fills a gap at most.
    sure = [row for row in case.rows if row.origin.span not in checked.doubts.places]
    if len(sure) > 1:
        first, second = sure[:2]
        also = elsewhere(first.origin.span, "the other row")
        yield CaseTwice(
            span=second.origin.span,
            clause=promise.origin.clause,
            table=table,
            case=said(case),
            also=also,
        )


def said(case: Case) -> str:
    """Return a case as a person would say it: `level P3 and site depot`."""
    parts = [f"{fact} {value}" for fact, value in case.values]
    return " and ".join(parts) if parts else "any case"


# --- exceptions that meet -------------------------------------------------------------------------


def exceptions_that_meet(checked: Checked) -> Iterator[Problem]:
    """Yield each pair of exceptions that can hold at once, when neither stands ahead."""
    for version, built in checked.texts():
        ahead = _ahead(built.statements)
        for promise in version.terms.promises.values():
            facts = checked.contract.vocabulary.items[promise.measure.item].facts
            for one, other in combinations(promise.exceptions, 2):
                if (one.name, other.name) in ahead or (other.name, one.name) in ahead:
                    continue
                if _doubtful(one, checked) or _doubtful(other, checked):
                    continue
                case = meeting(one, other, facts)
                if case is not None:
                    yield _meet(one, other, case)


def _doubtful(exception: Exceptional, checked: Checked) -> bool:
    words = ("ahead", "for", "notwithstanding", "table", "|")
    rows = (row.origin.span for row in exception.rows)
    unknown = any(span in checked.doubts.places for span in rows)
    return unknown or checked.doubtful(exception.origin.span, *words)


def _ahead(statements: Sequence[tree.Statement]) -> set[tuple[str, str]]:
    """Return each pair of exceptions of which the first stands ahead, through others too."""
    direct = {
        (statement.name.text, name.text)
        for statement in statements
        if isinstance(statement, tree.Exemption)
        for phrase in every(statement.phrases, tree.AheadOf)
        for name in phrase.exceptions
    }
    while further := {(a, d) for a, b in direct for c, d in direct if b == c} - direct:
        direct |= further
    return direct


def _meet(one: Exceptional, other: Exceptional, case: str) -> Problem:
    return ExceptionsMeet(
        span=other.origin.span,
        clause=other.origin.clause,
        name=other.name,
        other=one.name,
        case=case,
        also=elsewhere(one.origin.span, f"exception {one.name}"),
    )


def meeting(one: Exceptional, other: Exceptional, facts: Facts) -> str | None:
    """Return a case for which both exceptions have a row; None when there is none."""
    tests = (one.when, other.when)
    names = list(
        dict.fromkeys([*one.columns, *other.columns, *(f for t in tests for f in named_in(t))])
    )
    for values in islice(_worlds(names, _values(names, one, other, facts)), MOST_CASES):
        possible = {name: frozenset({value}) for name, value in values.items()}
        if all(may_hold(t, possible) for t in tests) and all(
            _has_row(e, values) for e in (one, other)
        ):
            return " and ".join(f"{name} {value}" for name, value in values.items()) or "any item"
    return None


def _has_row(exception: Exceptional, values: dict[str, Value]) -> bool:
    for row in exception.rows:
        possible = possible_in(exception.columns, row.cells)
        if all(values[name] in allowed for name, allowed in possible.items()):
            return True
    return False


def _values(
    names: Sequence[str], one: Exceptional, other: Exceptional, facts: Facts
) -> list[tuple[Value, ...]]:
    found: list[tuple[Value, ...]] = []
    for name in names:
        fact = facts.get(name)
        if fact and fact.values:
            found.append(fact.values)
        elif fact and fact.kind == "yes or no":
            found.append(("yes", "no"))
        else:
            found.append((*sorted(_named(name, one, other), key=str), ANYTHING_ELSE))
    return found


def _named(name: str, one: Exceptional, other: Exceptional) -> set[Value]:
    values: set[Value] = set()
    for exception in (one, other):
        values |= set(values_in(exception.when, name))
        for row in exception.rows:
            for column, cell in zip(exception.columns, row.cells, strict=True):
                if column == name and isinstance(cell, OneOf):
                    values |= cell.values
    return values


def _worlds(
    names: Sequence[str], values: Sequence[tuple[Value, ...]]
) -> Iterator[dict[str, Value]]:
    if not names:
        yield {}
        return
    for rest in _worlds(names[1:], values[1:]):
        for value in values[0]:
            yield {names[0]: value, **rest}


def named_in(test: Condition) -> tuple[str, ...]:
    """Return the facts whose values a condition names."""
    match test:
        case Is(fact):
            return (fact,)
        case Every(parts) | Some(parts):
            return tuple(name for part in parts for name in named_in(part))
        case Not(part):
            return named_in(part)
        case _:
            return ()


def values_in(test: Condition, fact: str) -> tuple[Value, ...]:
    """Return the values of a fact that a condition names."""
    match test:
        case Is(name, values):
            return values if name == fact else ()
        case Every(parts) | Some(parts):
            return tuple(value for part in parts for value in values_in(part, fact))
        case Not(part):
            return values_in(part, fact)
        case _:
            return ()
