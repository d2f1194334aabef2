"""The statement `period`, and every kind of period that a phrase may name."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from typing import TypeAlias

from slarules.contract.problems.completeness import PhraseMissing
from slarules.contract.problems.kinds import WrongKind
from slarules.contract.problems.names import UnknownName
from slarules.core.contract import Kind
from slarules.core.periods import BillingCycle, Lasting, PeriodKind, Stretch, Trailing
from slarules.instants import HOUR, MINUTE, SECOND, Micros
from slarules.problems import Problem
from slarules.syntax import tree

Tell: TypeAlias = Callable[[Problem], None]

UNITS = {"day": (0, 1), "week": (0, 7), "month": (1, 0), "quarter": (3, 0), "year": (12, 0)}
"""Months and days of each unit."""

TIMES = {"second": SECOND, "minute": MINUTE, "hour": HOUR}

MOST = 36_600
"""So many days or months a period may be long at most: about a century of days."""


def standard_kind(period: tree.StandardPeriod, starts: date) -> PeriodKind:
    """Return a kind of period that every contract knows, of one that starts on a date."""
    match period.kind:
        case "contract month":
            return Stretch("contract month", starts, months=1)
        case "contract year":
            return Stretch("contract year", starts, months=12)
        case "billing cycle":
            return BillingCycle()
        case _ as kind:
            return kind


def named_kinds(
    statements: Iterable[tree.Statement], starts: date, tell: Tell
) -> dict[str, PeriodKind]:
    """Return the kinds of period that statements name; what is wrong in them is told."""
    found: dict[str, PeriodKind] = {}
    for statement in statements:
        if isinstance(statement, tree.PeriodStatement) and (kind := _kind(statement, starts, tell)):
            found.setdefault(statement.name.text, kind)
    return found


def check_moments(statements: Iterable[tree.Statement], kinds: Iterable[Kind], tell: Tell) -> None:
    """Tell which periods end with a moment that no item has."""
    names = tuple(dict.fromkeys(name for kind in kinds for name in kind.moments))
    for statement in statements:
        phrases = statement.phrases if isinstance(statement, tree.PeriodStatement) else ()
        for phrase in phrases:
            if isinstance(phrase, tree.PeriodBefore) and phrase.moment.text not in names:
                moment = phrase.moment
                tell(UnknownName.among(moment.span, "moment", moment.text, names))


def _kind(statement: tree.PeriodStatement, starts: date, tell: Tell) -> PeriodKind | None:
    name = statement.name.text
    if not statement.phrases:
        what, lack = f"period {name}", "how long it is"
        example = "is 3 calendar months from 2026-02-01"
        span = statement.name.span
        tell(PhraseMissing(span=span, what=what, lack=lack, example=example))
        return None
    match statement.phrases[0]:
        case tree.PeriodFrom(count=count, unit=unit, first=first):
            months, days = UNITS[unit.removesuffix("s")]
            number = _whole(count, tell)
            return Stretch(name, first.value, months * number, days * number) if number else None
        case tree.PeriodBefore(count=count, moment=moment):
            number = _whole(count, tell)
            return Trailing(name, number, moment.text) if number else None
        case tree.PeriodLasting(of=of, length=length):
            return _lasting(name, standard_kind(of, starts), length, tell)


def _lasting(name: str, of: PeriodKind, length: tree.Duration, tell: Tell) -> PeriodKind | None:
    micros = Micros(int(length.count * TIMES[length.unit]))
    what, span = "the length of a period", length.span
    if length.clock.text != "elapsed":
        given = f"{length.clock} time"
        tell(WrongKind(span=span, what=what, needed="elapsed time", given=given))
        return None
    if not micros:
        tell(WrongKind(span=span, what=what, needed="more than nothing", given="nothing"))
        return None
    return None if isinstance(of, Trailing | Lasting) else Lasting(name, of, micros)


def _whole(count: tree.Number, tell: Tell) -> int | None:
    number = count.value
    if number == int(number) and 0 < number <= MOST:
        return int(number)
    what, needed = "the length of a period", f"a whole number from 1 to {MOST}"
    tell(WrongKind(span=count.span, what=what, needed=needed, given=f"{number:f}"))
    return None
