"""Lines: the entries of a period over all worlds, with their claims and their ledger."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from slarules.core.contract import Terms
from slarules.core.rights import Claim
from slarules.engine.outcome import Change, Line
from slarules.engine.reference.booking import booked
from slarules.engine.reference.claiming import claim_state, claimable, claimed_at
from slarules.engine.reference.entries import Entry, Key, Step
from slarules.engine.reference.ground import Ground
from slarules.engine.reference.open_worlds import Worlds, narrows_most
from slarules.engine.reference.ranges import NOTHING, Range, hull
from slarules.engine.reference.settled import Settled
from slarules.hours.periods import Period


def entries_over(worlds: Worlds[Settled]) -> list[Entry]:
    """Return the entries over all worlds; one that comes to nothing in each is left out."""
    by_key = [{entry.key: entry for entry in one.entries} for one in worlds.found]
    keys = dict.fromkeys(key for one in (_by_key(worlds.rough), *by_key) for key in one)
    rough = _by_key(worlds.rough)
    return [found for key in keys if (found := _over(key, rough.get(key), by_key))]


def _by_key(settled: Settled) -> Mapping[Key, Entry]:
    return {entry.key: entry for entry in settled.entries}


def _over(key: Key, rough: Entry | None, settled: Sequence[Mapping[Key, Entry]]) -> Entry | None:
    found = [one.get(key) for one in settled]
    amount = hull(e.amount if e else NOTHING for e in found)
    base = hull(e.base if e else NOTHING for e in found)
    told = next((e for e in (rough, *found) if e is not None), None)
    if told is None or amount == base == NOTHING:
        return None
    if len(found) == 1 and found[0]:
        told = found[0]
    earned = hull(e.earned if e else NOTHING for e in found)
    needs = () if amount.is_point else tuple(dict.fromkeys(told.needs))
    return replace(
        told, base=base, earned=earned, amount=amount, steps=tuple(_steps(found)), needs=needs
    )


def _steps(found: Sequence[Entry | None]) -> Iterator[Step]:
    """Yield each step of any world in the order of the settlement, by what it came to in all."""
    steps: dict[tuple[str, int], Step] = {}
    for entry in found:
        for turn, step in _turns(entry):
            steps.setdefault(turn, step)
    for turn, step in steps.items():
        difference = hull(
            dict(_turns(entry)).get(turn, step_of_nothing(step)).difference for entry in found
        )
        if difference != NOTHING:
            yield replace(step, difference=difference)


def step_of_nothing(step: Step) -> Step:
    """Return a step that did nothing to an entry."""
    return replace(step, difference=NOTHING)


def _turns(entry: Entry | None) -> Iterator[tuple[tuple[str, int], Step]]:
    """Yield the steps of an entry; one that sets off several sums stands several times."""
    seen: dict[str, int] = {}
    for step in entry.steps if entry else ():
        seen[step.name] = seen.get(step.name, -1) + 1
        yield (step.name, seen[step.name]), step


@dataclass(frozen=True, slots=True)
class Lining:
    """How the entries of one period become lines."""

    ground: Ground
    period: Period
    terms: Terms
    worlds: Worlds[Settled]

    def line(self, entry: Entry, least: Fraction, most: Fraction) -> Line:
        """Return the line of an entry.

        Args:
            least, most: Its part of the rounded total.
        """
        until = claimable(self.ground, self.period, entry)
        claimed = claimed_at(self.ground, self.period, entry)
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
            needs=(*entry.needs, *(f"{name} of {entry.subject}" for name in until.unknown)),
            claimable_until=until.until,
            state=claim_state(until, claimed, self.ground.history.as_of),
            origin=entry.origin,
            kind=entry.kind,
            unit=entry.unit,
            of=entry.of,
            earned_in=entry.earned_in,
            worst_fact=None if entry.amount.is_point else self._worst(entry.key),
            booked=booked(entry, self.period, self.terms),
            source=entry.source[:2] if entry.source else None,
            claims=tuple(_named(claim) for claim in until.claims),
            evidence=tuple(dict.fromkeys(n for c in until.claims for n in c.evidence)),
        )

    def _worst(self, key: Key) -> str | None:
        def amount(settled: Settled) -> Range:
            return next((e.amount for e in settled.entries if e.key == key), NOTHING)

        return narrows_most(self.worlds, amount)


def _change(step: Step) -> Change:
    return Change(step.name, step.difference.least, step.difference.most, step.why, step.origin)


def _named(claim: Claim) -> str:
    return claim.name or (f"clause {claim.origin.clause}" if claim.origin.clause else "claim")
