"""Caps and floors, from the tree to the core."""

from __future__ import annotations

from collections.abc import Sequence

from slarules.contract.amounts import amount, has_window
from slarules.contract.combines import separated
from slarules.contract.problems.remarks import ExcessLost
from slarules.contract.problems.structure import PhrasesExclude
from slarules.contract.saying import Saying, said_credits
from slarules.contract.scope import Scope, every, first, origin
from slarules.contract.windows import window
from slarules.core.periods import PeriodKind, Window
from slarules.core.settling import Cap, Excess, Floor, FloorKind
from slarules.syntax import tree


def cap(statement: tree.Cap, statements: Sequence[tree.Statement], scope: Scope) -> Cap | None:
    """Return a cap; None when something is wrong, which is told."""
    say = Saying(f"cap {statement.name}", statement, statement.name, scope)
    on, over = _capped(statement, say)
    most, shared = first(statement.phrases, tree.AtMost), first(statement.phrases, tree.Shared)
    each = first(statement.phrases, tree.EachThing)
    if not most:
        say.lacks("how much is paid at most", "at most 20% of AMOUNT every calendar month")
    excess = _excess(statement, scope)
    if not shared and (excess[0] == "carried" or not _is_one_line(on, each, statements)):
        say.lacks("how it is shared among several credits", "shared pro rata")
        return None
    limit = amount(most.amount, scope) if most else None
    if on == () or not most or limit is None:
        return None
    if over is None and most.period is None and has_window(limit):
        lack = "over which periods it counts what was credited"
        say.lacks(lack, "on total credit over the last 12 periods")
    return Cap(
        statement.name.text,
        on,
        limit,
        _every(most, over, say),
        shared.how if shared else "in order",
        origin(statement, statement.clause),
        over,
        separated(each, scope) if each else None,
        *excess,
    )


def _capped(statement: tree.Cap, say: Saying) -> tuple[tuple[str, ...] | None, Window | None]:
    """Return the credits that a cap is on, and the window it looks at."""
    over = first(statement.phrases, tree.OnCreditsOver)
    if over:
        names = tree.OnCredits(over.span, over.credits)
        return said_credits((names,), say, total=True), window(over.window, say.scope)
    whole = first(statement.phrases, tree.OnTotalCreditOver)
    if whole:
        return None, window(whole.window, say.scope)
    return said_credits(statement.phrases, say, total=True), None


def _every(most: tree.AtMost, over: Window | None, say: Saying) -> PeriodKind:
    if most.period and over:
        one = say.scope.written(most.period.span)
        say.scope.tell(
            PhrasesExclude(
                span=most.period.span, what=say.what, one=f"every {one}", other="a window"
            )
        )
    return say.scope.period(None if over else most.period)


def _excess(statement: tree.Cap, scope: Scope) -> tuple[Excess, int | None, int | None]:
    """Return what becomes of what is above, for how many periods, and within how many days."""
    said = [p for p in statement.phrases if isinstance(p, tree.CapExcess)]
    if not said:
        scope.tell(ExcessLost(span=statement.name.span, cap=statement.name.text))
        return "lost", None, None
    if len(said) > 1:
        what, names = f"cap {statement.name}", [scope.written(p.span) for p in said]
        scope.tell(PhrasesExclude(span=said[1].span, what=what, one=names[0], other=names[1]))
    match said[0]:
        case tree.ExcessIsLost():
            return "lost", None, None
        case tree.ExcessIsCarried(periods=periods):
            return "carried", int(periods.value) if periods else None, None
        case tree.ExcessIsPaid(days=days):
            return "paid", None, days.count


def _is_one_line(
    on: tuple[str, ...] | None,
    each: tree.EachThing | None,
    statements: Sequence[tree.Statement],
) -> bool:
    """Tell whether a cap can be on one line only: one credit, of the period or of its one thing."""
    paying = [s for s in statements if isinstance(s, tree.Credit | tree.Pool)]
    capped = [s for s in paying if on is None or s.name.text in on]
    if len(capped) != 1 or not isinstance(capped[0], tree.Credit):
        return not capped
    subjects = [phrase.item.text for phrase in every(capped[0].phrases, tree.Each)]
    return subjects == [each.kind.text if each else "period"]


def floor(statement: tree.Floor, scope: Scope) -> Floor | None:
    """Return a floor; None when something is wrong, which is told."""
    say = Saying(f"floor {statement.name}", statement, statement.name, scope)
    on = said_credits(statement.phrases, say, total=True)
    nothing = first(statement.phrases, tree.PaysNothing)
    least = first(statement.phrases, tree.PaysAtLeast)
    if nothing and least:
        one, other = "pays nothing", "pays at least"
        scope.tell(PhrasesExclude(span=least.span, what=say.what, one=one, other=other))
    said = nothing or least
    if said is None:
        say.lacks("what it does with small sums", "pays nothing up to EUR 1.00")
        return None
    limit = amount(said.amount, scope)
    if on == () or limit is None:
        return None
    kind: FloorKind = "at least"
    if nothing:
        kind = "nothing up to" if nothing.how == "up to" else "nothing below"
    return Floor(statement.name.text, on, kind, limit, origin(statement, statement.clause))
