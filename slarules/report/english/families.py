"""Every statement of a text with its facets, family by family."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from slarules.core.contract import Always, Contract, Terms, TotalAtMost
from slarules.core.promises import Promise
from slarules.report import plain
from slarules.report.disputes import dispute_sentence
from slarules.report.english import measures, quantities, rights, steps, targets
from slarules.report.english.amounts import amount, of_amount
from slarules.report.english.clocks import of_clock
from slarules.report.english.credits import of_credit
from slarules.report.english.facets import Facets
from slarules.report.english.names import Names
from slarules.report.english.periods import period
from slarules.report.english.promises import of_promises
from slarules.source import NOWHERE, Span


@dataclass(frozen=True, slots=True)
class Term:
    """A statement of a text, as far as it means something.

    Attributes:
        word: The word of the language that begins it.
        nodes: What the core has of it.
    """

    word: str
    name: str
    clause: str | None
    nodes: tuple[object, ...]
    facets: Facets

    @property
    def spans(self) -> tuple[Span, ...]:
        """Where its nodes stand."""
        return tuple(span for node in self.nodes if (span := _span(node)) != NOWHERE)


def _span(node: object) -> Span:
    origin = getattr(node, "origin", None)
    found = getattr(origin, "span", None) or getattr(node, "span", NOWHERE)
    return found if isinstance(found, Span) else NOWHERE


Telling = Callable[[Any, Names], Facets]


def terms_of(contract: Contract, terms: Terms) -> Iterator[Term]:
    """Yield every statement of a text, in the order in which a reader wants them."""
    names = Names(contract, terms)
    yield from (_term("clock", each, of_clock(each)) for each in terms.clocks.values())
    yield from _levels(terms)
    yield from _tables(terms, names)
    for word, nodes in _time(terms):
        yield from (_term(word, each, _sentences(each)) for each in nodes)
    for word, nodes, telling in _money(terms):
        yield from (_term(word, each, telling(each, names)) for each in nodes)
    yield _term("settlement", terms.settlement, steps.of_settlement(terms.settlement, names))
    yield from (_term("dispute", each, _said(dispute_sentence(each))) for each in terms.disputes)
    yield from (_term("conduct", each, Facets()) for each in terms.conduct)
    yield from (_term("always", each, _always(each, names)) for each in terms.always)


def _term(word: str, node: object, facets: Facets) -> Term:
    named = (getattr(node, field, None) for field in ("name", "rule", "word", "title"))
    name = str(next(filter(None, named), ""))
    clause = getattr(node, "clause", None) or getattr(getattr(node, "origin", None), "clause", None)
    return Term(word, name, clause, (node,), facets)


def _levels(terms: Terms) -> Iterator[Term]:
    for name, means in terms.levels.items():
        yield Term("level", name, None, (means,), _said(means))


def _tables(terms: Terms, names: Names) -> Iterator[Term]:
    """Yield each table of promises, and each target with the promises of its own."""
    told = set()
    for table, members in groupby(terms.promises.values(), lambda promise: promise.table):
        promises, target = tuple(members), terms.targets.get(table)
        told.add(table)
        facets = Facets() if target is None else targets.of_target(target, names)
        facets.found.extend(of_promises(promises))
        nodes: tuple[object, ...] = (*([target] if target else []), *_parts(promises))
        word = "targets" if target is None else "target"
        yield Term(word, table, promises[0].origin.clause, nodes, facets)
    for name, target in terms.targets.items():
        if name not in told:
            yield _term("target", target, targets.of_target(target, names))


def _parts(promises: Iterable[Promise]) -> Iterator[object]:
    for promise in promises:
        yield promise
        yield from promise.exceptions


def _time(terms: Terms) -> Iterator[tuple[str, Iterable[object]]]:
    yield "pause", terms.pauses
    yield "exclude", terms.exclusions
    yield "exclude", terms.removals
    yield "cancel", terms.cancels
    yield "restart", terms.restarts
    yield "unknown", terms.unknown


def _money(terms: Terms) -> Iterator[tuple[str, Iterable[object], Telling]]:
    yield "measure", terms.measures.values(), measures.of_measure
    yield "condition", terms.conditions.values(), quantities.of_condition
    yield "amount", terms.amounts.values(), of_amount
    for kind in ("credit", "points", "bonus"):
        several = [each for each in terms.credits.values() if each.kind == kind]
        yield kind, several, of_credit
    yield "pool", terms.pools.values(), steps.of_pool
    yield "scorecard", terms.scorecards.values(), steps.of_scorecard
    yield "multiplier", terms.multipliers.values(), steps.of_multiplier
    yield "combine", terms.combines.values(), steps.of_combine
    yield "cap", terms.caps.values(), steps.of_cap
    yield "floor", terms.floors.values(), steps.of_floor
    yield "earnback", terms.earnbacks.values(), steps.of_earnback
    yield "claim", terms.claims, rights.of_claim
    yield "right", terms.rights.values(), rights.of_right
    yield "duty", terms.duties.values(), rights.of_duty


def _sentences(node: object) -> Facets:
    facets = Facets()
    for sentence in plain.of_node(node):
        facets.add("says", sentence.removesuffix("."))
    return facets


def _said(sentence: str) -> Facets:
    facets = Facets()
    facets.add("says", sentence.removesuffix("."))
    return facets


def _always(of: Always, names: Names) -> Facets:
    if isinstance(of, TotalAtMost):
        limit = amount(of.limit, names)
        return _said(f"The total credit of every {period(of.every)} is at most {limit}")
    return _said(f"Worse {of.subject} never earns the provider more")
