"""What is owed, period by period: credits, what each step took off or gave back, the total."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction

from slarules.core.contract import Contract
from slarules.engine.outcome import Line, Statement
from slarules.engine.reference.rounding import rounded
from slarules.instants import Instant
from slarules.report.audited import Audited
from slarules.report.layout import Cell, Paint, Tone, cut, grid, indented
from slarules.report.moments import day
from slarules.report.numbers import counted, money, spread


@dataclass(frozen=True, slots=True)
class Posted:
    """An amount under one heading of a statement, from least to most."""

    heading: str
    note: str
    least: Fraction
    most: Fraction


def settlement(audited: Audited, width: int, paint: Paint) -> Iterator[str]:
    """Yield a block of lines for every statement; nothing for a contract without money."""
    if not audited.statements or not _has_money(audited.contract):
        return
    yield paint("Statement", "title")
    for statement in audited.statements:
        yield from indented(_statement(audited.contract, statement, width - 2, paint))


def _has_money(contract: Contract) -> bool:
    return any(version.terms.credits or version.terms.pools for version in contract.versions)


def _statement(contract: Contract, statement: Statement, width: int, paint: Paint) -> Iterator[str]:
    total = Posted(statement.period, _state(statement), statement.shown_least, statement.shown_most)
    steps = _steps(statement.lines, _order(contract, statement))
    rows = [
        _row(contract, total, "title"),
        *(_row(contract, each, "plain") for each in _earned(statement.lines)),
        *(_row(contract, each, "plain", sign="+") for each in steps),
    ]
    yield from grid(rows, width, yields=(2,), paint=paint)
    margin = " " * 4
    for line in _deadlines(contract, statement.lines):
        yield cut(f"{margin}{line}", width)
    for why in statement.why_provisional:
        yield paint(cut(f"{margin}provisional: {why}", width), "unsure")
    if statement.needs:
        yield paint(cut(f"{margin}to settle: {', '.join(statement.needs)}", width), "unsure")


def _state(statement: Statement) -> str:
    return "final" if statement.final else "provisional"


def _row(contract: Contract, posted: Posted, tone: Tone, sign: str = "") -> list[Cell]:
    rounding = contract.rounding

    def show(value: Fraction) -> str:
        amount = money(rounded(value, rounding), contract.currency, rounding.decimals)
        return f"{sign if value > 0 else ''}{amount}"

    heading = posted.heading if tone == "title" else f"  {posted.heading}"
    amount = spread(posted.least, posted.most, show)
    return [Cell(heading, tone), Cell(amount, tone, right=True), Cell(posted.note, "quiet")]


def _earned(lines: Iterable[Line]) -> Iterator[Posted]:
    """Yield what each credit earns before the steps, its lines together."""
    by: dict[str, list[Line]] = {}
    for line in lines:
        by.setdefault(line.statement, []).append(line)
    for name, members in by.items():
        basis = members[0].basis if len(members) == 1 else counted(len(members), "line")
        clause = members[0].origin.clause
        yield Posted(
            _named(name, clause),
            basis,
            sum((line.base_least for line in members), Fraction(0)),
            sum((line.base_most for line in members), Fraction(0)),
        )


def _order(contract: Contract, statement: Statement) -> tuple[str, ...]:
    texts = {version.name: version.terms for version in contract.versions}
    return texts[statement.version].settlement.order if statement.version in texts else ()


def _steps(lines: Iterable[Line], order: tuple[str, ...]) -> list[Posted]:
    """Return what each step of the settlement did to all lines together, in their order."""
    done: dict[str, Posted] = {}
    for change in (change for line in lines for change in line.changes):
        so_far = done.get(change.step)
        least, most = (so_far.least, so_far.most) if so_far else (Fraction(0), Fraction(0))
        done[change.step] = Posted(
            _named(change.step, change.origin.clause),
            change.why,
            least + change.least,
            most + change.most,
        )
    known = [step for step in order if step in done]
    return [done[step] for step in dict.fromkeys([*known, *done])]


def _named(name: str, clause: str | None) -> str:
    return f"{name} ({clause})" if clause else name


CLAIMING = {
    "claimable": "to be claimed",
    "claimed": "claimed; there was time",
    "expired": "expired; it could be claimed",
}
"""How a line stands that must be asked for, before the last date for it."""


def _deadlines(contract: Contract, lines: Iterable[Line]) -> Iterator[str]:
    """Yield until when credits may be claimed, and which can no longer be."""
    until: dict[tuple[Instant, str], list[str]] = {}
    for line in lines:
        if line.claimable_until is not None and line.most:
            names = until.setdefault((line.claimable_until, line.state), [])
            names += [] if line.statement in names else [line.statement]
    for (last, state), names in sorted(until.items()):
        through = day(Instant(last - 1), contract.zone)
        yield f"{', '.join(names)}: {CLAIMING[state]} through {through}"
