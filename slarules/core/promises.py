"""Promises on single items: what is measured, how much is allowed, what stops the clock."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal, TypeAlias

from slarules.core.conditions import ALWAYS, Condition, Occurrence, Value
from slarules.core.periods import PeriodKind
from slarules.instants import Micros
from slarules.source import NOWHERE, Span


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a core node comes from: its clause, and its place in the text."""

    clause: str | None = None
    span: Span = field(default=NOWHERE, compare=False)


UNWRITTEN = Origin()
"""Where a node comes from that no text writes."""


@dataclass(frozen=True, slots=True)
class Budget:
    """An amount of time on a clock."""

    length: Micros
    clock: str


@dataclass(frozen=True, slots=True)
class SameTimeLater:
    """By the same wall time so many days of a clock later; `clock` is `calendar` for all dates."""

    days: int
    clock: str


@dataclass(frozen=True, slots=True)
class CloseOfDay:
    """By close of the n-th day of the clock after the start's date; 0 is the same day."""

    days: int
    clock: str


@dataclass(frozen=True, slots=True)
class WallTimeOnDay:
    """By a wall time on the n-th day of the clock after the start's date."""

    wall: Micros
    days: int
    clock: str


@dataclass(frozen=True, slots=True)
class AtMoment:
    """By an agreed moment; or by the next opening of a clock that is shut then."""

    moment: str
    or_next_opening_of: str | None = None


@dataclass(frozen=True, slots=True)
class Earliest:
    """The earlier of the goals."""

    goals: tuple[Goal, ...]


@dataclass(frozen=True, slots=True)
class Latest:
    """The later of the goals."""

    goals: tuple[Goal, ...]


Goal: TypeAlias = Budget | SameTimeLater | CloseOfDay | WallTimeOnDay | AtMoment | Earliest | Latest


@dataclass(frozen=True, slots=True)
class Bounds:
    """From an occurrence of one list until the next of another.

    Attributes:
        where: What must be true at a starting occurrence, with the values from there on.
        until: The same at an ending occurrence.
        next_ends: Those of the ends that never end what began at their own position (`next X`).
    """

    starts: tuple[Occurrence, ...]
    ends: tuple[Occurrence, ...]
    where: Condition = ALWAYS
    until: Condition = ALWAYS
    next_ends: frozenset[Occurrence] = frozenset()


Resuming: TypeAlias = Literal[
    "without the time between", "with the time between", "starting again", "as a new cycle"
]
"""What becomes of a run that had ended, and is taken up again."""


@dataclass(frozen=True, slots=True)
class Reopening:
    """A run that has ended is taken up again at one of the occurrences."""

    when: tuple[Occurrence, ...]
    resuming: Resuming
    where: Condition = ALWAYS
    origin: Origin = UNWRITTEN


Reading: TypeAlias = Literal[
    "as reported",
    "at the start",
    "at the end",
    "as closed",
    "at its highest",
    "as it changes keeping time used",
    "as it changes starting again",
]
"""Which value of a fact picks the row."""


@dataclass(frozen=True, slots=True)
class Measure:
    """What is counted on one item: from a start occurrence until an end occurrence.

    Attributes:
        bounds: Where a run starts and ends.
        repeats: Whether the next starting occurrence after an end opens the next cycle; else there
            is one run, from the first (R13).
        each: The fact for each of whose values there is a run of its own, which counts only while
            the item has that value (`separately for each group`).
        counts_while: What must be true for time to count.
        unit: To which whole unit every instant of a run is cut down first; `None` for no rounding.
        reopenings: What takes up a run that had ended.
        reading: Which value of a table's facts picks the row where the table does not say; a file
            that counts as a product counts says so here.
    """

    name: str
    item: str
    bounds: Bounds
    repeats: bool = False
    each: str | None = None
    counts_while: Condition = ALWAYS
    unit: Micros | None = None
    reopenings: tuple[Reopening, ...] = ()
    reading: Reading | None = None
    origin: Origin = UNWRITTEN

    @property
    def starts(self) -> tuple[Occurrence, ...]:
        """What starts a run."""
        return self.bounds.starts

    @property
    def ends(self) -> tuple[Occurrence, ...]:
        """What ends a run."""
        return self.bounds.ends


@dataclass(frozen=True, slots=True)
class OneOf:
    """A cell that holds for the values."""

    values: frozenset[Value]


@dataclass(frozen=True, slots=True)
class AnyValue:
    """A cell that holds for every value."""


@dataclass(frozen=True, slots=True)
class AnyOther:
    """A row that holds for what no other row of its table names."""


