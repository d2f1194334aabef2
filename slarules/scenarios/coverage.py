"""What of a contract its scenarios exercise, and what they leave untried."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

from slarules.core.contract import Contract
from slarules.core.money import AchievedShare, Band, Credit, Lateness, Quantity, ValueOf
from slarules.core.promises import Origin, Row
from slarules.engine.outcome import Outcome
from slarules.instants import MINUTE
from slarules.scenarios.engines import REFERENCE, Engine
from slarules.scenarios.expect import Told
from slarules.scenarios.parts import removable
from slarules.scenarios.phrases import Words, duration
from slarules.source import Span

CLOSE = Fraction(1, 10_000)
"""A hundredth of a percentage point: what is still just inside or just outside a share's limit."""


@dataclass(frozen=True, slots=True)
class Element:
    """Something a scenario can exercise: a row, a band, an edge of one, a pause, a clause."""

    kind: str
    name: str
    origin: Origin
    exercised: bool


@dataclass(frozen=True, slots=True)
class Coverage:
    """Everything that scenarios can exercise, and whether one does."""

    elements: tuple[Element, ...]

    def count(self, kind: str) -> tuple[int, int]:
        """Return how many elements of a kind are exercised, and how many there are."""
        found = [element.exercised for element in self.elements if element.kind == kind]
        return sum(found), len(found)

    @property
    def kinds(self) -> tuple[str, ...]:
        """The kinds of elements that the contract has."""
        return tuple(dict.fromkeys(element.kind for element in self.elements))

    @property
    def untried(self) -> tuple[Element, ...]:
        """What no scenario exercises, in the order of the text."""
        missing = (element for element in self.elements if not element.exercised)
        return tuple(sorted(missing, key=lambda element: element.origin.span))


def coverage(contract: Contract, engine: Engine = REFERENCE) -> Coverage:
    """Return what the scenarios of a contract exercise."""
    tellings = [engine.tell(contract, scenario) for scenario in contract.scenarios]
    single = [
        *_rows(contract, tellings),
        *_targets(contract, tellings),
        *_bands(contract, tellings),
        *_parts(contract, tellings, engine),
    ]
    return Coverage((*_clauses(single), *single))


def _clauses(elements: Sequence[Element]) -> Iterator[Element]:
    """Yield each clause; one of its statements is enough to exercise it."""
    clauses = dict.fromkeys(e.origin.clause for e in elements if e.origin.clause)
    for clause in clauses:
        of_it = [e for e in elements if e.origin.clause == clause]
        yield Element("clause", clause, of_it[0].origin, any(e.exercised for e in of_it))


def _rows(contract: Contract, tellings: Sequence[Told]) -> Iterator[Element]:
    used = {verdict.origin.span for told in tellings for verdict in told.outcome.verdicts}
    for name, row in _all_rows(contract):
        yield Element("row", f"{name}: {row.goal_text}", row.origin, row.origin.span in used)


def _all_rows(contract: Contract) -> Iterator[tuple[str, Row]]:
    """Yield each row that promises something, once for all texts that hold it."""
    seen: set[tuple[str, Span]] = set()
    for version in contract.versions:
        for promise in version.terms.promises.values():
            for row in (*promise.rows, *(row for e in promise.exceptions for row in e.rows)):
                place = (promise.name, row.origin.span)
                if row.goal is not None and place not in seen:
                    seen.add(place)
                    yield promise.name, row


def _targets(contract: Contract, tellings: Sequence[Told]) -> Iterator[Element]:
    judged = {name for told in tellings for name in _judged(told)}
    earned = {
        line.statement
        for told in tellings
        for statement in told.outcome.statements
        for line in statement.lines
        if line.base_most
    }
    terms = contract.versions[-1].terms
    for target in terms.targets.values():
        yield Element("target", target.name, target.origin, target.name in judged)
    for pool in terms.pools.values():
        yield Element("pool", pool.name, pool.origin, pool.name in earned)
    for credit in terms.credits.values():
        yield Element("credit", credit.name, credit.origin, credit.name in earned)


