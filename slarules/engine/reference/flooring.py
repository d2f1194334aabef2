"""Floors: small sums that are dropped, and the least that is paid once anything is owed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction

from slarules.core.settling import Floor
from slarules.engine.reference.entries import Entry, Ledger
from slarules.engine.reference.ranges import NOTHING, Range, hull
from slarules.engine.reference.wording import sums

ZERO = Fraction(0)


def floored(floor: Floor, limit: Fraction, ledger: Ledger, currency: str) -> None:
    """Drop or lift the entries of a ledger that a floor is on.

    A sum at or below zero, such as what is given back, is none that a floor looks at.
    """
    on = [entry for entry in ledger.entries if _is_on(floor, entry)]
    total = ledger.total(on)
    if not on or total.most <= 0:
        return
    if floor.kind == "at least":
        changed, together = list(_lifted(floor, on, total, limit, currency)), None
        together = Range(_at_least(total.least, limit), _at_least(total.most, limit))
    else:
        changed = list(_dropped(floor, on, total, limit, currency))
        together = _left(floor, total, limit)
    ledger.change([*changed, *(e for e in on if e.key not in {c.key for c in changed})], together)


def _is_on(floor: Floor, entry: Entry) -> bool:
    if floor.credits is None:
        return entry.is_owed or entry.returned
    return entry.is_owed and entry.statement in floor.credits


def _stays(floor: Floor, total: Fraction, limit: Fraction) -> bool:
    """Tell whether a sum is paid out."""
    return total <= 0 or (total >= limit if floor.kind == "nothing below" else total > limit)


def _left(floor: Floor, total: Range, limit: Fraction) -> Range:
    if _stays(floor, total.least, limit) and total.least > 0:
        return total
    return hull((NOTHING, total)) if _stays(floor, total.most, limit) else _owed(total)


def _owed(total: Range) -> Range:
    """Return what is left of a small sum: what is given back more than it is owed stays."""
    return Range(min(total.least, ZERO), ZERO)


def _dropped(
    floor: Floor, on: Sequence[Entry], total: Range, limit: Fraction, currency: str
) -> Iterator[Entry]:
    stays = {_stays(floor, end, limit) for end in (total.least, total.most)}
    surely = total.least > 0 and stays == {True}
    if surely:
        return
    word = "below" if floor.kind == "nothing below" else "up to"
    figure = sums(Range.point(limit), currency)
    why = f"nothing is paid {word} {figure}, and {sums(total, currency)} is owed"
    for entry in on:
        perhaps = stays == {True, False} or total.least <= 0
        amount = hull((NOTHING, entry.amount)) if perhaps else NOTHING
        if amount != entry.amount:
            yield entry.after(floor.name, amount, why, floor.origin)


def _at_least(total: Fraction, limit: Fraction) -> Fraction:
    return total if total <= 0 else max(total, limit)


def _lifted(
    floor: Floor, on: Sequence[Entry], total: Range, limit: Fraction, currency: str
) -> Iterator[Entry]:
    """Yield the entries in proportion lifted to the limit, where anything is owed."""
    if total.least >= limit:
        return
    why = f"at least {sums(Range.point(limit), currency)} is paid once anything is owed"
    for entry in on:
        if entry.amount.most <= 0:
            continue
        if total.is_point and entry.amount.is_point:
            amount = entry.amount.times(Fraction(limit, total.least))
        else:
            # Whatever the others come to, no line is lifted beyond the limit itself.
            amount = Range(entry.amount.least, max(entry.amount.most, limit))
        yield entry.after(floor.name, amount, why, floor.origin)
