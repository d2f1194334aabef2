"""What parties may do until when, what they must do, and which conditions are yes."""

from __future__ import annotations

from collections.abc import Iterator

from slarules.engine.following import DutyResult, RightResult
from slarules.engine.outcome import ConditionResult
from slarules.instants import Instant
from slarules.report.audited import Audited
from slarules.report.layout import Cell, Paint, Tone, indented, noted_rows
from slarules.report.moments import day

MANY = 12
"""So many of each are shown; rights.json and targets.json have all."""


def rights(audited: Audited, width: int, paint: Paint) -> Iterator[str]:
    """Yield what is open, owed or perhaps so, and which conditions are yes; nothing without any."""
    outcome, zone = audited.outcome, audited.contract.zone
    rows = [
        *(_right(each, zone) for each in outcome.rights if each.state in RIGHTS),
        *(_duty(each, zone) for each in outcome.duties if each.state != "done"),
        *(_condition(each) for each in outcome.conditions if each.holds is not False),
    ]
    if not rows:
        return
    yield paint("Rights, duties and conditions", "title")
    yield from indented(noted_rows(rows[-MANY:], width - 2, paint))
    if len(rows) > MANY:
        yield paint(f"  and {len(rows) - MANY:,} of earlier periods", "quiet")


RIGHTS = frozenset({"open", "undetermined"})
TONES: dict[str, Tone] = {"late": "bad", "undetermined": "unsure", "perhaps owed": "unsure"}


def _named(name: str, of: str | None, clause: str | None) -> str:
    return f"{name}{f' of {of}' if of else ''}{f' ({clause})' if clause else ''}"


def _right(of: RightResult, zone: str) -> list[Cell]:
    until = "never lapses" if of.until is None else f"through {_last_day(of.until, zone)}"
    last = until if of.state == "open" else f"to settle: {', '.join(of.needs)}"
    told = f"the {of.party} may, {last}; {of.why}" if of.why else f"the {of.party} may, {last}"
    return [
        Cell(of.period),
        Cell(_named(of.right, of.of, of.origin.clause)),
        Cell(of.state, TONES.get(of.state, "plain")),
        Cell(told, "quiet"),
    ]


def _duty(of: DutyResult, zone: str) -> list[Cell]:
    told = f"the {of.party} owes {of.does} through {_last_day(of.until, zone)}"
    return [
        Cell(of.period),
        Cell(_named(of.duty, of.of, of.origin.clause)),
        Cell(of.state, TONES.get(of.state, "plain")),
        Cell(f"{told}; {of.why}" if of.why else told, "quiet"),
    ]


def _condition(of: ConditionResult) -> list[Cell]:
    word = "yes" if of.holds else "undetermined"
    needs = f"to settle: {', '.join(of.needs)}" if of.needs else ""
    return [
        Cell(of.period),
        Cell(_named(of.condition, of.of, of.origin.clause)),
        Cell(word, TONES.get(word, "plain")),
        Cell(needs, "quiet"),
    ]


def _last_day(until: Instant, zone: str) -> str:
    return day(Instant(until - 1), zone)
