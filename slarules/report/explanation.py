"""Why: the ledgers of an item as text, and as a document for programs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from slarules.core.contract import Contract
from slarules.core.promises import Origin
from slarules.engine.outcome import Verdict
from slarules.engine.reference.ledger import Ledger, Mark, Stretch
from slarules.hours.local import local
from slarules.instants import Instant, Interval, iso
from slarules.report.layout import Cell, Paint, Tone, cut, grid, indented, unpainted
from slarules.report.moments import wall
from slarules.report.numbers import duration, seconds

SCHEMA_VERSION = 1
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
        told = (self._told(ledger, width, paint) for ledger in self.ledgers)
        return "\n\n".join("\n".join(block) for block in told) + "\n"

    def document(self) -> dict[str, Any]:
        """Return the explanation for programs; times are in UTC, lengths in seconds."""
        return {
            "schema_version": SCHEMA_VERSION,
            "contract": self.contract.name,
            "ledgers": [self._document(ledger) for ledger in self.ledgers],
        }

    def __str__(self) -> str:
        return self.text()

    def _told(self, ledger: Ledger, width: int, paint: Paint) -> Iterator[str]:
        verdict = ledger.verdict
        yield paint(cut(" ".join(_subject(self.contract, verdict)), width), "title")
        yield paint(_verdict(verdict), TONES.get(verdict.verdict, "plain"))
        yield from indented(grid(list(self._head(ledger)), width - 2, yields=(1,), paint=paint))
        yield from self._section("Time", self._stretches(ledger), width, paint)
        yield from self._section("What happened", self._marks(ledger), width, paint)
        yield from self._section("What did not stop the clock", self._refused(ledger), width, paint)
        for line in _otherwise(ledger):
            yield ""
            yield cut(line, width)

    def _section(
        self, heading: str, rows: Iterator[list[Cell]], width: int, paint: Paint
    ) -> Iterator[str]:
        listed = list(rows)
        if listed:
            yield ""
            yield paint(heading, "title")
            yield from indented(grid(listed, width - 2, yields=(2,), paint=paint))

    def _head(self, ledger: Ledger) -> Iterator[list[Cell]]:
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
        for stretch in ledger.stretches:
            counting = stretch.activity == "counted"
            yield [
                Cell(self._during(stretch.during)),
                Cell(duration(stretch.during.length), right=True),
                Cell(_what(stretch, ledger.clock), "plain" if counting else "quiet"),
                Cell(f"{duration(stretch.counted)} so far" if counting else "", "quiet"),
            ]

    def _during(self, stretch: Interval) -> str:
        zone = self.contract.zone
        same_day = local(stretch.start, zone).date() == local(stretch.end, zone).date()
        end = wall(stretch.end, zone)
        return f"{wall(stretch.start, zone)} - {end.split(' ', 2)[2] if same_day else end}"

    def _marks(self, ledger: Ledger) -> Iterator[list[Cell]]:
        for mark in ledger.marks:
            yield [
                Cell(wall(mark.at, self.contract.zone)),
                Cell(mark.what),
                Cell(self._sentence(mark) or "", "quiet"),
                Cell(str(mark.row) if mark.row else "", "quiet"),
            ]

    def _sentence(self, mark: Mark) -> str | None:
        """Return how the mapping finds what happened: the rule of its value, else of its word."""
        rules = self.sentences.get(mark.what.split(" ", 1)[0], ())
        fitting = [rule for rule in rules if rule.startswith(f"{mark.what} ")]
        return next(iter([*fitting, *rules]), None)

    def _refused(self, ledger: Ledger) -> Iterator[list[Cell]]:
        for refused in ledger.refused:
            yield [
                Cell(self._during(refused.during)),
                Cell(_named(refused.by, refused.origin)),
                Cell(refused.why, "quiet"),
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
            "clock": ledger.clock,
            "goal": verdict.goal_text,
            "started_at": _utc(verdict.started_at),
            "due_at": _utc(verdict.due_at),
            "due_latest": _utc(verdict.due_latest),
            "ended_at": _utc(verdict.ended_at),
            "missed_at": _utc(verdict.missed_at),
            "elapsed_s": seconds(verdict.elapsed),
            "stretches": [_stretch(stretch) for stretch in ledger.stretches],
            "happened": [self._mark(mark) for mark in ledger.marks],
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
            "mapping": self._sentence(mark),
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
    later = " so far: later data may change it" if verdict.provisional else ""
    if verdict.verdict == "missed" and verdict.lateness:
        least, most = verdict.lateness
        late = duration(least) if least == most else f"{duration(least)} to {duration(most)}"
        return f"missed, {late} over{later}"
    if verdict.verdict == "undetermined":
        could = " or ".join(verdict.could_be or ("met", "missed"))
        return f"undetermined, {could}; to settle it: {', '.join(verdict.needs)}{later}"
    return f"{verdict.verdict}{later}"


def _title_of(contract: Contract, name: str) -> str:
    return next((v.title or v.name for v in contract.versions if v.name == name), name)


def _what(stretch: Stretch, clock: str) -> str:
    match stretch.activity:
        case "counted":
            return "counted"
        case "closed":
            return f"closed: {clock} does not run"
        case activity:
            return f"{activity} by {_named(stretch.by or '', stretch.origin)}"


def _otherwise(ledger: Ledger) -> Sequence[str]:
    """Return what would have made it met."""
    verdict = ledger.verdict
    if ledger.late_by is None or verdict.missed_at is None:
        return []
    if verdict.ended_at is None:
        return [f"It would still be met had it ended {duration(ledger.late_by)} ago."]
    return [f"It would have been met had it ended {duration(ledger.late_by)} earlier."]


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
