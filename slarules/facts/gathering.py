"""A source and a mapping become a history: what an engine sees of the outside world."""

from __future__ import annotations

import gc
from collections.abc import Container, Iterable, Iterator, Sequence
from collections.abc import Mapping as Dict
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from operator import itemgetter

from slarules.core.contract import Contract, Vocabulary
from slarules.core.mapping import Mapping, folded
from slarules.errors import UsageError
from slarules.facts.assertions import Assertions, assertions_of
from slarules.facts.billing import Billing, billing
from slarules.facts.coverage import Cover, Seen, tell_lost
from slarules.facts.findings import Counts, Finding
from slarules.facts.further import Tables, claims, readings
from slarules.facts.history import BEGINNING, History, Timeline
from slarules.facts.horizon import Horizon
from slarules.facts.items import Items, Sight, wanted_fields
from slarules.facts.known import Known
from slarules.facts.native import NativeResult, native_results
from slarules.facts.needs import Used, needs, used_by
from slarules.facts.reading import Part, Read, read_all
from slarules.facts.source import Snapshot, Source, Vouched
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
        native: What the source's own product counted, where the source brings it; no verdict
            rests on it.
        snapshots: The snapshots of stores that were read.
    """

    history: History
    findings: tuple[Finding, ...]
    counts: tuple[Counts, ...]
    files: Dict[str, str]
    needs: tuple[str, ...]
    native: tuple[NativeResult, ...] = ()
    snapshots: tuple[Snapshot, ...] = ()


@dataclass(frozen=True, slots=True)
class Asked:
    """On whose behalf a source is read; without a contract, every row and word counts.

    Attributes:
        parted: Whether several contracts share the source.
    """

    vocabulary: Vocabulary
    used: Used = field(default_factory=Used)
    contract: Contract | None = None
    known: Known = field(default_factory=Known)
    parted: bool = False

    @property
    def customers(self) -> frozenset[str] | None:
        """What a table may call the contract's customer."""
        return None if self.contract is None else customers_of(self.contract)


def customers_of(contract: Contract) -> frozenset[str]:
    """Return what a source may call the customer of a contract, folded."""
    named = (contract.customer, contract.name, contract.reference)
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
    return gather_again(contract, mapping, share(source, (mapping,)), as_of, known)


@dataclass(frozen=True, slots=True)
class Shared:
    """A source that was read once, for several contracts to gather their own from.

    Attributes:
        seen: What was worked out of all items for one contract, and helps the next.
    """

    read: Read
    seen: list[Seen] = field(default_factory=list)

    @property
    def items(self) -> int:
        """How many items it holds, of all customers together."""
        return sum(len(intake.histories) for intake in self.read.intakes.values())


def share(source: Source, mappings: Iterable[Mapping]) -> Shared:
    """Read a source for several contracts.

    Args:
        source: What is read, once.
        mappings: One mapping as it was checked against each contract; all of one layout.

    Raises:
        SourceError: The source cannot be read to its end.
    """
    each = tuple(mappings)
    wanted = frozenset[str]().union(*map(wanted_fields, each))
    with collecting_no_cycles():
        return Shared(read_all(source, each[0].layout, wanted))


def gather_again(
    contract: Contract,
    mapping: Mapping,
    shared: Shared,
    as_of: Instant | None = None,
    known: Known | None = None,
) -> Gathered:
    """Return what `gather` returns, from a source that was read already."""
    with collecting_no_cycles():
        return _gathered(_asked(contract, known), mapping, shared, as_of)


def gather_own(
    contract: Contract,
    mapping: Mapping,
    shared: Shared,
    as_of: Instant | None = None,
    known: Known | None = None,
) -> Gathered:
    """Return a contract's part of a source that it shares with others; raises as `gather` does.

    It is what `gather` returns, but that nothing is the contract's which names no customer and
    would be one customer's alone.
    """
    with collecting_no_cycles():
        return _gathered(_asked(contract, known, parted=True), mapping, shared, as_of)


def _asked(contract: Contract, known: Known | None, *, parted: bool = False) -> Asked:
    return Asked(contract.vocabulary, used_by(contract), contract, known or Known(), parted)


def survey(of: Contract | Vocabulary, mapping: Mapping, source: Source) -> Gathered:
    """Read a source to its end, to see what it yields of the words of a contract or vocabulary.

    Raises:
        SourceError: The source cannot be read to its end.
        UsageError: Nothing that was read holds a time, and a contract has to be judged by then.
    """
    with collecting_no_cycles():
        asked = _asked(of, None) if isinstance(of, Contract) else Asked(of)
        shared = share(source, (mapping,))
        vouched, through = shared.read.vouched, mapping.layout.complete_through
        if through is None and (vouched is None or vouched.through is None):
            through = "latest"
        layout = replace(mapping.layout, complete_through=through, spans_complete_through=None)
        return _gathered(asked, replace(mapping, layout=layout), shared, None)


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


