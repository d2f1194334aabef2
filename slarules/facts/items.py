"""The items of one kind: their raw histories become timelines, what is not theirs left out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from collections.abc import Mapping as Dict
from dataclasses import replace

from slarules.core.contract import Kind
from slarules.core.mapping import (
    CommentBy,
    Field,
    Mapping,
    Pick,
    RawCondition,
    Rises,
    RowOf,
    Starts,
    Stops,
    TimeIn,
)
from slarules.core.mapping import Happening as Rule
from slarules.facts.findings import FindingKind, Tally
from slarules.facts.happenings import Observer
from slarules.facts.history import Timeline
from slarules.facts.moments import Rules, time_in
from slarules.facts.needs import Used
from slarules.facts.raw import Entry, subjects
from slarules.facts.rows import Intake, duplicates, in_order
from slarules.facts.timelines import Reader, same_item
from slarules.facts.words import Word
from slarules.instants import Instant

MADE = RowOf("created")


def wanted_fields(mapping: Mapping) -> frozenset[str]:
    """Return every field that a rule for items looks at."""
    conditions = [case.when for rule in mapping.facts.values() for case in rule.cases]
    conditions += [condition for _, condition in mapping.roles]
    names = {rule.value_of.name for rule in mapping.facts.values() if rule.value_of}
    for rule in (rule for rules in mapping.happenings.values() for rule in rules):
        conditions += _conditions(rule)
        names |= _named(rule)
    found = (s for condition in conditions for s in subjects(condition))
    return frozenset(names | {s.name for s in found if isinstance(s, Field)})


def _conditions(rule: Rule) -> list[RawCondition]:
    match rule:
        case TimeIn(when=when):
            return [when]
        case Pick(occurrence=CommentBy(where=condition)):
            return [condition]
        case Pick(occurrence=Starts(condition) | Stops(condition)):
            return [condition]
        case _:
            return []


def _named(rule: Rule) -> set[str]:
    match rule:
        case TimeIn(subject=subject) | Pick(occurrence=Rises(subject=subject)):
            return {subject.name}
        case _:
            return set()


class Items:
    """The items of one kind, as they were read."""

    def __init__(self, kind: Kind, mapping: Mapping, intake: Intake, used: Used) -> None:
        self.kind, self.name = kind, intake.table.pattern or kind.plural
        self._intake, self._findings, self._used = intake, intake.findings, used
        self._reader = _reader(kind, mapping, intake, used)

    def latest(self) -> Instant | None:
        """Return the latest time in the history: of a row, or of a moment when rows have none."""
        if self._intake.table.shape != "wide":
            return self._intake.latest
        rules = self._reader.rules
        times = (
            time_in(rule, text, entry, rules.times)
            for word, found in rules.words.items()
            if word not in self._used.appointments
            for rule in found
            if isinstance(rule, TimeIn)
            for entries in self._intake.histories.values()
            for entry in entries
            if (text := entry.value(rule.subject.name))
        )
        return max((at for at in times if at is not None), default=None)

    def timelines(
        self, until: Instant, through: Instant, tallies: Dict[str, Tally]
    ) -> Iterator[Timeline]:
        """Yield the timelines in order of the items' names, nothing in them after `until`."""
        self._say_without_history()
        self._say_never_set()
        for item in sorted(self._intake.histories):
            entries = self._kept(self._intake.histories[item], until, tallies)
            timeline = self._timeline(item, entries, through) if entries else None
            known = timeline and self._until(timeline, until, entries)
            if known:
                self._say_out_of_order(known, entries)
                yield known
            else:
                _exclude(entries, tallies)

    def exclude(self, item: str, tallies: Dict[str, Tally]) -> None:
        """Count the rows of an item as left out on purpose."""
        _exclude(self._intake.histories[item], tallies)

    # --- rows --------------------------------------------------------------------------------

    def _kept(
        self, entries: Sequence[Entry], until: Instant, tallies: Dict[str, Tally]
    ) -> list[Entry]:
        ordered = in_order(entries)
        again = list(duplicates(ordered))
        later = [entry for entry in ordered if entry.at > until]
        if not again and not later:
            return ordered
        self._drop("duplicate", "says again what another row says; left out", again, tallies)
        later = [entry for entry in later if entry not in again]
        self._drop("later than as-of", "lies after the as-of instant; left out", later, tallies)
        dropped = {entry.sequence for entry in (*again, *later)}
        return [entry for entry in ordered if entry.sequence not in dropped]

    def _drop(
        self, kind: FindingKind, what: str, entries: Iterable[Entry], tallies: Dict[str, Tally]
    ) -> None:
        for entry in entries:
            self._findings.add(kind, entry.file, entry.row, None, what)
            tallies[entry.file].excluded += 1

    # --- timelines ---------------------------------------------------------------------------

    def _timeline(self, item: str, entries: Sequence[Entry], through: Instant) -> Timeline:
        if self._intake.table.shape != "wide":
            return self._reader.timeline(item, entries, through)
        first, *others = [self._reader.timeline(item, [entry], through) for entry in entries]
        for other, entry in zip(others, entries[1:], strict=True):
            what = "is a second row of its item; where the two differ, nothing is known"
            self._findings.add("duplicate", entry.file, entry.row, None, what)
            first = same_item(first, other)
        return first

    def _until(
        self, timeline: Timeline, until: Instant, entries: Sequence[Entry]
    ) -> Timeline | None:
        """Return what is known at an instant; None when the item does not exist yet."""
        ahead = self._used.appointments
        late = [
            word
            for word, found in timeline.happened.items()
            if found[-1].at > until and word not in ahead
        ]
        if not late or not self._used.of_contract:
            return timeline
        for word in late:
            what = f"{word} lies after the as-of instant; it has not happened"
            self._findings.add("later than as-of", entries[-1].file, entries[-1].row, None, what)
        kept = {
            word: tuple(h for h in found if h.at <= until or word in ahead)
            for word, found in timeline.happened.items()
        }
        happened = {word: found for word, found in kept.items() if found}
        return replace(timeline, happened=happened) if happened.keys() - ahead else None

    # --- what is odd -------------------------------------------------------------------------

    def _say_without_history(self) -> None:
        wide = self._intake.table.shape == "wide"
        for word, rules in self._reader.rules.words.items():
            if wide and not any(isinstance(rule, TimeIn) for rule in rules):
                what = f"{word} needs a history, and one row an item has none; it is unknown"
                self._findings.add("no history", self.name, None, None, what)
            elif not wide and MADE in rules and not self._tells_of_making():
                what = f"{word} is when created, and no row says when; it is unknown"
                self._findings.add("no history", self.name, None, None, what)

    def _tells_of_making(self) -> bool:
        histories = self._intake.histories.values()
        return any(entry.kind == MADE.kind for entries in histories for entry in entries)

    def _say_never_set(self) -> None:
        if self._intake.table.shape == "events":
            for name in sorted(self._intake.never_set):
                what = "the mapping reads this field, and no row sets it"
                self._findings.add("missing field", self.name, None, name, what)

    def _say_out_of_order(self, item: Timeline, entries: Sequence[Entry]) -> None:
        file, row = entries[0].file, entries[0].row
        if any(entry.kind == "created" for entry in entries) and entries[0].at < _created(entries):
            what = "lies before its item was created"
            self._findings.add("out of order", file, row, None, what)
        for start, end in self._used.measured.get(self.kind.name, ()):
            began, ended = item.moment(start), item.moment(end)
            if isinstance(began, int) and isinstance(ended, int) and ended < began:
                what = f"{end} lies before {start}"
                self._findings.add("out of order", file, row, None, what)


def _created(entries: Iterable[Entry]) -> Instant:
    return next(entry.at for entry in entries if entry.kind == "created")


def _exclude(entries: Iterable[Entry], tallies: Dict[str, Tally]) -> None:
    for entry in entries:
        tallies[entry.file].excluded += 1


def _reader(kind: Kind, mapping: Mapping, intake: Intake, used: Used) -> Reader:
    mark = mapping.layout.decimal
    own = {*kind.moments, *kind.events}
    words = {word: rules for word, rules in mapping.happenings.items() if word in own}
    facts = {word: rule for word, rule in mapping.facts.items() if word in kind.facts}
    shape = intake.table.shape
    assert shape in {"wide", "events", "snapshots"}  # noqa: S101
    return Reader(
        kind,
        Rules(
            words,
            frozenset(kind.events),
            shape,
            intake.times,
            Observer(mark, mapping.roles),
            intake.findings,
        ),
        tuple(Word(kind.facts[word], rule, mark) for word, rule in facts.items()),
        tuple(sorted((used.facts & kind.facts.keys()) - facts.keys())),
        tuple(sorted((used.moments & own) - words.keys())),
    )
