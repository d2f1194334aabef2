"""The statements `clock` and `holidays`, from the tree to core clocks."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import assert_never

from slarules.contract.problems.completeness import PhraseMissing
from slarules.contract.problems.kinds import Reversed
from slarules.contract.problems.names import UnknownName, UnknownZone
from slarules.contract.problems.structure import InCircle, PhrasesExclude
from slarules.contract.problems.told import nearest
from slarules.contract.scope import Scope, Telling, clause_of, every, first
from slarules.core.clocks import (
    ELAPSED,
    WHOLE_DAY,
    AllOpen,
    AnyOpen,
    Clock,
    Closure,
    Conventions,
    Dates,
    DayPart,
    HolidayDay,
    Holidays,
    Hours,
    HoursOf,
    Instead,
    OnHolidays,
    Shut,
    WeeklyHours,
    WeeklySpan,
)
from slarules.hours.local import zone_names
from slarules.instants import Micros
from slarules.syntax import tree

WEEKDAYS: tuple[tree.Weekday, ...] = (
    "Monday",
    "Tuesday",
    "Wednesday",
    "Thursday",
    "Friday",
    "Saturday",
    "Sunday",
)


def wall(time: tree.TimeOfDay) -> Micros:
    """Return a wall time since midnight."""
    return Micros(((time.hour * 60 + time.minute) * 60 + time.second) * 1_000_000)


def known_zone(zone: tree.Text, telling: Scope | Telling) -> bool:
    """Tell whether the time zone database has a zone; when it has not, tell so."""
    if zone.value in zone_names():
        return True
    close = nearest(zone.value, zone_names())
    hint = f"; did you mean '{close}'?" if close else ""
    telling.tell(UnknownZone(span=zone.span, name=zone.value, hint=hint))
    return False


def holidays(statement: tree.Holidays, telling: Scope | Telling) -> Holidays:
    """Return a frozen list of dates."""
    days = [
        HolidayDay(day, phrase.label.value if phrase.label else "", part)
        for phrase in every(statement.phrases, tree.Holiday)
        if in_order(phrase.dates, telling)
        for day in _days(phrase.dates)
        for part in _parts(phrase.spans)
    ]
    return Holidays(
        str(statement.name), said_version(statement.version), tuple(days), statement.span
    )


def said_version(version: tree.Version) -> str:
    """Return a version as a text."""
    return version.value if isinstance(version, tree.Text) else f"{version.value:f}"


def _days(dates: tree.DateRange) -> Iterable[date]:
    first_day, last_day = dates.first.value, dates.last.value
    return (first_day + timedelta(days=i) for i in range((last_day - first_day).days + 1))


def _parts(spans: Iterable[tree.TimeSpan]) -> tuple[DayPart, ...]:
    return tuple(DayPart(wall(span.start), wall(span.end)) for span in spans) or (WHOLE_DAY,)


def in_order(dates: tree.DateRange, telling: Scope | Telling) -> bool:
    """Tell whether a range of dates ends after it begins; when it does not, tell so."""
    begins, ends = dates.first.value, dates.last.value
    if ends < begins:
        telling.tell(Reversed(span=dates.span, first=f"{begins}", last=f"{ends}"))
    return begins <= ends


@dataclass(slots=True)
class Clocks:
    """The clocks of one text, each built when another or a reader asks for it.

    Attributes:
        building: The clocks in hand, by which one that depends on itself is found.
    """

    scope: Scope
    statements: Mapping[str, tree.Clock]
    calendars: Mapping[str, Holidays]
    built: dict[str, Clock | None] = field(default_factory=dict)
    building: list[str] = field(default_factory=list)

    def all(self) -> dict[str, Clock]:
        """Return every clock that could be built."""
        found = {name: self.named(name) for name in self.statements}
        return {name: clock for name, clock in found.items() if clock}

    def named(self, name: str) -> Clock | None:
        """Return a declared clock; None when something in it is wrong."""
        if name not in self.built:
            statement, telling = self.statements[name], self.scope.telling
            outer, telling.clause = telling.clause, clause_of(statement)
            self.building.append(name)
            self.built[name] = self._clock(statement)
            self.building.pop()
            telling.clause = outer
        return self.built[name]

    def _clock(self, statement: tree.Clock) -> Clock | None:
        scope = self.scope
        own_zone = statement.zone
        if own_zone and not known_zone(own_zone, scope):
            return None
        zone = own_zone.value if own_zone else scope.zone
        hours = self._hours(statement)
        if hours is None:
            return None
        name, clause = statement.name.text, clause_of(statement)
        return Clock(name, zone, hours, _conventions(statement), clause, statement.span)

    def _hours(self, statement: tree.Clock) -> Hours | None:
        algebra = first(statement.phrases, tree.OpenWhile)
        weekly = every(statement.phrases, tree.Open)
        if algebra and weekly:
            self.scope.tell(
                PhrasesExclude(
                    span=algebra.span,
                    what=f"clock {statement.name}",
                    one="weekly hours",
                    other="open while",
                )
            )
            return None
        if algebra:
            return self._algebra(algebra.condition)
        if not weekly and not every(statement.phrases, tree.AlsoOpen):
            self.scope.tell(
                PhraseMissing(
                    span=statement.name.span,
                    what=f"clock {statement.name}",
                    lack="when it is open",
                    example="open Monday to Friday from 09:00 to 17:00",
                )
            )
            return None
        return self._weekly(statement)

    def _weekly(self, statement: tree.Clock) -> WeeklyHours:
        phrases = statement.phrases
        spans = tuple(s for phrase in every(phrases, tree.Open) for s in _spans(phrase.weekly))
        also = tuple(
            dates
            for phrase in every(phrases, tree.AlsoOpen)
            for dates in self._dates(phrase.dates, phrase.spans)
        )
        instead = tuple(
            Instead(
                phrase.dates.first.value,
                phrase.dates.last.value,
                tuple(_spans(phrase.weekly)),
                phrase.span,
            )
            for phrase in every(phrases, tree.Instead)
            if in_order(phrase.dates, self.scope)
        )
        return WeeklyHours(spans, tuple(self._closures(statement)), also, instead)

    def _closures(self, statement: tree.Clock) -> Iterable[Closure]:
        for phrase in statement.phrases:
            match phrase:
                case tree.ClosedOn(dates=dates, spans=spans):
                    yield from self._dates(dates, spans)
                case tree.ClosedOnHolidays(calendar=calendar):
                    yield from self._on_holidays((calendar,), phrase)
                case tree.ClosedOnDays(calendars=calendars):
                    yield from self._on_holidays(calendars, phrase)
                case _:
                    pass

    def _dates(self, dates: tree.DateRange, spans: Iterable[tree.TimeSpan]) -> Iterable[Dates]:
        if in_order(dates, self.scope):
            for part in _parts(spans):
                yield Dates(dates.first.value, dates.last.value, part, dates.span)

    def _on_holidays(
        self,
        calendars: Iterable[tree.Text | tree.Name],
        phrase: tree.ClosedOnHolidays | tree.ClosedOnDays,
    ) -> Iterable[OnHolidays]:
        found = tuple(
            calendar for each in calendars if (calendar := self._calendar(each)) is not None
        )
        within = isinstance(phrase, tree.ClosedOnDays) and phrase.join == "all of"
        if found:
            yield OnHolidays(found, "all" if within else "any", phrase.span)

    def _calendar(self, name: tree.Text | tree.Name) -> Holidays | None:
        called = str(name)
        self.scope.used.add(("holidays", called))
        if called not in self.calendars and not self.scope.excused("holidays", called):
            # The text, not its quotes, is what a nearer name would replace.
            known = [f'"{each}"' for each in self.calendars]
            noun = "holiday calendar in use"
            quoted = f'"{called}"' if isinstance(name, tree.Text) else called
            self.scope.tell(UnknownName.among(name.span, noun, quoted, known))
        return self.calendars.get(called)

    # --- algebra ----------------------------------------------------------------------------------

    def _algebra(self, written: tree.ClockCondition) -> Hours | None:
        match written:
            case tree.ClockIs():
                return self._clock_is(written)
            case tree.AllClocks(parts=parts):
                members = self._members(parts)
                return None if members is None else AllOpen(members)
            case tree.AnyClock(parts=parts):
                members = self._members(parts)
                return None if members is None else AnyOpen(members)
            case tree.NotClock(part=part):
                member = self._algebra(part)
                return None if member is None else Shut(member)
            case _:
                assert_never(written)

    def _members(self, parts: Iterable[tree.ClockCondition]) -> tuple[Hours, ...] | None:
        members = [self._algebra(part) for part in parts]
        found = tuple(member for member in members if member is not None)
        return found if len(found) == len(members) else None

    def _clock_is(self, written: tree.ClockIs) -> Hours | None:
        name = self.scope.clock(written.clock)
        if name is None:
            return None
        if name in self.building:
            circle = [*self.building[self.building.index(name) :], name]
            self.scope.tell(
                InCircle(
                    span=written.clock.span, noun="clock", name=name, circle=" needs ".join(circle)
                )
            )
            return None
        clock = ELAPSED if name == ELAPSED.name else self.named(name)
        if clock is None:
            return None
        return HoursOf(clock) if written.open else Shut(HoursOf(clock))


def _spans(weekly: tree.Weekly) -> Iterable[WeeklySpan]:
    for days in weekly.days:
        begins, ends = WEEKDAYS.index(days.first), WEEKDAYS.index(days.last)
        for i in range((ends - begins) % 7 + 1):
            for span in weekly.spans:
                yield WeeklySpan((begins + i) % 7, wall(span.start), wall(span.end), span.span)


def _conventions(statement: tree.Clock) -> Conventions:
    cut_off = first(statement.phrases, tree.CutOff)
    return Conventions(
        first(statement.phrases, tree.DueAtNextOpening) is not None,
        first(statement.phrases, tree.CountFromNextOpening) is not None,
        first(statement.phrases, tree.BackToClosing) is not None,
        wall(cut_off.time) if cut_off else None,
    )
