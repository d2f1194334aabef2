"""Lark's tree as ours: a rule becomes the class of its name, its parts the fields in order.

Nothing is checked here but what a single word is worth; what a statement means is `contract/`'s.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from typing import Any, TypeAlias

from lark import Token, Tree
from lark.tree import Meta

from slarules.problems import Problem
from slarules.source import Span
from slarules.syntax import tree, values
from slarules.syntax.problems import TooDeep

DEEPEST = 60
Parts: TypeAlias = Sequence[Any]
Maker: TypeAlias = Callable[[Span, Parts], object]


def snake(name: str) -> str:
    """Return the rule of a class: `RemovesTime` is `removes_time`."""
    return re.sub(r"(?<=[a-z])(?=[A-Z])", "_", name).lower()


CLASSES: dict[str, Callable[..., object]] = {
    snake(name): kind
    for name, kind in vars(tree).items()
    if isinstance(kind, type) and issubclass(kind, tree.Node)
}


class Builder:
    """Makes the nodes of one statement, and keeps what is wrong with its words."""

    def __init__(
        self, file: str, first_line: int, moved: Mapping[int, Sequence[int]] | None = None
    ) -> None:
        self.file = file
        self.before = first_line - 1
        self.moved = moved
        self.problems: list[Problem] = []

    def build(self, root: Tree[Token] | Token) -> object:
        """Return the node of a parse, its parts built before it without recursion."""
        done: dict[int, object] = {}
        if isinstance(root, Token):
            return self.child(root, done)
        depth: dict[int, int] = {}
        for part in root.iter_subtrees():
            below = [depth[id(child)] for child in part.children if isinstance(child, Tree)]
            depth[id(part)] = 1 + max(below, default=0)
            done[id(part)] = self.node(part, done)
        if depth[id(root)] > DEEPEST:
            self.problems.append(TooDeep(span=self.span(root.meta), most=DEEPEST))
        return done[id(root)]

    def child(self, child: Tree[Token] | Token | None, done: dict[int, object]) -> object:
        """Return one part of a rule: a node, a word's worth, or None for what was left out."""
        if isinstance(child, Tree):
            return done[id(child)]
        if child is None or child.type not in values.VALUES:
            return child
        return values.VALUES[child.type](child, self.span(child), self.problems.append)

    def node(self, part: Tree[Token], done: dict[int, object]) -> object:
        """Return the node of a rule whose parts are built."""
        rule, span = str(part.data), self.span(part.meta)
        if rule.endswith("_words"):
            return " ".join(str(word) for word in part.children)
        if rule.endswith("_flag"):
            return bool(part.children)
        if rule == "money":
            currency, digits = part.children
            return values.money(str(currency), str(digits), span, self.problems.append)
        parts = [self.child(child, done) for child in part.children]
        if rule == "calendar_days":
            return values.calendar_days(parts, span, self.problems.append)
        if rule == "clock_days":
            return values.clock_days(parts, span, self.problems.append)
        if rule == "local_instant":
            return values.local_instant(parts, span, self.problems.append)
        return make(rule, span, parts)

    def span(self, place: Meta | Token) -> Span:
        """Return the place of a word or of a rule; an empty rule has none."""
        if isinstance(place, Meta) and place.empty:
            return Span(self.file, self.before + 1, 1, self.before + 1, 1)
        span = Span(
            self.file,
            self.before + (place.line or 1),
            place.column or 1,
            self.before + (place.end_line or 1),
            place.end_column or 1,
        )
        return as_written(span, self.before + 1, self.moved) if self.moved else span


def as_written(span: Span, first: int, moved: Mapping[int, Sequence[int]]) -> Span:
    """Return the place in the file of a place in mended lines.

    Args:
        first: The number of the line that is counted as 0.
        moved: The column in the file of each column of a mended line, by the line.
    """
    start, end = moved.get(span.line - first), moved.get(span.end_line - first)
    column = start[min(span.column, len(start)) - 1] if start else span.column
    end_column = end[min(span.end_column, len(end)) - 1] if end else span.end_column
    if span.line == span.end_line:
        end_column = max(end_column, column + 1)
    return Span(span.file, span.line, column, span.end_line, end_column)


def make(rule: str, span: Span, parts: Parts) -> object:
    """Return the node of a rule: by a maker of its own, by its class, else a list."""
    if maker := MAKERS.get(rule):
        return maker(span, parts)
    if kind := CLASSES.get(rule):
        return kind(span, *parts)
    return tuple(parts)


# --- rules whose parts are not simply the fields of their class ----------------------------------


def whole(number: tree.Number) -> int:
    """Return a count as a whole number."""
    return int(number.value)


def share(excluded: str | None) -> Maker:
    """Return a maker for the three readings of excluded time."""
    return lambda span, parts: tree.ShareOfGood(span, parts[0], excluded)  # type: ignore[arg-type]


