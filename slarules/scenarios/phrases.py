"""Expectations in the words of the language, without the leading `expect`."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TypeAlias, assert_never

from slarules.core.clocks import ELAPSED
from slarules.core.contract import Contract
from slarules.core.scenarios import (
    Expectation,
    ExpectBelongs,
    ExpectClaim,
    ExpectCredit,
    ExpectDue,
    ExpectDueTime,
    ExpectDuty,
    ExpectLength,
    ExpectMeasure,
    ExpectOpen,
    ExpectRight,
    ExpectTarget,
    ExpectVerdict,
)
from slarules.core.units import unit_of
from slarules.hours.local import local
from slarules.instants import HOUR, MINUTE, SECOND, Instant, Micros

UNITS = ((HOUR, "hour"), (MINUTE, "minute"), (SECOND, "second"))


@dataclass(frozen=True, slots=True)
class Words:
    """How a contract writes times, money and expectations."""

    contract: Contract

    def instant(self, at: Instant) -> str:
        """Return an instant as the contract's zone shows it; seconds only where there are any."""
        shown = local(at, self.contract.zone).replace(tzinfo=None)
        exact = "microseconds" if shown.microsecond else "seconds" if shown.second else "minutes"
        return shown.isoformat(" ", exact)

    def money(self, amount: Fraction, currency: str | None = None) -> str:
        """Return a sum as `EUR 12,500.00`; the decimals are the currency's, or more if needed."""
        shown = number(amount, self.contract.rounding.decimals)
        return f"{currency or self.contract.currency} {shown}"

    def share(self, value: Fraction) -> str:
        """Return a share as a percentage, exact as written; a ratio where it has no end."""
        return f"{number(value * 100)}%" if ends(value) else ratio(value, 1)

    def quantity(self, name: str, value: Fraction) -> str:
        """Return what a measure or target comes to: a percentage when it is a share."""
        match unit_of(self.contract, name):
            case "share":
                return self.share(value)
            case "duration" if value.denominator == 1:
                return duration(Micros(int(value)), ELAPSED.name)
            case _:
                return number(value) if ends(value) else ratio(value, 1)

    def phrase(self, expected: Expectation) -> str:
        """Return an expectation as the language writes it."""
        match expected:
            case ExpectVerdict():
                return f"{_run(expected)} {self._verdict(expected)}"
            case ExpectDue():
                return f"{_run(expected)} due {self._due(expected)}"
            case ExpectLength():
                spent = duration(expected.length, expected.clock)
                return f"{_run(expected)} {expected.what} {spent}"
            case ExpectBelongs():
                return f"{_run(expected)} belongs to {expected.period}"
            case ExpectOpen() | ExpectDueTime():
                return self._of_clock(expected)
            case _:
                within = f" in {expected.period}" if expected.period else ""
                return self._of_period(expected) + within

    def _verdict(self, expected: ExpectVerdict) -> str:
        if expected.missed_at is None:
            return expected.verdict
        return f"{expected.verdict} at {self.instant(expected.missed_at)}"

    def _due(self, expected: ExpectDue) -> str:
        earliest = self.instant(expected.earliest)
        if expected.earliest == expected.latest:
            return f"at {earliest}"
        return f"between {earliest} and {self.instant(expected.latest)}"

    def _of_period(self, expected: OfPeriod) -> str:
        of = f" of {expected.of}" if expected.of else ""
        match expected:
            case ExpectCredit():
                return f"{_paid(expected)}{of} {self._sum(expected)}"
            case ExpectTarget(target, outcome):
                return f"{target}{of} {outcome}"
            case ExpectMeasure():
                return f"{expected.measure}{of} {self._value(expected)}"
            case ExpectRight():
                until = f" until {expected.until}" if expected.until else ""
                return f"{expected.right}{of} {expected.state}{until}"
            case ExpectDuty():
                until = f"until {expected.until}" if expected.until else "not owed"
                return f"duty {expected.duty}{of} {until}"
            case ExpectClaim():
                named = f" {expected.claim}" if expected.claim else ""
                return f"claim{named}{of} closes on {expected.closes}"
            case _:
                assert_never(expected)

    def _sum(self, expected: ExpectCredit) -> str:
        """Return a sum, or from which to which what is unknown leaves it open."""
        least, most = (self._paid_in(end, expected) for end in (expected.least, expected.most))
        days = " days of service" if expected.unit == "days" else ""
        if expected.least == expected.most:
            return f"{least}{' day of service' if days and expected.least == 1 else days}"
        joined = ("between", "and") if expected.unit != "days" else ("from", "to")
        return f"{joined[0]} {least} {joined[1]} {most}{days}"

    def _paid_in(self, end: Fraction, expected: ExpectCredit) -> str:
        if expected.unit in {"points", "days"}:
            return number(end)
        return self.money(end, expected.currency)

    def _value(self, expected: ExpectMeasure) -> str:
        if expected.whole is not None:
            unit = next((f" {name}s" for size, name in UNITS if size == expected.unit), "")
            return ratio(expected.good, expected.whole) + unit
        if expected.clock is not None and expected.good.denominator == 1:
            return duration(Micros(int(expected.good)), expected.clock)
        return self.quantity(expected.measure, expected.good)

    def _of_clock(self, expected: ExpectOpen | ExpectDueTime) -> str:
        length, start = duration(expected.length, expected.clock), self.instant(expected.start)
        match expected:
            case ExpectOpen():
                return f"{length} from {start} until {self.instant(expected.end)}"
            case ExpectDueTime():
                return f"{length} after {start} is {self.instant(expected.due)}"
            case _:
                assert_never(expected)


