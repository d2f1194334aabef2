"""What the names of one text in force mean, and where its problems are told."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Literal, Protocol, TypeAlias, TypeVar

from slarules.contract.doubts import ANY, Doubts
from slarules.contract.period_kinds import standard_kind
from slarules.contract.problems.kinds import OtherCurrency, WrongKind
from slarules.contract.problems.names import UndeclaredFact, UnknownName
from slarules.contract.problems.told import elsewhere, nearest
from slarules.core.clocks import ELAPSED, Clock
from slarules.core.contract import Kind, Measurement, Vocabulary
from slarules.core.measures import PeriodMeasure
from slarules.core.periods import PeriodKind, Trailing
from slarules.core.promises import Origin, Promise
from slarules.core.targets import Target
from slarules.hours.local import at_local
from slarules.instants import Instant, Micros
from slarules.problems import Problem
from slarules.source import NOWHERE, SourceText, Span
from slarules.syntax import tree

Noun: TypeAlias = Literal[
    "clock",
    "holidays",
    "level",
    "amount",
    "measure",
    "targets",
    "exception",
    "target",
    "condition",
    "period",
    "pause",
    "exclude",
    "cancel",
    "restart",
    "credit",
    "points",
    "bonus",
    "scorecard",
    "combine",
    "pool",
    "multiplier",
    "cap",
    "floor",
    "earnback",
    "right",
    "duty",
]

NOUNS: Mapping[type, Noun] = {
    tree.Clock: "clock",
    tree.Holidays: "holidays",
    tree.Level: "level",
    tree.AmountStatement: "amount",
    tree.Measure: "measure",
    tree.Targets: "targets",
    tree.Exemption: "exception",
    tree.Target: "target",
    tree.ConditionStatement: "condition",
    tree.PeriodStatement: "period",
    tree.Pause: "pause",
    tree.Exclude: "exclude",
    tree.Cancel: "cancel",
    tree.Restart: "restart",
    tree.Credit: "credit",
    tree.Points: "points",
    tree.Bonus: "bonus",
    tree.Scorecard: "scorecard",
    tree.Combine: "combine",
    tree.Pool: "pool",
    tree.Multiplier: "multiplier",
    tree.Cap: "cap",
    tree.Floor: "floor",
    tree.Earnback: "earnback",
    tree.Right: "right",
    tree.Duty: "duty",
}

STEPS: tuple[Noun, ...] = (
    "credit",
    "points",
    "bonus",
    "scorecard",
    "pool",
    "multiplier",
    "combine",
    "cap",
    "floor",
    "earnback",
)
"""Statements that a settlement's order may name."""

BUILT_IN_CLOCKS = ("elapsed",)

P = TypeVar("P", bound=tree.Phrase)


@dataclass(slots=True)
class Telling:
    """Problems found so far; each carries the clause of the statement in hand.

    Attributes:
        count: How often something was told, also what only follows from something else.
        row_clauses: The clause of each row that an amendment put into a table.
    """

    problems: list[Problem] = field(default_factory=list)
    clause: str | None = None
    doubts: Doubts = field(default_factory=Doubts)
    count: int = 0
    row_clauses: dict[Span, str] = field(default_factory=dict)

    def tell(self, problem: Problem) -> None:
        """Keep a problem, unless it only follows from another."""
        self.count += 1
        if not self.doubts.explain(problem):
            clause = problem.clause or self.clause
            self.problems.append(replace(problem, clause=clause) if clause else problem)


@dataclass(frozen=True, slots=True)
class Known:
    """What quantities and conditions on periods may be about, by name, once it is built."""

    promises: Mapping[str, Promise] = field(default_factory=dict)
    measures: Mapping[str, PeriodMeasure] = field(default_factory=dict)
    targets: Mapping[str, Target] = field(default_factory=dict)


