"""Caps: what a limit takes off the lines of a period, and what becomes of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field, replace
from fractions import Fraction

from slarules.core.conditions import UNKNOWN
from slarules.core.periods import AnyDays
from slarules.core.settling import Cap
from slarules.engine.reference.amount_words import term_words
from slarules.engine.reference.asking import Asking
from slarules.engine.reference.entries import Entry, Key, Ledger, Step, shared_out
from slarules.engine.reference.events import EVENT
from slarules.engine.reference.place import Place
from slarules.engine.reference.ranges import NOTHING, Range, added
from slarules.engine.reference.settled import SettledOf
from slarules.engine.reference.windows import periods_in
from slarules.engine.reference.wording import sums
from slarules.facts.history import WorldSpan
from slarules.hours.local import ONE_DAY
from slarules.hours.periods import Period


@dataclass(frozen=True, slots=True)
class Excess:
    """What a cap took off an entry."""

    entry: Entry
    amount: Range


@dataclass(slots=True)
class Capping:
    """One cap over the entries of one period.

    Attributes:
        excess: What it took off, once it was applied.
    """

    cap: Cap
    place: Place
    asking: Asking
    settled_of: SettledOf
    currency: str
    excess: list[Excess] = field(default_factory=list)

    def apply(self, ledger: Ledger) -> None:
        """Cut the entries of a ledger down to the limit, each group to its own."""
        groups: dict[str | None, list[Entry]] = {}
        for entry in ledger.entries:
            if self.is_on(entry):
                groups.setdefault(self._group(entry), []).append(entry)
        for name, entries in groups.items():
            self._cut(ledger, name, entries)
        on_cap = [entry for entries in groups.values() for entry in entries]
        doubtful = [entry for entry in on_cap if self._is_doubtful(entry)]
        if doubtful and len(on_cap) > 1:
            self._leave_open(ledger, {entry.key for entry in on_cap}, doubtful)

    def _is_doubtful(self, entry: Entry) -> bool:
        """Tell whether nobody knows by whose limit an entry goes."""
        each, place = self.cap.each, entry.place
        if each is None or place is None or place.thing(each):
            return False
        return self.asking.ground.says_of(place, each) is UNKNOWN

    def _leave_open(
        self, ledger: Ledger, keys: AbstractSet[Key], doubtful: Sequence[Entry]
    ) -> None:
        """Bound lines from outside of which some may go by the limit of another.

        Alone each keeps the most; nothing is left of one where others use up the limit.
        """
        needs = tuple(f"{self.cap.each} of {entry.subject}" for entry in doubtful)
        why = f"not known which lines are of one {self.cap.each}"
        found = [entry for entry in ledger.entries if entry.key in keys]
        ledger.change(
            replace(
                entry.changed(
                    Step(
                        self.cap.name, Range(-entry.amount.least, Fraction(0)), why, self.cap.origin
                    ),
                    Range(Fraction(0), entry.amount.most),
                ),
                needs=(*entry.needs, *needs),
            )
            for entry in found
            if entry.amount.least > 0
        )

    def _group(self, entry: Entry) -> str | None:
        """Return the thing, event or fact by whose limit an entry goes; one without is its own."""
        each, place = self.cap.each, entry.place
        if each is None:
            return None
        said = self._said(each, place) if place else None
        return said or entry.of or " ".join(entry.key)

    def _said(self, each: str, place: Place) -> str | None:
        if named := place.thing(each):
            return named
        if each == EVENT and isinstance(place.about, WorldSpan):
            event = self.asking.ground.events.of(place.about)
            return event if isinstance(event, str) else None
        said = self.asking.ground.says_of(place, each)
        return said if isinstance(said, str) else None

    def is_on(self, entry: Entry) -> bool:
        """Tell whether the cap looks at an entry."""
        on = self.cap.credits
        return entry.is_owed and (on is None or entry.statement in on)

    def _cut(self, ledger: Ledger, name: str | None, entries: Sequence[Entry]) -> None:
        limit = self._limit(ledger, name)
        if limit is None:
            return
        kept = self._shared_out(entries, limit)
        earned = ledger.total(entries)
        together = earned.at_most(limit)
        over = max(Fraction(0), earned.most - limit.least)
        why = self._why(earned, limit, name) if over else ""
        changed = list(self._changed(entries, kept, over, why))
        ledger.change([*changed, *_unchanged(entries, changed)], together)

    def _limit(self, ledger: Ledger, name: str | None) -> Range | None:
        """Return what may still be credited; `None` where billing does not say."""
        each = self.cap.each
        place = self.place.of(each, name) if each and name else self.place
        allowed = self.asking.amount(self.cap.limit, place)
        if allowed is None:
            return None
        used = added(self._credited(period, name) for period in self._earlier())
        limit = (Range.point(allowed) - used).not_negative()
        if self.cap.credits is None and name is None:
            # What is given back in the same statement makes room under a limit on its total.
            limit = limit - added(e.amount for e in ledger.entries if e.returned)
        return limit

    def _earlier(self) -> Iterator[Period]:
        """Yield the assessed periods before this one whose credits have used a part of the limit.

        A credit counts on the last date of its period, so that a stretch of days holds a period
        when it holds that date.
        """
        period, ground, window = self.place.period, self.asking.ground, self.cap.window
        if window is None:
            yield from (
                () if self.cap.every == period.kind else ground.earlier(period, self.cap.every)
            )
            return
        first = None
        if isinstance(window, AnyDays):
            first = period.following - window.days * ONE_DAY
        for other in periods_in(window, period):
            in_days = first is None or other.following - ONE_DAY >= first
            if other.start < period.start and other.label in ground.periods and in_days:
                yield other

    def _credited(self, period: Period, name: str | None) -> Range:
        settled = self.settled_of(period)
        if self.cap.credits is None and name is None:
            return settled.credited
        return added(
            entry.amount
            for entry in settled.entries
            if self.is_on(entry) and (name is None or self._group(entry) == name)
        )

    def _shared_out(self, entries: Sequence[Entry], limit: Range) -> list[Range]:
        """Return what is left of each entry: what was carried to here comes first, oldest first."""
        kept: dict[Key, Range] = {}
        left = limit
        for age in sorted({entry.age for entry in entries}, reverse=True):
            mine = [entry for entry in entries if entry.age == age]
            amounts = [entry.amount for entry in mine]
            parts = shared_out(amounts, left, self.cap.shared)
            kept.update(zip((entry.key for entry in mine), parts, strict=True))
            left = (left - added(amounts)).not_negative()
        return [kept[entry.key] for entry in entries]

    def _changed(
        self, entries: Sequence[Entry], kept: Sequence[Range], over: Fraction, why: str
    ) -> Iterator[Entry]:
        for entry, amount in zip(entries, kept, strict=True):
            taken = _taken(entry.amount, amount, over)
            if taken != NOTHING:
                self.excess.append(Excess(entry, taken))
                step = Step(self.cap.name, taken.times(Fraction(-1)), why, self.cap.origin)
                yield entry.changed(step, amount)

    def _why(self, earned: Range, limit: Range, name: str | None) -> str:
        cap, on = self.cap, self.cap.credits
        what = "total credit" if on is None else " and ".join(on)
        of = f" of {name}" if name else ""
        words = f"{term_words(cap.limit, self.currency)} = {sums(limit, self.currency)}"
        if cap.window is not None:
            words = f"what is left of {words}"
        return f"{what}{of} {sums(earned, self.currency)} is above {words}: cut {cap.shared}"


def _taken(before: Range, after: Range, over: Fraction) -> Range:
    """Return what was taken off, wherever both of them lie.

    Args:
        over: What all of them together are above the limit at most.
    """
    if before == after and before.is_point:
        return NOTHING
    least = max(Fraction(0), before.least - after.most)
    return Range(least, min(over, max(Fraction(0), before.most - after.least)))


def _unchanged(entries: Sequence[Entry], changed: Sequence[Entry]) -> list[Entry]:
    keys = {entry.key for entry in changed}
    return [entry for entry in entries if entry.key not in keys]


def beside(cap: Cap, excess: Sequence[Excess], currency: str) -> Iterator[Entry]:
    """Yield a line for what a cap took off that is paid beside the invoice."""
    for each in excess:
        words = sums(each.amount, currency)
        yield replace(
            each.entry,
            subject=f"{each.entry.subject} above {cap.name}",
            title=f"{each.entry.title}, above {cap.name}",
            basis=f"{words} above {cap.name}, paid within {cap.paid_within} calendar days",
            base=each.amount,
            earned=NOTHING,
            amount=each.amount,
            steps=(),
            kind="paid beside",
            source=each.entry.source or each.entry.key,
        )
