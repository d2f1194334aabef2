"""The statement `credit`: a subject, a quantity, and bands of money."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from slarules.contract.amounts import amount
from slarules.contract.conditions import condition
from slarules.contract.measures import measure_kind, said_title
from slarules.contract.problems.completeness import PhraseMissing
from slarules.contract.problems.kinds import (
    OtherItem,
    SeveralClocks,
    WrongKind,
)
from slarules.contract.problems.names import UnknownName
from slarules.contract.problems.structure import NotYetComputed, PhrasesExclude
from slarules.contract.reach import clocks_of, rows_of
from slarules.contract.scope import Scope, first, origin
from slarules.contract.tiers import Scale, bands, check_amounts
from slarules.core.conditions import ALWAYS, Condition
from slarules.core.english import listed
from slarules.core.measures import PeriodMeasure
from slarules.core.money import Band, Credit, Part, Pay, Subject
from slarules.core.promises import Promise
from slarules.core.quantities import AchievedShare, Lateness, Quantity, ValueOf
from slarules.core.targets import MeasureValue, ShareInTime, Target
from slarules.syntax import tree


@dataclass(frozen=True, slots=True)
class Judged:
    """What credits may be about."""

    promises: Mapping[str, Promise]
    measures: Mapping[str, PeriodMeasure]
    targets: Mapping[str, Target]
    scope: Scope


def credits_(statements: Sequence[tree.Statement], judged: Judged) -> dict[str, Credit]:
    """Return every credit by its name."""
    found: dict[str, Credit] = {}
    for statement in statements:
        if isinstance(statement, tree.Credit):
            clause = statement.clause
            judged.scope.telling.clause = clause.value if clause else None
            if made := _credit(statement, judged):
                found[made.name] = made
    return found


def _credit(statement: tree.Credit, judged: Judged) -> Credit | None:
    scope = judged.scope
    what, span = f"credit {statement.name}", statement.name.span
    each, by = first(statement.phrases, tree.Each), first(statement.phrases, tree.By)
    pays, table = first(statement.phrases, tree.Pays), first(statement.phrases, tree.Table)
    if not each:
        lack, example = "what it is paid for", "each period that misses NAME"
        scope.tell(PhraseMissing(span=span, what=what, lack=lack, example=example))
    if pays and (table or by):
        other = table or by
        scope.tell(
            PhrasesExclude(
                span=other.span if other else span, what=what, one="pays", other="a table"
            )
        )
        return None
    if not pays and not table:
        lack, example = "how much it pays", "pays 5% of AMOUNT, or a table of bands"
        scope.tell(PhraseMissing(span=span, what=what, lack=lack, example=example))
    subject = _subject(statement, each, judged) if each else None
    if pays:
        fixed = amount(pays.amount, scope)
        return _made(statement, subject, None, (), (Part(fixed),)) if subject and fixed else None
    if table and not by:
        lack, example = "by which quantity its table is read", "by lateness of NAME"
        scope.tell(PhraseMissing(span=span, what=what, lack=lack, example=example))
    return _by_bands(statement, subject, by, table, judged) if by and table else None


def _made(
    statement: tree.Credit,
    subject: Subject,
    by: Quantity | None,
    bands: tuple[Band, ...],
    pays: Pay | None,
) -> Credit:
    return Credit(
        statement.name.text,
        said_title(statement.title, statement.name),
        subject,
        by,
        bands,
        pays,
        origin(statement, statement.clause),
    )


def _subject(statement: tree.Credit, each: tree.Each, judged: Judged) -> Subject | None:
    scope = judged.scope
    if each.item.text == "period":
        if each.where:
            scope.tell(NotYetComputed(span=each.where.span, what="facts of a period"))
            return None
        if each.misses is None:
            return Subject("period")
        target = scope.find("target", each.misses)
        return Subject("period", target=target) if target else None
    kind = scope.item(each.item)
    if kind is None:
        return None
    where = condition(each.where, kind, scope) if each.where else ALWAYS
    if each.misses is None:
        scope.tell(NotYetComputed(span=each.span, what="a credit for items that miss nothing"))
        return None
    promise = _promise(each.misses, judged)
    if promise and promise.measure.item != kind.name:
        other = scope.vocabulary.items[promise.measure.item]
        scope.tell(
            OtherItem(
                span=each.misses.span,
                what=f"credit {statement.name}",
                needed=kind.plural,
                given=f"{promise.name}, which is about {other.plural}",
            )
        )
        return None
    return Subject(kind.name, where=where, target=promise.name) if promise else None


def _promise(name: tree.Name, judged: Judged) -> Promise | None:
    """Return the promise of a measure; a name without one is told."""
    scope = judged.scope
    if name.text in judged.promises:
        scope.find("measure", name)
        return judged.promises[name.text]
    if not scope.excused("measure", name.text) and not judged_elsewhere(name, scope):
        noun = "measure with a goal"
        scope.tell(UnknownName.among(name.span, noun, name.text, judged.promises))
    return None


def judged_elsewhere(name: tree.Name, scope: Scope) -> bool:
    """Tell whether a measure is declared whose promise was wrong, which is told already."""
    return name.text in scope.names("measure") and bool(scope.telling.problems)


# --- bands ----------------------------------------------------------------------------------------


def _by_bands(
    statement: tree.Credit,
    subject: Subject | None,
    by: tree.By,
    table: tree.Table,
    judged: Judged,
) -> Credit | None:
    scale = _scale(by.quantity, subject, judged)
    if scale is None:
        check_amounts(table, judged.scope)
        return None
    rows = tuple(bands(statement, table, scale, judged.scope))
    meant = subject or _likely(scale.quantity, judged)
    return _made(statement, meant, scale.quantity, rows, None) if meant else None


def _likely(quantity: Quantity, judged: Judged) -> Subject | None:
    """Return what a credit by a quantity is most likely paid for."""
    match quantity:
        case AchievedShare(target):
            return Subject("period", target=target)
        case Lateness(promise):
            return Subject(judged.promises[promise].measure.item, target=promise)
        case ValueOf(measure):
            aims = judged.targets.values()
            named = [t.name for t in aims if t.value == MeasureValue(measure)]
            return Subject("period", target=named[0] if len(named) == 1 else None)


def _scale(written: tree.Quantity, subject: Subject | None, judged: Judged) -> Scale | None:
    scope = judged.scope
    match written:
        case tree.LatenessOf(measure=name):
            promise = _promise(name, judged)
            if promise is None:
                return None
            where = subject.where if subject else ALWAYS
            clocks = _one_clock(promise, where, name, scope)
            goals = [row.origin.span for row in promise.rows if row.goal]
            place = goals[0] if goals else promise.origin.span
            return Scale(Lateness(promise.name), "lateness", "duration", clocks, place)
        case tree.AchievedShareOf(target=name):
            return _achieved(name, judged)
        case tree.Name():
            called = scope.find("measure", written)
            measured = judged.measures.get(called) if called else None
            if called and not measured and called in judged.promises:
                needed = "a measure of whole periods, or a lateness"
                given = f"{called}, which is counted on each item"
                scope.tell(WrongKind(span=written.span, what="this", needed=needed, given=given))
            if measured is None:
                return None
            kind, place = measure_kind(measured, scope), measured.origin.span
            return Scale(ValueOf(measured.name), measured.name, kind, (), place)


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


def _achieved(name: tree.Name, judged: Judged) -> Scale | None:
    called = judged.scope.find("target", name)
    target = judged.targets.get(called) if called else None
    if target is None:
        return None
    if not isinstance(target.value, ShareInTime):
        needed = "a target on a share of items"
        given = f"{target.name}, which is on a measure; write: by {target.value.measure}"
        judged.scope.tell(
            WrongKind(span=name.span, what="an achieved share", needed=needed, given=given)
        )
        return None
    return Scale(AchievedShare(target.name), "achieved share", "share", (), target.origin.span)