@dataclass(slots=True)
class Scope:
    """The names that one text in force declares.

    Attributes:
        undeclared: Kind and fact of values that the contract has to declare, and does not.
        counted: The items that the head speaks of, as it names them.
        used: Names that some statement has asked for.
        item_of: The kind of item that each measure of a table is about.
        in_tables: The measures that some table names.
        clocks: The declared clocks themselves, each `None` while something in it is wrong.
        private: The file of an internal overlay, where there is one.
        known: What is built already that quantities and conditions speak of.
        starts: The first date of the contract, from which its own months and years run.
        kinds: The kinds of period that the text names.
    """

    zone: str
    currency: str
    every: PeriodKind
    vocabulary: Vocabulary
    undeclared: frozenset[tuple[str, str]]
    groups: Mapping[str, str]
    counted: frozenset[str]
    telling: Telling
    texts: Mapping[str, SourceText]
    declared: dict[Noun, dict[str, Span]] = field(default_factory=dict)
    broken: dict[str, set[str]] = field(default_factory=dict)
    used: set[tuple[Noun, str]] = field(default_factory=set)
    used_facts: set[str] = field(default_factory=set)
    item_of: dict[str, str] = field(default_factory=dict)
    in_tables: set[str] = field(default_factory=set)
    currency_at: Span = NOWHERE
    clocks: Callable[[str], Clock | None] = lambda _: None
    private: str | None = None
    starts: date = date.min
    known: Known = field(default_factory=Known)
    kinds: dict[str, PeriodKind] = field(default_factory=dict)

    def tell(self, problem: Problem) -> None:
        """Keep a problem."""
        self.telling.tell(problem)

    def doubt_since(self, count: int, span: Span) -> None:
        """Mark a place as not known when something was told since `count`."""
        if self.telling.count > count:
            self.telling.doubts.places.add(span)

    def row_origin(self, row: tree.Row, clause: str | None) -> Origin:
        """Return where a row stands: in its table's clause, or in that of an amendment."""
        return Origin(self.telling.row_clauses.get(row.span, clause), row.span)

    def likely_item(self) -> Kind | None:
        """Return the kind of item that is meant where none is said, if there is only one."""
        kinds = tuple(self.vocabulary.items.values())
        counted = [kind for kind in kinds if kind.plural in self.counted] or kinds
        return counted[0] if len(counted) == 1 else None

    def likely_span(self, name: tree.Name) -> Kind | None:
        """Return the kind of span that a misspelt name most likely means."""
        return self.vocabulary.spans.get(nearest(name.text, self.vocabulary.spans) or "")

    def excused(self, noun: str, name: str) -> bool:
        """Tell whether a name may be declared by a statement that could not be read."""
        names = self.broken.get(noun, set())
        return name in names or ANY in names

    def names(self, noun: Noun) -> tuple[str, ...]:
        """Return what is declared as `noun`, in the order of the file."""
        return tuple(self.declared.get(noun, ()))

    def find(self, noun: Noun, name: tree.Name) -> str | None:
        """Return a declared name; when there is none, tell so."""
        if name.text in self.declared.get(noun, ()):
            self.used.add((noun, name.text))
            return name.text
        if not self.excused(noun, name.text):
            self.tell(UnknownName.among(name.span, noun, name.text, self.names(noun)))
        return None

    def find_all(self, noun: Noun, names: Iterable[tree.Name]) -> tuple[str, ...]:
        """Return the declared ones of the names."""
        return tuple(found for name in names if (found := self.find(noun, name)))

    def clock(self, name: tree.Name) -> str | None:
        """Return a declared or built-in clock."""
        if name.text in BUILT_IN_CLOCKS:
            return name.text
        if name.text in (known := self.declared.get("clock", {})):
            self.used.add(("clock", name.text))
            return name.text
        if not self.excused("clock", name.text):
            names = (*known, *BUILT_IN_CLOCKS)
            self.tell(UnknownName.among(name.span, "clock", name.text, names))
        return None

    def built(self, name: tree.Name) -> Clock | None:
        """Return a declared or built-in clock itself; when there is none, tell so."""
        found = self.clock(name)
        return ELAPSED if found == ELAPSED.name else self.clocks(found) if found else None

    def item(self, name: tree.Name) -> Kind | None:
        """Return the kind of item that a name in the singular or the plural speaks of."""
        return self._kind(name, self.vocabulary.items, "kind of item")

    def world_span(self, name: tree.Name) -> Kind | None:
        """Return the kind of span that a name speaks of."""
        return self._kind(name, self.vocabulary.spans, "kind of span")

    def _kind(self, name: tree.Name, kinds: Mapping[str, Kind], noun: str) -> Kind | None:
        for kind in kinds.values():
            if name.text in (kind.name, kind.plural):
                return kind
        plural = name.text.endswith("s")
        names = [kind.plural if plural else kind.name for kind in kinds.values()]
        self.tell(UnknownName.among(name.span, noun, name.text, names))
        return None

    def measurement(self, name: tree.Name) -> Measurement | None:
        """Return a measurement of the vocabulary."""
        if found := self.vocabulary.measurements.get(name.text):
            return found
        names = self.vocabulary.measurements
        self.tell(UnknownName.among(name.span, "measurement", name.text, names))
        return None

    def fact_is_declared(self, kind: str, fact: str, span: Span) -> bool:
        """Tell whether the values of a fact are known; when the contract lacks them, tell so."""
        self.used_facts.add(fact)
        if (kind, fact) in self.undeclared:
            self.tell(UndeclaredFact(span=span, fact=fact))
        return (kind, fact) not in self.undeclared

    def period(self, period: tree.Period | None, *, may_trail: bool = False) -> PeriodKind:
        """Return the kind of period that a phrase names, else that of the head.

        Args:
            period: What is written.
            may_trail: Whether it may be one that ends with a moment of an item.
        """
        if period is None:
            return self.every
        if isinstance(period, tree.StandardPeriod):
            return standard_kind(period, self.starts)
        kind = self.kinds.get(self.find("period", period) or "", self.every)
        if isinstance(kind, Trailing) and not may_trail:
            needed, given = "periods one after another", f"{period}, which ends with a moment"
            self.tell(WrongKind(span=period.span, what="this", needed=needed, given=given))
            return self.every
        return kind

    def in_currency(self, money: tree.Money) -> bool:
        """Tell whether a sum is in the contract's currency; when it is not, tell so."""
        if self.currency in ("", money.currency):
            return True
        also = elsewhere(self.currency_at, "the currency of the contract")
        self.tell(
            OtherCurrency(span=money.span, given=money.currency, needed=self.currency, also=also)
        )
        return False

    def at(self, local: tree.LocalInstant) -> Instant:
        """Return a date and wall time of the text as an instant."""
        wall = local.value
        seconds = (wall.hour * 60 + wall.minute) * 60 + wall.second
        return at_local(wall.date(), Micros(seconds * 1_000_000 + wall.microsecond), self.zone)

    def written(self, span: Span) -> str:
        """Return what the text says at a place of one line, blanks run together."""
        text = self.texts.get(span.file)
        if text is None or not 0 < span.line <= len(text.lines):
            return ""
        end = span.end_column if span.end_line == span.line else None
        line = text.lines[span.line - 1]
        return " ".join(line[span.column - 1 : None if end is None else end - 1].split())


def origin(statement: tree.Node, clause: tree.Text | None) -> Origin:
    """Return where a core node comes from."""
    return Origin(clause.value if clause else None, statement.span)


class WithClause(Protocol):
    """A statement that may name its clause."""

    @property
    def clause(self) -> tree.Text | None:
        """The clause as it is written."""


def clause_of(statement: WithClause) -> str | None:
    """Return the clause that a statement names."""
    return statement.clause.value if statement.clause else None


def first(phrases: Iterable[tree.Phrase], kind: type[P]) -> P | None:
    """Return the first phrase of a class; that it stands once is checked elsewhere."""
    return next((phrase for phrase in phrases if isinstance(phrase, kind)), None)


def every(phrases: Iterable[tree.Phrase], kind: type[P]) -> tuple[P, ...]:
    """Return all phrases of a class."""
    return tuple(phrase for phrase in phrases if isinstance(phrase, kind))
