"""The settlement: every step in its order, each once, from `base` to `rounding`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from slarules.contract.checks.checked import Checked
from slarules.contract.problems.completeness import NoSettlement
from slarules.contract.problems.names import UnknownName
from slarules.contract.problems.remarks import CreditAutomatic
from slarules.contract.problems.structure import StepMisplaced, StepMissing, StepTwice
from slarules.contract.problems.told import before, elsewhere
from slarules.contract.scope import STEPS, Noun
from slarules.contract.terms import Built
from slarules.core.english import listed
from slarules.problems import Edit, Problem
from slarules.source import Span
from slarules.syntax import tree

NEEDED: tuple[Noun, ...] = ("multiplier", "combine", "cap", "floor", "earnback")
"""Steps that the order has to name; credits and pools that it does not name are in `base`."""

ENDS = ("base", "rounding")


def settlement_order(checked: Checked) -> Iterator[Problem]:
    """Yield what is wrong with the order of each text in force."""
    for _, built in checked.texts():
        if built.order:
            yield from _order(built, built.order)
        elif _owes(built) and "settlement" not in built.scope.broken:
            yield _none(checked, built)


def _owes(built: Built) -> bool:
    return any(built.scope.names(noun) for noun in STEPS)


def _none(checked: Checked, built: Built) -> Problem:
    steps = [name for noun in NEEDED for name in built.scope.names(noun)]
    return NoSettlement(span=_head(checked), order=", ".join(["base", *steps, "rounding"]))


def _head(checked: Checked) -> Span:
    for statement in checked.asked.statements:
        if isinstance(statement, (tree.Contract, tree.Overlay)):
            name = statement.name if isinstance(statement, tree.Contract) else statement.of
            return name.span
    return checked.asked.span


def _order(built: Built, order: tree.Order) -> Iterator[Problem]:
    named = [step.text for step in order.steps]
    yield from _unknown(built, order)
    yield from _twice(order)
    yield from _ends(order, named, _last(built))
    yield from _missing(built, order, named)


def _unknown(built: Built, order: tree.Order) -> Iterator[Problem]:
    known = [name for noun in STEPS for name in built.scope.names(noun)]
    for step in order.steps:
        excused = any(built.scope.excused(noun, step.text) for noun in STEPS)
        if step.text not in known and step.text not in ENDS and not excused:
            names = (*known, *ENDS)
            yield UnknownName.among(step.span, "step", step.text, names)


def _twice(order: tree.Order) -> Iterator[Problem]:
    seen: dict[str, tree.Name] = {}
    previous: tree.Name | None = None
    for step in order.steps:
        if step.text in seen:
            also = elsewhere(seen[step.text].span, "named here first")
            start = previous or step
            gone = Span(
                step.span.file,
                start.span.end_line,
                start.span.end_column,
                step.span.end_line,
                step.span.end_column,
            )
            yield StepTwice(span=step.span, name=step.text, also=also, edits=(Edit(gone, ""),))
        seen.setdefault(step.text, step)
        previous = step


def _last(built: Built) -> tuple[str, ...]:
    """Return the step that ends the order: none where only points are owed."""
    owed: tuple[Noun, ...] = ("credit", "bonus", "pool")
    return ENDS[1:] if any(built.scope.names(noun) for noun in owed) else ()


def _ends(order: tree.Order, named: Sequence[str], last: Sequence[str]) -> Iterator[Problem]:
    middle = [name for name in dict.fromkeys(named) if name not in ENDS]
    right = ", ".join(["base", *middle, *last])
    whole = order.steps[0].span.until(order.steps[-1].span)
    edits = (Edit(whole, right),)
    if named[0] != "base":
        span = order.steps[0].span
        yield StepMisplaced(span=span, needed="begin with base", order=right, edits=edits)
    if last and named[-1] != "rounding":
        span = order.steps[-1].span
        yield StepMisplaced(span=span, needed="end with rounding", order=right, edits=edits)


def _missing(built: Built, order: tree.Order, named: Sequence[str]) -> Iterator[Problem]:
    last = order.steps[-1]
    where = before(last.span) if last.text == "rounding" else None
    for noun in NEEDED:
        for name in built.scope.names(noun):
            if name not in named:
                edits = (Edit(where, f"{name}, "),) if where else ()
                declared = built.scope.declared[noun][name]
                also = elsewhere(declared, f"{noun} {name}")
                yield StepMissing(span=last.span, noun=noun, name=name, also=also, edits=edits)


# --- claims ---------------------------------------------------------------------------------------


def credits_without_claim(checked: Checked) -> Iterator[Problem]:
    """Yield an advice when credits are paid without being asked for and nobody says so."""
    built = checked.built[-1]
    owed = [*built.scope.names("credit"), *built.scope.names("pool")]
    claims = [s for s in built.statements if isinstance(s, tree.Claim)]
    if not owed or claims or "claim" in built.scope.broken:
        return
    first_credit = next(s for s in built.statements if isinstance(s, (tree.Credit, tree.Pool)))
    clause = first_credit.clause.value if first_credit.clause else None
    yield CreditAutomatic(span=first_credit.name.span, clause=clause, credits=listed(owed, "and"))