def _gathered(asked: Asked, mapping: Mapping, shared: Shared, as_of: Instant | None) -> Gathered:
    read = shared.read
    part = read.part(asked.customers, parted=asked.parted)
    kinds, sight = asked.vocabulary.items, Sight(asked.used, part.times, part.findings)
    items = [Items(kinds[k], mapping, i, sight) for k, i in read.intakes.items()]
    mapping = vouched_for(mapping, read.vouched)
    complete = _complete_through(asked, mapping, items, as_of)
    horizon = Horizon(complete if as_of is None else as_of, complete)
    said = assertions_of(part.tables, asked.known, horizon.as_of, horizon.until)
    cover = cover_of(asked, said, shared.seen)
    own = tuple(_own(cover, items, horizon))
    history = replace(around(asked, mapping, part, horizon, said), items=own)
    said.say_of_nothing(_there(said, items, history))
    found = {word for item in own for word in (*item.happened, *item.unknown)}
    needed = lacking(asked, mapping, part)
    say_of_all(part, mapping, found, needed)
    _count_left_out(items, part)
    return gathered_of(history, part, needed)


def cover_of(asked: Asked, said: Assertions, seen: list[Seen]) -> Cover:
    """Return how items that count are told from those of others."""
    coverage = asked.contract.coverage if asked.contract else ()
    return Cover(asked.customers, coverage, asked.parted, said, seen)


def around(
    asked: Asked, mapping: Mapping, part: Part, horizon: Horizon, said: Assertions
) -> History:
    """Return a history without its items.

    Args:
        mapping: With how far the source vouches for itself.
    """
    tables, until = part.tables, horizon.until
    billed = billing(tables, asked.contract) if asked.contract else Billing()
    return History(
        items=(),
        as_of=horizon.as_of,
        complete_through=horizon.through,
        spans=tuple(World(asked.vocabulary, mapping.spans, tables, horizon).spans(said)),
        readings=tuple(readings(tables, asked.vocabulary.measurements, horizon)),
        fees=billed.fees,
        claims=claims(tables, asked.known, horizon.as_of),
        spans_complete_through=_spans_complete_through(mapping, tables, until),
        fees_of=billed.of,
        cycles=billed.cycles,
    )


def lacking(asked: Asked, mapping: Mapping, part: Part) -> tuple[str, ...]:
    """Return, as sentences, what a contract uses and the mapping or source never gives."""
    vouched = part.read.vouched
    told = vouched is not None and vouched.spans_through is not None
    found = needs(asked.used, asked.vocabulary, mapping, part.tables, has_no_outage=told)
    return tuple(found)


def gathered_of(history: History, part: Part, needed: tuple[str, ...]) -> Gathered:
    """Return what a source yields, once all of it was looked at."""
    read = part.read
    counts = tuple(tally.counts for tally in part.tallies.values())
    native = tuple(native_results(part.tables))
    found = tuple(part.findings)
    return Gathered(history, found, counts, read.files, needed, native, read.snapshots)


def _there(said: Assertions, items: Sequence[Items], history: History) -> set[str]:
    """Return the names of which something is said, and of which the source has an item or span."""
    spans = {span.name for span in history.spans}
    histories = [each.intake.histories for each in items]
    return {name for name in said.by_name if name in spans or any(name in h for h in histories)}


def _own(cover: Cover, items: Sequence[Items], horizon: Horizon) -> Iterator[Timeline]:
    for each in items:
        tell_lost(each, cover.customers, horizon.as_of)
        own = cover.own(each, horizon)
        for item in each.timelines(own, horizon):
            yield cover.said.about_item(item, each.kind)


def _count_left_out(items: Sequence[Items], part: Part) -> None:
    for each in items:
        for file, rows in each.intake.rows.items():
            part.tallies[file].excluded += rows - each.kept[file]


def vouched_for(mapping: Mapping, vouched: Vouched | None) -> Mapping:
    """Return a mapping that says how far the source goes where it only vouches for it."""
    if vouched is None:
        return mapping
    layout = mapping.layout
    through = vouched.through if layout.complete_through is None else layout.complete_through
    spans = layout.spans_complete_through
    spans = vouched.spans_through if spans is None else spans
    layout = replace(layout, complete_through=through, spans_complete_through=spans)
    return replace(mapping, layout=layout)


def _complete_through(
    asked: Asked, mapping: Mapping, items: Sequence[Items], as_of: Instant | None
) -> Instant:
    declared = mapping.layout.complete_through
    if isinstance(declared, int):
        return declared
    if declared == "latest":
        known = [(at, each) for each in items if (at := each.latest()) is not None]
        if known:
            latest, of = max(known, key=itemgetter(0))
            of.say_latest(latest)
            return latest
    spans = mapping.layout.spans_complete_through
    if as_of is None and not items and isinstance(spans, int):
        return spans
    if as_of is None and asked.contract is None:
        return LATEST
    if as_of is None:
        raise UsageError(_how_far(mapping))
    return as_of


def _spans_complete_through(mapping: Mapping, tables: Tables, until: Instant) -> Instant | None:
    declared = mapping.layout.spans_complete_through
    if declared != "latest":
        return declared
    latest = tables.latest("outages", until)
    if latest is None:
        raise UsageError(
            f"no row of outages holds a time, so how far they go is not known; write in the "
            f"mapping {mapping.name}: outages are complete through 2026-06-30 24:00"
        )
    return latest


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


def say_of_all(part: Part, mapping: Mapping, found: Container[str], needed: Sequence[str]) -> None:
    """Tell what is odd about a source as a whole.

    Args:
        found: The moments and events of all items.
        needed: What `lacking` returned.
    """
    source, findings = part.read.source, part.findings
    if part.times.shown:
        what = f"dates are written {part.times.shown}"
        findings.add("detected", source, None, None, what)
    for what in needed:
        findings.add("not given", source, None, None, what)
    for word in mapping.happenings:
        if word not in found:
            findings.add("never happened", source, None, None, f"{word} never happened")