OfPeriod: TypeAlias = (
    ExpectCredit | ExpectTarget | ExpectMeasure | ExpectRight | ExpectDuty | ExpectClaim
)


def _paid(expected: ExpectCredit) -> str:
    """Return what is paid: `total credit`, `credit X`, `all points`, `bonus X`."""
    noun = expected.noun if expected.unit != "points" else "points"
    if expected.credit is None:
        return "all points" if noun == "points" else "total credit"
    return f"{noun} {expected.credit}"


def _run(expected: ExpectVerdict | ExpectDue | ExpectLength | ExpectBelongs) -> str:
    of = "" if expected.cycle_of is None else f" for {expected.cycle_of}"
    cycle = f" cycle {expected.cycle}" if expected.cycle > 1 else ""
    return f"{expected.item} {expected.measure}{of}{cycle}"


def duration(length: Micros, clock: str) -> str:
    """Return a length of time on a clock in the greatest unit that measures it exactly."""
    size, unit = next(((s, u) for s, u in UNITS if length % s == 0), UNITS[-1])
    count = Fraction(length, size)
    return f"{number(count)} {clock} {unit}{'' if count == 1 else 's'}"


def ends(value: Fraction) -> bool:
    """Tell whether a number can be written with finitely many decimals."""
    rest = value.denominator
    for prime in (2, 5):
        while rest % prime == 0:
            rest //= prime
    return rest == 1


def number(value: Fraction, decimals: int = 0) -> str:
    """Return a number with thousands marks: at least so many decimals, exact where it ends.

    One that does not end is cut after six further decimals.
    """
    places, scaled = decimals, value * 10**decimals
    while scaled.denominator != 1 and (ends(value) or places < decimals + 6):
        places, scaled = places + 1, scaled * 10
    digits = f"{abs(int(scaled)):0{places + 1}}"
    whole, part = (digits[:-places], f".{digits[-places:]}") if places else (digits, "")
    return f"{'-' if value < 0 else ''}{int(whole):,}{part}"


def ratio(good: Fraction, whole: Fraction | int) -> str:
    """Return `44,535 of 44,580` in whole numbers, or in the least whole numbers of that ratio."""
    left, right = Fraction(good), Fraction(whole)
    if not (ends(left) and ends(right)):
        left, right = (Fraction(count) for count in (left / right).as_integer_ratio())
    return f"{number(left)} of {number(right)}"
