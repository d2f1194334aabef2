"""Why: the ledgers of an item as text, and as a document for programs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from html import escape
from itertools import groupby
from textwrap import wrap
from typing import Any

from slarules.core.contract import Contract
from slarules.engine.outcome import Verdict
from slarules.engine.reference.hindsight import Known
from slarules.engine.reference.ledger import Ledger, Stretch
from slarules.instants import Instant, Interval
from slarules.report.differing import (
    counted_on,
    cut_off,
    goes_by,
    late_after,
    moved_to_opening,
    words_of,
)
from slarules.report.layout import (
    ENOUGH,
    GAP,
    Cell,
    Paint,
    Tone,
    indented,
    noted_rows,
    paragraph,
    unpainted,
)
from slarules.report.ledger_document import document
from slarules.report.moments import wall
from slarules.report.numbers import clockface, duration
from slarules.report.numbers import counted as number_of
from slarules.report.rows_held import (
    by,
    cancelled_by,
    clock_of,
    edges,
    forgotten,
    governing,
    known_when,
    named,
    perhaps,
    rows_held,
    run_of,
    several_rows,
    sides,
    source_of,
    span,
    units,
)

SCHEMA_VERSION = 1
MANY = 40
"""More rows of time than these are told from stop to stop."""

BY_CLOCK = frozenset({"counted", "closed"})
"""What the clock alone decides; everything else a clause does."""

INDENTS = GAP * 3
"""The margin of a section, and the blanks between its three columns."""

TONES: dict[str, Tone] = {"met": "good", "missed": "bad", "undetermined": "unsure"}


@dataclass(frozen=True, slots=True)
class Explanation:
    """The ledgers of an item, with what is needed to tell them.

    Attributes:
        sentences: For each word, how the mapping says that it is found.
        known: For each ledger, what was known when; empty where all was known when it happened.
    """

    contract: Contract
    ledgers: tuple[Ledger, ...]
    sentences: Mapping[str, tuple[str, ...]]
    known: tuple[tuple[Known, ...], ...] = ()

    def text(self, width: int = 100, paint: Paint = unpainted) -> str:
        """Return the explanation for people."""
        blocks: list[str] = []
        told: dict[object, str] = {}
        cycles = self._cycles()
        for ledger, known in zip(self.ledgers, self._known, strict=True):
            of = cycles[ledger.verdict.promise]
            called = f"{run_of(ledger.verdict, of)} by {ledger.verdict.table}"
            same = told.setdefault(_time_of(ledger), called)
            head = list(self._head(ledger, of, width, paint))
            body = [*self._body(ledger, known, width, paint)]
            if same != called:
                body = ["", *wrap(f"Time and events are those of {same}.", width)]
            blocks.append("\n".join([*head, *body, *_otherwise(ledger, self.contract.zone, width)]))
        return "\n\n".join(blocks) + "\n"

    def document(self) -> dict[str, Any]:
        """Return the explanation for programs; times are in UTC, lengths in seconds."""
        return {
            "schema_version": SCHEMA_VERSION,
            "contract": self.contract.name,
            "ledgers": [
                document(ledger, known, self._sentences)
                for ledger, known in zip(self.ledgers, self._known, strict=True)
            ],
        }

    def __str__(self) -> str:
        return self.text()

    def _repr_html_(self) -> str:
        return f"<pre>{escape(self.text())}</pre>"

    @property
    def _known(self) -> tuple[tuple[Known, ...], ...]:
        return self.known or tuple(() for _ in self.ledgers)

    def _cycles(self) -> dict[str, int]:
        """Return how many cycles of its measure the table of each promise judged."""
        found: dict[str, int] = {}
        for verdict in (ledger.verdict for ledger in self.ledgers):
            found[verdict.promise] = max(verdict.cycle, found.get(verdict.promise, 0))
        return found

    def _head(self, ledger: Ledger, cycles: int, width: int, paint: Paint) -> Iterator[str]:
        verdict = ledger.verdict
        subject = " ".join(_subject(self.contract, verdict, cycles))
        yield from paragraph(subject, width, paint, "title", margin="")
        tone = TONES.get(verdict.verdict, "plain")
        told = f"{_verdict(verdict)}{_removed_by(ledger)}{cancelled_by(ledger, self.contract)}"
        yield from paragraph(told, width, paint, tone, margin="")
        yield from indented(noted_rows(list(self._said(ledger)), width - 2, paint))

    def _body(
        self, ledger: Ledger, known: Sequence[Known], width: int, paint: Paint
    ) -> Iterator[str]:
        zone = self.contract.zone
        sections = (
            ("Which row held", rows_held(ledger, self.contract)),
            ("Time", self._stretches(ledger)),
            ("Forgotten, since it started again", forgotten(ledger, zone)),
            ("What moved the due time", self._delays(ledger)),
            ("What happened", self._marks(ledger, width)),
            ("As the parties say, all along", self._all_along(ledger)),
            ("What did not stop the clock", self._refused(ledger)),
            ("What was known when", known_when(known, zone)),
        )
        for heading, rows in sections:
            if listed := list(rows):
                yield from ("", paint(heading, "title"))
                yield from indented(noted_rows(listed, width - 2, paint))
        happened = (mark.what for mark in ledger.marks)
        words = (*happened, *ledger.verdict.needs, *words_of(ledger, self.contract))
        if sentences := list(dict.fromkeys(s for each in words for s in self._sentences(each))):
            yield from ("", paint("As the mapping says", "title"))
            yield from indented(part for said in sentences for part in wrap(said, width - 2))

    def _said(self, ledger: Ledger) -> Iterator[list[Cell]]:
        verdict = ledger.verdict
        said = {
            "goal": verdict.goal_text,
            "row": governing(ledger, self.contract),
            "goes by": goes_by(ledger, self.contract),
            "run": counted_on(ledger, self.contract),
            "started": self._at(verdict.started_at),
            "due": self._due(ledger),
            "late after": late_after(ledger, self.contract),
            "of the two": sides(ledger, self.contract.zone),
            "ended": f"{self._at(verdict.ended_at) or 'not yet'}{cut_off(ledger)}",
            "counted": f"{duration(verdict.elapsed)}, {units(ledger, self.contract)}",
            "paused": duration(verdict.paused) if verdict.paused else "",
            "excluded": duration(verdict.excluded) if verdict.excluded else "",
            "belongs to": verdict.period or "",
            "text": _title_of(self.contract, verdict.version),
            "zone": self.contract.zone,
        }
        return ([Cell(name, "quiet"), Cell(text)] for name, text in said.items() if text)

    def _at(self, at: Instant | None) -> str:
        return "" if at is None else wall(at, self.contract.zone)

    def _due(self, ledger: Ledger) -> str:
        verdict = ledger.verdict
        if verdict.due_latest is None or verdict.due_latest == verdict.due_at:
            return f"{self._at(verdict.due_at)}{moved_to_opening(ledger, self.contract)}"
        return f"{self._at(verdict.due_at)}, or as late as {self._at(verdict.due_latest)}"

    def _stretches(self, ledger: Ledger) -> Iterator[list[Cell]]:
        heads = (("from", False), ("lasted", True), ("counted", True), ("", False))
        if ledger.stretches:
            yield [Cell(head, "quiet", right) for head, right in heads]
        for several in _told_together(list(joined(ledger.stretches))):
            yield self._together(several, ledger)

    def _together(self, several: Sequence[Stretch], ledger: Ledger) -> list[Cell]:
        """Return the row of a stretch, or of several in which nothing but the clock ruled."""
        clock = clock_of(several[0], ledger)
        counted = [stretch for stretch in several if stretch.activity == "counted"]
        told = counted if len(several) > 1 else several
        during = Interval(several[0].during.start, several[-1].during.end)
        lasted = sum(stretch.during.length for stretch in told)
        openings = f"counted while {clock} was open, {number_of(len(counted), 'opening')}"
        return [
            Cell(span(during, self.contract.zone)),
            Cell(clockface(lasted), right=True),
            Cell(clockface(counted[-1].counted) if counted else "", right=True),
            Cell(
                openings if len(several) > 1 else _what(several[0], ledger),
                "plain" if counted else "quiet",
            ),
        ]

    def _delays(self, ledger: Ledger) -> Iterator[list[Cell]]:
        for delay in ledger.delays:
            yield [
                Cell(span(delay.during, self.contract.zone)),
                Cell(clockface(delay.during.length), right=True),
                Cell(named(delay.by, delay.origin)),
            ]

    def _marks(self, ledger: Ledger, width: int) -> Iterator[list[Cell]]:
        zone = self.contract.zone
        told = [(wall(m.at, zone), m.what, source_of(m, zone)) for m in ledger.marks]
        # The name of a file gives way to what happened, which gives way to nothing.
        taken = sum(max(len(each[column]) for each in told) for column in (0, 1)) if told else 0
        for when, what, source in told:
            if taken + len(INDENTS) <= width - ENOUGH:
                yield [Cell(when), Cell(what), Cell(source, "quiet")]
            else:
                yield [Cell(when), Cell(f"{what}, {source}" if source else what)]

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
                Cell(span(refused.during, self.contract.zone)),
                Cell(f"{named(refused.by, refused.origin)}: {refused.why}", "quiet"),
            ]


def _subject(contract: Contract, verdict: Verdict, cycles: int) -> Iterator[str]:
    yield f"{verdict.item}{f' ({verdict.level})' if verdict.level else ''}:"
    yield run_of(verdict, cycles)
    yield f"by {named(verdict.table, verdict.origin)}"
    yield f"of {contract.title}"


def _verdict(verdict: Verdict) -> str:
    later = f" so far: {_until(verdict)}" if verdict.provisional else ""
    if verdict.verdict == "missed" and verdict.lateness:
        least, most = verdict.lateness
        if least == most:
            return f"missed, {duration(least)} over{later}"
        late = f"{duration(least)} to {duration(most)} over"
        return f"missed, {late}{_settled_by(verdict, 'to settle how late', later)}"
    if verdict.verdict == "undetermined":
        could = " or ".join(verdict.could_be or ("met", "missed"))
        return f"undetermined, {could}{_settled_by(verdict, 'to settle it', later)}"
    return f"{verdict.verdict}{later}"


def _settled_by(verdict: Verdict, lead: str, later: str) -> str:
    if not verdict.needs:
        return later
    return f"; {lead}: {', '.join(verdict.needs)}{';' if later else ''}{later}"


def _time_of(ledger: Ledger) -> tuple[object, ...]:
    """Return what the time and the events of a ledger are told by."""
    several = ledger.pieces if several_rows(ledger) else ()
    return ledger.stretches, ledger.marks, ledger.refused, several


def _until(verdict: Verdict) -> str:
    if not verdict.until_closed:
        return "later data may change it"
    return f"until it is closed, a later {' or '.join(verdict.until_closed)} may count"


def _removed_by(ledger: Ledger) -> str:
    removal = ledger.removed_by
    return f" by {named(removal.name, removal.origin)}" if removal else ""


def _title_of(contract: Contract, name: str) -> str:
    return next((v.title or v.name for v in contract.versions if v.name == name), name)


def _what(stretch: Stretch, ledger: Ledger) -> str:
    match stretch.activity:
        case "counted":
            clock = f" on {clock_of(stretch, ledger)}" if several_rows(ledger) else ""
            return f"counted{clock}{perhaps(stretch)}"
        case "closed":
            return f"closed: {clock_of(stretch, ledger)} does not run"
        case activity:
            clause = (
                f" ({stretch.origin.clause})" if stretch.origin and stretch.origin.clause else ""
            )
            return f"{activity}{by(stretch)}{clause}{edges(stretch, ledger)}"


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

    def alike(stretch: Stretch) -> tuple[object, ...]:
        return stretch.activity, stretch.by, stretch.piece, stretch.perhaps

    for _, same in groupby(stretches, key=alike):
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