Cell: TypeAlias = OneOf | AnyValue | AnyOther


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a targets table: a cell a fact column, and the goal, or `None` for no promise."""

    cells: tuple[Cell, ...]
    goal: Goal | None
    goal_text: str
    origin: Origin = UNWRITTEN


@dataclass(frozen=True, slots=True)
class Exceptional:
    """Rows that stand ahead of the table's own where the condition holds."""

    name: str
    when: Condition
    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    origin: Origin = UNWRITTEN


@dataclass(frozen=True, slots=True)
class Between:
    """An agreement between two groups of the provider."""

    giver: str
    taker: str


@dataclass(frozen=True, slots=True)
class Promise:
    """How much time a measure may take: a table over facts, read at a named time.

    Attributes:
        name: Unique in the terms: the measure's name, or for a measure that a per-period target
            judges against a goal of its own, `TARGET.MEASURE`.
        table: The name of the `targets` statement, or of the per-period target.
        applies: What an item must be for the table to hold for it (`for tickets where`), read
            like the facts of the rows.
        covers: What the settled item must be, for the promise of a per-period target.
        readings: For every fact column and every fact of an exception, which value counts.
        exceptions: In the order in which they stand ahead of each other.
        internal: Judged and shown to the provider only.
    """

    name: str
    table: str
    measure: Measure
    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    readings: tuple[tuple[str, Reading], ...] = ()
    applies: Condition = ALWAYS
    covers: Condition = ALWAYS
    exceptions: tuple[Exceptional, ...] = ()
    internal: bool = False
    between: Between | None = None
    origin: Origin = UNWRITTEN


@dataclass(frozen=True, slots=True)
class ItemAllowance:
    """At most so much time on a clock for each item."""

    length: Micros
    clock: str


@dataclass(frozen=True, slots=True)
class PeriodAllowance:
    """At most so much time on a clock every period, used in order of time."""

    length: Micros
    clock: str
    every: PeriodKind


Effect: TypeAlias = Literal["suspends", "extends", "excludes"]
"""What the time of a pause does to a run.

`suspends`: the clock stands still. `extends`: the clock runs, the due time moves by the elapsed
length of the delay, and the run is judged by the instant (R24). `excludes`: the time is taken out
as excluded (`exclude ... removes time while`).
"""


@dataclass(frozen=True, slots=True)
class Pause:
    """Time of an item in which the condition and the evidence hold, and what it does to measures.

    `measures` is `None` when it touches all. With `between`, only the time from one of its
    starting occurrences until its next end is meant (R23).
    """

    name: str
    measures: frozenset[str] | None
    while_: Condition = ALWAYS
    provided: Condition = ALWAYS
    allowance: ItemAllowance | None = None
    effect: Effect = "suspends"
    between: Bounds | None = None
    origin: Origin = UNWRITTEN


@dataclass(frozen=True, slots=True)
class TimeExclusion:
    """Time of the world that does not count: the spans of a kind whose conditions hold.

    `where` and `provided` are tested once a span, on the span's own facts and moments.
    """

    name: str
    measures: frozenset[str] | None
    span_kind: str
    of_its_service: bool = False
    where: Condition = ALWAYS
    provided: Condition = ALWAYS
    allowance: PeriodAllowance | None = None
    origin: Origin = UNWRITTEN


@dataclass(frozen=True, slots=True)
class Removal:
    """Items that do not count at all: tested on their last values."""

    name: str
    item: str
    where: Condition
    origin: Origin = UNWRITTEN


@dataclass(frozen=True, slots=True)
class Cancel:
    """The measures' runs end without a verdict when one of the occurrences comes."""

    name: str
    measures: frozenset[str] | None
    when: tuple[Occurrence, ...]
    even_if_missed: bool = False
    where: Condition = ALWAYS
    origin: Origin = UNWRITTEN


@dataclass(frozen=True, slots=True)
class Restart:
    """A going run of the measures forgets its past and starts at one of the occurrences."""

    name: str
    measures: frozenset[str] | None
    when: tuple[Occurrence, ...]
    where: Condition = ALWAYS
    origin: Origin = UNWRITTEN


Touching: TypeAlias = Pause | TimeExclusion | Cancel | Restart
"""A statement about the runs of measures; without any named, of all."""


def touches(statement: Touching, measure: str) -> bool:
    """Tell whether a statement is about the runs of a measure."""
    return statement.measures is None or measure in statement.measures


Settled: TypeAlias = Literal["undetermined", "kept", "removed", "met", "missed"]


@dataclass(frozen=True, slots=True)
class UnknownRule:
    """What an unknown fact or moment means: for a measure its verdict, for an item its place.

    `kept` reads a removal's unknown condition as false, `removed` as true.
    """

    word: str
    subject: str
    outcome: Settled
    origin: Origin = UNWRITTEN