def _judged(told: Told) -> Iterator[str]:
    """Yield the targets on which a scenario says something; silence counts for none."""
    for period in told.scenario.periods:
        yield from (name for name, _ in (*period.outcomes, *period.achieved))
    for result in told.outcome.targets:
        if any(result.counts.values()) or result.achieved is not None:
            yield result.target


def _bands(contract: Contract, tellings: Sequence[Told]) -> Iterator[Element]:
    for credit in contract.versions[-1].terms.credits.values():
        if credit.by is None:
            continue
        tried = sorted({v for told in tellings for v in _values(credit.by, told.outcome)})
        for band in credit.bands:
            within = any(_holds(band, value) for value in tried)
            yield Element("band", f"{credit.name}: {band.text}", band.origin, within)
        yield from _edges(credit, credit.by, tried, contract)


def _values(quantity: Quantity, outcome: Outcome) -> Iterator[Fraction]:
    match quantity:
        case Lateness(promise):
            runs = (v for v in outcome.verdicts if v.promise == promise and v.lateness)
            yield from (Fraction(length) for v in runs for length in v.lateness or ())
        case AchievedShare(target):
            found = (r.achieved for r in outcome.targets if r.target == target)
            yield from (achieved.least for achieved in found if achieved)
        case ValueOf(measure):
            values = (r.achieved for r in outcome.measures if r.measure == measure)
            yield from (achieved.least for achieved in values if achieved)


def _holds(band: Band, value: Fraction) -> bool:
    low, high = band.lower, band.upper
    above = low is None or value > low.value or (low.included and value == low.value)
    below = high is None or value < high.value or (high.included and value == high.value)
    return above and below and not band.of_unknown


def _edges(
    credit: Credit, quantity: Quantity, tried: Sequence[Fraction], contract: Contract
) -> Iterator[Element]:
    """Yield both sides of every limit: a case close to it in the band below, and one above."""
    close = Fraction(MINUTE) if isinstance(quantity, Lateness) else CLOSE
    for limit, band in _limits(credit):
        near = [value for value in tried if abs(value - limit) <= close]
        shown = _shown(limit, quantity, contract)
        inside = any(_holds(band, value) for value in near)
        outside = any(not _holds(band, value) for value in near)
        name = f"{credit.name}: {band.text}"
        yield Element("band edge", f"{name}, just in at {shown}", band.origin, inside)
        yield Element("band edge", f"{name}, just out at {shown}", band.origin, outside)


def _limits(credit: Credit) -> Iterator[tuple[Fraction, Band]]:
    """Yield each limit once, with the first band that it bounds."""
    seen: set[Fraction] = set()
    for band in credit.bands:
        for limit in (band.lower, band.upper):
            if limit is not None and limit.value not in seen:
                seen.add(limit.value)
                yield limit.value, band


def _shown(limit: Fraction, quantity: Quantity, contract: Contract) -> str:
    match quantity:
        case Lateness():
            return duration(int(limit), "elapsed")  # type: ignore[arg-type]
        case AchievedShare(name) | ValueOf(name):
            return Words(contract).quantity(name, limit)


def _parts(contract: Contract, tellings: Sequence[Told], engine: Engine) -> Iterator[Element]:
    """Yield the statements that change what others say; one is exercised when it changes a case."""
    came = [essence(told.outcome) for told in tellings]
    for part in removable(contract):
        differs = any(
            essence(engine.tell(part.without, told.scenario).outcome) != before
            for told, before in zip(tellings, came, strict=True)
        )
        yield Element(part.kind, part.name, part.origin, differs)


def essence(outcome: Outcome) -> Hashable:
    """Return what an outcome says about time and money, without how it came about."""
    return (
        tuple(
            (v.item, v.promise, v.cycle, v.verdict, v.due_at, v.paused, v.excluded)
            for v in outcome.verdicts
        ),
        tuple((m.measure, m.period, m.achieved) for m in outcome.measures),
        tuple((t.target, t.period, t.outcome) for t in outcome.targets),
        tuple((s.period, s.total_least, s.total_most) for s in outcome.statements),
    )
