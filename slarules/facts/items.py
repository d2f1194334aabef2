"""The items of one kind: their raw histories become timelines, what does not count left out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from slarules.core.contract import Kind
from slarules.core.mapping import (
    CommentBy,
    Field,
    Further,
    Mapping,
    Pick,
    RawCondition,
    Rises,
    RowOf,
    Shape,
    Starts,
    Stops,
    TimeIn,
)
from slarules.core.mapping import Happening as Rule
from slarules.facts.findings import FindingKind, Findings
from slarules.facts.happenings import Observer
from slarules.facts.history import Timeline
from slarules.facts.holes import Holes
from slarules.facts.horizon import Horizon
from slarules.facts.moments import Rules, time_in
from slarules.facts.needs import Used
from slarules.facts.oddities import oddities
from slarules.facts.raw import Entry, subjects
from slarules.facts.rows import Intake
from slarules.facts.sequence import duplicates, in_order
from slarules.facts.timelines import CLOSED, Reader, same_item
from slarules.facts.times import Times
from slarules.facts.words import Word
from slarules.instants import Instant, iso

MADE = RowOf("created")


def wanted_fields(mapping: Mapping) -> frozenset[str]:
    """Return every field that a rule for items or things looks at."""
    own = (_wanted(mapping.of(kind)) for kind in mapping.things)
    return _wanted(mapping).union(*own)


def _wanted(mapping: Mapping) -> frozenset[str]:
    conditions = [case.when for rule in mapping.facts.values() for case in rule.cases]
    conditions += [condition for _, condition in mapping.roles]
    names = {rule.value_of.name for rule in mapping.facts.values() if rule.value_of}
    for rule in (rule for rules in mapping.happenings.values() for rule in rules):
        conditions += _conditions(rule)
        names |= _named(rule)
    found = (s for condition in conditions for s in subjects(condition))
    return frozenset(names | {s.name for s in found if isinstance(s, Field)})


def _about(mapping: Mapping, kind: Kind) -> Mapping:
    """Return the rules for the words of one kind; a column that no rule names may be missing."""
    facts = {word: rule for word, rule in mapping.facts.items() if word in kind.facts}
    happen = {*kind.moments, *kind.events}
    happenings = {word: rules for word, rules in mapping.happenings.items() if word in happen}
    return replace(mapping, facts=facts, happenings=happenings)


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


@dataclass(frozen=True, slots=True)
class Sight:
    """What is a contract's own while it looks at rows that several share.

    Attributes:
        only: The facts that it looks for, moments left out; None for all words.
    """

    used: Used
    times: Times
    findings: Findings
    only: frozenset[str] | None = None

    def words(self, kind: Kind) -> tuple[set[str], set[str]]:
        """Return the facts, and the moments and events, that are looked for."""
        if self.only is not None:
            return kind.facts.keys() & self.only, set()
        return set(kind.facts), {*kind.moments, *kind.events}


class Items:
    """The items of one kind, as a contract sees them.

    Attributes:
        kept: How many rows of each file are in its timelines.
    """

    def __init__(self, kind: Kind, mapping: Mapping, intake: Intake, sight: Sight) -> None:
        written = _about(mapping, kind)
        mapping = mapping.of(kind.name)
        self.kind, self.mapping, self.intake, self.sight = kind, mapping, intake, sight
        self.name = intake.table.pattern or kind.plural
        self.kept: Counter[str] = Counter()
        self._used, self._wanted = sight.used, _wanted(written)
        self._reader = _reader(kind, mapping, intake.table.shape, sight)

    def latest(self) -> Instant | None:
        """Return the latest time in the history: of a row, or of a moment when rows have none."""
        if self.intake.table.shape != "wide":
            return self.intake.latest
        ahead = self._used.appointments
        words = self._reader.rules.words
        rules = tuple(
            rule
            for word, found in words.items()
            if word not in ahead
            for rule in found
            if isinstance(rule, TimeIn)
        )
        known = self.intake.latest_by
        if rules not in known:
            known[rules] = self._latest(rules), self.sight.times.shown
        latest, self.sight.times.shown = known[rules]
        if not self.intake.tells_of_learning:
            return latest
        return max((at for at in (latest, self.intake.latest) if at is not None), default=None)

    def say_latest(self, latest: Instant) -> None:
        """Say which row shows how far the history goes: a wrong time there spoils every verdict."""
        row = self.intake.latest_row
        if row is not None and self.intake.latest == latest:
            what = f"is the latest row; the history counts as complete through {iso(latest)}"
            self.sight.findings.add("detected", row.file, row.row, None, what)

    def _latest(self, rules: Iterable[TimeIn]) -> Instant | None:
        times = (
            time_in(rule, text, entry, self.sight.times)
            for rule in rules
            for entries in self.intake.histories.values()
            for entry in entries
            if (text := entry.value(rule.subject.name))
        )
        return max((at for at in times if at is not None), default=None)

    def timelines(self, names: Iterable[str], horizon: Horizon) -> Iterator[Timeline]:
        """Yield the timelines of items in order of their names, as they are known at a horizon."""
        self.tell_of_all()
        for item in sorted(names):
            for odd in self.intake.odd.get(item, ()):
                self.sight.findings.take(odd)
            known = self.timeline(item, self.intake.histories[item], horizon)
            if known:
                yield known

    def tell_of_all(self) -> None:
        """Tell what is odd about the table, whatever its items."""
        self._say_without_history()
        self._say_missing()

    def timeline(self, item: str, said: Sequence[Entry], horizon: Horizon) -> Timeline | None:
        """Return what is known of an item at a horizon; None when it does not exist yet."""
        entries = self._kept(said, horizon)
        timeline = self._timeline(item, entries, horizon.through) if entries else None
        known = timeline and self._until(timeline, horizon.until, entries)
        if known:
            if self._reader.rules.shape != "wide":
                self._say_oddities(entries, self._reader.rules.shape)
            self._say_out_of_order(known, entries)
            self.kept.update(map(self.intake.file_of, entries))
        return known

    # --- rows --------------------------------------------------------------------------------

    def _kept(self, entries: Sequence[Entry], horizon: Horizon) -> list[Entry]:
        until, as_of = horizon.until, horizon.as_of
        if len(entries) == 1 and entries[0].at <= until and entries[0].recorded is None:
            return [*entries]
        ordered = in_order(entries)
        ahead = [entry for entry in ordered if entry.at > until]
        unlearned = [entry for entry in ordered if entry.known > as_of and entry.at <= until]
        if ahead or unlearned:
            self._drop("later than as-of", "lies after the as-of instant; left out", ahead)
            what = "was recorded after the as-of instant; left out"
            self._drop("later than as-of", what, unlearned)
            ordered = [entry for entry in ordered if entry.at <= until and entry.known <= as_of]
        if again := list(duplicates(ordered)):
            self._drop("duplicate", "says again what another row says; left out", again)
            dropped = {entry.sequence for entry in again}
            ordered = [entry for entry in ordered if entry.sequence not in dropped]
        return ordered

    def _drop(self, kind: FindingKind, what: str, entries: Iterable[Entry]) -> None:
        for entry in entries:
            self._say(kind, entry, None, what)

    def _say(self, kind: FindingKind, entry: Entry, column: str | None, what: str) -> None:
        self.sight.findings.add(kind, entry.file, entry.row, column, what)

    # --- timelines ---------------------------------------------------------------------------

    def _timeline(self, item: str, entries: Sequence[Entry], through: Instant) -> Timeline:
        if self.intake.table.shape != "wide":
            return self._reader.timeline(item, Holes(entries, self._say).filled(), through)
        first, *others = [self._reader.timeline(item, [entry], through) for entry in entries]
        for other, entry in zip(others, entries[1:], strict=True):
            what = "is a second row of its item; where the two differ, nothing is known"
            self.sight.findings.add("duplicate", entry.file, entry.row, None, what)
            first = same_item(first, other)
        return first

    def _until(
        self, timeline: Timeline, until: Instant, entries: Sequence[Entry]
    ) -> Timeline | None:
        """Return what is known at an instant; None when the item does not exist yet."""
        if not self._used.of_contract:
            return timeline
        ahead = self._used.appointments
        unknown = {
            word: seen
            for word, moment in timeline.unknown.items()
            if (seen := moment if word in ahead else moment.known_at(until))
        }
        late = [*(timeline.unknown.keys() - unknown.keys())]
        late += [
            word
            for word, found in timeline.happened.items()
            if found[-1].at > until and word not in ahead
        ]
        if not late:
            return replace(timeline, unknown=unknown)
        for word in sorted(late):
            what = f"{word} lies after the as-of instant; it has not happened"
            self.sight.findings.add(
                "later than as-of", entries[-1].file, entries[-1].row, None, what
            )
        kept = {
            word: tuple(h for h in found if h.at <= until or word in ahead)
            for word, found in timeline.happened.items()
        }
        happened = {word: found for word, found in kept.items() if found}
        known = replace(timeline, happened=happened, unknown=unknown)
        return known if happened.keys() - ahead else None

    # --- what is odd -------------------------------------------------------------------------

    def _say_without_history(self) -> None:
        wide = self.intake.table.shape == "wide"
        for word, rules in self._reader.rules.words.items():
            if wide and not any(isinstance(rule, TimeIn) for rule in rules):
                what = f"{word} needs a history, and one row an item has none; it is unknown"
                self.sight.findings.add("no history", self.name, None, None, what)
            elif not wide and MADE in rules and not self.intake.tells_of_making:
                what = f"{word} is when created, and no row says when; it is unknown"
                self.sight.findings.add("no history", self.name, None, None, what)

    def _say_missing(self) -> None:
        for file, name in self.intake.missing:
            if name in self._wanted:
                what = "the mapping reads this column, and the file has none; unknown for all rows"
                self.sight.findings.add("missing field", file, None, name, what)
        if self.intake.table.shape == "events":
            for name in sorted(self._wanted - self.intake.ever_set):
                what = "the mapping reads this field, and no row sets it"
                self.sight.findings.add("missing field", self.name, None, name, what)

    def _say_oddities(self, entries: Sequence[Entry], shape: Shape) -> None:
        is_made = self.intake.tells_of_making
        for kind, entry, what in oddities(entries, shape, is_made=is_made):
            self._say(kind, entry, None, what)

    def _say_out_of_order(self, item: Timeline, entries: Sequence[Entry]) -> None:
        file, row = entries[0].file, entries[0].row
        for start, end in self._used.measured.get(self.kind.name, ()):
            began, ended = item.moment(start), item.moment(end)
            if isinstance(began, int) and isinstance(ended, int) and ended < began:
                what = f"{end} lies before {start}"
                self.sight.findings.add("out of order", file, row, None, what)


def _closing(kind: Kind, mapping: Mapping) -> Iterator[Word]:
    """Yield the states of which the mapping says when they are closed, used or not."""
    for name, fact in kind.facts.items():
        rule = mapping.facts.get(name)
        if fact.is_state and rule and any(case.value == CLOSED for case in rule.cases):
            yield Word(fact, rule, mapping.layout.decimal)


def _reader(kind: Kind, mapping: Mapping, shape: Shape | Further, sight: Sight) -> Reader:
    mark, used = mapping.layout.decimal, sight.used
    told, own = sight.words(kind)
    words = {word: rules for word, rules in mapping.happenings.items() if word in own}
    facts = {word: rule for word, rule in mapping.facts.items() if word in told}
    assert shape in {"wide", "events", "snapshots"}  # noqa: S101
    return Reader(
        kind,
        Rules(
            words,
            frozenset(kind.events),
            shape,
            sight.times,
            Observer(mark, mapping.roles),
            sight.findings,
        ),
        tuple(Word(kind.facts[word], rule, mark) for word, rule in facts.items()),
        tuple(_closing(kind, mapping)) if shape != "wide" else (),
        tuple(sorted((used.facts & told) - facts.keys())),
        tuple(sorted((used.moments & own) - words.keys())),
    )
