"""What is owed, period by period: credits, what each step took off or gave back, the total."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

from slarules.core.contract import Contract
from slarules.core.english import listed
from slarules.engine.outcome import Line, Statement
from slarules.engine.reference.rounding import rounded
from slarules.instants import Instant
from slarules.report import sums
from slarules.report.audited import Audited
from slarules.report.english.names import number
from slarules.report.layout import Cell, Paint, Tone, indented, noted, paragraph
from slarules.report.moments import day
from slarules.report.numbers import counted, money, spread
from slarules.report.sums import Unit


@dataclass(frozen=True, slots=True)
class Posted:
    """An amount under one heading of a statement, from least to most."""

    heading: str
    note: str
    least: Fraction
    most: Fraction
    tone: Tone = "plain"
    sign: str = ""
    unit: Unit = "money"

    def cells(self, contract: Contract) -> list[Cell]:
        """Return the heading and the amount; the total is not indented."""
        heading = self.heading if self.tone == "title" else f"  {self.heading}"
        amount = _in_unit(contract, self)
        return [Cell(heading, self.tone), Cell(amount, self.tone, right=True)]


def settlement(audited: Audited, width: int, paint: Paint) -> Iterator[str]:
    """Yield a block of lines for every statement; nothing for a contract without money."""
    contract = audited.contract
    if not audited.statements or not _has_money(contract):
        return
    yield paint("Statement", "title")
    posted = [list(_posted(contract, statement)) for statement in audited.statements]
    widths = _widths(contract, [each for several in posted for each in several])
    for statement, several in zip(audited.statements, posted, strict=True):
        for each in several:
            note = Cell(each.note, "quiet")
            yield from indented(noted(each.cells(contract), note, widths, width - 2, paint))
        yield from _remarks(contract, statement, width, paint)


def _has_money(contract: Contract) -> bool:
    return any(version.terms.credits or version.terms.pools for version in contract.versions)


def _posted(contract: Contract, statement: Statement) -> Iterator[Posted]:
    """Yield the total, what each credit earns, and what each step does."""
    state = "final" if statement.final else "provisional"
    note = f"{state}, revision {statement.revision}" if statement.revision > 1 else state
    yield Posted(statement.period, note, statement.shown_least, statement.shown_most, "title")
    yield from _earned(statement.lines)
    yield from _steps(contract, statement)
    yield from _beside(contract, statement)
    if (made := statement.adjustment) is not None:
        then = _shown(contract, made.issued_least, made.issued_most)
        against = f"to revision {made.revision}, issued at {then}"
        yield Posted("adjustment", against, made.least, made.most, sign="+")


def _widths(contract: Contract, posted: Sequence[Posted]) -> list[int]:
    """Return how wide headings and amounts are in every statement; a range may be wider."""
    cells = [each.cells(contract) for each in posted]
    amounts = [pair[1] for pair, each in zip(cells, posted, strict=True) if each.least == each.most]
    return [
        max(len(heading.text) for heading, _ in cells),
        max((len(amount.text) for amount in amounts), default=0),
    ]


def _remarks(contract: Contract, statement: Statement, width: int, paint: Paint) -> Iterator[str]:
    """Yield what may be claimed until when, and what may still change."""
    margin = " " * 6
    for line in (*_claims(contract, statement), *_payment(contract, statement)):
        yield from paragraph(line, width, margin=margin)
    for why in statement.why_provisional:
        yield from paragraph(f"provisional: {why}", width, paint, "unsure", margin)
    if statement.needs:
        needs = f"to settle: {', '.join(statement.needs)}"
        yield from paragraph(needs, width, paint, "unsure", margin)
    if statement.narrows_most and len(statement.needs) > 1:
        narrows = f"what would narrow it most: {statement.narrows_most}"
        yield from paragraph(narrows, width, paint, "unsure", margin)


def _payment(contract: Contract, statement: Statement) -> Iterator[str]:
    """Yield which lines stand for an event, in what the total is paid, and by when."""
    for each in statement.combined:
        of = f" of {each.of}" if each.of else ""
        yield f"{each.combine}{of}: {listed(each.kept, 'and') or 'nothing'} kept"
    least, most = statement.paid_least, statement.paid_most
    if statement.paid_in and least is not None and most is not None:
        yield f"paid as {statement.paid_in} {spread(least, most, number)}"
    if statement.pay_by is not None:
        yield f"to be paid through {day(Instant(statement.pay_by - 1), contract.zone)}"


def _shown(contract: Contract, least: Fraction, most: Fraction, sign: str = "") -> str:
    rounding = contract.rounding

    def show(value: Fraction) -> str:
        amount = money(rounded(value, rounding), contract.currency, rounding.decimals)
        return f"{sign if value > 0 else ''}{amount}"

    return spread(least, most, show)


def _in_unit(contract: Contract, posted: Posted) -> str:
    if posted.unit == "money":
        return _shown(contract, posted.least, posted.most, posted.sign)
    noun = "point" if posted.unit == "points" else "day"
    sign = posted.sign if posted.least > 0 else ""
    shown = spread(posted.least, posted.most, number)
    return f"{sign}{shown} {noun if posted.most == posted.least == 1 else f'{noun}s'}"


def _beside(contract: Contract, statement: Statement) -> Iterator[Posted]:
    """Yield what stands beside the total: bonuses, other payments, all points."""
    nets = any(v.terms.settlement.nets for v in contract.versions if v.name == statement.version)
    if statement.bonus_most:
        note = "set off in the total" if nets else "owed to the provider, not part of the total"
        yield Posted("bonus", note, statement.bonus_least, statement.bonus_most)
    if statement.beside_most:
        note = "paid apart from the invoice"
        yield Posted("beside", note, statement.beside_least, statement.beside_most)
    if statement.points_most:
        ends = statement.points_least, statement.points_most
        yield Posted("all points", "of the period", *ends, unit="points")


def _earned(lines: Iterable[Line]) -> Iterator[Posted]:
    """Yield what each credit earns before the steps, its lines together."""
    for each in sums.earned(lines):
        basis = each.why if each.lines == 1 else counted(each.lines, "line")
        named = _named(each.name, each.origin.clause)
        kind = "" if each.kind in OWN else f", {each.kind}"
        yield Posted(f"{named}{kind}", basis, each.least, each.most, unit=each.unit)


def _steps(contract: Contract, statement: Statement) -> Iterator[Posted]:
    """Yield what each step of the settlement did to all lines together."""
    for step in sums.steps(contract, statement):
        named = _named(step.name, step.origin.clause)
        yield Posted(named, step.why, step.least, step.most, sign="+", unit=step.unit)


def _named(name: str, clause: str | None) -> str:
    return f"{name} ({clause})" if clause else name


OWN = frozenset({"credit", "bonus", "points"})
"""Kinds of line that a statement earns by itself."""

CLAIMING = {
    "claimable": "to be claimed",
    "claimed": "claimed; there was time",
}
"""How a line stands that must be asked for in time, before the last date for it."""


def _claims(contract: Contract, statement: Statement) -> Iterator[str]:
    """Yield until when credits may be claimed, and what is left when that is over for some."""
    until: dict[tuple[Instant, str], list[str]] = {}
    for line in statement.lines:
        if line.claimable_until is not None and line.most:
            names = until.setdefault((line.claimable_until, line.state), [])
            names += [] if line.statement in names else [line.statement]
    over: list[str] = []
    for (last, state), names in sorted(until.items()):
        through, named = day(Instant(last - 1), contract.zone), ", ".join(names)
        if state == "expired":
            they = "it" if len(names) == 1 else "they"
            over.append(f"{named} expired, {they} could be claimed through {through}")
        else:
            yield f"{named}: {CLAIMING[state]} through {through}"
    if over:
        earned = _shown(contract, statement.shown_least, statement.shown_most)
        payable = _shown(contract, statement.payable_least, statement.payable_most)
        yield f"{earned} earned, {payable} payable: {'; '.join(over)}"
