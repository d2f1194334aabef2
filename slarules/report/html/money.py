"""The statement of each period with every step from what is earned to what is left."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import assert_never

from markupsafe import Markup

from slarules.report.evidence import Evidence
from slarules.report.evidence.money import Earned, Line, Order, Statement
from slarules.report.evidence.parts import Number, Range
from slarules.report.html.glance import state
from slarules.report.html.markup import element
from slarules.report.html.shown import (
    amount,
    arrows,
    from_to,
    has_money,
    name,
    on_the_wall,
    owed,
    plainly,
    settled_by,
    with_clause,
)
from slarules.report.html.tables import Cell, Row, Table, columns, table
from slarules.report.numbers import counted

MOST_LINES = 40
FEW_LINES = 3
ALONE = (
    "Each line says what it may come to alone; the total is what all of them may come to at once."
)
MOST_NEEDS = 12
WHERE = "statement.json has every line"


@dataclass(frozen=True, slots=True)
class Bill:
    """The statement of a period that has something to tell."""

    period: str
    total: str
    state: Markup
    why: tuple[str, ...]
    needs: str
    steps: Table | None
    lines: Table | None
    adjustment: str
    beside: tuple[tuple[str, Cell], ...] = ()
    ledger: Table | None = None


@dataclass(frozen=True, slots=True)
class Bills:
    """All statements.

    Attributes:
        quiet: The periods in which nothing is earned.
    """

    orders: tuple[str, ...]
    bills: tuple[Bill, ...]
    quiet: tuple[str, ...]


def bills(evidence: Evidence) -> Bills:
    """Return the statements of all periods."""
    if not has_money(evidence):
        return Bills((), (), ())
    statements = evidence.statements.statements
    told = [each for each in statements if _is_told(each)]
    return Bills(
        tuple(map(_order, evidence.statements.order)),
        tuple(_bill(evidence, each) for each in told),
        tuple(each.period for each in statements if not _is_told(each)),
    )


def _is_told(statement: Statement) -> bool:
    return bool(statement.lines or not statement.final or statement.revision > 1)


def _order(order: Order) -> str:
    text = f" as amended by {order.text_version}" if order.text_version else ""
    clause = f" (clause {order.clause})" if order.clause else ""
    return f"The agreement{text} settles in this order{clause}: {', '.join(order.steps)}."


def _bill(evidence: Evidence, statement: Statement) -> Bill:
    currency = evidence.statements.currency
    return Bill(
        statement.period,
        owed(statement.total, currency),
        state(statement),
        statement.why_provisional,
        settled_by(statement.needs, MOST_NEEDS),
        _steps(statement, currency) if _wants_overview(statement) else None,
        _lines(evidence, statement) if statement.lines else None,
        _adjusted(statement, currency),
        tuple(_beside(statement, currency)),
        _ledger(statement, currency),
    )


def _beside(statement: Statement, currency: str) -> Iterator[tuple[str, Cell]]:
    """Yield what stands beside the total of a statement, each with what it is called."""
    if statement.bonus and _is_something(statement.bonus):
        yield "Bonus for the provider", owed(statement.bonus, currency)
    if statement.beside and _is_something(statement.beside):
        yield "Paid apart from the invoice", owed(statement.beside, currency)
    if statement.points and {statement.points.least, statement.points.most} != {"0"}:
        yield "Points", from_to(statement.points.least, statement.points.most)
    for each in statement.combined:
        of = Markup(" of {}").format(name(each.of)) if each.of else ""
        kept = " and ".join(each.kept) or "nothing"
        yield f"Kept by {each.combine}", Markup("{}{}: {}").format(kept, of, owed(each, currency))
    if statement.paid_in and statement.paid:
        paid = statement.paid
        ends = (amount(paid.least, statement.paid_in), amount(paid.most, statement.paid_in))
        yield "Paid as", from_to(*ends)
    if statement.pay_through:
        yield "To be paid through", statement.pay_through
    if statement.narrows_most and len(statement.needs) > 1:
        yield "What would narrow it most", statement.narrows_most


def _is_something(value: Range) -> bool:
    return any(Fraction(end.exact) for end in (value.least, value.most))


def _ledger(statement: Statement, currency: str) -> Table | None:
    """Return what became of each line in later periods, or what an earlier period left of it."""
    rows = [
        Row((name(line.statement), name(line.subject), each.what, each.period, each.by, _sum))
        for line in statement.lines
        if any(each.period != statement.period or each.what in AFTER for each in line.booked)
        for each in line.booked
        for _sum in [_in_unit(each, line.unit, currency)]
    ]
    if not rows:
        return None
    heads = columns("Credit", "For", "What", "=In", "By", ">Amount")
    caption = f"Ledger of {statement.period}: what was earned, carried, returned, claimed"
    return table(caption, heads, rows, MOST_LINES, "ledger.csv has every booking")


AFTER = frozenset({"carried", "returned", "offset", "expired", "claimed"})
"""What happens to a line beside being earned and cut in its own period."""


def _in_unit(value: Range, unit: str, currency: str) -> str:
    """Return a sum of money, or so many points or days of service."""
    if unit == "money":
        return owed(value, currency)
    return f"{from_to(value.least.shown, value.most.shown)} {unit}"


def _wants_overview(statement: Statement) -> bool:
    return bool(statement.steps) or len(statement.lines) > FEW_LINES


def _adjusted(statement: Statement, currency: str) -> str:
    """Return what a revision changes of what was issued before it."""
    adjustment = statement.adjustment
    if adjustment is None:
        return ""
    issued = owed(adjustment.issued, currency)
    parts = [f"{each.statement} {_moved(each, currency)}" for each in adjustment.credits]
    told = f" ({', '.join(parts)})" if parts else ""
    return (
        f"Revision {adjustment.revision}, as it was issued, came to {issued}. "
        f"The difference is {_moved(adjustment, currency)}{told}."
    )


# --- line by line --------------------------------------------------------------------------------


def _lines(evidence: Evidence, statement: Statement) -> Table:
    heads = ["Credit", "Why", ">Left", "Claim"]
    rows = [row for each in statement.earned for row in _of_credit(evidence, statement, each)]
    sums = list(_left(statement, evidence.statements.currency))
    if any(row.cells[-1] for row in rows):
        sums = [replace(row, cells=(*row.cells, "")) for row in sums]
    else:
        heads, rows = heads[:-1], [replace(row, cells=row.cells[:-1]) for row in rows]
    caption = f"Statement of {statement.period}, line by line"
    left = len(statement.lines) - sum(row.style != "group" for row in rows)
    more = f"{counted(left, 'more line')} {'is' if left == 1 else 'are'} not shown; {WHERE}."
    note = " ".join([*([more] if left else []), *([ALONE] if _is_unsure(statement) else [])])
    return Table(caption, columns(*heads), (*rows, *sums), note)


def _is_unsure(statement: Statement) -> bool:
    ranges = (each.amount for each in statement.lines)
    return len(statement.lines) > 1 and any(each.least != each.most for each in ranges)


def _of_credit(evidence: Evidence, statement: Statement, credit: Earned) -> Iterator[Row]:
    """Yield the lines of a credit; of several, below what they come to."""
    currency = evidence.statements.currency
    whose = (credit.statement, credit.kind, credit.unit)
    lines = [e for e in statement.lines if (e.statement, e.kind, e.unit) == whose]
    if len(lines) < 2:
        for each in lines:
            yield _line(evidence, each, with_clause(each.title, each.clause), *_about(each))
        return
    left = _in_unit(credit.left, credit.unit, currency) if credit.left else ""
    title = with_clause(credit.title, credit.clause)
    yield Row((title, f"{len(lines):,} lines, which come to", left, ""), "group")
    for each in lines[:MOST_LINES]:
        of = with_clause(each.title, each.clause)
        what = [*_about(each)] if of == title else [of, *_about(each)]
        yield replace(_line(evidence, each, *what), style="part")


def _about(line: Line) -> Iterator[Markup]:
    """Yield what a line is about, and what it is where it is not what a statement earns."""
    yield name(line.subject)
    if line.of and line.of != line.subject:
        yield name(line.of)
    if line.kind not in ("credit", "points"):
        from_ = f" from {line.earned_in}" if line.earned_in else ""
        yield name(f"{line.kind}{from_}")


def _line(evidence: Evidence, line: Line, *what: Cell) -> Row:
    currency = evidence.statements.currency
    why: list[Cell] = [arrows(line.basis), *_steps_of(line, currency)]
    if line.needs:
        why.append(f"to settle: {settled_by(line.needs)}")
    if line.worst_fact and len(line.needs) > 1:
        why.append(f"would narrow it most: {line.worst_fact}")
    wall = on_the_wall(evidence.promises.head.zone)
    claim = _claim(line, wall(line.claimable_until))
    left = _in_unit(line.amount, line.unit, currency)
    return Row((plainly(list(what)), plainly(why), left, claim))


def _steps_of(line: Line, currency: str) -> Iterator[Cell]:
    """Yield what became of a line, step by step in one sentence; nothing when no step did."""
    if changes := list(_changes(line, currency)):
        yield Markup(", ").join(element("span", each) for each in changes)


def _changes(line: Line, currency: str) -> Iterator[Cell]:
    if line.changes:
        yield f"at first {_in_unit(line.base, line.unit, currency)}"
    for change in line.changes:
        step = with_clause(change.step, change.clause)
        yield Markup("{} {}").format(step, _moved_by(change, line.unit, currency))
    if line.unit == "money" and any(
        _is_rounded(each) for each in (line.amount.least, line.amount.most)
    ):
        exact = from_to(line.amount.least.exact, line.amount.most.exact)
        yield f"rounded from exactly {exact}"


def _is_rounded(number: Number) -> bool:
    return Fraction(number.exact) != Fraction(number.shown)


def _moved(change: Range, currency: str) -> str:
    """Return by how much a step moved an amount, with a sign for what it added too."""
    least, most = (_signed(each.shown, currency) for each in (change.least, change.most))
    return from_to(least, most)


def _moved_by(change: Range, unit: str, currency: str) -> str:
    return _moved(change, currency) if unit == "money" else _in_unit(change, unit, currency)


def _signed(shown: str, currency: str) -> str:
    return amount(shown, currency) if shown.startswith("-") else f"+{amount(shown, currency)}"


def _claim(line: Line, until: str) -> str:
    match line.state:
        case "automatic":
            return ""
        case "claimable":
            return f"can be claimed through {line.claimable_through or until}"
        case "claimed":
            return "claimed"
        case "expired":
            return f"expired, it could be claimed through {line.claimable_through or until}"
        case state:
            assert_never(state)


# --- from what is earned to what is left ---------------------------------------------------------


def _steps(statement: Statement, currency: str) -> Table:
    rows = [
        *_earned(statement, currency),
        *_taken(statement, currency),
        *_left(statement, currency),
    ]
    heads = columns("Step", "Why", ">Amount")
    return table(f"Statement of {statement.period}, step by step", heads, rows, MOST_LINES, WHERE)


def _earned(statement: Statement, currency: str) -> Iterator[Row]:
    for each in statement.earned:
        word = "earned" if each.kind in ("credit", "points") else each.kind
        told = word if each.lines == 1 else f"{word} by {each.lines:,} lines"
        base = _in_unit(each.base, each.unit, currency)
        yield Row((with_clause(each.title, each.clause), told, base))


def _taken(statement: Statement, currency: str) -> Iterator[Row]:
    for each in statement.steps:
        yield Row(
            (
                with_clause(each.step, each.clause),
                arrows(each.why),
                _moved_by(each, each.unit, currency),
            )
        )


def _left(statement: Statement, currency: str) -> Iterator[Row]:
    total = owed(statement.total, currency)
    exact = from_to(statement.total.least.exact, statement.total.most.exact)
    rounded = any(map(_is_rounded, (statement.total.least, statement.total.most)))
    why = f"rounded, from exactly {exact}" if rounded else ""
    if _is_unsure(statement):
        why = why or "what all of it may come to at once"
    yield Row(("Total", why, total), style="sum")
    payable = from_to(
        amount(statement.payable.least, currency), amount(statement.payable.most, currency)
    )
    if payable != total:
        yield Row(("Payable", "without claims that have expired", payable), style="sum")
