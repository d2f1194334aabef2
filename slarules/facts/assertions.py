"""What the parties assert: agreed settles a fact, disputed unsettles it, proposed does neither."""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import get_args

from slarules.core.conditions import UNKNOWN, Missing, Value
from slarules.core.contract import Fact, Kind
from slarules.core.mapping import folded
from slarules.facts.findings import FindingKind, Findings, shown
from slarules.facts.further import Row, Tables
from slarules.facts.history import BEGINNING, RowRef, Step, Timeline, WorldSpan
from slarules.facts.known import REGISTER, Assertion, Known, State
from slarules.facts.values import Mark, typed
from slarules.instants import Instant

STATES: Mapping[str, State] = {state: state for state in get_args(State)}


@dataclass(frozen=True, slots=True)
class Assertions:
    """What was asserted, by item or span, in order of time.

    Attributes:
        mark: How the files write decimals.
        until: The evaluation instant; a value that begins later is not there yet.
    """

    by_name: Mapping[str, Sequence[Assertion]]
    mark: Mark
    findings: Findings
    until: Instant

    def about_item(self, item: Timeline, kind: Kind) -> Timeline:
        """Return an item with what was asserted of it: all along, or since it says."""
        said = self.by_name.get(item.item)
        if not said:
            return item
        facts = dict(item.facts)
        self._report_open(said)
        for each in said:
            value = self._value(each, kind.facts)
            if value is not None:
                facts[each.fact] = self._with(facts.get(each.fact, ()), each, value)
        return replace(item, facts=facts)

    def about_span(self, span: WorldSpan, kind: Kind) -> WorldSpan:
        """Return a span with what was asserted of it; its facts hold all along."""
        facts = dict(span.facts)
        said = self.by_name.get(span.name, ())
        self._report_open(said)
        for each in said:
            value = self._value(each, kind.facts)
            if value is not None:
                facts[each.fact] = value
        return replace(span, facts=facts)

    def say_of_nothing(self, names: Container[str]) -> None:
        """Tell of assertions on what the source has no item or span for."""
        for about, said in self.by_name.items():
            if about not in names:
                for each in said:
                    self._report(each, "says something of an item or span that is not there")

    def _with(
        self, steps: Sequence[Step], said: Assertion, value: Value | Missing
    ) -> tuple[Step, ...]:
        if said.since is None:
            return (Step(BEGINNING, value, 0, said.ref),)
        if said.since > self.until:
            self._report(said, f"{said.fact} changes after the instant up to which is judged")
            return tuple(steps)
        before = (step for step in steps if step.at < said.since)
        return (*before, Step(said.since, value, 0, said.ref))

    def _value(self, said: Assertion, facts: Mapping[str, Fact]) -> Value | Missing | None:
        """Return the value that follows: unknown while disputed, None while only proposed."""
        if said.fact not in facts:
            self._report(said, "asserts what is no fact here; left out")
            return None
        if said.state == "agreed":
            return self._agreed(said, facts[said.fact])
        return UNKNOWN if said.state == "disputed" else None

    def _report_open(self, said: Sequence[Assertion]) -> None:
        """Tell of what is proposed or disputed and was not agreed on later."""
        agreed: set[str] = set()
        for each in reversed(said):
            if each.state == "agreed":
                agreed.add(each.fact)
            elif each.fact not in agreed:
                of = f" of {each.about}" if each.ref.file == REGISTER else ""
                self._report(each, f"{each.fact}{of} is {each.state}")

    def _agreed(self, said: Assertion, fact: Fact) -> Value | Missing:
        # A register's numbers are written as in a contract, however the files write theirs.
        value = typed(fact, said.value, "point" if said.ref.file == REGISTER else self.mark)
        if value is None:
            self._report(said, f"{fact.name} cannot be {shown(said.value)}", "undeclared")
            return UNKNOWN
        return value

    def _report(self, said: Assertion, what: str, kind: FindingKind = "not agreed") -> None:
        column = None if said.ref.file == REGISTER else "state"
        self.findings.add(kind, said.ref.file, said.ref.row, column, what)


def assertions_of(tables: Tables, known: Known, as_of: Instant, until: Instant) -> Assertions:
    """Return what a table and a register assert by the as-of instant.

    Silence of a source proves nothing past the instant to which it is complete; what the parties
    said after that was said all the same.
    """
    said: dict[str, list[Assertion]] = {}
    for each in (*_in_table(tables, as_of), *known.until(as_of).assertions):
        said.setdefault(each.about, []).append(each)
    by_name = {about: sorted(each, key=_time) for about, each in said.items()}
    return Assertions(by_name, tables.mark, tables.findings, until)


def _in_table(tables: Tables, as_of: Instant) -> Iterable[Assertion]:
    for row in tables.rows("assertions"):
        at, since = tables.time(row, "at"), tables.time(row, "since")
        state = STATES.get(folded(row.cells.get("state", "")))
        if not isinstance(at, int):
            tables.left_out(row, "no time", "at", "an assertion without a time is left out")
        elif at > as_of:
            tables.excluded(row)
        elif since is UNKNOWN:
            tables.left_out(row, "no time", "since", "since when is not known; left out")
        elif state is None:
            what = "is neither proposed, agreed nor disputed; left out"
            tables.left_out(row, "not agreed", "state", what)
        else:
            yield _assertion(row, state, at, since if isinstance(since, int) else None)


def _assertion(row: Row, state: State, at: Instant, since: Instant | None) -> Assertion:
    cells = row.cells
    return Assertion(
        about=cells.get("item_or_event", ""),
        fact=cells.get("fact", ""),
        value=cells.get("value", ""),
        state=state,
        at=at,
        since=since,
        author=cells.get("author", ""),
        evidence=cells.get("evidence", ""),
        ref=RowRef(row.file, row.number, at),
    )


def _time(said: Assertion) -> Instant:
    return said.at
