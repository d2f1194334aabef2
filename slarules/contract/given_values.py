"""The values that one line of a scenario gives: each name in its kind."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Literal

from slarules.contract.conditions import said_kind, value_of
from slarules.contract.given_readings import admitted, measurement_of, reading_value
from slarules.contract.moments import SPAN_ENDS
from slarules.contract.problems.completeness import PhraseMissing
from slarules.contract.problems.kinds import OtherItem, WrongKind
from slarules.contract.problems.names import UnknownName, UnknownValue
from slarules.contract.scope import Scope
from slarules.contract.stage import MEASURED, PAID, Stage, is_broken
from slarules.contract.words import micros
from slarules.core.conditions import UNKNOWN, Missing, Value
from slarules.core.contract import Fact, Kind, Measurement
from slarules.core.promises import Origin
from slarules.core.scenarios import (
    TOTAL,
    GivenFact,
    GivenMoment,
    GivenPeriod,
    GivenReading,
    GivenThing,
    Told,
)
from slarules.hours.local import midnight
from slarules.instants import Instant, Interval, Micros
from slarules.syntax import tree

SERVICE = Fact("service", "text")
"""The fact of a span that belongs to a service."""

LENGTH = "length"
"""How long a span was, where it has no times."""

OutcomeWord = Literal["met", "missed", "unknown", "yes", "no"]


class Making:
    """Something given, in the making: an item, a span, a thing, or a period.

    Args:
        stage: What may be spoken of.
        kind: The kind of item or span; of a period, the item `period`, if there is one.
        name: The name of the item, span or thing; `None` for a period.
        label: The label of the period given last.
    """

    def __init__(
        self, stage: Stage, kind: Kind | None, name: str | None, label: str | None
    ) -> None:
        self.stage = stage
        self.kind = kind
        self.name = name
        self.label = label
        self.stretches: list[GivenReading] = []
        self._facts: list[GivenFact] = []
        self._moments: list[GivenMoment] = []
        self._bad: list[Interval] = []
        self._told: list[tuple[str, Told]] = []
        self._length: Micros | None = None
        self._own: list[tuple[str, Fraction]] = []
        self._outcomes: list[tuple[str, OutcomeWord]] = []
        self._achieved: list[tuple[str, Fraction]] = []
        self._amounts: list[tuple[str, Fraction]] = []
        self._readings: list[tuple[str, Fraction]] = []
        self._credits: list[tuple[str, Fraction]] = []

    @property
    def scope(self) -> Scope:
        """The names of the contract."""
        return self.stage.scope

    @property
    def is_span(self) -> bool:
        """Whether it is a span of the world."""
        return self.kind is not None and self.kind.name in self.scope.vocabulary.spans

    @property
    def tells_of_the_period(self) -> bool:
        """Whether something is given of it that belongs to the period given last."""
        of_period = self._outcomes, self._achieved, self._amounts, self._readings, self._credits
        return any(of_period)

    def thing(self, origin: Origin) -> GivenThing:
        """Return it as an item, a span or a thing."""
        kind = self.kind.name if self.kind else ""
        return GivenThing(
            kind,
            self.name or "",
            self.is_span,
            tuple(self._facts),
            tuple(self._moments),
            tuple(self._bad),
            origin,
            tuple(self._told),
            self._length,
            tuple(self.stretches),
            tuple(self._own),
            None if self._moments else self.label,
        )

    def period(self, label: str, origin: Origin) -> GivenPeriod:
        """Return it as a period, or what is given of a thing in one."""
        is_period = self.name is None
        return GivenPeriod(
            label,
            tuple(self._outcomes),
            tuple(self._achieved),
            tuple(self._amounts),
            tuple(self._readings),
            origin,
            None,
            tuple(self._facts) if is_period else (),
            tuple(self._moments) if is_period else (),
            tuple(self._credits),
        )

    def take_all(self, details: Sequence[tree.Detail]) -> None:
        """Take what is given; what is wrong is told."""
        for detail in details:
            match detail:
                case tree.WithBadMinutes(start=start, end=end) if self.is_span:
                    self._bad.append(Interval(self.scope.at(start), self.scope.at(end)))
                case tree.WithBadMinutes():
                    needed, given = "an outage or another span", self._called
                    what = "what has bad minutes"
                    problem = OtherItem(span=detail.span, what=what, needed=needed, given=given)
                    self.scope.tell(problem)
                case tree.WithTotal(money=money):
                    if self.scope.in_currency(money):
                        self._credits.append((TOTAL, Fraction(money.value)))
                case tree.With():
                    self._take(detail)

    @property
    def _called(self) -> str:
        return "a period" if self.name is None or self.kind is None else f"a {self.kind.name}"

    def _take(self, detail: tree.With) -> None:
        name, kind = detail.name.text, self.kind
        ends = SPAN_ENDS if self.is_span else ()
        if kind and (name in kind.moments or name in kind.events or name in ends):
            self._moment(detail)
        elif kind and (fact := self._fact_of(kind, name)):
            self._fact(detail, fact, kind)
        elif self.is_span and name == LENGTH:
            self._take_length(detail)
        elif self.is_span and name not in self.stage.names("amounts"):
            self._of_span(detail)
        elif self.name is not None and kind and name in self.stage.promised(kind.name):
            self._tell_run(detail)
        else:
            self._of_period(detail)

    def _of_period(self, detail: tree.With) -> None:
        name, stage = detail.name.text, self.stage
        if name in stage.names("targets"):
            self._target(detail)
        elif name in stage.names("conditions"):
            self._condition(detail)
        elif name in stage.names("amounts"):
            self._amount(detail)
        elif name in stage.names(*MEASURED):
            self._readings += self._number(detail)
        elif name in stage.names(*PAID):
            self._credit(detail)
        elif measurement := self.scope.vocabulary.measurements.get(name):
            self._measurement(detail, measurement)
        elif not is_broken(name, stage):
            self._tell_unknown(detail.name)

    def _of_span(self, detail: tree.With) -> None:
        measurement = self.scope.vocabulary.measurements.get(detail.name.text)
        if measurement and detail.start:
            self._stretch(detail, measurement)
        else:
            self._tell_unknown(detail.name)

    def _tell_unknown(self, name: tree.Name) -> None:
        stage, kind, words = self.stage, self.kind, self.scope.vocabulary
        known: tuple[str, ...] = ()
        if kind is not None:
            ends = (*SPAN_ENDS, LENGTH) if self.is_span else ()
            known = (*kind.facts, *kind.moments, *kind.events, *ends)
        noun = f"fact or moment of {self._called}"
        if not self.is_span:
            known = (*known, *stage.names("targets", "conditions", "amounts", *MEASURED, *PAID))
            known = (*known, *words.measurements)
        if self.name is None:
            noun = "target, amount or measure"
        self.scope.tell(UnknownName.among(name.span, noun, name.text, known))

    # --- items and spans --------------------------------------------------------------------------

    def _fact_of(self, kind: Kind, name: str) -> Fact | None:
        if kind.of_service and name == SERVICE.name:
            return kind.facts.get(name) or SERVICE
        # A thing is a fact of whatever is about it: `with port p1`. A period is about none, and a
        # target may have the name of a kind of thing.
        is_thing = self.name is not None and name in self.scope.vocabulary.items
        is_judged = name in self.stage.names("targets", "conditions")
        return kind.facts.get(name) or (Fact(name, "text") if is_thing and not is_judged else None)

    def _fact(self, detail: tree.With, fact: Fact, kind: Kind) -> None:
        if not self.scope.fact_is_declared(kind.name, fact.name, detail.name.span):
            return
        value = self._fact_value(fact, detail.value)
        if value is not None:
            start = self.scope.at(detail.start) if detail.start else None
            end = self.scope.at(detail.end) if detail.end else None
            self._facts.append(GivenFact(fact.name, value, start, end))

    def _fact_value(self, fact: Fact, written: tree.GivenValue) -> Value | Missing | None:
        match written:
            case tree.Unknown():
                return UNKNOWN
            case tree.Name() | tree.Text() | tree.YesNo() | tree.Number():
                return value_of(fact, written, self.scope)
            case tree.Percent(value=percent) if fact.kind == "number":
                return Fraction(percent) / 100
            case _:
                self._wrong(fact.name, "one of its values", written)
                return None

    def _moment(self, detail: tree.With) -> None:
        name, at = detail.name.text, self.scope.at
        match detail.value:
            case tree.LocalInstant() as local:
                self._moments.append(GivenMoment(name, at(local)))
            case tree.Date(value=day):
                self._moments.append(GivenMoment(name, midnight(day, self.scope.zone)))
            case tree.Unknown():
                self._moments.append(GivenMoment(name, None))
            case tree.UnknownBetween(earliest=earliest, latest=latest):
                self._moments.append(GivenMoment(name, None, at(earliest), at(latest)))
            case other:
                self._wrong(name, "a date and time, or unknown", other)

    def _take_length(self, detail: tree.With) -> None:
        match detail.value:
            case tree.Duration() as length if self.scope.clock(length.clock):
                self._length = micros(length)
            case tree.Duration():
                pass
            case other:
                self._wrong(LENGTH, "a length of time", other)

    def _tell_run(self, detail: tree.With) -> None:
        name = detail.name.text
        match detail.value:
            case tree.Name(text=("met" | "missed") as word):
                self._told.append((name, "met" if word == "met" else "missed"))
            case tree.Unknown():
                self._told.append((name, "unknown"))
            case tree.Duration() as length if self.scope.clock(length.clock):
                self._told.append((name, micros(length)))
            case tree.Duration():
                pass
            case other:
                self._wrong(name, "met, missed, unknown or a length of time", other)

    # --- values of periods ------------------------------------------------------------------------

    def _target(self, detail: tree.With) -> None:
        name = detail.name.text
        match detail.value:
            case tree.Name(text=("met" | "missed") as word):
                self._outcomes.append((name, "met" if word == "met" else "missed"))
            case tree.Unknown():
                self._outcomes.append((name, "unknown"))
            case tree.Percent() | tree.Number() | tree.Duration():
                self._achieved += self._number(detail)
            case tree.Name(text=text) as wrong:
                values = ("met", "missed", "unknown")
                self.scope.tell(UnknownValue(span=wrong.span, fact=name, value=text, values=values))
            case other:
                self._wrong(name, "met, missed, unknown or a percentage", other)

    def _condition(self, detail: tree.With) -> None:
        name = detail.name.text
        match detail.value:
            case tree.YesNo(value=yes):
                self._outcomes.append((name, "yes" if yes else "no"))
            case tree.Unknown():
                self._outcomes.append((name, "unknown"))
            case other:
                self._wrong(name, "yes, no or unknown", other)

    def _amount(self, detail: tree.With) -> None:
        name, amount = detail.name.text, self.stage.amount(detail.name.text)
        match detail.value:
            case tree.Money(value=value) as money:
                other = amount.currency if amount else ""
                if money.currency == other or self.scope.in_currency(money):
                    self._fees(name).append((name, Fraction(value)))
            case tree.Number(value=value) if amount and amount.currency:
                # A rate of exchange has more decimals than its currency.
                self._fees(name).append((name, Fraction(value)))
            case wrong:
                example = f"{self.scope.currency or 'EUR'} 1,000.00"
                self._wrong(name, f"a sum, such as {example}", wrong)

    def _fees(self, name: str) -> list[tuple[str, Fraction]]:
        """Return where an amount belongs: to the period, or to an item whenever it is."""
        amount = self.stage.amount(name)
        kind, each = self.kind, amount.each if amount else None
        is_item = kind is not None and kind.name != each and bool(kind.moments or kind.events)
        whenever = amount is None or amount.every is None or is_item or self.label is None
        return self._own if self.name is not None and whenever else self._amounts

    def _credit(self, detail: tree.With) -> None:
        match detail.value:
            case tree.Money(value=value) as money:
                if self.scope.in_currency(money):
                    self._credits.append((detail.name.text, Fraction(value)))
            case tree.Number(value=value):
                self._credits.append((detail.name.text, Fraction(value)))
            case other:
                self._wrong(detail.name.text, "a sum, or a number of points", other)

    def _number(self, detail: tree.With) -> list[tuple[str, Fraction]]:
        """Return a share, a number, or a length of time in microseconds, by its name."""
        name = detail.name.text
        match detail.value:
            case tree.Percent(value=percent):
                return [(name, Fraction(percent) / 100)]
            case tree.Number(value=number):
                return [(name, Fraction(number))]
            case tree.Duration() as length:
                return [(name, Fraction(micros(length)))] if self.scope.clock(length.clock) else []
            case other:
                self._wrong(name, "a percentage or a number", other)
                return []

    def _measurement(self, detail: tree.With, measurement: Measurement) -> None:
        if detail.start or not isinstance(detail.value, tree.Percent | tree.Number | tree.Duration):
            self._stretch(detail, measurement)
        else:
            self._readings += [
                (name, value)
                for name, value in self._number(detail)
                if admitted(value, detail, measurement, self.scope) is not None
            ]

    def _stretch(self, detail: tree.With, measurement: Measurement) -> None:
        """Take a reading from an instant until another, or in the period given last."""
        during = self._during(detail)
        value = reading_value(detail, measurement, self.scope)
        if during is None or value is None:
            return
        of = None if self.is_span else self.name
        taken = measurement_of(measurement, self.kind.name if self.kind and of else None)
        every = taken.every or Micros(during.end - during.start)
        self.stretches += [
            GivenReading(measurement.name, value, Interval(Instant(at), Instant(at + every)), of)
            for at in range(during.start, during.end, every)
        ]

    def _during(self, detail: tree.With) -> Interval | None:
        if detail.start and detail.end:
            return Interval(self.scope.at(detail.start), self.scope.at(detail.end))
        period = self.stage.period(self.label) if self.label and not detail.start else None
        if period is None:
            lack = f"until when {detail.name} has this value"
            example = f"with {detail.name} 1 from 2026-03-01 10:00 until 2026-03-01 11:00"
            what = "this line"
            problem = PhraseMissing(span=detail.span, what=what, lack=lack, example=example)
            self.scope.tell(problem)
        return period.interval if period else None

    def _wrong(self, what: str, needed: str, given: tree.Node) -> None:
        said = said_kind(given)
        self.scope.tell(WrongKind(span=given.span, what=what, needed=needed, given=said))
