"""Which value of each fact picks the row of a table, when the fact changes on the way."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from slarules.contract.problems.kinds import NoOrder
from slarules.contract.problems.names import UnknownName
from slarules.contract.problems.remarks import JudgedAtTheEnd, ReadingUnused
from slarules.contract.problems.structure import PhrasesExclude
from slarules.contract.problems.told import before, elsewhere
from slarules.contract.runs import Run
from slarules.contract.scope import Scope, every, first
from slarules.core.contract import Kind
from slarules.core.promises import Reading
from slarules.problems import Edit
from slarules.syntax import tree

Said: TypeAlias = tree.JudgedBy | tree.Judged
"""What says how a fact is read: the table for one fact, or the measure for all."""

KEEPING: Reading = "as it changes keeping time used"
STARTING_AGAIN: Reading = "as it changes starting again"


@dataclass(frozen=True, slots=True)
class Readings:
    """How a table reads its facts.

    Attributes:
        picking: The facts of its columns.
        asked: Every fact that a column, a condition or an exception asks for.
        written: What the table says of a fact.
    """

    statement: tree.Targets
    kind: Kind
    picking: tuple[str, ...]
    asked: tuple[str, ...]
    written: Mapping[str, tree.JudgedBy]

    def of(self, run: Run) -> tuple[tuple[str, Reading], ...]:
        """Return how a measure of the table reads each fact that is asked for."""
        said = self._said(run)
        return tuple(
            (fact, said[fact].reading if fact in said else "at the end") for fact in self.asked
        )

    def check(self, runs: Iterable[Run], scope: Scope) -> None:
        """Tell what is wrong with how the table and its measures read the facts."""
        self._warn_of_silence(runs, scope)
        for phrase in self.written.values():
            if phrase.fact.text in self.kind.facts and phrase.fact.text not in self.asked:
                table, fact = self.statement.name.text, phrase.fact.text
                scope.tell(ReadingUnused(span=phrase.span, table=table, fact=fact))
        told: set[object] = set()
        for run in runs:
            for problem in (*self._without_order(run), *self._excluding(run), *self._held(run)):
                if problem.span not in told:
                    scope.tell(problem)
                told.add(problem.span)

    def _said(self, run: Run) -> dict[str, Said]:
        """Return what says how the facts are read: the table before the measure."""
        judged = first(run.phrases, tree.Judged)
        silent = (fact for fact in self.asked if judged and fact not in self.written)
        # `judged` is there wherever a fact is silent.
        return {**self.written, **{fact: judged for fact in silent if judged}}

    def _warn_of_silence(self, runs: Iterable[Run], scope: Scope) -> None:
        table = first(self.statement.phrases, tree.Table)
        lost = scope.telling.doubts.lost
        open_runs = [
            run for run in runs if run.reading is None and not lost(run.statement.span, ("judged",))
        ]
        for fact in self.picking:
            if fact in self.written or all(_each(run) == fact for run in open_runs):
                continue
            new = f"judged by {fact} at the end\n  "
            edits = (Edit(before(table.span), new),) if table else ()
            span, name = self.statement.name.span, self.statement.name.text
            scope.tell(JudgedAtTheEnd(span=span, table=name, fact=fact, edits=edits))

    def _without_order(self, run: Run) -> list[NoOrder]:
        facts = self.kind.facts
        return [
            NoOrder(span=phrase.span, fact=fact)
            for fact, phrase in self._said(run).items()
            if phrase.reading == "at its highest" and fact in facts and not facts[fact].is_ordered
        ]

    def _held(self, run: Run) -> list[PhrasesExclude]:
        """Return the problem of a fact that is counted for separately and changes a run as well."""
        fact = _each(run)
        phrase = self._said(run).get(fact or "")
        if phrase is None or phrase.reading not in (KEEPING, STARTING_AGAIN):
            return []
        what, one = f"targets {self.statement.name}", f"separately for each {fact}"
        also = elsewhere(run.counted.span, "it is counted separately here")
        other = f"judged by {fact} {phrase.reading}"
        return [PhrasesExclude(span=phrase.span, what=what, one=one, other=other, also=also)]

    def _excluding(self, run: Run) -> list[PhrasesExclude]:
        """Return the problem of time that is both kept and forgotten at a change."""
        changes = {phrase.reading: phrase for phrase in self._said(run).values()}
        keeps, again = changes.get(KEEPING), changes.get(STARTING_AGAIN)
        if keeps is None or again is None:
            return []
        what = f"targets {self.statement.name}"
        also = elsewhere(keeps.span, "the time used is kept here")
        return [
            PhrasesExclude(
                span=again.span,
                what=what,
                one="keeping time used",
                other="starting again",
                also=also,
            )
        ]


def readings(
    statement: tree.Targets, kind: Kind, picking: Sequence[str], asked: Iterable[str], scope: Scope
) -> Readings:
    """Return how a table reads its facts; a fact that the item does not have is told."""
    written: dict[str, tree.JudgedBy] = {}
    for phrase in every(statement.phrases, tree.JudgedBy):
        if phrase.fact.text not in kind.facts:
            noun, name = f"fact of a {kind.name}", phrase.fact
            scope.tell(UnknownName.among(name.span, noun, name.text, kind.facts))
        written[phrase.fact.text] = phrase
    return Readings(statement, kind, tuple(picking), tuple(dict.fromkeys(asked)), written)


def _each(run: Run) -> str | None:
    """Return the fact for each of whose values a run is counted, whose column reads that value."""
    counted = run.counted
    return counted.fact.text if isinstance(counted, tree.Separately) else None
