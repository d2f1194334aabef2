"""The statements of a contract, text by text, in its own words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from slarules.core.contract import Contract, Terms, Version
from slarules.core.english import occurrence
from slarules.core.promises import Measure, Origin, Promise
from slarules.core.targets import MeasureValue, ShareInTime, Target
from slarules.facts.needs import words_in
from slarules.report import plain
from slarules.report.evidence.promises import Counted, Declaration, Family
from slarules.report.wording import Wording
from slarules.source import NOWHERE, Span

FAMILIES: tuple[tuple[Family, str], ...] = (
    ("target", "targets"),
    ("measure", "measures"),
    ("clock", "clocks"),
    ("pause", "pauses"),
    ("exclusion", "exclusions"),
    ("removal", "removals"),
    ("cancellation", "cancels"),
    ("restart", "restarts"),
    ("unknown", "unknown"),
    ("condition", "conditions"),
    ("amount", "amounts"),
    ("credit", "credits"),
    ("pool", "pools"),
    ("scorecard", "scorecards"),
    ("multiplier", "multipliers"),
    ("combine", "combines"),
    ("cap", "caps"),
    ("floor", "floors"),
    ("earn-back", "earnbacks"),
    ("settlement", "settlement"),
    ("claim", "claims"),
    ("right", "rights"),
    ("duty", "duties"),
    ("dispute", "disputes"),
    ("conduct", "conduct"),
    ("always", "always"),
)
"""The fields of the terms; promises, which come before them, are told by their tables."""


@dataclass(frozen=True, slots=True)
class Declared:
    """What a contract declares as signed, then each amendment as the one text that it is."""

    contract: Contract
    wording: Wording

    def __iter__(self) -> Iterator[Declaration]:
        signed, *amended = self.contract.versions
        told: set[Span] = set()
        for span, declaration in self._of_terms(signed.terms):
            # One statement may have made several nodes; a node that no text writes has no place.
            if span not in told:
                told |= {span} - {NOWHERE}
                yield declaration
        for version in amended:
            yield self._amendment(version)

    def _of_terms(self, terms: Terms) -> Iterator[tuple[Span, Declaration]]:
        yield from self._of_promises(terms)
        for family, field in FAMILIES:
            for node in _nodes(getattr(terms, field)):
                yield from self._statement(family, node)

    def _of_promises(self, terms: Terms) -> Iterator[tuple[Span, Declaration]]:
        """Yield each table of promises with all that it counts, then its exceptions."""
        tables: dict[str, list[Promise]] = {}
        for promise in terms.promises.values():
            # A target on its own goal is told as the target that it is.
            if promise.table not in terms.targets:
                tables.setdefault(promise.table, []).append(promise)
        for name, members in tables.items():
            origin = members[0].origin
            declaration = self._declaration("promise", name, members, origin)
            counts = tuple(self._counted(promise.measure) for promise in members)
            update = {"counts": counts, "plain": plain.of_promises(members)}
            yield origin.span, declaration.model_copy(update=update)
            for exception in (each for promise in members for each in promise.exceptions):
                yield from self._statement("exception", exception)

    def _statement(self, family: Family, node: object) -> Iterator[tuple[Span, Declaration]]:
        """Yield a statement; nothing for what no text writes."""
        # A clock says itself where it stands.
        place = Origin(getattr(node, "clause", None), getattr(node, "span", NOWHERE))
        origin = getattr(node, "origin", place)
        if origin.span != NOWHERE:
            name = str(getattr(node, "name", ""))
            yield origin.span, self._declaration(family, name, node, origin)

    def _amendment(self, version: Version) -> Declaration:
        told = self._declaration("amendment", version.name, (), version.origin)
        return told.model_copy(update={"title": version.title, "text_version": version.name})

    def _declaration(self, family: Family, name: str, node: object, origin: Origin) -> Declaration:
        used = words_in((node, *self._rests_on(node)))
        return Declaration(
            family=family,
            name=name,
            title=str(getattr(node, "title", "")) or self.wording.title(origin.span, name),
            clause=origin.clause,
            text_version="",
            internal=self._is_internal(origin.span),
            passages=self.wording.passages(origin.span),
            counts=(),
            plain=plain.of_node(node),
            words=tuple(sorted(used.facts | used.moments | used.spans | used.readings)),
        )

    def _rests_on(self, node: object) -> tuple[object, ...]:
        """Return the promise or measure by which a target is met or missed."""
        terms = self.contract.versions[0].terms
        match node:
            case Target(value=ShareInTime(promise=name)):
                return tuple(each for each in (terms.promises.get(name),) if each)
            case Target(value=MeasureValue(measure=name)):
                return tuple(each for each in (terms.measures.get(name),) if each)
            case _:
                return ()

    def _is_internal(self, span: Span) -> bool:
        return self.contract.overlay is not None and self.wording.is_of_first(span)

    def _counted(self, measure: Measure) -> Counted:
        return Counted(
            measure=measure.name,
            says=self.wording.line(measure.origin.span),
            starts=tuple(map(occurrence, measure.starts)),
            ends=tuple(map(occurrence, measure.ends)),
        )


def _nodes(found: object) -> Iterable[object]:
    if isinstance(found, Mapping):
        return found.values()
    return found if isinstance(found, tuple) else (found,)
