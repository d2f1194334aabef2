"""Why: the ledgers of an item as text, and as a document for programs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from html import escape
from itertools import groupby
from textwrap import wrap
from typing import Any

from slarules.core.contract import Contract
from slarules.core.promises import Origin
from slarules.engine.outcome import Verdict
from slarules.engine.reference.ledger import Ledger, Mark, Stretch
from slarules.hours.local import local
from slarules.instants import Instant, Interval, iso
from slarules.report.layout import Cell, Paint, Tone, indented, noted_rows, paragraph, unpainted
from slarules.report.moments import wall
from slarules.report.numbers import clockface, duration, seconds
from slarules.report.numbers import counted as number_of

SCHEMA_VERSION = 1
MANY = 40
"""More rows of time than these are told from stop to stop."""

BY_CLOCK = frozenset({"counted", "closed"})
"""What the clock alone decides; everything else a clause does."""

TONES: dict[str, Tone] = {"met": "good", "missed": "bad", "undetermined": "unsure"}


@dataclass(frozen=True, slots=True)
class Explanation:
    """The ledgers of an item, with what is needed to tell them.

    Attributes:
        sentences: For each word, how the mapping says that it is found.
    """

    contract: Contract
    ledgers: tuple[Ledger, ...]
    sentences: Mapping[str, tuple[str, ...]]

    def text(self, width: int = 100, paint: Paint = unpainted) -> str:
        """Return the explanation for people."""
        blocks: list[str] = []
        told: dict[object, str] = {}
        for ledger in self.ledgers:
            named = f"{ledger.verdict.measure} by {ledger.verdict.table}"
            same = told.setdefault((ledger.stretches, ledger.marks, ledger.refused), named)
            head = list(self._head(ledger, width, paint))
            body = [*self._body(ledger, width, paint)]
            if same != named:
                body = ["", f"Time and events are those of {same}."]
            blocks.append("\n".join([*head, *body, *_otherwise(ledger, self.contract.zone, width)]))
        return "\n\n".join(blocks) + "\n"

    def document(self) -> dict[str, Any]:
        """Return the explanation for programs; times are in UTC, lengths in seconds."""
        return {
            "schema_version": SCHEMA_VERSION,
            "contract": self.contract.name,
            "ledgers": [self._document(ledger) for ledger in self.ledgers],
        }

    def __str__(self) -> str:
        return self.text()

    def _repr_html_(self) -> str:
        return f"<pre>{escape(self.text())}</pre>"

    def _head(self, ledger: Ledger, width: int, paint: Paint) -> Iterator[str]:
        verdict = ledger.verdict
        subject = " ".join(_subject(self.contract, verdict))
        yield from paragraph(subject, width, paint, "title", margin="")
        tone = TONES.get(verdict.verdict, "plain")
        told = f"{_verdict(verdict)}{_removed_by(ledger)}"
        yield from paragraph(told, width, paint, tone, margin="")
        yield from indented(noted_rows(list(self._said(ledger)), width - 2, paint))

    def _body(self, ledger: Ledger, width: int, paint: Paint) -> Iterator[str]:
        sections = (
            ("Time", self._stretches(ledger)),
            ("What moved the due time", self._delays(ledger)),
            ("What happened", self._marks(ledger)),
            ("As the parties say, all along", self._all_along(ledger)),
            ("What did not stop the clock", self._refused(ledger)),
        )
        for heading, rows in sections:
            if listed := list(rows):
                yield from ("", paint(heading, "title"))
                yield from indented(noted_rows(listed, width - 2, paint))
        words = (*(mark.what for mark in ledger.marks), *ledger.verdict.needs)
        if sentences := list(dict.fromkeys(s for each in words for s in self._sentences(each))):
            yield from ("", paint("As the mapping says", "title"))
            yield from indented(part for said in sentences for part in wrap(said, width - 2))

    def _said(self, ledger: Ledger) -> Iterator[list[Cell]]:
        verdict = ledger.verdict
        said = {
            "goal": verdict.goal_text,
            "started": self._at(verdict.started_at),
            "due": self._due(verdict),
            "ended": self._at(verdict.ended_at) or "not yet",
            "counted": f"{duration(verdict.elapsed)}, {ledger.clock} time",
            "paused": duration(verdict.paused) if verdict.paused else "",
            "excluded": duration(verdict.excluded) if verdict.excluded else "",
            "belongs to": verdict.period or "",
            "text": _title_of(self.contract, verdict.version),
            "zone": self.contract.zone,
        }
        return ([Cell(name, "quiet"), Cell(text)] for name, text in said.items() if text)

    def _at(self, at: Instant | None) -> str:
        return "" if at is None else wall(at, self.contract.zone)

    def _due(self, verdict: Verdict) -> str:
        if verdict.due_latest is None or verdict.due_latest == verdict.due_at:
            return self._at(verdict.due_at)
        return f"{self._at(verdict.due_at)}, or as late as {self._at(verdict.due_latest)}"

    def _stretches(self, ledger: Ledger) -> Iterator[list[Cell]]:
        heads = (("from", False), ("lasted", True), ("counted", True), ("", False))
        if ledger.stretches:
            yield [Cell(head, "quiet", right) for head, right in heads]
        for several in _told_together(list(joined(ledger.stretches))):
            yield self._together(several, ledger.clock)

    def _together(self, several: Sequence[Stretch], clock: str) -> list[Cell]:
        """Return the row of a stretch, or of several in which nothing but the clock ruled."""
        counted = [stretch for stretch in several if stretch.activity == "counted"]
        told = counted if len(several) > 1 else several
        during = Interval(several[0].during.start, several[-1].during.end)
        lasted = sum(stretch.during.length for stretch in told)
        openings = f"counted while {clock} was open, {number_of(len(counted), 'opening')}"
        return [
            Cell(self._during(during)),
            Cell(clockface(lasted), right=True),
            Cell(clockface(counted[-1].counted) if counted else "", right=True),
            Cell(
                openings if len(several) > 1 else _what(several[0], clock),
                "plain" if counted else "quiet",
            ),
        ]

    def _during(self, stretch: Interval) -> str:
        zone = self.contract.zone
        start, end = local(stretch.start, zone), local(stretch.end, zone)
        weekday, day, time = wall(stretch.end, zone).split(" ", 2)
        short = (
            f"{weekday} {day[5:]} {time}" if start.year == end.year else f"{weekday} {day} {time}"
        )
        same_day = start.date() == end.date()
        return f"{wall(stretch.start, zone)} - {time if same_day else short}"

    def _delays(self, ledger: Ledger) -> Iterator[list[Cell]]:
        for delay in ledger.delays:
            yield [
                Cell(self._during(delay.during)),
                Cell(clockface(delay.during.length), right=True),
                Cell(_named(delay.by, delay.origin)),
            ]

    def _marks(self, ledger: Ledger) -> Iterator[list[Cell]]:
        for mark in ledger.marks:
            yield [
                Cell(wall(mark.at, self.contract.zone)),
                Cell(mark.what),
                Cell(str(mark.row) if mark.row else "", "quiet"),
            ]

    def _all_along(self, ledger: Ledger) -> Iterator[list[Cell]]:
        for each in ledger.said:
            yield [Cell(each.what), Cell(str(each.entry), "quiet")]

    def _sentences(self, what: str) -> Sequence[str]:
        """Return how the mapping finds what happened: the rules of its value, or of its word."""
        rules = self.sentences.get(what.split(" ", 1)[0], ())
        fitting = [rule for rule in rules if rule.startswith(f"{what} ")]
        return fitting or (rules if len(rules) == 1 else ())

    def _refused(self, ledger: Ledger) -> Iterator[list[Cell]]:
        for refused in ledger.refused:
            yield [
                Cell(self._during(refused.during)),
                Cell(f"{_named(refused.by, refused.origin)}: {refused.why}", "quiet"),
            ]

    def _document(self, ledger: Ledger) -> dict[str, Any]:
        verdict = ledger.verdict
        return {
            "item": verdict.item,
            "measure": verdict.measure,
            "cycle": verdict.cycle,
            "table": verdict.table,
            "clause": verdict.origin.clause,
            "text_version": verdict.version,
            "verdict": verdict.verdict,
            "could_be": list(verdict.could_be),
            "needs": list(verdict.needs),
            "removed_by": _removal(ledger),
            "clock": ledger.clock,
            "goal": verdict.goal_text,
            "started_at": _utc(verdict.started_at),
            "due_at": _utc(verdict.due_at),
            "due_latest": _utc(verdict.due_latest),
            "ended_at": _utc(verdict.ended_at),
            "missed_at": _utc(verdict.missed_at),
            "elapsed_s": seconds(verdict.elapsed),
            "stretches": [_stretch(stretch) for stretch in ledger.stretches],
            "delays": [
                {**_interval(each.during), "by": each.by, "clause": each.origin.clause}
                for each in ledger.delays
            ],
            "happened": [self._mark(mark) for mark in ledger.marks],
            "said": [{"what": each.what, "entry": each.entry.row} for each in ledger.said],
            "refused": [
                {
                    **_interval(each.during),
                    "by": each.by,
                    "clause": each.origin.clause,
                    "why": each.why,
                }
                for each in ledger.refused
            ],
            "late_by_s": None if ledger.late_by is None else seconds(ledger.late_by),
        }

    def _mark(self, mark: Mark) -> dict[str, Any]:
        return {
            "at": iso(mark.at),
            "what": mark.what,
            "mapping": "; ".join(self._sentences(mark.what)) or None,
            "file": mark.row.file if mark.row else None,
            "row": mark.row.row if mark.row else None,
        }


def _subject(contract: Contract, verdict: Verdict) -> Iterator[str]:
    yield f"{verdict.item}{f' ({verdict.level})' if verdict.level else ''}:"
    yield verdict.measure if verdict.cycle == 1 else f"{verdict.measure}, cycle {verdict.cycle},"
    yield f"by {_named(verdict.table, verdict.origin)}"
    yield f"of {contract.title}"


def _named(name: str, origin: Origin | None) -> str:
    return f"{name} (clause {origin.clause})" if origin and origin.clause else name


def _verdict(verdict: Verdict) -> str:
    later = f" so far: {_until(verdict)}" if verdict.provisional else ""
    if verdict.verdict == "missed" and verdict.lateness:
        least, most = verdict.lateness
        late = duration(least) if least == most else f"{duration(least)} to {duration(most)}"
        return f"missed, {late} over{later}"
    if verdict.verdict == "undetermined":
        could = " or ".join(verdict.could_be or ("met", "missed"))
        return f"undetermined, {could}; to settle it: {', '.join(verdict.needs)}{later}"
    return f"{verdict.verdict}{later}"


def _until(verdict: Verdict) -> str:
    if not verdict.until_closed:
        return "later data may change it"
    return f"until it is closed, a later {' or '.join(verdict.until_closed)} may count"


def _removed_by(ledger: Ledger) -> str:
    by = ledger.removed_by
    return f" by {_named(by.name, by.origin)}" if by else ""


def _removal(ledger: Ledger) -> dict[str, Any] | None:
    by = ledger.removed_by
    return {"by": by.name, "clause": by.origin.clause} if by else None


def _title_of(contract: Contract, name: str) -> str:
    return next((v.title or v.name for v in contract.versions if v.name == name), name)


def _what(stretch: Stretch, clock: str) -> str:
    match stretch.activity:
        case "counted":
            return "counted"
        case "closed":
            return f"closed: {clock} does not run"
        case activity:
            clause = (
                f" ({stretch.origin.clause})" if stretch.origin and stretch.origin.clause else ""
            )
            return f"{activity} by {stretch.by}{clause}"


def _otherwise(ledger: Ledger, zone: str, width: int) -> Sequence[str]:
    """Return what would have made it met."""
    verdict = ledger.verdict
    if ledger.late_by is None or verdict.missed_at is None:
        return []
    late, last = duration(ledger.late_by), wall(verdict.missed_at, zone)
    if verdict.ended_at is None:
        told = f"It would be met had it ended {late} ago, by {last}."
    else:
        told = f"It would have been met had it ended {late} earlier, by {last}."
    return ["", *wrap(told, width)]


def joined(stretches: Sequence[Stretch]) -> Iterator[Stretch]:
    """Yield the stretches, those that touch and say the same as one."""
    for _, same in groupby(stretches, key=lambda each: (each.activity, each.by)):
        first, *others = same
        last = others[-1] if others else first
        whole = Interval(first.during.start, last.during.end)
        yield replace(last, during=whole)


def _told_together(stretches: Sequence[Stretch]) -> Iterator[Sequence[Stretch]]:
    """Yield what makes a row: each stretch, or of very many those between two stops together."""
    for by_clock, same in groupby(stretches, key=lambda each: each.activity in BY_CLOCK):
        several = list(same)
        if by_clock and len(stretches) > MANY and any(s.activity == "counted" for s in several):
            yield several
        else:
            yield from ([each] for each in several)


def _stretch(stretch: Stretch) -> dict[str, Any]:
    return {
        **_interval(stretch.during),
        "what": stretch.activity,
        "by": stretch.by,
        "clause": stretch.origin.clause if stretch.origin else None,
        "counted_s": seconds(stretch.counted),
    }


def _interval(during: Interval) -> dict[str, str]:
    return {"from": iso(during.start), "until": iso(during.end)}


def _utc(at: Instant | None) -> str | None:
    return None if at is None else iso(at)
