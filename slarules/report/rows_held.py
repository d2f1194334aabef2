"""What an explanation says of cycles, of the rows that held, and of what was known when."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import zip_longest

from slarules.core.contract import Contract
from slarules.core.english import goal, listed
from slarules.core.promises import Origin, Promise
from slarules.engine.outcome import Verdict
from slarules.engine.reference.hindsight import Known, is_late, recorded
from slarules.engine.reference.ledger import Held, Ledger, Mark, Stretch
from slarules.hours.local import local
from slarules.instants import Instant, Interval
from slarules.report import plain
from slarules.report.layout import Cell, Tone
from slarules.report.moments import wall
from slarules.report.numbers import duration
from slarules.report.runs_named import reason


def named(name: str, origin: Origin | None) -> str:
    """Return a statement with its clause."""
    return f"{name} (clause {origin.clause})" if origin and origin.clause else name


def span(during: Interval, zone: str) -> str:
    """Return from when to when, what both share said once."""
    start, end = local(during.start, zone), local(during.end, zone)
    weekday, day, time = wall(during.end, zone).split(" ", 2)
    short = f"{weekday} {day[5:]} {time}" if start.year == end.year else f"{weekday} {day} {time}"
    same_day = start.date() == end.date()
    return f"{wall(during.start, zone)} - {time if same_day else short}"


# --- cycles ---------------------------------------------------------------------------------------


def run_of(verdict: Verdict, cycles: int) -> str:
    """Return a measure with its cycle: `next_reply, cycle 2 of 3,`, `held for networks`."""
    held = f" for {verdict.cycle_of}" if verdict.cycle_of else ""
    cycle = f", cycle {verdict.cycle} of {cycles}," if cycles > 1 else ""
    return f"{verdict.measure}{held}{cycle}"


def cancelled_by(ledger: Ledger, contract: Contract) -> str:
    """Return what cancelled a run, or came too late for that, as the end of a sentence."""
    why, verdict = ledger.why_cancelled, ledger.verdict
    if why is None or verdict.verdict not in ("cancelled", "missed"):
        return ""
    terms = next(v for v in contract.versions if v.name == verdict.version).terms
    found = next((cancel for cancel in terms.cancels if cancel.name == why), None)
    who = named(why, found.origin if found else None)
    if verdict.verdict == "missed":
        return f"; {who}{' came' if found else ''} when it was late already"
    if found is None:
        return f": {why}, and the next cycle starts there"
    return f" by {who}{', though it was late already' if _was_late(verdict) else ''}"


def _was_late(verdict: Verdict) -> bool:
    late, end = verdict.missed_at, verdict.ended_at
    return late is not None and end is not None and late < end


def forgotten(ledger: Ledger, zone: str) -> Iterator[list[Cell]]:
    """Yield the time before each restart."""
    for gone in ledger.forgotten:
        yield [Cell(span(gone, zone)), Cell(duration(gone.length)), Cell("")]


# --- rows -----------------------------------------------------------------------------------------


def promise_of(verdict: Verdict, contract: Contract) -> Promise | None:
    """Return what a verdict was judged by, in the text in force for it."""
    terms = next((v.terms for v in contract.versions if v.name == verdict.version), None)
    return terms.promises.get(verdict.promise) if terms else None


def governing(ledger: Ledger, contract: Contract) -> str:
    """Return which row decides, and how the facts that pick it are read."""
    promise = promise_of(ledger.verdict, contract)
    deciding = next((held for held in ledger.pieces if held.decides), None)
    if promise is None or deciding is None or not promise.readings:
        return ""
    row = (
        plain.row_at(promise, deciding.origin)
        or f"any {listed((fact for fact, _ in promise.readings), 'and')}"
    )
    return f"{row}; judged by {plain.read_as(promise)}"


def several_rows(ledger: Ledger) -> bool:
    """Tell whether a change on the way made another row hold."""
    return len(ledger.pieces) > 1


def units(ledger: Ledger, contract: Contract) -> str:
    """Return on which clock time was counted, and in which whole units if in any."""
    promise = promise_of(ledger.verdict, contract)
    unit = promise.measure.unit if promise else None
    whole = f", in whole {plain.UNITS[unit]}" if unit in plain.UNITS else ""
    if several_rows(ledger):
        clocks = dict.fromkeys(held.clock for held in ledger.pieces if held.clock)
        return f"on {' and '.join(clocks)} time{whole}"
    return f"{ledger.clock} time{whole}"


def rows_held(ledger: Ledger, contract: Contract) -> Iterator[list[Cell]]:
    """Yield each row that held, where a change on the way made it several."""
    promise = promise_of(ledger.verdict, contract)
    if promise is None or not several_rows(ledger):
        return
    for held in ledger.pieces:
        row = plain.row_at(promise, held.origin) or "no row"
        told = f"{row}: {', '.join(_of_held(held, contract.zone))}"
        tone: Tone = "plain" if held.decides else "quiet"
        yield [Cell(span(held.during, contract.zone)), Cell(told, tone)]


def _of_held(held: Held, zone: str) -> Iterator[str]:
    yield held.goal_text
    if held.used:
        yield f"{duration(held.used)} used before carry over"
    if held.due_at is not None:
        yield f"due {wall(held.due_at, zone)}"
    if held.decides:
        yield "decides"


def sides(ledger: Ledger, zone: str) -> str:
    """Return when each goal falls due, where the earlier or the later of several counts."""
    deciding = next((held for held in ledger.pieces if held.decides), None)
    told = deciding.sides if deciding else ()
    return "; ".join(
        f"{goal(side)}: {wall(at, zone) if at is not None else 'not known'}" for side, at in told
    )


# --- stops ----------------------------------------------------------------------------------------


def clock_of(stretch: Stretch, ledger: Ledger) -> str:
    """Return the clock that counted in a stretch, which a change may have made another one."""
    if stretch.piece < len(ledger.pieces):
        return ledger.pieces[stretch.piece].clock or "no clock"
    return ledger.clock


def by(stretch: Stretch) -> str:
    """Return what stopped the clock."""
    why = reason(stretch.by or "")
    return f": {why}" if why else f" by {stretch.by}"


def perhaps(stretch: Stretch) -> str:
    """Return what may have stopped the clock while it is taken as counting."""
    if stretch.perhaps is None:
        return ""
    why = reason(stretch.perhaps) or f"stopped by {stretch.perhaps}"
    return f"; perhaps {why}, which is unknown"


def edges(stretch: Stretch, ledger: Ledger) -> str:
    """Return the rows at which a stop begins and ends."""
    begins, ends = (_rows_at(at, ledger) for at in (stretch.during.start, stretch.during.end))
    told = [f"from {begins}"] if begins else []
    told += [f"until {ends}"] if ends else []
    return f", {' '.join(told)}" if told else ""


def _rows_at(at: Instant, ledger: Ledger) -> str:
    rows = dict.fromkeys(str(mark.row) for mark in ledger.marks if mark.at == at and mark.row)
    return " and ".join(rows)


# --- what was known when --------------------------------------------------------------------------


def source_of(mark: Mark, zone: str) -> str:
    """Return the row that says so, and when it was recorded if that was later."""
    if mark.until is not None:
        return f"at an unknown time until {wall(mark.until, zone)}"
    row = str(mark.row) if mark.row else ""
    if not is_late(mark):
        return row
    return f"{row}, recorded {_later(mark, zone)}"


def _later(mark: Mark, zone: str) -> str:
    at = recorded(mark.row)
    return f"{duration(at - mark.at)} later, {wall(at, zone)}"


def known_when(known: Sequence[Known], zone: str) -> Iterator[list[Cell]]:
    """Yield what the history said, and what was learned, whenever that said something else."""
    before = ""
    for each, following in zip_longest(known, known[1:]):
        said, learned = _said(each.verdict, zone), _learned(each, zone)
        just_before = following is not None and each.at + 1 == following.at
        when = f"before {wall(following.at, zone)}" if just_before else wall(each.at, zone)
        if learned or said != before:
            yield [Cell(when), Cell(f"{said}; {learned}" if learned else said)]
        before = said


def _said(verdict: Verdict | None, zone: str) -> str:
    if verdict is None:
        return "no run was known"
    due = f", due {wall(verdict.due_at, zone)}" if verdict.due_at is not None else ""
    return f"{verdict.verdict}{due}"


def _learned(known: Known, zone: str) -> str:
    told = (f"{mark.what} at {wall(mark.at, zone)}" for mark in known.learned)
    return f"recorded: {'; '.join(told)}" if known.learned else ""
