"""`timelines.json`: the worst misses, each with its clock drawn as stretches."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Literal, TypeAlias

from slarules.core.contract import Contract
from slarules.engine.outcome import Verdict
from slarules.engine.reference import ledger as engine
from slarules.instants import Instant, iso
from slarules.report.audited import Audited
from slarules.report.documents import SCHEMA_VERSION
from slarules.report.evidence.misses import Delay, Held, Mark, Stretch, Timeline, Timelines
from slarules.report.evidence.parts import Number
from slarules.report.explanation import joined
from slarules.report.misses import beyond_of, lateness_of
from slarules.report.numbers import duration, percent, seconds
from slarules.report.plain import row_at
from slarules.report.rows_held import promise_of, several_rows

State: TypeAlias = Literal["open", "closed", "paused", "excluded"]
STATES: Mapping[engine.Activity, State] = {
    "counted": "open",
    "closed": "closed",
    "paused": "paused",
    "excluded": "excluded",
}


def timelines(audited: Audited) -> Timelines:
    """Return what `timelines.json` holds."""
    chosen = audited.review.worst
    return Timelines(
        schema_version=SCHEMA_VERSION,
        contract=audited.contract.name,
        zone=audited.contract.zone,
        timelines=tuple(_timeline(entry, audited.contract) for entry in _ledgers(audited, chosen)),
    )


def _ledgers(audited: Audited, chosen: Sequence[Verdict]) -> Sequence[engine.Ledger]:
    # A ledger looks at every item of the history; there may be a hundred thousand.
    history = replace(audited.history, items=audited.review.timelines)
    found = {
        _key(entry.verdict): entry
        for item in sorted({verdict.item for verdict in chosen})
        for entry in engine.ledgers(audited.contract, history, item)
    }
    return [found[_key(verdict)] for verdict in chosen if _key(verdict) in found]


def _key(verdict: Verdict) -> tuple[object, ...]:
    run = (verdict.kind, verdict.item, verdict.measure, verdict.cycle, verdict.cycle_of)
    return (*run, verdict.table)


def _timeline(ledger: engine.Ledger, contract: Contract) -> Timeline:
    verdict = ledger.verdict
    late, beyond = lateness_of(verdict), beyond_of(verdict)
    return Timeline(
        item=verdict.item,
        customer=verdict.customer,
        measure=verdict.measure,
        table=verdict.table,
        cycle=verdict.cycle,
        clause=verdict.origin.clause,
        text_version=verdict.version,
        internal=verdict.internal,
        level=verdict.level,
        period=verdict.period,
        verdict=verdict.verdict,
        provisional=verdict.provisional,
        clock=ledger.clock,
        started_at=_time(verdict.started_at),
        due_at=_time(verdict.due_at),
        due_latest=_time(verdict.due_latest),
        missed_at=_time(verdict.missed_at),
        ended_at=_time(verdict.ended_at),
        goal=verdict.goal_text,
        elapsed_s=seconds(verdict.elapsed),
        elapsed=duration(verdict.elapsed),
        lateness_s=seconds(late),
        lateness=duration(late),
        beyond=Number(exact=str(beyond), shown=percent(beyond, 0)),
        stretches=tuple(map(_stretch, joined(ledger.stretches))),
        delays=tuple(map(_delay, ledger.delays)),
        marks=tuple(Mark(at=iso(mark.at), what=mark.what) for mark in ledger.marks),
        cycle_of=verdict.cycle_of,
        rows=tuple(_rows(ledger, contract)),
    )


def _rows(ledger: engine.Ledger, contract: Contract) -> Iterator[Held]:
    promise = promise_of(ledger.verdict, contract)
    for held in ledger.pieces if several_rows(ledger) else ():
        yield Held(
            start=iso(held.during.start),
            end=iso(held.during.end),
            row=row_at(promise, held.origin) if promise else "",
            goal=held.goal_text,
            used=duration(held.used),
            due_at=_time(held.due_at),
            decides=held.decides,
        )


def _time(at: Instant | None) -> str | None:
    return None if at is None else iso(at)


def _stretch(stretch: engine.Stretch) -> Stretch:
    return Stretch(
        start=iso(stretch.during.start),
        end=iso(stretch.during.end),
        state=STATES[stretch.activity],
        why=stretch.by or "",
        clause=stretch.origin.clause if stretch.origin else None,
        length_s=seconds(stretch.during.length),
        length=duration(stretch.during.length),
    )


def _delay(delay: engine.Delay) -> Delay:
    return Delay(
        start=iso(delay.during.start),
        end=iso(delay.during.end),
        why=delay.by,
        clause=delay.origin.clause,
        length_s=seconds(delay.during.length),
        length=duration(delay.during.length),
    )
