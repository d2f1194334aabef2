"""Sums: amounts as they are written, fixed before a period is judged."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction

from slarules.contract.conditions import said_kind
from slarules.contract.problems.kinds import OtherClock, PercentOfNothing, WrongKind
from slarules.contract.scope import Scope
from slarules.contract.windows import window
from slarules.contract.words import micros
from slarules.core.clocks import ELAPSED
from slarules.core.money import (
    AmountTerm,
    Greater,
    Lesser,
    Money,
    Named,
    OverPeriods,
    ProRata,
    Sum,
    Times,
)
from slarules.syntax import tree


def amount(  # noqa: C901, PLR0912 - one case for each form
    written: tree.Amount | tree.Cell, scope: Scope
) -> AmountTerm | None:
    """Return an amount; None when it is wrong, which is told."""
    match written:
        case tree.Money(value=value):
            return Money(Fraction(value)) if scope.in_currency(written) else None
        case tree.Name() | tree.OfOtherPeriod() | tree.OfPayment():
            return _named(written, scope)
        case tree.PercentOf(percent=percent, of=of):
            return _times(Fraction(percent.value) / 100, of, scope)
        case tree.OneTwelfth(of=of):
            return _times(Fraction(1, 12), of, scope)
        case tree.TimesAmount(factor=factor, of=of):
            return _times(Fraction(factor.value), of, scope)
        case tree.GreaterOf(left=left, right=right):
            both = _all([left, right], scope)
            return Greater(both) if both else None
        case tree.LesserOf(left=left, right=right):
            both = _all([left, right], scope)
            return Lesser(both) if both else None
        case tree.TotalOver(name=called):
            name, over = scope.find("amount", called), window(written.window, scope)
            return OverPeriods(name, over) if name else None
        case tree.AmountSum(first=first, more=more):
            return _sum(first, more, scope)
        case tree.ProRata(share=tree.CalendarDays() | tree.Duration()):
            return pro_rata(written, scope)
        case _:
            _tell_wrong(written, scope)
            return None


def _named(
    written: tree.Name | tree.OfOtherPeriod | tree.OfPayment, scope: Scope
) -> AmountTerm | None:
    match written:
        case tree.Name():
            name = scope.find("amount", written)
            return Named(name) if name else None
        case tree.OfOtherPeriod(name=called, side=side):
            name = scope.find("amount", called)
            return Named(name, -1 if side == "previous" else 1) if name else None
        case tree.OfPayment(name=called):
            name = scope.find("amount", called)
            return Named(name, of_payment=True) if name else None


def _times(factor: Fraction, of: tree.Amount, scope: Scope) -> AmountTerm | None:
    inner = amount(of, scope)
    return Times(factor, inner) if inner else None


def _all(written: Iterable[tree.Amount], scope: Scope) -> tuple[AmountTerm, ...]:
    found = [amount(each, scope) for each in written]
    return tuple(part for part in found if part) if None not in found else ()


def _sum(
    first: tree.Amount, more: Iterable[tree.Plus | tree.Less], scope: Scope
) -> AmountTerm | None:
    terms = [first, *(each.term for each in more)]
    signs = [1, *(-1 if isinstance(each, tree.Less) else 1 for each in more)]
    parts = _all(terms, scope)
    signed = zip(parts, signs, strict=False)
    return (
        Sum(tuple(Times(Fraction(-1), p) if sign < 0 else p for p, sign in signed))
        if parts
        else None
    )


def pro_rata(written: tree.ProRata, scope: Scope) -> AmountTerm | None:
    """Return the part of an amount for a stated stretch."""
    inner, share = amount(written.sum, scope), written.share
    if not isinstance(share, tree.CalendarDays | tree.Duration):
        return None
    part, whole = stretch(share, scope), None
    if written.out_of:
        whole = stretch(written.out_of, scope)
        if type(written.out_of) is not type(share):
            needed, given = said_stretch(share), said_stretch(written.out_of)
            span = written.out_of.span
            scope.tell(WrongKind(span=span, what="the whole", needed=needed, given=given))
            return None
    if inner is None or part is None or (written.out_of and whole is None):
        return None
    days = isinstance(share, tree.CalendarDays)
    return ProRata(inner, part, "calendar days" if days else "time", whole)


def stretch(written: tree.CalendarDays | tree.Duration, scope: Scope) -> Fraction | None:
    """Return calendar days, or microseconds of real time; another clock is told."""
    if isinstance(written, tree.CalendarDays):
        return Fraction(written.count)
    clock = scope.clock(written.clock)
    if clock and clock != ELAPSED.name:
        what = "what is paid pro rata is counted"
        scope.tell(OtherClock(span=written.span, what=what, needed=ELAPSED.name, given=clock))
    return Fraction(micros(written)) if clock == ELAPSED.name else None


def said_stretch(written: tree.CalendarDays | tree.Duration) -> str:
    """Return what a stretch is counted in."""
    return "calendar days" if isinstance(written, tree.CalendarDays) else "a length of time"


def _tell_wrong(written: tree.Amount | tree.Cell, scope: Scope) -> None:
    if isinstance(written, tree.Unreadable):
        return
    if isinstance(written, tree.Percent):
        shown = f"{written.value:f}%"
        example = next(iter(scope.names("amount")), "monthly_fee")
        scope.tell(PercentOfNothing(span=written.span, percent=shown, example=example))
        return
    needed = f"an amount, such as {scope.currency} 500.00 or 10% of an amount"
    scope.tell(WrongKind(span=written.span, what="this", needed=needed, given=said_kind(written)))