def duration(span: Span, parts: Parts) -> tree.Duration:
    """Return a duration; its unit is kept in the singular."""
    count, clock, unit = parts
    return tree.Duration(span, count.value, clock, unit.removesuffix("s"))


def header_cell(span: Span, parts: Parts) -> tree.HeaderCell:
    """Return the head of a column."""
    return tree.HeaderCell(span, " ".join(part.text for part in parts))


def every_day(span: Span, _: Parts) -> tuple[tree.DayRange, ...]:
    """Return the whole week."""
    return (tree.DayRange(span, "Monday", "Sunday"),)


def date_range(span: Span, parts: Parts) -> tree.DateRange:
    """Return a range of dates; one date alone is both ends."""
    first, last = parts
    return tree.DateRange(span, first, last or first)


def separately(span: Span, parts: Parts) -> tree.Separately:
    """Return a measure of each value of a fact, the fact behind what all measures have."""
    fact, starts, where, ends, until = parts
    return tree.Separately(span, starts, where, ends, until, fact)


def one_minute(span: Span, _: Parts) -> tree.EachInterval:
    """Return the interval that `a minute` speaks of."""
    return tree.EachInterval(span, tree.Number(span, Decimal(1)), "minute")


MAKERS: dict[str, Maker] = {
    "all_measures_met": lambda span, parts: tree.AllMeasuresMet(span, tuple(parts)),
    "any_measure_met": lambda span, parts: tree.AnyMeasureMet(span, tuple(parts)),
    "one_minute": one_minute,
    "believed": lambda span, parts: tree.Believed(span, tuple(parts)),
    "all_readings": lambda span, parts: tree.AllReadings(span, tuple(parts)),
    "any_reading": lambda span, parts: tree.AnyReading(span, tuple(parts)),
    "separately": separately,
    "duration": duration,
    "header_cell": header_cell,
    "every_day": every_day,
    "date_range": date_range,
    "values_listed": lambda _, parts: tuple(parts),
    "header_row": lambda span, parts: tree.HeaderRow(span, tuple(cells_of(parts))),
    "row": lambda span, parts: tree.Row(span, tuple(cells_of(parts))),
    "day_range": lambda span, parts: tree.DayRange(span, parts[0], parts[1] or parts[0]),
    "yes_no": lambda span, parts: tree.YesNo(span, parts[0] == "yes"),
    "is_known": lambda span, parts: tree.IsKnown(span, parts[0], parts[1] == "known"),
    "clock_is": lambda span, parts: tree.ClockIs(span, parts[0], parts[1] == "open"),
    "label_present": lambda span, parts: tree.LabelPresent(span, parts[0], parts[1] == "present"),
    "field_fills": lambda span, parts: tree.FieldEmpties(span, parts[0], stops=True),
    "field_becomes_empty": lambda span, parts: tree.FieldEmpties(span, parts[0], stops=False),
    "all_of": lambda span, parts: tree.AllOf(span, tuple(parts)),
    "any_of": lambda span, parts: tree.AnyOf(span, tuple(parts)),
    "all_clocks": lambda span, parts: tree.AllClocks(span, tuple(parts)),
    "any_clock": lambda span, parts: tree.AnyClock(span, tuple(parts)),
    "all_outcomes": lambda span, parts: tree.AllOutcomes(span, tuple(parts)),
    "any_outcome": lambda span, parts: tree.AnyOutcome(span, tuple(parts)),
    "raw_all": lambda span, parts: tree.RawAll(span, tuple(parts)),
    "raw_any": lambda span, parts: tree.RawAny(span, tuple(parts)),
    "over_periods": lambda span, parts: tree.OverPeriods(span, parts[0], whole(parts[1])),
    "in_any_days": lambda span, parts: tree.InAnyDays(span, whole(parts[0])),
    "in_each_of": lambda span, parts: tree.InEachOf(span, parts[0], whole(parts[1])),
    "in_some_of": lambda span, parts: tree.InSomeOf(
        span, whole(parts[0]), parts[1], whole(parts[2])
    ),
    "amount_sum": lambda span, parts: tree.AmountSum(span, parts[0], tuple(parts[1:])),
    "by_same_time": lambda span, parts: tree.BySameTime(span, whole(parts[0]), parts[1]),
    "by_time_next": lambda span, parts: tree.ByTime(span, parts[0], 1, parts[1]),
    "share_silent": share(None),
    "share_left_out": share("left out"),
    "share_added_back": share("good"),
    "excess_is_carried": lambda span, parts: tree.ExcessIsCarried(span, *parts),
    "by_end_of": lambda span, parts: tree.ByEndOf(span, *parts),
    "keeps_terms": lambda span, parts: tree.KeepsTerms(span, tuple(parts)),
    "all_measures": lambda _span, _parts: None,
    "latest_time": lambda _span, _parts: None,
    "dates_written": lambda span, parts: tree.DatesWritten(span, str(parts[0])),
}


def cells_of(parts: Parts) -> Parts:
    """Return the cells of a row without the bars around them."""
    return [part for part in parts if not isinstance(part, Token)]
