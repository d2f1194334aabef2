"""A whole contract in plain English, statement by statement."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby

from slarules.core.contract import Contract, Terms
from slarules.report.english import targets
from slarules.report.english.families import Term, terms_of
from slarules.report.english.heads import successions_of
from slarules.report.english.names import Names
from slarules.report.layout import paragraph
from slarules.report.plain import (
    Said,
    cancel,
    exclusion,
    pause,
    removal,
    restart,
    sentences,
    table,
    unknown,
)

PERIODS = (
    ("What is measured in each period", ("measure", "scorecard", "condition")),
    ("What is paid by", ("amount",)),
    ("What is owed", ("credit", "points", "bonus", "pool")),
    (
        "What changes what is owed",
        ("multiplier", "combine", "cap", "floor", "earnback", "settlement"),
    ),
    ("What has to be asked for, and what else follows", ("claim", "right", "duty", "dispute")),
    ("What always holds", ("always",)),
)
"""Kinds of statement on periods and money, by their words."""


def plain(contract: Contract) -> Iterator[tuple[str, tuple[Said, ...]]]:
    """Yield what the latest text says, kind by kind."""
    terms = contract.versions[-1].terms
    told = tuple(terms_of(contract, terms))
    kinds = (
        ("What is counted", _measures(terms)),
        ("What is promised", _tables(contract)),
        ("What stops or moves a clock", map(pause, terms.pauses)),
        ("What does not count", _exclusions(terms)),
        ("What ends a run, or starts it again", _endings(terms)),
        ("What is unknown", map(unknown, terms.unknown)),
        *((title, _said(told, words)) for title, words in PERIODS),
        ("Who takes whose place", successions_of(contract)),
    )
    for title, found in kinds:
        if said := tuple(found):
            yield title, said


def shown(contract: Contract, width: int = 100) -> str:
    """Return `plain` as text."""
    lines = list(paragraph(f"{contract.name}: {contract.title}", width, margin=""))
    for title, several in plain(contract):
        lines += ["", title]
        for said in several:
            clause = f" (clause {said.clause})" if said.clause else ""
            lines += paragraph(f"{said.name}{clause}", width)
            for sentence in said.sentences:
                lines += paragraph(sentence, width, margin="    ")
    return "\n".join(lines) + "\n"


def _said(told: Iterable[Term], words: tuple[str, ...]) -> Iterator[Said]:
    for term in sorted(told, key=lambda term: words.index(term.word) if term.word in words else 0):
        if term.word in words and (sentences_ := tuple(term.facets.sentences())):
            yield Said(term.name or term.word, term.clause, sentences_)


def _measures(terms: Terms) -> Iterator[Said]:
    found = {promise.measure.name: promise.measure for promise in terms.promises.values()}
    for measure in found.values():
        yield Said(measure.name, measure.origin.clause, tuple(sentences(measure)))


def _tables(contract: Contract) -> Iterator[Said]:
    """Yield each table, and each target of a period with the table that it is met by, if any."""
    terms = contract.versions[-1].terms
    names, told = Names(contract, terms), set()
    for name, members in groupby(terms.promises.values(), lambda promise: promise.table):
        promises, target = tuple(members), terms.targets.get(name)
        first = () if target is None else targets.of_target(target, names).sentences()
        told.add(name)
        yield Said(name, promises[0].origin.clause, (*first, *table(promises)))
    for name, target in terms.targets.items():
        if name not in told:
            said = tuple(targets.of_target(target, names).sentences())
            yield Said(name, target.origin.clause, said)


def _exclusions(terms: Terms) -> Iterator[Said]:
    yield from map(exclusion, terms.exclusions)
    yield from map(removal, terms.removals)


def _endings(terms: Terms) -> Iterator[Said]:
    yield from map(cancel, terms.cancels)
    yield from map(restart, terms.restarts)
