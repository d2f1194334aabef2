"""The statement `credit`: a subject, a quantity, and bands of money."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from slarules.contract.amounts import amount
from slarules.contract.conditions import condition, said_kind
from slarules.contract.measures import measure_kind, said_title
from slarules.contract.problems.completeness import PhraseMissing
from slarules.contract.problems.kinds import (
    EmptyBand,
    OtherClock,
    OtherItem,
    SeveralClocks,
    ShareOutOfRange,
    WrongKind,
)
from slarules.contract.problems.names import UnknownName
from slarules.contract.problems.structure import NotYetComputed, PhrasesExclude
from slarules.contract.problems.told import elsewhere, listed
from slarules.contract.reach import clocks_of, rows_of
from slarules.contract.scope import Scope, clause_of, first, origin
from slarules.contract.words import micros
from slarules.core.conditions import ALWAYS, Condition
from slarules.core.money import (
    AchievedShare,
    AmountTerm,
    Band,
    Credit,
    EachItem,
    EachPeriod,
    Lateness,
    Limit,
    Quantity,
    ValueOf,
)
from slarules.core.promises import Origin, Promise
from slarules.core.quantities import MeasureValue, PeriodMeasure, ShareInTime, Target
from slarules.source import NOWHERE, Span
from slarules.syntax import tree


@dataclass(frozen=True, slots=True)
class Judged:
    """What credits may be about."""

    promises: Mapping[str, Promise]
    measures: Mapping[str, PeriodMeasure]
    targets: Mapping[str, Target]
    scope: Scope


Subject = EachPeriod | EachItem


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
        return _made(statement, subject, None, (), fixed) if subject and fixed else None
    if table and not by:
        lack, example = "by which quantity its table is read", "by lateness of NAME"
        scope.tell(PhraseMissing(span=span, what=what, lack=lack, example=example))
    return _by_bands(statement, subject, by, table, judged) if by and table else None


def _made(
    statement: tree.Credit,
    subject: Subject,
    by: Quantity | None,
    bands: tuple[Band, ...],
    pays: AmountTerm | None,
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
            return EachPeriod()
        target = scope.find("target", each.misses)
        return EachPeriod(target) if target else None
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
    return EachItem(kind.name, promise.name, where) if promise else None


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


@dataclass(frozen=True, slots=True)
class Scale:
    """What a table is read by: its head, the kind of its limits, and the clocks of a lateness.

    Attributes:
        place: What says of which kind the limits are, and on which clock.
    """

    quantity: Quantity
    head: str
    kind: str
    clocks: tuple[str, ...] = ()
    place: Span = NOWHERE


def _by_bands(
    statement: tree.Credit,
    subject: Subject | None,
    by: tree.By,
    table: tree.Table,
    judged: Judged,
) -> Credit | None:
    scale = _scale(by.quantity, subject, judged)
    if scale is None:
        _check_amounts(table, judged.scope)
        return None
    bands = tuple(_bands(statement, table, scale, judged.scope))
    meant = subject or _likely(scale.quantity, judged)
    return _made(statement, meant, scale.quantity, bands, None) if meant else None


def _check_amounts(table: tree.Table, scope: Scope) -> None:
    """Tell which sums of a table are wrong whose quantity is not known."""
    heads = [cell.words for cell in table.header.cells]
    i = heads.index("amount") if "amount" in heads else None
    for row in table.rows if i is not None else ():
        cell = row.cells[i or 0]
        if not isinstance(cell, tree.NoneCell):
            amount(cell, scope)


def _likely(quantity: Quantity, judged: Judged) -> Subject | None:
    """Return what a credit by a quantity is most likely paid for."""
    match quantity:
        case AchievedShare(target):
            return EachPeriod(target)
        case Lateness(promise):
            return EachItem(judged.promises[promise].measure.item, promise, ALWAYS)
        case ValueOf(measure):
            aims = judged.targets.values()
            named = [t.name for t in aims if t.value == MeasureValue(measure)]
            return EachPeriod(named[0] if len(named) == 1 else None)


def _scale(written: tree.Quantity, subject: Subject | None, judged: Judged) -> Scale | None:
    scope = judged.scope
    match written:
        case tree.LatenessOf(measure=name):
            promise = _promise(name, judged)
            if promise is None:
                return None
            where = subject.where if isinstance(subject, EachItem) else ALWAYS
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


def _bands(statement: tree.Credit, table: tree.Table, scale: Scale, scope: Scope) -> Iterator[Band]:
    heads = [cell.words for cell in table.header.cells]
    columns = _columns(table, heads, scale, scope)
    if columns is None:
        scope.telling.doubts.places.add(statement.span)
        _check_amounts(table, scope)
        return
    quantity_at, amount_at = columns
    for row in table.rows:
        yield from _band(statement, row, (quantity_at, amount_at), scale, scope)


def _columns(
    table: tree.Table, heads: Sequence[str], scale: Scale, scope: Scope
) -> tuple[int, int] | None:
    wanted = (scale.head, "amount")
    if "" in heads:
        return None
    strange = [cell for cell in table.header.cells if cell.words not in wanted]
    missing = [name for name in wanted if name not in heads]
    for cell in strange:
        if missing:
            noun = "column of this credit"
            scope.tell(UnknownName.among(cell.span, noun, cell.words, missing))
        else:
            scope.tell(NotYetComputed(span=cell.span, what="bands that differ by a fact"))
    if missing and not strange:
        lack = f"a column {missing[0]}"
        example = f"| {scale.head} | amount |"
        span = table.header.span
        scope.tell(PhraseMissing(span=span, what="the table", lack=lack, example=example))
    if missing or strange:
        return None
    return heads.index(scale.head), heads.index("amount")


def _band(
    statement: tree.Credit,
    row: tree.Row,
    columns: tuple[int, int],
    scale: Scale,
    scope: Scope,
) -> Iterator[Band]:
    cell, money = row.cells[columns[0]], row.cells[columns[1]]
    pays = None if isinstance(money, tree.NoneCell) else amount(money, scope)
    at, text = scope.row_origin(row, clause_of(statement)), scope.written(cell.span)
    count = scope.telling.count
    yield from _of_quantity(cell, pays, scale, (text, at, scope))
    scope.doubt_since(count, statement.span)
    if isinstance(cell, tree.Unreadable):
        scope.telling.doubts.places.add(statement.span)


def _of_quantity(
    cell: tree.Cell, pays: AmountTerm | None, scale: Scale, rest: tuple[str, Origin, Scope]
) -> Iterator[Band]:
    text, at, scope = rest
    match cell:
        case tree.Unreadable():
            return
        case tree.Unknown():
            yield Band(None, None, pays, text, of_unknown=True, origin=at)
        case tree.AnyValue():
            yield Band(None, None, pays, text, origin=at)
        case tree.Band(lower=low, upper=high):
            yield from _range(low, high, pays, scale, rest)
        case _:
            needed = f"a range, such as {_example(scale)}"
            scope.tell(
                WrongKind(span=cell.span, what="this cell", needed=needed, given=said_kind(cell))
            )


def _example(scale: Scale) -> str:
    if scale.kind == "share":
        return "at least 85% and below 90%"
    if scale.kind == "duration":
        clock = scale.clocks[0] if scale.clocks else "elapsed"
        return f"above 2 {clock} hours and at most 8 {clock} hours"
    return "at least 2 and below 5"


def _range(
    low: tree.Limit,
    high: tree.Limit | None,
    pays: AmountTerm | None,
    scale: Scale,
    rest: tuple[str, Origin, Scope],
) -> Iterator[Band]:
    text, at, scope = rest
    limits = [limit for limit in (low, high) if limit]
    values = [_limit(limit, scale, scope) for limit in limits]
    lower: Limit | None = None
    upper: Limit | None = None
    for limit, value in zip(limits, values, strict=True):
        if value is None:
            return
        included = limit.bound in ("at least", "at most", "exactly")
        if limit.bound in ("at least", "above", "exactly"):
            lower = Limit(value, included)
        if limit.bound in ("at most", "below", "exactly"):
            upper = Limit(value, included)
    if lower and upper and is_empty(lower, upper):
        scope.tell(EmptyBand(span=low.span.until(high.span) if high else low.span))
        return
    yield Band(lower, upper, pays, text, origin=at)


def is_empty(lower: Limit, upper: Limit) -> bool:
    """Tell whether nothing lies between two limits."""
    both = lower.included and upper.included
    return lower.value > upper.value or (lower.value == upper.value and not both)


def _limit(limit: tree.Limit, scale: Scale, scope: Scope) -> Fraction | None:
    match scale.kind, limit.value:
        case "share", tree.Percent(value=percent):
            if not 0 <= percent <= 100:
                given = f"{percent:f}%"
                scope.tell(ShareOutOfRange(span=limit.value.span, what=scale.head, given=given))
            return Fraction(percent) / 100
        case "number" | "count", tree.Number(value=number):
            return Fraction(number)
        case "duration", tree.Duration() as length:
            return _length(length, scale, scope)
        case kind, value:
            needed = {
                "share": "a share, written as a percentage",
                "duration": "a length of time",
            }.get(kind, "a number")
            given = said_kind(value)
            scope.tell(
                WrongKind(
                    span=value.span,
                    what=f"this {scale.head}",
                    needed=needed,
                    given=given,
                    also=elsewhere(scale.place, f"the {scale.head} is that of this"),
                )
            )
            return None


def _length(length: tree.Duration, scale: Scale, scope: Scope) -> Fraction | None:
    clock = scope.clock(length.clock)
    if clock is None:
        return None
    other = next((each for each in scale.clocks if each != clock), None)
    if other:
        what = f"{scale.head} is counted"
        also = elsewhere(scale.place, f"a goal in {other} time")
        scope.tell(OtherClock(span=length.span, what=what, needed=other, given=clock, also=also))
    return Fraction(micros(length))
