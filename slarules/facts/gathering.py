"""A source and a mapping become a history: what an engine sees of the outside world."""

from __future__ import annotations

import gc
from collections.abc import Iterator, Sequence
from collections.abc import Mapping as Dict
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import partial

from slarules.core.conditions import Every
from slarules.core.contract import Contract, Vocabulary
from slarules.core.mapping import Mapping, folded
from slarules.errors import UsageError
from slarules.facts.asserted import Said, said_of
from slarules.facts.findings import Counts, Finding
from slarules.facts.further import claims, fees, readings
from slarules.facts.history import BEGINNING, History, Timeline
from slarules.facts.items import Items
from slarules.facts.known import Known
from slarules.facts.needs import Used, needs, used_by
from slarules.facts.reading import Read, read_all
from slarules.facts.source import Source
from slarules.facts.truth import holds
from slarules.facts.world import World
from slarules.instants import Instant

LATEST = Instant(-BEGINNING)
"""Later than everything, for who only looks at a source."""


@dataclass(frozen=True, slots=True)
class Gathered:
    """What a source yields.

    Attributes:
        findings: What was odd, in order of files and rows.
        counts: What became of the rows of each file.
        files: The SHA-256 of each file's bytes.
        needs: What the contract uses and the mapping or source never gives; unknown throughout.
    """

    history: History
    findings: tuple[Finding, ...]
    counts: tuple[Counts, ...]
    files: Dict[str, str]
    needs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Asked:
    """On whose behalf a source is read; without a contract, every row and word counts."""

    vocabulary: Vocabulary
    used: Used = field(default_factory=Used)
    contract: Contract | None = None
    known: Known = field(default_factory=Known)

    @property
    def customers(self) -> frozenset[str] | None:
        """What a table may call the contract's customer."""
        if self.contract is None:
            return None
        named = (self.contract.customer, self.contract.name, self.contract.reference)
        return frozenset(map(folded, named)) - {""}


def gather(
    contract: Contract,
    mapping: Mapping,
    source: Source,
    as_of: Instant | None = None,
    known: Known | None = None,
) -> Gathered:
    """Read a source as the words of a contract.

    Args:
        contract: Whose words, customer and coverage count.
        mapping: How the source yields the words.
        source: What is read.
        as_of: Nothing after it exists; by default the instant through which the source is
            complete.
        known: What registers hold beside the source's own tables; what was said after `as_of`
            does not count.

    Raises:
        SourceError: The source cannot be read to its end.
        UsageError: No `as_of` is given, and the mapping does not say how far the source goes.
    """
    asked = Asked(contract.vocabulary, used_by(contract), contract, known or Known())
    with collecting_no_cycles():
        return _gathered(asked, mapping, source, as_of)


def survey(vocabulary: Vocabulary, mapping: Mapping, source: Source) -> Gathered:
    """Read a source as the words of a vocabulary, no contract in mind.

    Raises:
        SourceError: The source cannot be read to its end.
    """
    through = mapping.layout.complete_through or "latest"
    mapping = replace(mapping, layout=replace(mapping.layout, complete_through=through))
    with collecting_no_cycles():
        return _gathered(Asked(vocabulary), mapping, source, None)


@contextmanager
def collecting_no_cycles() -> Iterator[None]:
    """Keep Python from searching for cycles: histories have none, and a search sees all of them.

    It took a third of the time of a hundred thousand items.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _gathered(asked: Asked, mapping: Mapping, source: Source, as_of: Instant | None) -> Gathered:
    read = read_all(source, mapping, asked.customers)
    kinds = asked.vocabulary.items
    items = [Items(kinds[k], mapping, i, asked.used) for k, i in read.intakes.items()]
    complete = _complete_through(asked, mapping, items, as_of)
    as_of = complete if as_of is None else as_of
    until = min(as_of, complete)
    said = said_of(read.tables, asked.known, as_of, until)
    history = History(
        items=tuple(_own(asked, items, read, said, until, complete)),
        as_of=as_of,
        complete_through=complete,
        spans=tuple(World(asked.vocabulary, mapping.spans, read.tables, until).spans(said)),
        readings=tuple(readings(read.tables, asked.vocabulary.measurements, until)),
        fees=fees(read.tables, asked.contract.currency) if asked.contract else {},
        claims=claims(read.tables, asked.known, as_of),
    )
    names = {name for intake in read.intakes.values() for name in intake.histories}
    said.say_of_nothing(names | {span.name for span in history.spans})
    needed = tuple(needs(asked.used, asked.vocabulary, mapping, read.tables))
    _say(read, mapping, source, history.items, needed)
    counts = tuple(tally.counts for tally in read.tallies.values())
    return Gathered(history, tuple(read.findings), counts, read.files, needed)


def _complete_through(
    asked: Asked, mapping: Mapping, items: Sequence[Items], as_of: Instant | None
) -> Instant:
    declared = mapping.layout.complete_through
    if isinstance(declared, int):
        return declared
    if declared == "latest":
        latest = max((at for each in items if (at := each.latest()) is not None), default=None)
        if latest is not None:
            return latest
    if as_of is None and asked.contract is None:
        return LATEST
    if as_of is None:
        raise UsageError(_how_far(mapping))
    return as_of


def _how_far(mapping: Mapping) -> str:
    if mapping.layout.complete_through == "latest":
        return (
            "no row was read that holds a time, so how far the history goes is not known; "
            "--as-of says until when to judge"
        )
    return (
        f"how far the history goes is not known: give --as-of, or write in the mapping "
        f"{mapping.name}: history is complete through ..."
    )


def _own(
    asked: Asked,
    items: Sequence[Items],
    read: Read,
    said: Said,
    until: Instant,
    complete: Instant,
) -> Iterator[Timeline]:
    for each in items:
        coverage = asked.contract.coverage if asked.contract else ()
        where = Every(tuple(c.where for c in coverage if c.item == each.kind.name))
        for item in each.timelines(until, complete, read.tallies):
            known = said.about_item(item, each.kind)
            if holds(where, partial(known.said, at=until)) is True:
                _say_whose(asked, each, known, read, said_all=not where.parts)
                yield known
            else:
                each.exclude(item.item, read.tallies)
                what = f"a {each.kind.name} that the contract does not cover, or may not; left out"
                read.findings.add("another customer", each.name, None, None, what)


def _say_whose(asked: Asked, items: Items, item: Timeline, read: Read, *, said_all: bool) -> None:
    """Say that an item bears another customer's name where no rule of the contract takes it in."""
    names = asked.customers
    if said_all and names and item.customer and folded(item.customer) not in names:
        what = (
            "bears another customer's name and is judged all the same; "
            "the contract does not say which it covers"
        )
        read.findings.add("another customer", items.name, None, "customer", what)


def _say(
    read: Read, mapping: Mapping, source: Source, items: Sequence[Timeline], needed: Sequence[str]
) -> None:
    if read.times.shown:
        what = f"dates are written {read.times.shown}"
        read.findings.add("detected", source.name, None, None, what)
    for what in needed:
        read.findings.add("not given", source.name, None, None, what)
    found = {word for item in items for word in (*item.happened, *item.unknown)}
    for word in mapping.happenings:
        if word not in found:
            read.findings.add("never happened", source.name, None, None, f"{word} never happened")
