"""A history judged by each way of counting, and where they part."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from itertools import chain
from pathlib import Path

from slarules import contract as contracts
from slarules.agreement import sound
from slarules.comparing.counted import CountedRun
from slarules.comparing.found import Compared, Parted, Parting, TwoWays, WayOf
from slarules.comparing.native import (
    NATIVE,
    Naming,
    counted_alone,
    native_alone,
    native_parting,
)
from slarules.comparing.parting import alone, parting, unknown
from slarules.comparing.quoting import Quoting
from slarules.comparing.recount import recounted
from slarules.comparing.results import Pair, Result, pairs, part, result_of
from slarules.comparing.roles import Stand, refuse_unknown, stands
from slarules.comparing.sides import Side
from slarules.comparing.ways import Loading, Way, lines_of, named_counts
from slarules.contract.files import Texts
from slarules.core.contract import Contract
from slarules.core.promises import Promise
from slarules.engine.outcome import Verdict
from slarules.engine.reference.ledger import Ledger, ledgers_of
from slarules.engine.reference.verdicts import verdicts
from slarules.errors import UsageError
from slarules.facts.gathering import Gathered, gather
from slarules.facts.native import NativeResult
from slarules.hours.local import at_said
from slarules.hours.periods import parse_label
from slarules.instants import Instant
from slarules.report.periods import Through, asked_period
from slarules.sources import sources_named


@dataclass(frozen=True, slots=True)
class Asked:
    """What is compared.

    Attributes:
        ways: Mappings as they are named, the first one beside each of the others.
        counts: `OURS=THEIRS`: what stands for a measure of the contract.
        period: A label; only runs that belong to it for one of the ways.
        search: Folders to look in for what the files use, after their own and the shipped parts.
        beside: Further sources that are read beside the one.
    """

    contract: Path
    ways: tuple[str, ...]
    source: str
    counts: tuple[str, ...] = ()
    as_of: date | datetime | None = None
    period: str | None = None
    search: tuple[Path, ...] = ()
    beside: tuple[str, ...] = ()


@dataclass(slots=True)
class JudgedWay:
    """A way of counting, with all that it made of the source."""

    way: Way
    stands: tuple[Stand, ...]
    side: Side
    gathered: Gathered
    results: list[Result]
    _ledgers: dict[tuple[object, ...], Ledger] = field(default_factory=dict)

    def look_into(self, results: Iterable[Result]) -> None:
        """Work out how some verdicts came about."""
        wanted = {_run_of(each): each.item for each in results}
        for known in self._ledgers:
            wanted.pop(known, None)
        asked = set(wanted.values())
        for ledger in ledgers_of(
            self.side.contract, self.side.history, asked, lambda said: _run_of(said) in wanted
        ):
            self._ledgers[_run_of(ledger.verdict)] = ledger

    def counted(self, result: Result) -> CountedRun:
        """Return a run with its ledger, once it has been looked into."""
        ledger = self._ledgers[_run_of(result)]
        return CountedRun(self.side, replace(result, ledger=ledger), ledger)


def _run_of(said: Result | Verdict) -> tuple[object, ...]:
    return said.item, said.promise, said.cycle, said.cycle_of


def compared(asked: Asked) -> Compared:
    """Return where ways of counting a source part.

    Raises:
        ContractError: The contract or a mapping has problems; the exception holds all of them.
        SourceError: The source cannot be read to its end.
        UsageError: What is asked cannot be done as asked.
    """
    texts = Texts()
    loaded = contracts.load(asked.contract, asked.search, texts)
    contract = sound(asked.contract, loaded)
    ways = Loading(contract, asked.search, texts).ways(asked.ways)
    said = named_counts(asked.counts)
    lines = lines_of(chain(loaded.files, *(way.texts for way in ways)))
    judged: list[JudgedWay] = []
    at = None if asked.as_of is None else at_said(asked.as_of, contract.zone)
    for way in ways:
        judged.append(_judged(contract, way, said, asked, at, Quoting(lines)))
        at = judged[0].side.history.as_of
    native = judged[0].gathered.native
    _refuse(contract, judged, native, said)
    period = _period(asked, contract)
    between = tuple(_between(judged, native, said, period))
    shown = tuple(_way_of(each) for each in judged)
    if native:
        shown = (
            *shown,
            WayOf(NATIVE, "what the source's own product says, by its native_sla rows"),
        )
    return Compared(contract.name, contract.zone, judged[0].side.history.until, shown, between)


def _judged(
    contract: Contract,
    way: Way,
    said: Mapping[str, Sequence[str]],
    asked: Asked,
    at: Instant | None,
    quoting: Quoting,
) -> JudgedWay:
    standing = stands(contract, way.own.measures, said)
    theirs = {each.ours.name: each.theirs for each in standing if each.theirs is not None}
    counted = recounted(contract, way.own, theirs)
    gathered = gather(counted, way.mapping, sources_named((asked.source, *asked.beside)), at)
    side = Side(way.name, counted, gathered.history, quoting, way.mapping.says)
    results = [result_of(each) for each in verdicts(counted, gathered.history)]
    return JudgedWay(way, standing, side, gathered, results)


def _refuse(
    contract: Contract,
    judged: Sequence[JudgedWay],
    native: Sequence[NativeResult],
    said: Mapping[str, Sequence[str]],
) -> None:
    known = [*chain.from_iterable(each.way.own.measures for each in judged)]
    refuse_unknown(contract, [*known, *(row.measure for row in native)], said)
    if len(judged) == 1 and not native:
        raise UsageError(
            f"{judged[0].way.name} is the only way of counting here: name another with --mapping, "
            "or give the source a table native_sla with the results of its own product"
        )


def _period(asked: Asked, contract: Contract) -> Through | None:
    if asked.period is None:
        return None
    if found := asked_period(asked.period, contract.zone):
        return found
    raise UsageError(
        f"'{asked.period}' is no period; write 2026-03, 2026-Q1, 2026-W05, 2026-03-01 or 2026"
    )


def _way_of(judged: JudgedWay) -> WayOf:
    return WayOf(judged.way.name, judged.way.said, judged.stands, tuple(_notes(judged)))


def _notes(judged: JudgedWay) -> Iterator[str]:
    if judged.way.borrowed:
        yield f"it has no rule for {', '.join(judged.way.borrowed)}: the first mapping's count"
    yield from judged.gathered.needs
    findings = judged.gathered.findings
    missing = [f.column for f in findings if f.kind == "missing field" and f.column]
    if missing:
        yield f"no row has {', '.join(dict.fromkeys(missing))}, of which its rules speak"
    unmapped = [str(finding) for finding in findings if finding.kind == "unmapped"]
    if unmapped and judged.way.own.measures and "+" not in judged.way.name:
        yield f"to count your own words by its measures, write: OURS.sla+{judged.way.name}"
    yield from unmapped


# --- side by side ---------------------------------------------------------------------------------


def _between(
    judged: Sequence[JudgedWay],
    native: Sequence[NativeResult],
    said: Mapping[str, Sequence[str]],
    period: Through | None,
) -> Iterator[TwoWays]:
    first = judged[0]
    for other in judged[1:]:
        yield _two_ways(first, other, period)
    names = _names(judged, said)
    for each in judged if native else ():
        yield _with_native(each, native, names, period)


def _two_ways(first: JudgedWay, second: JudgedWay, period: Through | None) -> TwoWays:
    side_by_side = [p for p in pairs(first.results, second.results) if _belongs(p, first, period)]
    differ = [pair for pair in side_by_side if part(*pair)]
    told = [pair for pair in differ if not _is_unknown_to_one(*pair)]
    first.look_into(here for here, _ in told if here)
    second.look_into(there for _, there in told if there)
    parted = tuple(_parted(pair, first, second) for pair in _told_once(differ))
    return TwoWays(first.way.name, second.way.name, len(side_by_side), parted)


def _is_unknown_to_one(here: Result | None, there: Result | None) -> bool:
    """Tell whether one way cannot tell, which is all there is to say of how a run came about."""
    return here is not None and there is not None and here.is_unknown != there.is_unknown


def _told_once(found: Sequence[Pair]) -> Iterator[Pair]:
    """Yield pairs, one for several goals of one measure by which a run comes to the same."""
    told = set()
    for pair in found:
        known = tuple(each and replace(each, promise="", period=None) for each in pair)
        if known not in told:
            told.add(known)
            yield pair


def _belongs(pair: Pair, judged: JudgedWay, period: Through | None) -> bool:
    if period is None:
        return True
    zone = judged.side.contract.zone
    labels = (each.period for each in pair if each and each.period)
    return any((found := parse_label(label, zone)) and period.holds(found) for label in labels)


def _parted(pair: Pair, first: JudgedWay, second: JudgedWay) -> Parted:
    match pair:
        case (Result() as here, Result() as there) if _is_unknown_to_one(here, there):
            return Parted(here.item, here.measure, here, there, unknown(here, there))
        case (Result() as here, Result() as there):
            found = parting(first.counted(here), second.counted(there))
            return Parted(here.item, here.measure, here, there, found)
        case (Result() as here, None):
            return Parted(here.item, here.measure, here, None, _alone(here, first, second))
        case (None, Result() as there):
            turned = _alone(there, second, first)
            found = replace(turned, first=turned.second, second=turned.first)
            return Parted(there.item, there.measure, None, there, found)
        case _:
            raise AssertionError(pair)


def _alone(result: Result, judged: JudgedWay, other: JudgedWay) -> Parting:
    counted = judged.counted(result)
    promises = other.side.terms(counted.result).promises
    return alone(judged.side, counted.result, other.side, promises.get(result.promise))


# --- with the source's own results ----------------------------------------------------------------


def _with_native(
    judged: JudgedWay,
    native: Sequence[NativeResult],
    names: Mapping[str, Sequence[str]],
    period: Through | None,
) -> TwoWays:
    naming = Naming.of(names, _promises(judged.side.contract))
    rows = list(naming.results(native, judged.side.items))
    told = {row.promise for row in rows}
    ours = [each for each in judged.results if each.promise in told]
    side_by_side = [pair for pair in pairs(ours, rows) if _belongs(pair, judged, period)]
    differ = [pair for pair in side_by_side if part(*pair)]
    judged.look_into(here for here, _ in differ if here)
    parted = tuple(_parted_from_native(pair, judged) for pair in _told_once(differ))
    lost = len(native) - len({row.row for row in rows})
    strange = naming.strange(native)
    return TwoWays(judged.way.name, NATIVE, len(side_by_side), parted, lost, strange)


def _names(
    judged: Sequence[JudgedWay], said: Mapping[str, Sequence[str]]
) -> Mapping[str, Sequence[str]]:
    """Return what the product may call each measure of the contract, by all ways together."""
    names: dict[str, list[str]] = {name: list(others) for name, others in said.items()}
    for each in judged:
        for stand in each.stands:
            if stand.theirs is not None:
                theirs = stand.theirs.name
                called = each.way.own.titles.get(theirs, theirs)
                names.setdefault(stand.ours.name, []).extend((theirs, called))
    return names


def _promises(contract: Contract) -> Iterator[tuple[str, str]]:
    every: dict[str, Promise] = {}
    for version in contract.versions:
        every.update(version.terms.promises)
    return ((name, promise.measure.name) for name, promise in every.items())


def _parted_from_native(pair: Pair, judged: JudgedWay) -> Parted:
    match pair:
        case (Result() as here, Result() as there):
            found = native_parting(judged.counted(here), there)
            return Parted(here.item, here.measure, here, there, found)
        case (Result() as here, None):
            return Parted(here.item, here.measure, here, None, counted_alone(judged.counted(here)))
        case (None, Result() as there):
            return Parted(there.item, there.promise, None, there, native_alone(there))
        case _:
            raise AssertionError(pair)
