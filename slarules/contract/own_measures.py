"""What a file counts beside its mapping: measures, and what cancels, restarts and pauses them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from slarules.contract.checks.counting import never_reached, wrong_with
from slarules.contract.runs import kind_of, measure, runs
from slarules.contract.scope import Scope, Telling
from slarules.contract.stops import stops
from slarules.contract.terms import declare
from slarules.core.contract import Vocabulary
from slarules.core.promises import Cancel, Measure, Pause, Restart
from slarules.source import SourceText
from slarules.syntax import tree


@dataclass(frozen=True, slots=True)
class OwnMeasures:
    """How a file counts; a mapping without measures leaves that to the contract.

    Attributes:
        measures: By name.
        titles: The titles of measures that have one, by name.
    """

    measures: Mapping[str, Measure]
    titles: Mapping[str, str]
    pauses: tuple[Pause, ...] = ()
    cancels: tuple[Cancel, ...] = ()
    restarts: tuple[Restart, ...] = ()


NONE_OF_ITS_OWN = OwnMeasures({}, {})
"""Counts nothing in a way of its own."""


def own_measures(
    file: tree.File, text: SourceText, words: Vocabulary, telling: Telling
) -> OwnMeasures:
    """Return how a file counts; what is wrong in it is told."""
    statements = [s for s in file.statements if not isinstance(s, tree.Mapping)]
    scope = _scope(file, text, words, telling)
    declare(statements, scope)
    written = runs(statements)
    kinds = {name: kind_of(run, scope) for name, run in written.items()}
    scope.item_of.update((name, kind.name) for name, kind in kinds.items() if kind)
    stopping = stops(statements, written, scope)
    found = {n: measure(run, kind, scope) for n, run in written.items() if (kind := kinds[n])}
    for each in found.values():
        for problem in wrong_with(each, words.items[each.item], stopping.pauses):
            telling.tell(problem)
    touching: tuple[Cancel | Restart, ...] = (*stopping.cancels, *stopping.restarts)
    for stop in touching:
        for problem in never_reached(stop, found):
            telling.tell(problem)
    return OwnMeasures(
        found, _titles(statements), stopping.pauses, stopping.cancels, stopping.restarts
    )


def _scope(file: tree.File, text: SourceText, words: Vocabulary, telling: Telling) -> Scope:
    # No file of measures has a zone or a currency: what needs one belongs into a contract.
    return Scope(
        "UTC",
        "",
        "calendar month",
        words,
        frozenset(),
        {},
        frozenset(),
        telling,
        {text.name: text},
        broken=_broken(file),
    )


def _broken(file: tree.File) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for broken in file.broken:
        found.setdefault(broken.word, set()).add(broken.name or "*")
    return found


def _titles(statements: Sequence[tree.Statement]) -> dict[str, str]:
    return {
        s.name.text: s.title.value for s in statements if isinstance(s, tree.Measure) and s.title
    }
