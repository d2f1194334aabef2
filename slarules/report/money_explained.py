"""Why a credit is what it is: from the line of a statement back to facts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields, is_dataclass
from fractions import Fraction

from slarules.core.contract import Terms
from slarules.engine.outcome import (
    BadPiece,
    ConditionResult,
    Line,
    MeasureResult,
    Statement,
    TargetResult,
)
from slarules.engine.reference.rounding import rounded
from slarules.instants import Instant, Micros
from slarules.report.audited import Audited
from slarules.report.documents import SCHEMA_VERSION, Json
from slarules.report.english.families import Term, terms_of
from slarules.report.english.names import Names, number
from slarules.report.layout import Cell, Paint, indented, noted_rows, paragraph, unpainted
from slarules.report.moments import day, wall
from slarules.report.numbers import duration, money, spread
from slarules.report.statement_document import line_document
from slarules.report.units import shown_value

MOST_PIECES = 12
"""So many outages of a measure are shown."""


@dataclass(frozen=True, slots=True)
class MoneyExplanation:
    """The lines of a statement with all that they rest on.

    Attributes:
        lines: Those that were asked for.
    """

    audited: Audited
    statement: Statement
    lines: tuple[Line, ...]

    def text(self, width: int = 100, paint: Paint = unpainted) -> str:
        """Return the explanation for people."""
        told: set[str] = set()
        blocks = []
        for line in self.lines:
            # What the contract says of a credit is told with its first line.
            says = [] if line.statement in told else [*self._says(line)]
            told.add(line.statement)
            blocks.append("\n".join(self._line(line, says, width, paint)))
        return "\n\n".join(blocks) + "\n"

    def document(self) -> Json:
        """Return the explanation for programs."""
        contract = self.audited.contract
        return {
            "schema_version": SCHEMA_VERSION,
            "contract": contract.name,
            "period": self.statement.period,
            "lines": [
                {
                    **line_document(contract, line),
                    "says": list(self._says(line)),
                    "rests_on": [
                        f"{what.strip()}: {told}"
                        for what, told in dict.fromkeys(self._rests_on(line))
                    ],
                }
                for line in self.lines
            ],
        }

    def _line(self, line: Line, says: Sequence[str], width: int, paint: Paint) -> Iterator[str]:
        clause = f" ({line.origin.clause})" if line.origin.clause else ""
        about = "" if line.subject == line.period else f" for {line.subject}"
        head = f"{line.statement}{clause}{about}, {line.period}: {self._ends(line, 'left')}"
        yield from paragraph(head, width, paint, "title", margin="")
        yield from paragraph(line.basis, width)
        if says:
            yield from ("", paint("What the contract says", "title"))
            yield from (part for said in says for part in paragraph(said, width))
        sections = (
            ("What it rests on", _cells(iter(dict.fromkeys(self._rests_on(line))))),
            ("What became of it", _cells(self._steps(line))),
            ("Its ledger", _cells(self._booked(line))),
        )
        for heading, rows in sections:
            if rows:
                yield from ("", paint(heading, "title"))
                yield from indented(noted_rows(rows, width - 2, paint))

    # --- money ------------------------------------------------------------------------------------

    def _steps(self, line: Line) -> Iterator[tuple[str, str]]:
        if line.changes:
            yield "at first", self._ends(line, "base")
        for change in line.changes:
            clause = f" ({change.origin.clause})" if change.origin.clause else ""
            shown = self._shown(line, change.least, change.most)
            yield f"{change.step}{clause}", f"{shown}: {change.why}"
        if line.earned_in and line.earned_in != line.period:
            yield "earned in", line.earned_in
        if line.claimable_until is not None:
            through = day(Instant(line.claimable_until - 1), self.audited.contract.zone)
            yield "claim", f"{line.state}, through {through}"
        if line.needs:
            yield "to settle", ", ".join(line.needs)
        if line.worst_fact and len(line.needs) > 1:
            yield "narrows it most", line.worst_fact

    def _booked(self, line: Line) -> Iterator[tuple[str, str]]:
        if len(line.booked) > 1:
            for each in line.booked:
                shown = self._shown(line, each.least, each.most)
                yield each.period, f"{each.what} by {each.by}: {shown}"

    def _ends(self, line: Line, which: str) -> str:
        if which == "base":
            return self._shown(line, line.base_least, line.base_most)
        if line.unit == "money":
            return self._shown(line, line.shown_least, line.shown_most)
        return self._shown(line, line.least, line.most)

    def _shown(self, line: Line, least: Fraction, most: Fraction) -> str:
        if line.unit == "money":
            rounding, currency = self.audited.contract.rounding, self.audited.contract.currency
            return spread(
                least, most, lambda v: money(rounded(v, rounding), currency, rounding.decimals)
            )
        return f"{spread(least, most, number)} {line.unit}"

    # --- what it rests on -------------------------------------------------------------------------

    @property
    def _terms(self) -> Terms:
        versions = self.audited.contract.versions
        named = (v.terms for v in versions if v.name == self.statement.version)
        return next(named, versions[-1].terms)

    @property
    def _names(self) -> Names:
        return Names(self.audited.contract, self._terms)

    def _term(self, line: Line) -> Term | None:
        found = terms_of(self.audited.contract, self._terms)
        return next((term for term in found if term.name == line.statement), None)

    def _says(self, line: Line) -> Iterator[str]:
        """Yield what the contract says of the line, in plain English."""
        term = self._term(line)
        if term is not None:
            yield from term.facets.sentences()

    def _rests_on(self, line: Line) -> Iterator[tuple[str, str]]:
        """Yield the results and sums that the line was made of."""
        term = self._term(line)
        words = _reached(term.nodes if term else (), self._terms)
        yield from self._verdicts(words, line)
        yield from self._results(words, line)
        yield from self._fees(words, line)

    def _verdicts(self, words: frozenset[str], line: Line) -> Iterator[tuple[str, str]]:
        for verdict in self.audited.outcome.verdicts:
            if verdict.item == line.subject and verdict.measure in words:
                due = "" if verdict.due_at is None else f", due {self._wall(verdict.due_at)}"
                yield f"{verdict.measure} of {verdict.item}", f"{verdict.verdict}{due}"

    def _results(self, words: frozenset[str], line: Line) -> Iterator[tuple[str, str]]:
        """Yield targets, measures and conditions of the period, by the names that are spoken of."""
        outcome = self.audited.outcome
        for target in outcome.targets:
            if target.target in words and _is_of(target, line):
                yield f"{target.target}{_of(target.of)}", self._target(target)
        for measure in outcome.measures:
            if measure.measure in words and _is_of(measure, line):
                yield from self._measure(measure)
        for condition in outcome.conditions:
            if condition.condition in words and _is_of(condition, line):
                word = {True: "yes", False: "no", None: "not known"}[condition.holds]
                yield f"{condition.condition}{_of(condition.of)}", word

    def _target(self, of: TargetResult) -> str:
        contract, achieved = self.audited.contract, of.achieved
        if achieved is None:
            return of.outcome
        ends = spread(
            achieved.least, achieved.most, lambda value: shown_value(contract, of.target, value)
        )
        return f"{ends}, {of.outcome}"

    def _measure(self, of: MeasureResult) -> Iterator[tuple[str, str]]:
        """Yield a measure, and the outages of which its time is made."""
        contract, achieved = self.audited.contract, of.achieved
        told = "no data"
        if achieved is not None:
            told = spread(
                achieved.least, achieved.most, lambda v: shown_value(contract, of.measure, v)
            )
        yield f"{of.measure}{_of(of.of)}", told
        for piece in of.pieces[:MOST_PIECES]:
            yield f"  {piece.span or 'readings'}", self._piece(piece)
        more = len(of.pieces) - MOST_PIECES
        if more > 0:
            yield "", f"and {more:,} more; targets.json has all"

    def _piece(self, of: BadPiece) -> str:
        length = spread(of.least, of.most, lambda value: duration(Micros(int(value))))
        stretches = ", ".join(
            f"{self._wall(each.start)} to {self._wall(each.end)}" for each in of.during[:3]
        )
        event = f", event {of.event}" if of.event else ""
        return f"{length}{event}: {stretches}" if stretches else f"{length}{event}"

    def _fees(self, words: frozenset[str], line: Line) -> Iterator[tuple[str, str]]:
        history, names = self.audited.history, self._names
        for (amount, period), value in history.fees.items():
            if amount in words and period == line.period:
                yield f"{amount} of {period}", f"{names.money(value)} by billing"
        about = (line.of, line.subject)
        for (amount, period, of), value in history.fees_of.items():
            if amount in words and period in ("", line.period) and of in about:
                yield f"{amount} of {of}", f"{names.money(value)} by billing"

    def _wall(self, at: Instant) -> str:
        return wall(at, self.audited.contract.zone)


def _is_of(result: TargetResult | MeasureResult | ConditionResult, line: Line) -> bool:
    """Tell whether a result is of a line's period, and not of another thing than the line is."""
    whole = result.of is None or line.subject == line.period
    return result.period == line.period and (whole or result.of in (line.of, line.subject))


def _of(of: str | None) -> str:
    return f" of {of}" if of else ""


def _cells(rows: Iterator[tuple[str, str]]) -> list[list[Cell]]:
    return [[Cell(what, "quiet"), Cell(told)] for what, told in rows]


def _reached(nodes: Sequence[object], terms: Terms) -> frozenset[str]:
    """Return the names that statements speak of, and the names that those speak of."""
    known = {
        **terms.measures,
        **terms.targets,
        **terms.conditions,
        **terms.scorecards,
        **terms.amounts,
    }
    found: set[str] = set()
    left = list(nodes)
    while left:
        for word in frozenset(_words(left.pop())) - found:
            found.add(word)
            left += [known[word]] if word in known else []
    return frozenset(found)


def _words(of: object) -> Iterator[str]:
    if isinstance(of, str):
        yield of
        yield of.rpartition(".")[2]
    elif isinstance(of, tuple | list | frozenset):
        for each in of:
            yield from _words(each)
    elif is_dataclass(of) and not isinstance(of, type):
        for each in fields(of):
            if each.name not in ("origin", "span", "text", "title"):
                yield from _words(getattr(of, each.name))
