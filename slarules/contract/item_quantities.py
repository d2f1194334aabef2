"""Quantities of one item or outage: lateness, length, days between its moments."""

from __future__ import annotations

from slarules.contract.measured import Measured, measure_clocks, wrong
from slarules.contract.problems.kinds import OtherItem, SeveralClocks
from slarules.contract.problems.names import UnknownName
from slarules.contract.reach import clocks_of, rows_of
from slarules.contract.scope import Scope
from slarules.core.conditions import ALWAYS, Condition
from slarules.core.english import listed
from slarules.core.money import Subject
from slarules.core.promises import Promise
from slarules.core.quantities import (
    DaysFrom,
    DueOf,
    Lateness,
    Length,
    Moment,
)
from slarules.source import NOWHERE
from slarules.syntax import tree


def promise_of(name: tree.Name, scope: Scope) -> Promise | None:
    """Return the promise of a measure of items; a name without one is told."""
    promises = scope.known.promises
    if name.text in promises:
        scope.find("measure", name)
        return promises[name.text]
    wrong_already = name.text in scope.names("measure") and bool(scope.telling.problems)
    if not scope.excused("measure", name.text) and not wrong_already:
        scope.tell(UnknownName.among(name.span, "measure with a goal", name.text, promises))
    return None


def lateness(name: tree.Name, scope: Scope, subject: Subject | None) -> Measured | None:
    """Return the lateness on a promise; what is wrong is told."""
    promise = promise_of(name, scope)
    if promise is None:
        return None
    if subject and subject.kind in scope.vocabulary.items and subject.kind != promise.measure.item:
        needed = scope.vocabulary.items[subject.kind].plural
        of = scope.vocabulary.items[promise.measure.item].plural
        given = f"{promise.name}, which is about {of}"
        scope.tell(OtherItem(span=name.span, what="this lateness", needed=needed, given=given))
        return None
    where = subject.where if subject else ALWAYS
    clocks = _one_clock(promise, where, name, scope)
    goals = [row.origin.span for row in promise.rows if row.goal]
    place = goals[0] if goals else promise.origin.span
    return Measured(Lateness(promise.name), "duration", "lateness", clocks, place)


def _one_clock(
    promise: Promise, where: Condition, name: tree.Name, scope: Scope
) -> tuple[str, ...]:
    """Return the clock of a lateness; none where it is not known, and several are told."""
    vague, measure = scope.telling.doubts.goals, promise.measure.name
    if any((row.origin.span, measure) in vague for row in rows_of(promise, where)):
        return ()
    clocks = clocks_of(promise, where)
    if len(clocks) > 1:
        what, named = f"lateness of {promise.name}", listed(clocks, "and")
        scope.tell(SeveralClocks(span=name.span, what=what, clocks=named))
        return ()
    return clocks


def length(written: tree.Length, scope: Scope, subject: Subject | None) -> Measured | None:
    """Return the length of the outage that a credit is paid for; without one it is told."""
    if subject is None or subject.of is None:
        needed, given = "a credit for each outage of a measure", "no such credit"
        wrong(written.span, "a length", needed, given, scope)
        return None
    measured = scope.known.measures.get(subject.of)
    clocks = measure_clocks(measured, scope) if measured else ("elapsed",)
    place = measured.origin.span if measured else NOWHERE
    return Measured(Length(subject.of), "duration", "length", clocks or ("elapsed",), place)


def days(written: tree.DaysFrom, scope: Scope, subject: Subject | None) -> Measured | None:
    """Return the calendar days between two moments; what is wrong is told."""
    ends = [_moment(each, scope, subject) for each in (written.start, written.end)]
    if ends[0] is None or ends[1] is None:
        return None
    due = [end.promise for end in ends if isinstance(end, DueOf)]
    judged = subject.target if subject and subject.target in scope.known.promises else None
    pauses = due[0] if due else judged
    return Measured(DaysFrom(ends[0], ends[1], pauses), "calendar days", "calendar days")


def _moment(
    written: tree.Name | tree.DueOf, scope: Scope, subject: Subject | None
) -> Moment | None:
    if isinstance(written, tree.DueOf):
        promise = promise_of(written.measure, scope)
        return DueOf(promise.name) if promise else None
    of = subject.kind if subject else ""
    kind = scope.vocabulary.items.get(of) or scope.vocabulary.spans.get(of)
    if kind is None:
        given = f"a {of}" if of else "no item"
        wrong(written.span, "calendar days between moments", "an item or a span", given, scope)
        return None
    known = (*kind.moments, "start", "end") if of in scope.vocabulary.spans else (*kind.moments,)
    if written.text not in known:
        noun = f"moment of a {kind.name}"
        scope.tell(UnknownName.among(written.span, noun, written.text, known))
        return None
    return written.text
