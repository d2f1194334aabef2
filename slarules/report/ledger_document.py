"""The ledger of a run as a document for programs."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, TypeAlias

from slarules.core.english import goal
from slarules.engine.reference.hindsight import Known
from slarules.engine.reference.ledger import Delay, Held, Ledger, Mark, Stretch
from slarules.engine.reference.refusals import Refused
from slarules.instants import Instant, Interval, iso
from slarules.report.numbers import seconds

Sentences: TypeAlias = Callable[[str], Sequence[str]]
"""How the mapping finds what happened."""


def document(ledger: Ledger, known: Sequence[Known], sentences: Sentences) -> dict[str, Any]:
    """Return a ledger for programs; times are in UTC, lengths in seconds."""
    verdict = ledger.verdict
    return {
        "item": verdict.item,
        "measure": verdict.measure,
        "cycle": verdict.cycle,
        "cycle_of": verdict.cycle_of,
        "table": verdict.table,
        "clause": verdict.origin.clause,
        "text_version": verdict.version,
        "verdict": verdict.verdict,
        "could_be": list(verdict.could_be),
        "needs": list(verdict.needs),
        "removed_by": _removal(ledger),
        "cancelled_by": ledger.why_cancelled,
        "unsure": ledger.why_unsure,
        "clock": ledger.clock,
        "goal": verdict.goal_text,
        "started_at": _utc(verdict.started_at),
        "due_at": _utc(verdict.due_at),
        "due_latest": _utc(verdict.due_latest),
        "ended_at": _utc(verdict.ended_at),
        "missed_at": _utc(verdict.missed_at),
        "elapsed_s": seconds(verdict.elapsed),
        "rows": [_held(held) for held in ledger.pieces],
        "forgotten": [_interval(gone) for gone in ledger.forgotten],
        "stretches": [_stretch(stretch) for stretch in ledger.stretches],
        "delays": [_stopped(each) for each in ledger.delays],
        "happened": [_mark(mark, sentences) for mark in ledger.marks],
        "said": [{"what": each.what, "entry": each.entry.row} for each in ledger.said],
        "refused": [{**_stopped(each), "why": each.why} for each in ledger.refused],
        "known": [_known(each, sentences) for each in known],
        "late_by_s": None if ledger.late_by is None else seconds(ledger.late_by),
    }


def _stopped(by: Delay | Refused) -> dict[str, Any]:
    return {**_interval(by.during), "by": by.by, "clause": by.origin.clause}


def _mark(mark: Mark, sentences: Sentences) -> dict[str, Any]:
    return {
        "at": iso(mark.at),
        "what": mark.what,
        "mapping": "; ".join(sentences(mark.what)) or None,
        "file": mark.row.file if mark.row else None,
        "row": mark.row.row if mark.row else None,
        "until": _utc(mark.until),
        "recorded_at": _utc(mark.row.recorded) if mark.row else None,
    }


def _held(held: Held) -> dict[str, Any]:
    return {
        **_interval(held.during),
        "goal": held.goal_text,
        "clause": held.origin.clause,
        "clock": held.clock,
        "used_s": seconds(held.used),
        "due_at": _utc(held.due_at),
        "goals": [{"goal": goal(side), "due_at": _utc(at)} for side, at in held.sides],
        "decides": held.decides,
    }


def _known(known: Known, sentences: Sentences) -> dict[str, Any]:
    verdict = known.verdict
    return {
        "at": iso(known.at),
        "learned": [_mark(mark, sentences) for mark in known.learned],
        "verdict": verdict.verdict if verdict else None,
        "due_at": _utc(verdict.due_at) if verdict else None,
    }


def _removal(ledger: Ledger) -> dict[str, Any] | None:
    by = ledger.removed_by
    return {"by": by.name, "clause": by.origin.clause} if by else None


def _stretch(stretch: Stretch) -> dict[str, Any]:
    return {
        **_interval(stretch.during),
        "what": stretch.activity,
        "by": stretch.by,
        "perhaps": stretch.perhaps,
        "clause": stretch.origin.clause if stretch.origin else None,
        "counted_s": seconds(stretch.counted),
    }


def _interval(during: Interval) -> dict[str, str]:
    return {"from": iso(during.start), "until": iso(during.end)}


def _utc(at: Instant | None) -> str | None:
    return None if at is None else iso(at)
