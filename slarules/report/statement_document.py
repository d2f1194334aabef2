"""The statement as a JSON document: exact fractions, and decimals as people see them."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction

from slarules.core.contract import Contract
from slarules.engine.outcome import (
    Adjustment,
    Booking,
    Combined,
    Line,
    Outcome,
    Statement,
)
from slarules.engine.reference.rounding import rounded
from slarules.instants import Instant, iso
from slarules.report.documents import SCHEMA_VERSION, Json
from slarules.report.moments import day
from slarules.report.numbers import places_of, plain
from slarules.report.sums import Sum, earned, steps

ENDS = ("least", "most")


def statements(contract: Contract, outcome: Outcome) -> Json:
    """Return what `statement.json` holds."""
    every = outcome.statements
    return {
        "schema_version": SCHEMA_VERSION,
        "contract": contract.name,
        "currency": contract.currency,
        "decimals": contract.rounding.decimals,
        "order": _orders(contract),
        "statements": [_statement(contract, each) for each in every],
        "total": _sum(contract, ((each.shown_least, each.shown_most) for each in every)),
        "payable": _sum(contract, ((each.payable_least, each.payable_most) for each in every)),
    }


def _sum(contract: Contract, amounts: Iterable[tuple[Fraction, Fraction]]) -> Json:
    """Return what the periods come to, as each of them is shown."""
    least, most = (
        sum(ends, Fraction(0)) for ends in zip((Fraction(0),) * 2, *amounts, strict=True)
    )
    decimals = contract.rounding.decimals
    return {"least": plain(least, decimals), "most": plain(most, decimals)}


def _orders(contract: Contract) -> list[Json]:
    return [
        {
            "text_version": version.name,
            "clause": version.terms.settlement.origin.clause,
            "steps": list(version.terms.settlement.order),
        }
        for version in contract.versions
    ]


def _statement(contract: Contract, statement: Statement) -> Json:
    decimals = contract.rounding.decimals
    return {
        "period": statement.period,
        "text_version": statement.version,
        "provider": statement.provider or contract.provider,
        "customer": statement.customer or contract.customer,
        "revision": statement.revision,
        "adjustment": _adjustment(statement.adjustment, decimals),
        "final": statement.final,
        "why_provisional": list(statement.why_provisional),
        "needs": list(statement.needs),
        "earned": [_earned(contract, each) for each in earned(statement.lines)],
        "steps": [_step(contract, each) for each in steps(contract, statement)],
        "lines": [line_document(contract, line) for line in statement.lines],
        "combined": [_combined(contract, each) for each in statement.combined],
        "narrows_most": statement.narrows_most,
        **_beside(contract, statement),
        "total": {
            "least": _amount(statement.total_least, statement.shown_least, decimals),
            "most": _amount(statement.total_most, statement.shown_most, decimals),
        },
        "payable": {
            "least": plain(statement.payable_least, decimals),
            "most": plain(statement.payable_most, decimals),
        },
    }


def _beside(contract: Contract, statement: Statement) -> Json:
    """Return what stands beside the total: bonuses, points, other payments, when it is paid."""
    decimals = contract.rounding.decimals
    bonus = (statement.bonus_least, statement.bonus_most)
    points = (statement.points_least, statement.points_most)
    beside = (statement.beside_least, statement.beside_most)
    paid = (statement.paid_least, statement.paid_most)
    return {
        "bonus": _shown_range(*bonus, decimals),
        "points": {end: plain_in_full(v) for end, v in zip(ENDS, points, strict=True)},
        "beside": _shown_range(*beside, decimals),
        "paid_in": statement.paid_in,
        "paid": None
        if None in paid
        else {end: plain_in_full(v) for end, v in zip(ENDS, paid, strict=True) if v is not None},
        "pay_by": _time(statement.pay_by),
        "pay_through": _last_day(contract, statement.pay_by),
    }


def _combined(contract: Contract, each: Combined) -> Json:
    return {
        "combine": each.combine,
        "title": each.title,
        "clause": each.origin.clause,
        "of": each.of,
        "kept": list(each.kept),
        "needs": list(each.needs),
        **_range(contract, each.least, each.most),
    }


def _adjustment(adjustment: Adjustment | None, decimals: int) -> Json | None:
    if adjustment is None:
        return None
    return {
        "revision": adjustment.revision,
        "issued": _shown_range(adjustment.issued_least, adjustment.issued_most, decimals),
        "because": list(adjustment.because),
        **_shown_range(adjustment.least, adjustment.most, decimals),
        "credits": [
            {"statement": name, **_shown_range(*difference, decimals)}
            for name, difference in adjustment.credits.items()
        ],
    }


def _earned(contract: Contract, each: Sum) -> Json:
    return {
        "statement": each.name,
        "title": each.title,
        "clause": each.origin.clause,
        "kind": each.kind,
        "unit": each.unit,
        "lines": each.lines,
        "base": _range(contract, each.least, each.most, each.unit),
        "left": _left(contract, each),
    }


def _step(contract: Contract, each: Sum) -> Json:
    return {
        "step": each.name,
        "clause": each.origin.clause,
        "why": each.why,
        "unit": each.unit,
        **_range(contract, each.least, each.most, each.unit),
    }


def line_document(contract: Contract, line: Line) -> Json:
    """Return a line of a statement."""

    def ends(least: Fraction, most: Fraction) -> Json:
        return _range(contract, least, most, line.unit)

    return {
        "statement": line.statement,
        "title": line.title,
        "clause": line.origin.clause,
        "kind": line.kind,
        "unit": line.unit,
        "subject": line.subject,
        "of": line.of,
        "earned_in": line.earned_in,
        "days": None
        if line.days is None
        else {end: plain_in_full(v) for end, v in zip(ENDS, line.days, strict=True)},
        "basis": line.basis,
        "base": ends(line.base_least, line.base_most),
        "earned": ends(line.earned_least, line.earned_most),
        "changes": [
            {"step": c.step, "clause": c.origin.clause, "why": c.why, **ends(c.least, c.most)}
            for c in line.changes
        ],
        "amount": _left(contract, line),
        "needs": list(line.needs),
        "worst_fact": line.worst_fact,
        "state": line.state,
        "claimable_until": _time(line.claimable_until),
        "claimable_through": _last_day(contract, line.claimable_until),
        **_further(line),
        "booked": [_booking(contract, line, each) for each in line.booked],
    }


def _left(contract: Contract, of: Line | Sum) -> Json:
    least, most = (of.left_least, of.left_most) if isinstance(of, Sum) else (of.least, of.most)
    if of.unit != "money":
        return _range(contract, least, most, of.unit)
    decimals = contract.rounding.decimals
    return {
        "least": _amount(least, of.shown_least, decimals),
        "most": _amount(most, of.shown_most, decimals),
    }


def _further(line: Line) -> Json:
    source = line.source
    return {
        "claims": list(line.claims),
        "evidence": list(line.evidence),
        "source": None if source is None else {"statement": source[0], "subject": source[1]},
    }


def _booking(contract: Contract, line: Line, each: Booking) -> Json:
    ends = _range(contract, each.least, each.most, line.unit)
    return {"what": each.what, "period": each.period, "by": each.by, **ends}


def _last_day(contract: Contract, until: Instant | None) -> str | None:
    return None if until is None else day(Instant(until - 1), contract.zone)


def _range(contract: Contract, least: Fraction, most: Fraction, unit: str = "money") -> Json:
    """Return amounts before the one rounding; each is shown as if it were rounded alone."""
    if unit != "money":
        ends = zip(ENDS, (least, most), strict=True)
        return {end: {"exact": str(exact), "shown": plain_in_full(exact)} for end, exact in ends}
    rounding = contract.rounding
    return {
        end: _amount(exact, rounded(exact, rounding), rounding.decimals)
        for end, exact in zip(ENDS, (least, most), strict=True)
    }


def plain_in_full(value: Fraction) -> str:
    """Return points, days of service or another currency's sum with the decimals it has."""
    return plain(value, places_of(value, 0))


def _shown_range(least: Fraction, most: Fraction, decimals: int) -> Json:
    """Return what people have seen: it is exact as it is shown."""
    return {"least": _amount(least, least, decimals), "most": _amount(most, most, decimals)}


def _amount(exact: Fraction, shown: Fraction, decimals: int) -> Json:
    return {"exact": str(exact), "shown": plain(shown, decimals)}


def _time(at: Instant | None) -> str | None:
    return None if at is None else iso(at)
