"""Pools: each missed target earns its weight of a sum at risk, together at most the whole."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from slarules.core.conditions import Truth
from slarules.core.settling import Pool, Weight
from slarules.engine.reference.entries import Entry, Ledger, shared_out
from slarules.engine.reference.periods import own_period
from slarules.engine.reference.place import Place
from slarules.engine.reference.ranges import NOTHING, Range
from slarules.engine.reference.wording import percent, sums
from slarules.engine.reference.worlds import World
from slarules.hours.periods import Period


def pooled(pool: Pool, period: Period, world: World, ledger: Ledger) -> None:
    """Add what a pool earns in a period to a ledger, at most its size."""
    if own_period(period, pool.every).end != period.end:
        return
    found = world.amount(pool.size, Place(period))
    size = NOTHING if found is None else Range.point(found)
    entries = [e for weight in pool.weights for e in _of_weight(pool, weight, size, period, world)]
    currency = world.ground.contract.currency
    why = f"together at most the pool's size of {sums(size, currency)}"
    kept = shared_out([entry.amount for entry in entries], size, "pro rata")
    held = [
        entry
        if amount == entry.amount
        else replace(entry.after(pool.name, amount, why, pool.origin), earned=amount)
        for entry, amount in zip(entries, kept, strict=True)
    ]
    ledger.add(held)
    if held:
        ledger.change(held, ledger.total(entries).at_most(size))


def _of_weight(
    pool: Pool, weight: Weight, size: Range, period: Period, world: World
) -> Iterator[Entry]:
    with world.noting() as asked:
        missed = _missed(weight.target, period, world)
        amount = size.times(weight.share).when(missed)
    if amount != NOTHING:
        currency = world.ground.contract.currency
        word = _word(weight.target, missed, period, world)
        whole = f"{percent(weight.share)} of {sums(size, currency)}"
        basis = f"{weight.target} {word}: {whole} -> {sums(amount, currency)}"
        needs = tuple(dict.fromkeys(need for unknown in asked for need in unknown.needs))
        origin = weight.origin if weight.origin.clause else pool.origin
        amounts = (amount, amount, amount)
        needed = needs if missed is None else ()
        place = Place(period)
        yield Entry(
            pool.name, weight.target, pool.title, basis, origin, *amounts, needed, place=place
        )


def _word(target: str, missed: Truth, period: Period, world: World) -> str:
    if missed is None:
        return "undetermined"
    return "yes" if world.ground.condition(target, period) else "missed"


def _missed(target: str, period: Period, world: World) -> Truth:
    found = world.ground.target(target, period)
    # A longer period is settled by the statement in which it ends.
    if found and found[1].end != period.end:
        return False
    return world.missed(target, Place(period))
