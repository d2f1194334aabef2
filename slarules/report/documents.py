"""Targets and statements as JSON documents: exact fractions, and decimals as people see them."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable
from fractions import Fraction
from typing import Any, TypeAlias

from slarules.core.contract import Contract
from slarules.engine.outcome import (
    Achieved,
    Adjustment,
    Change,
    Line,
    MeasureResult,
    Outcome,
    Statement,
    TargetResult,
)
from slarules.engine.reference.rounding import rounded
from slarules.instants import Instant, iso
from slarules.report.moments import day
from slarules.report.numbers import plain
from slarules.report.sums import Sum, earned, steps
from slarules.report.units import shown_level, shown_parts, shown_value, unit_of

SCHEMA_VERSION = 1

Json: TypeAlias = dict[str, Any]


def written(document: Json) -> str:
    """Return a document as text that is the same for equal documents."""
    return json.dumps(document, indent=2, ensure_ascii=False) + "\n"


def targets(contract: Contract, outcome: Outcome) -> Json:
    """Return what `targets.json` holds."""
    return {
        "schema_version": SCHEMA_VERSION,
        "contract": contract.name,
        "outcomes": Counter(target.outcome for target in outcome.targets),
        "targets": [_target(contract, each) for each in outcome.targets],
        "measures": [_measure(contract, each) for each in outcome.measures],
    }


def _target(contract: Contract, result: TargetResult) -> Json:
    return {
        "target": result.target,
        "title": result.title,
        "period": result.period,
        "clause": result.origin.clause,
        "text_version": result.version,
        "internal": result.internal,
        "outcome": result.outcome,
        "rule": result.rule,
        "provisional": result.provisional,
        "needs": list(result.needs),
        "relation": result.relation,
        "unit": unit_of(contract, result.target),
        "level": {"exact": str(result.level), "shown": shown_level(contract, result)},
        "counts": dict(result.counts),
        "achieved": _achieved(contract, result.target, result.achieved),
    }


def _measure(contract: Contract, result: MeasureResult) -> Json:
    return {
        "measure": result.measure,
        "title": result.title,
        "period": result.period,
        "clause": result.origin.clause,
        "needs": list(result.needs),
        "unit": unit_of(contract, result.measure),
        "achieved": _achieved(contract, result.measure, result.achieved),
    }


def _achieved(contract: Contract, name: str, value: Achieved | None) -> Json | None:
    if value is None:
        return None
    return {
        "least": {"exact": str(value.least), "shown": shown_value(contract, name, value.least)},
        "most": {"exact": str(value.most), "shown": shown_value(contract, name, value.most)},
        "good": _fraction(value.good),
        "whole": _fraction(value.whole),
        "parts": shown_parts(contract, name, value),
    }


def _fraction(value: Fraction | None) -> str | None:
    return None if value is None else str(value)


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
        "revision": statement.revision,
        "adjustment": _adjustment(statement.adjustment, decimals),
        "final": statement.final,
        "why_provisional": list(statement.why_provisional),
        "needs": list(statement.needs),
        "earned": [_earned(contract, each) for each in earned(statement.lines)],
        "steps": [_step(contract, each) for each in steps(contract, statement)],
        "lines": [_line(contract, line) for line in statement.lines],
        "total": {
            "least": _amount(statement.total_least, statement.shown_least, decimals),
            "most": _amount(statement.total_most, statement.shown_most, decimals),
        },
        "payable": {
            "least": plain(statement.payable_least, decimals),
            "most": plain(statement.payable_most, decimals),
        },
    }


def _adjustment(adjustment: Adjustment | None, decimals: int) -> Json | None:
    if adjustment is None:
        return None
    return {
        "revision": adjustment.revision,
        "issued": _shown_range(adjustment.issued_least, adjustment.issued_most, decimals),
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
        "lines": each.lines,
        "base": _range(contract, each.least, each.most),
        "left": {
            "least": _amount(each.left_least, each.shown_least, contract.rounding.decimals),
            "most": _amount(each.left_most, each.shown_most, contract.rounding.decimals),
        },
    }


def _step(contract: Contract, each: Sum | Change) -> Json:
    return {
        "step": each.name if isinstance(each, Sum) else each.step,
        "clause": each.origin.clause,
        "why": each.why,
        **_range(contract, each.least, each.most),
    }


def _line(contract: Contract, line: Line) -> Json:
    decimals = contract.rounding.decimals
    return {
        "statement": line.statement,
        "title": line.title,
        "clause": line.origin.clause,
        "subject": line.subject,
        "basis": line.basis,
        "base": _range(contract, line.base_least, line.base_most),
        "earned": _range(contract, line.earned_least, line.earned_most),
        "changes": [_step(contract, change) for change in line.changes],
        "amount": {
            "least": _amount(line.least, line.shown_least, decimals),
            "most": _amount(line.most, line.shown_most, decimals),
        },
        "needs": list(line.needs),
        "state": line.state,
        "claimable_until": _time(line.claimable_until),
        "claimable_through": _last_day(contract, line.claimable_until),
    }


def _last_day(contract: Contract, until: Instant | None) -> str | None:
    return None if until is None else day(Instant(until - 1), contract.zone)


def _range(contract: Contract, least: Fraction, most: Fraction) -> Json:
    """Return amounts before the one rounding; each is shown as if it were rounded alone."""
    rounding = contract.rounding
    return {
        end: _amount(exact, rounded(exact, rounding), rounding.decimals)
        for end, exact in (("least", least), ("most", most))
    }


def _shown_range(least: Fraction, most: Fraction, decimals: int) -> Json:
    """Return what people have seen: it is exact as it is shown."""
    return {"least": _amount(least, least, decimals), "most": _amount(most, most, decimals)}


def _amount(exact: Fraction, shown: Fraction, decimals: int) -> Json:
    return {"exact": str(exact), "shown": plain(shown, decimals)}


def _time(at: Instant | None) -> str | None:
    return None if at is None else iso(at)
