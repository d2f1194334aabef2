"""Targets as a JSON document: exact fractions, and decimals as people see them."""

from __future__ import annotations

import json
from collections import Counter
from fractions import Fraction
from typing import Any, TypeAlias

from slarules.core.contract import Contract
from slarules.core.units import unit_of
from slarules.engine.outcome import (
    Achieved,
    BadPiece,
    ConditionResult,
    MeasureResult,
    Outcome,
    TargetResult,
)
from slarules.instants import SECOND, iso
from slarules.report.numbers import places_of, plain
from slarules.report.units import shown_level, shown_parts, shown_value

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
        "conditions": [_condition(each) for each in outcome.conditions],
    }


def _target(contract: Contract, result: TargetResult) -> Json:
    return {
        "target": result.target,
        "title": result.title,
        "period": result.period,
        "of": result.of,
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
        "of": result.of,
        "clause": result.origin.clause,
        "needs": list(result.needs),
        "unit": unit_of(contract, result.measure),
        "achieved": _achieved(contract, result.measure, result.achieved),
        "unrounded": _achieved(contract, result.measure, result.unrounded),
        "pieces": [_piece(each) for each in result.pieces],
    }


def _piece(piece: BadPiece) -> Json:
    return {
        "span": piece.span,
        "event": piece.event,
        "during": [{"start": iso(each.start), "end": iso(each.end)} for each in piece.during],
        "least_s": _seconds(piece.least),
        "most_s": _seconds(piece.most),
    }


def _seconds(length: Fraction) -> str:
    """Return microseconds as seconds; weights may make a fraction of one."""
    exact = length / SECOND
    return plain(exact, places_of(exact, 0))


def _condition(result: ConditionResult) -> Json:
    return {
        "condition": result.condition,
        "title": result.title,
        "period": result.period,
        "of": result.of,
        "clause": result.origin.clause,
        "holds": result.holds,
        "needs": list(result.needs),
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
