"""Combining: of the lines of one event, thing or period, which are kept."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import combinations
from typing import assert_never

from slarules.core.conditions import UNKNOWN, Missing, Truth
from slarules.core.contract import Terms
from slarules.core.settling import Combine
from slarules.engine.outcome import Combined, Verdict
from slarules.engine.reference.claiming import claim_of
from slarules.engine.reference.entries import Entry, Ledger
from slarules.engine.reference.events import EVENT, Events
from slarules.engine.reference.periods import version_of_period
from slarules.engine.reference.place import Place
from slarules.engine.reference.ranges import NOTHING, Range, added, hull
from slarules.engine.reference.unknowns import Case, Unknown
from slarules.engine.reference.wording import decimal, sums
from slarules.engine.reference.worlds import World
from slarules.facts.history import Timeline, WorldSpan
from slarules.hours.periods import Period

Key = tuple[str, str]
"""A group: the kind of thing, and its name; the fact `event` is a kind, too."""

ELECTED = "elected"


def lines_of(step: Combine, terms: Terms) -> frozenset[str]:
    """Return the statements whose lines a combination is on, also through others."""
    return frozenset(name for option in step.on for name in _lines(option, terms, step.name))


def _lines(option: str, terms: Terms, outer: str) -> frozenset[str]:
    inner = terms.combines.get(option)
    # A combination on itself is refused when the contract is checked.
    return frozenset({option}) if inner is None or option == outer else lines_of(inner, terms)


def combine(step: Combine, ledger: Ledger, period: Period, world: World) -> list[Combined]:
    """Keep of each group of lines what a combination keeps; the others come to nothing."""
    return _Combining(step, ledger, period, world).run()


def over(worlds: Sequence[Sequence[Combined]]) -> tuple[Combined, ...]:
    """Return what each group came to over all worlds, in which it may come to nothing."""
    by_key = [{(found.combine, found.of): found for found in one} for one in worlds]
    told = {key: found for one in by_key for key, found in one.items()}
    return tuple(_over(found, [one.get(key) for one in by_key]) for key, found in told.items())


def _over(told: Combined, found: Sequence[Combined | None]) -> Combined:
    least = min(one.least if one else Fraction(0) for one in found)
    most = max(one.most if one else Fraction(0) for one in found)
    kept = dict.fromkeys(name for one in found if one for name in one.kept)
    needs = dict.fromkeys(need for one in found if one for need in one.needs)
    settled = () if least == most else tuple(needs)
    return replace(told, least=least, most=most, kept=tuple(kept), needs=settled)


@dataclass(frozen=True, slots=True)
class _Option:
    """One of what a group has to choose from: the lines of a credit, or one line."""

    name: str
    entries: tuple[Entry, ...]
    amount: Range


@dataclass(frozen=True, slots=True)
class _Kept:
    """What is kept of a group: of each option whether, what that comes to, and why."""

    truths: tuple[Truth, ...]
    total: Range
    why: str
    needs: tuple[str, ...] = ()


class _Combining:
    def __init__(self, step: Combine, ledger: Ledger, period: Period, world: World) -> None:
        self.step = step
        self.ledger = ledger
        self.period = period
        self.world = world
        self.terms = version_of_period(world.ground.contract, period).terms
        self.events = Events(world.ground.contract, world.ground.history)

    def run(self) -> list[Combined]:
        """Change the lines that lose, and return what each group came to."""
        names = lines_of(self.step, self.terms)
        entries = [e for e in self.ledger.entries if e.statement in names and not e.returned]
        groups = self._grouped(entries)
        if groups is None:
            self._leave_open(entries)
            return []
        found = []
        for key, several in groups.items():
            options = [o for o in self._options(several) if o.amount.most > 0]
            if options:
                found.append(self._settle(key, options))
        return found

    # --- groups -----------------------------------------------------------------------------------

    def _grouped(self, entries: Sequence[Entry]) -> dict[Key | None, list[Entry]] | None:
        """Return the lines by group; `None` while it is not known where a line belongs."""
        keys = [self._key(entry) for entry in entries]
        perhaps = [_own(e) for e, key in zip(entries, keys, strict=True) if key is UNKNOWN]
        # Lines of unknown events may share one that is named, or one that no other line has.
        named = (key for key in keys if isinstance(key, tuple) and key[0] == self.step.each)
        able = list(dict.fromkeys((*named, *perhaps)))
        chosen = [
            self._placed(entry, able) if isinstance(key, Missing) else key
            for entry, key in zip(entries, keys, strict=True)
        ]
        groups: dict[Key | None, list[Entry]] = {}
        for entry, key in zip(entries, chosen, strict=True):
            if isinstance(key, Missing):
                return None
            groups.setdefault(key, []).append(entry)
        return groups

    def _key(self, entry: Entry) -> Key | Missing | None:
        each, place = self.step.each, entry.place
        if each is None:
            return None
        said = self._said(each, place) if place else None
        if said is UNKNOWN:
            return UNKNOWN
        return (each, said) if isinstance(said, str) else _own(entry)

    def _said(self, each: str, place: Place) -> str | Missing | None:
        if named := place.thing(each):
            return named
        if each == EVENT and isinstance(place.about, WorldSpan):
            return self.events.of(place.about)
        said = self.world.ground.says_of(place, each)
        return said if isinstance(said, str | Missing) else None

    def _placed(self, entry: Entry, able: Sequence[Key]) -> Key | Missing:
        """Return the group of a line of which nobody knows, as this world has it."""
        own = _own(entry)
        need = f"{self.step.each} of {own[1]}"
        cases = tuple(Case(None, Range.point(i)) for i in range(len(able)))
        of = f"{' '.join(own)} in {self.period.label}"
        unknown = Unknown("where", f"{self.step.name} {need}", of, Case(None), cases, (need,))
        chosen = self.world.ask(unknown).quantity
        if chosen is None:
            return UNKNOWN
        # A world may have fewer lines than there may be: a line of no other's group is alone.
        number = int(chosen.least)
        return able[number] if number < len(able) else own

    def _leave_open(self, entries: Sequence[Entry]) -> None:
        if self.step.keeps == "sum":
            return
        needs = tuple(
            f"{self.step.each} of {e.subject}" for e in entries if isinstance(self._key(e), Missing)
        )
        why = f"not known which lines are one {self.step.each}"
        self._change([(entry, None) for entry in entries], why, needs, None)

    # --- options ----------------------------------------------------------------------------------

    def _options(self, entries: Sequence[Entry]) -> Iterator[_Option]:
        for name in self.step.on:
            names = _lines(name, self.terms, self.step.name)
            mine = tuple(entry for entry in entries if entry.statement in names)
            if self.step.keeps == "highest" and name not in self.terms.combines:
                yield from (_Option(name, (entry,), entry.amount) for entry in mine)
            elif mine:
                yield _Option(name, mine, self.ledger.total(mine))

    def _settle(self, key: Key | None, options: Sequence[_Option]) -> Combined:
        kept = self._kept(key, options)
        changes = [
            (entry, truth)
            for option, truth in zip(options, kept.truths, strict=True)
            for entry in option.entries
        ]
        together = kept.total if None in kept.truths else None
        self._change(changes, kept.why, kept.needs, together)
        names = [o.name for o, t in zip(options, kept.truths, strict=True) if t is not False]
        needs = () if kept.total.is_point else self._all_needs(options, kept)
        return Combined(
            self.step.name,
            self.step.title,
            self.period.label,
            None if key is None else key[1],
            tuple(dict.fromkeys(names)),
            kept.total.least,
            kept.total.most,
            needs,
            self.step.origin,
        )

    def _all_needs(self, options: Iterable[_Option], kept: _Kept) -> tuple[str, ...]:
        own = (need for o in options for entry in o.entries for need in entry.needs)
        return tuple(dict.fromkeys((*kept.needs, *own)))

    def _change(
        self,
        changes: Sequence[tuple[Entry, Truth]],
        why: str,
        needs: tuple[str, ...],
        together: Range | None,
    ) -> None:
        changed = [self._after(entry, truth, why, needs) for entry, truth in changes]
        if together is None:
            changed = [
                new for new, (old, _) in zip(changed, changes, strict=True) if new is not old
            ]
        if changed:
            self.ledger.change(changed, together)

    def _after(self, entry: Entry, truth: Truth, why: str, needs: tuple[str, ...]) -> Entry:
        if truth is True or entry.amount == NOTHING:
            return entry
        amount = entry.amount.when(truth)
        said = why if truth is False else f"perhaps: {why}"
        found = entry.after(self.step.name, amount, said, self.step.origin)
        return replace(found, needs=tuple(dict.fromkeys((*entry.needs, *needs))))

    # --- what is kept -----------------------------------------------------------------------------

    def _kept(self, key: Key | None, options: Sequence[_Option]) -> _Kept:
        of = "" if key is None else f" of {key[1]}"
        match self.step.keeps:
            case "sum":
                total = added(option.amount for option in options)
                return _Kept((True,) * len(options), total, "all are kept")
            case "highest":
                return self._highest(options, of)
            case "first":
                return self._first(options, of)
            case "elected":
                return self._elected(key, options, of)
            case "best together":
                return self._best(options, of)
            case _:
                assert_never(self.step.keeps)

    def _highest(self, options: Sequence[_Option], of: str) -> _Kept:
        sets = [(i,) for i in range(len(options))]
        truths, total, names = _greatest(options, sets)
        return _Kept(
            truths, total, f"the highest{of} is {names} with {self._figure(options, total)}"
        )

    def _first(self, options: Sequence[_Option], of: str) -> _Kept:
        truths: list[Truth] = []
        totals: list[Range] = []
        is_settled = False
        for option in options:
            truths.append(False if is_settled else (None if totals else True))
            if not is_settled:
                totals.append(option.amount)
                is_settled = option.amount.least > 0
        return _Kept(tuple(truths), hull(totals), f"the first{of} is {options[0].name}")

    def _best(self, options: Sequence[_Option], of: str) -> _Kept:
        apart = {frozenset((p.credit, p.other)) for p in self.step.pairs if not p.together}
        sets = [
            chosen
            for count in range(len(options), 0, -1)
            for chosen in combinations(range(len(options)), count)
            if not any(
                frozenset((options[a].name, options[b].name)) in apart
                for a, b in combinations(chosen, 2)
            )
        ]
        truths, total, names = _greatest(options, sets)
        figure = self._figure(options, total)
        return _Kept(
            truths, total, f"the best{of} that may stand together is {names} with {figure}"
        )

    def _elected(self, key: Key | None, options: Sequence[_Option], of: str) -> _Kept:
        chosen = self._choice(key)
        if chosen is None and len(options) > 1:
            if self.step.otherwise_highest and self._is_too_late(options):
                kept = self._highest(options, of)
                return _Kept(kept.truths, kept.total, f"nobody chose, and {kept.why}")
            chosen = self._asked(key, options)
        if chosen is None and len(options) > 1:
            either = hull(option.amount for option in options)
            why = f"the customer has not chosen{of}"
            return _Kept((None,) * len(options), either, why, (self._need(key),))
        truths = tuple(chosen is None or option.name == chosen for option in options)
        total = added(o.amount for o, truth in zip(options, truths, strict=True) if truth)
        return _Kept(truths, total, f"the customer chose {chosen}{of}")

    def _need(self, key: Key | None) -> str:
        return f"{ELECTED} of {self.period.label if key is None else key[1]}"

    def _choice(self, key: Key | None) -> str | None:
        """Return what the customer chose, so far as anybody has said."""
        thing = ("period", self.period.label) if key is None else key
        ground = self.world.ground
        if timeline := ground.timelines.get(thing):
            said = timeline.last(ELECTED, ground.history.until)
        else:
            spans = (s for s in ground.history.spans if (s.kind, s.name) == thing)
            said = next((s.facts.get(ELECTED, UNKNOWN) for s in spans), UNKNOWN)
        return said if isinstance(said, str) and said in self.step.on else None

    def _asked(self, key: Key | None, options: Sequence[_Option]) -> str | None:
        names = [option.name for option in options]
        cases = tuple(Case(None, Range.point(i)) for i in range(len(names)))
        of = f"{self.period.label if key is None else ' '.join(key)} in {self.period.label}"
        needs = (self._need(key),)
        unknown = Unknown("election", self.step.name, of, Case(None), cases, needs)
        chosen = self.world.ask(unknown).quantity
        return None if chosen is None else names[int(chosen.least)]

    def _is_too_late(self, options: Sequence[_Option]) -> bool:
        """Tell whether all claims of a group are over; what needs none is not waited for."""
        ground = self.world.ground
        ends = [claim_of(ground, self.period, entry) for o in options for entry in o.entries]
        return all(end is None or end <= ground.history.as_of for end in ends)

    def _figure(self, options: Sequence[_Option], total: Range) -> str:
        if options[0].entries[0].unit == "money":
            return sums(total, self.world.ground.contract.currency)
        least, most = decimal(total.least), decimal(total.most)
        return f"{least if total.is_point else f'{least} to {most}'} points"


def _greatest(
    options: Sequence[_Option], sets: Sequence[tuple[int, ...]]
) -> tuple[tuple[Truth, ...], Range, str]:
    """Return what is kept where the greatest sum over some sets of options is, and its names."""
    sums_of = [added(options[i].amount for i in chosen) for chosen in sets]
    least, most = max(s.least for s in sums_of), max(s.most for s in sums_of)
    if all(s.is_point for s in sums_of):
        able = [next(c for c, s in zip(sets, sums_of, strict=True) if s.most == most)]
    else:
        able = [c for c, s in zip(sets, sums_of, strict=True) if s.most >= least]
    truths = tuple(_in_all(i, able) for i in range(len(options)))
    names = " and ".join(dict.fromkeys(options[i].name for i in able[0]))
    return truths, Range(least, most), names if len(able) == 1 else f"perhaps {names}"


def _in_all(place: int, sets: Sequence[tuple[int, ...]]) -> Truth:
    having = [place in chosen for chosen in sets]
    return None if len(set(having)) > 1 else having[0]


def _own(entry: Entry) -> Key:
    """Return the group of a line that shares it with no other but those of its own item."""
    match entry.place.about if entry.place else None:
        case Verdict(kind=kind, item=item):
            return kind, item
        case Timeline(kind=kind, item=item):
            return kind, item
        case WorldSpan(kind=kind, name=name):
            return kind, name
        case _:
            things = entry.place.things if entry.place else ()
            return things[-1] if things else ("", entry.subject)
