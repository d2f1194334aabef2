"""Statements: what is owed for each period, exact or from least to most, final or not yet."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from itertools import product
from math import prod

from slarules.core.contract import Contract
from slarules.engine.outcome import Change, Line, MeasureResult, Statement, TargetResult, Verdict
from slarules.engine.reference.claiming import claim_of, claim_state
from slarules.engine.reference.entries import Entry, Key, Step
from slarules.engine.reference.finality import why_provisional
from slarules.engine.reference.ground import Ground
from slarules.engine.reference.periods import version_of_period
from slarules.engine.reference.ranges import NOTHING, Range, hull
from slarules.engine.reference.rounding import rounded, shown
from slarules.engine.reference.settlement import Settled, Settlements
from slarules.engine.reference.unknowns import Case, Unknown
from slarules.engine.reference.worlds import World
from slarules.facts.history import History
from slarules.hours.periods import Period

WORLDS = 1024
"""So many worlds are settled for one statement; what goes beyond is bounded from outside."""


def statements(
    contract: Contract,
    history: History,
    verdicts: Sequence[Verdict],
    measures: Sequence[MeasureResult],
    targets: Sequence[TargetResult],
    periods: Sequence[Period],
) -> tuple[Statement, ...]:
    """Return what is owed for every assessed period."""
    ground = Ground(contract, history, verdicts, measures, targets, periods)
    return tuple(Stating(ground, period).statement() for period in periods)


class Stating:
    """The statement of one period, over all that its unknown facts may turn out to be."""

    def __init__(self, ground: Ground, period: Period) -> None:
        self.ground = ground
        self.period = period
        self.rounding = ground.contract.rounding

    def statement(self) -> Statement:
        """Return the statement."""
        rough, settled = self._settled()
        total = hull(one.total for one in settled)
        by_key = [{entry.key: entry for entry in one.entries} for one in settled]
        entries = [found for e in rough.entries if (found := _over(e, by_key))]
        needs = _needs(entries)
        missing = tuple(self._missing)
        why = why_provisional(self.ground, self.period, entries, missing)
        least = shown([entry.amount.least for entry in entries], self.rounding)
        most = shown([entry.amount.most for entry in entries], self.rounding)
        lines = tuple(self._line(*parts) for parts in zip(entries, least, most, strict=True))
        expired = [line for line in lines if line.state == "expired"]
        shown_least = rounded(total.least, self.rounding)
        shown_most = rounded(total.most, self.rounding)
        contract = self.ground.contract
        return Statement(
            period=self.period.label,
            currency=contract.currency,
            lines=lines,
            total_least=total.least,
            total_most=total.most,
            shown_least=shown_least,
            shown_most=shown_most,
            payable_least=shown_least - sum(line.shown_least for line in expired),
            payable_most=shown_most - sum(line.shown_most for line in expired),
            final=not why,
            why_provisional=why,
            needs=(*needs, *missing),
            version=version_of_period(contract, self.period).name,
        )

    def _settled(self) -> tuple[Settled, list[Settled]]:
        """Return the period with everything unknown left open, and settled in every world."""
        world = World(self.ground, {})
        rough = Settlements(world).of(self.period)
        by_items = _count(world.consulted) <= WORLDS
        if not by_items:
            world = World(self.ground, {}, by_items=False)
            rough = Settlements(world).of(self.period)
        self._missing = dict(world.amounts.missing)
        # Too many items to try: their lines stay ranges, which their number does not slow down.
        tried = [u for u in world.consulted if by_items or u.kind in ("target", "measure")]
        worlds = (World(self.ground, one, by_items=by_items) for one in _cases(tried))
        return rough, [Settlements(world).of(self.period) for world in worlds]

    def _line(self, entry: Entry, least: Fraction, most: Fraction) -> Line:
        until = None if entry.returned else claim_of(self.ground.contract, self.period, entry)
        history = self.ground.history
        claimed = history.claims.get((entry.statement, self.period.label))
        return Line(
            statement=entry.statement,
            title=entry.title,
            subject=entry.subject,
            period=self.period.label,
            basis=entry.basis,
            base_least=entry.base.least,
            base_most=entry.base.most,
            earned_least=entry.earned.least,
            earned_most=entry.earned.most,
            least=entry.amount.least,
            most=entry.amount.most,
            shown_least=least,
            shown_most=most,
            changes=tuple(_change(step) for step in entry.steps),
            needs=entry.needs,
            claimable_until=until,
            state=claim_state(until, claimed, history.as_of),
            origin=entry.origin,
        )


def _count(unknowns: Mapping[Unknown, None]) -> int:
    return prod(len(unknown.cases) for unknown in unknowns)


def _cases(unknowns: Sequence[Unknown]) -> Iterator[dict[Unknown, Case]]:
    """Yield every way in which the first unknowns turn out that together have few enough."""
    chosen: list[Unknown] = []
    for unknown in unknowns:
        if len(unknown.cases) * prod(len(other.cases) for other in chosen) <= WORLDS:
            chosen.append(unknown)
    for cases in product(*(unknown.cases for unknown in chosen)):
        yield dict(zip(chosen, cases, strict=True))


def _over(rough: Entry, settled: Sequence[Mapping[Key, Entry]]) -> Entry | None:
    """Return an entry over all worlds; `None` when it comes to nothing in each."""
    found = [one.get(rough.key) for one in settled]
    amount = hull(e.amount if e else NOTHING for e in found)
    base = hull(e.base if e else NOTHING for e in found)
    if amount == base == NOTHING:
        return None
    earned = hull(e.earned if e else NOTHING for e in found)
    told = found[0] or rough if len(found) == 1 else rough
    steps = tuple(
        replace(step, difference=hull(_difference(step.name, e) for e in found))
        for step in told.steps
    )
    kept = tuple(step for step in steps if step.difference != NOTHING)
    needs = () if amount.is_point else tuple(dict.fromkeys(rough.needs))
    return replace(told, base=base, earned=earned, amount=amount, steps=kept, needs=needs)


def _difference(name: str, entry: Entry | None) -> Range:
    steps = entry.steps if entry else ()
    return next((step.difference for step in steps if step.name == name), NOTHING)


def _needs(entries: Sequence[Entry]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(need for entry in entries for need in entry.needs))


def _change(step: Step) -> Change:
    return Change(step.name, step.difference.least, step.difference.most, step.why, step.origin)
