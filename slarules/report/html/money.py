"""The statement of each period with every step from what is earned to what is left."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from markupsafe import Markup

from slarules.report.evidence import Evidence
from slarules.report.evidence.money import Adjustment, Change, Line, Order, Statement
from slarules.report.html.glance import state
from slarules.report.html.said import amount, from_to, name, on_the_wall, owed, plainly, with_clause
from slarules.report.html.tables import Cell, Row, Table, columns, table

MOST_LINES = 40
WHERE = "statement.json has every line"


@dataclass(frozen=True, slots=True)
class Bill:
    """The statement of a period that has something to tell."""

    period: str
    total: str
    state: Markup
    why: tuple[str, ...]
    needs: tuple[str, ...]
    lines: Table
    steps: Table
    adjustment: str


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
        statement.needs,
        _lines(evidence, statement),
        _steps(statement, currency),
        _adjusted(statement.adjustment, currency),
    )


def _adjusted(adjustment: Adjustment | None, currency: str) -> str:
    if adjustment is None:
        return ""
    return f"Against revision {adjustment.revision}, as issued: {owed(adjustment, currency)}"


def _lines(evidence: Evidence, statement: Statement) -> Table:
    heads = columns("Credit", "Why, and step by step", ">Left", "Claim")
    rows = [_line(evidence, each) for each in statement.lines]
    return table(f"Statement of {statement.period}, line by line", heads, rows, MOST_LINES, WHERE)


def _line(evidence: Evidence, line: Line) -> Row:
    currency = evidence.statements.currency
    what: list[Cell] = [with_clause(line.title, line.clause), name(line.subject)]
    why: list[Cell] = [line.basis, *_changes(line, currency)]
    if line.needs:
        why.append(f"to settle: {', '.join(line.needs)}")
    wall = on_the_wall(evidence.promises.head.zone)
    claim = _claim(line, wall(line.claimable_until))
    return Row((plainly(what), plainly(why), owed(line.amount, currency), claim))


def _changes(line: Line, currency: str) -> Iterator[Cell]:
    if line.changes or line.earned != line.base:
        yield f"at first {owed(line.base, currency)}"
    if line.earned != line.base:
        yield f"after its own limits and factors {owed(line.earned, currency)}"
    for change in line.changes:
        yield Markup("{}: {}").format(
            with_clause(change.step, change.clause), _moved(change, currency)
        )


def _moved(change: Change, currency: str) -> str:
    """Return by how much a step moved an amount, with a sign for what it added too."""
    least, most = (_signed(each.shown, currency) for each in (change.least, change.most))
    return from_to(least, most)


def _signed(shown: str, currency: str) -> str:
    return amount(shown, currency) if shown.startswith("-") else f"+{amount(shown, currency)}"


def _claim(line: Line, until: str) -> str:
    match line.state:
        case "automatic":
            return "needs no claim"
        case "claimable":
            return f"can be claimed through {line.claimable_through or until}"
        case "claimed":
            return "claimed"
        case _:
            return f"expired, it could be claimed through {line.claimable_through or until}"


def _steps(statement: Statement, currency: str) -> Table:
    heads = columns("Step", "Why", ">Amount")
    rows = [
        Row(
            (with_clause(each.title, each.clause), _of_lines(each.lines), owed(each.base, currency))
        )
        for each in statement.earned
    ]
    rows += [
        Row((with_clause(each.step, each.clause), each.why, _moved(each, currency)))
        for each in statement.steps
    ]
    rows.append(
        Row(
            ("Total", "what the lines leave, rounded", owed(statement.total, currency)), is_sum=True
        )
    )
    payable = from_to(
        amount(statement.payable.least, currency), amount(statement.payable.most, currency)
    )
    if payable != owed(statement.total, currency):
        rows.append(Row(("Payable", "without claims that have expired", payable), is_sum=True))
    return table(f"Steps of {statement.period}", heads, rows, MOST_LINES, WHERE)


def _of_lines(lines: int) -> str:
    return "earned" if lines == 1 else f"earned by {lines} lines"
