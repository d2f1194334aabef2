"""What a cap takes off and a later period pays: it is carried on, under that period's caps."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from slarules.core.settling import Cap
from slarules.engine.reference.capping import Excess
from slarules.engine.reference.entries import Entry, Key
from slarules.engine.reference.ranges import NOTHING
from slarules.engine.reference.wording import sums
from slarules.hours.periods import Period


def carried_on(
    cap: Cap, excess: Sequence[Excess], period: Period, currency: str
) -> Iterator[Entry]:
    """Yield what a cap took off in a period as lines of the next one.

    What has been carried for as many periods as the cap says is lost.
    """
    following = period.next()
    for each in excess:
        entry = each.entry
        if cap.carried_for is not None and entry.age >= cap.carried_for:
            continue
        earned_in = entry.earned_in or period.label
        source = entry.source or entry.key
        yield replace(
            entry,
            subject=carried_subject(source, earned_in),
            title=_title(entry, earned_in),
            basis=f"{sums(each.amount, currency)} above {cap.name} in {period.label}",
            base=each.amount,
            earned=NOTHING,
            amount=each.amount,
            steps=(),
            kind="carried",
            place=entry.place.within(following) if entry.place else None,
            earned_in=earned_in,
            source=source,
            age=entry.age + 1,
        )


def carried_subject(source: Key, earned_in: str) -> str:
    """Return how a carried line names what it is about."""
    subject = source[1]
    return f"carried from {earned_in}" if subject == earned_in else f"{subject} from {earned_in}"


def _title(entry: Entry, earned_in: str) -> str:
    return entry.title if entry.age else f"{entry.title}, carried from {earned_in}"


def together(carried: Iterable[Entry]) -> tuple[Entry, ...]:
    """Return carried lines, one for each line that was earned, the oldest first."""
    found: dict[Key, Entry] = {}
    for entry in carried:
        known = found.get(entry.key)
        if known is None:
            found[entry.key] = entry
            continue
        amount = known.amount + entry.amount
        basis = f"{known.basis}; {entry.basis}"
        found[entry.key] = replace(known, base=amount, amount=amount, basis=basis)
    return tuple(sorted(found.values(), key=lambda entry: -entry.age))
