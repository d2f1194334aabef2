"""Problems of numbers, durations, sums and dates."""

from __future__ import annotations

from dataclasses import dataclass

from slarules.problems import Edit, Fix, Problem


@dataclass(frozen=True, kw_only=True)
class BareDuration(Problem):
    """A duration does not say which clock counts it."""

    code = "E012"
    count: str
    unit: str

    @property
    def message(self) -> str:
        """See `Problem.message`."""
        whole = f"{self.count} elapsed {self.unit}"
        return (
            f"'{self.count} {self.unit}' on which clock? '{whole}' run day and night, "
            f"'{self.count} support {self.unit}' only while the clock 'support' is open"
        )

    @property
    def fix(self) -> Fix:
        """See `Problem.fix`."""
        text = f"{self.count} elapsed {self.unit}"
        return Fix("name the clock; 'elapsed' always runs", (Edit(self.span, text),))


@dataclass(frozen=True, kw_only=True)
class DaysAsDuration(Problem):
    """Days are no duration."""

    code = "E013"
    count: str
    clock: str

    @property
    def message(self) -> str:
        """See `Problem.message`."""
        return (
            f"days are no duration: write hours, 'by the same time {self.count} {self.clock} days "
            f"later' or 'by close of the 1st {self.clock} day after'"
        )

    @property
    def fix(self) -> Fix:
        """See `Problem.fix`."""
        text = f"by the same time {self.count} {self.clock} days later"
        return Fix("say which day, and when on it", (Edit(self.span, text),))


@dataclass(frozen=True, kw_only=True)
class PercentOfNothing(Problem):
    """A percentage does not say of what."""

    code = "E014"
    percent: str
    of: str | None

    @property
    def message(self) -> str:
        """See `Problem.message`."""
        if self.of:
            return f"{self.percent} of what? write '{self.percent} of {self.of}'"
        return f"{self.percent} of what? write '{self.percent} of' and the name of an amount"

    @property
    def fix(self) -> Fix | None:
        """See `Problem.fix`."""
        if self.of is None:
            return None
        return Fix("say of what", (Edit(self.span, f"{self.percent} of"),))


@dataclass(frozen=True, kw_only=True)
class UnclearMoney(Problem):
    """A sum has three decimals, which may be thousands."""

    code = "E015"
    currency: str
    number: str

    @property
    def message(self) -> str:
        """See `Problem.message`."""
        whole, _, part = self.number.partition(".")
        return f"{self.number}: {whole},{part} or {whole}.{part[:2]}?"

    @property
    def fix(self) -> Fix:
        """See `Problem.fix`."""
        text = f"{self.currency} {self.number.replace('.', ',')}.00"
        advice = "a comma stands before three digits, a point before the decimals"
        return Fix(advice, (Edit(self.span, text),))


@dataclass(frozen=True, kw_only=True)
class TooManyDecimals(Problem):
    """A sum has more decimals than its currency."""

    code = "E016"
    currency: str
    digits: int

    @property
    def message(self) -> str:
        """See `Problem.message`."""
        return f"{self.currency} has {self.digits or 'no'} decimals"


@dataclass(frozen=True, kw_only=True)
class MissingCurrency(Problem):
    """A sum of money does not name its currency."""

    code = "E017"
    number: str

    @property
    def message(self) -> str:
        """See `Problem.message`."""
        return f"{self.number} of which currency? write 'EUR {self.number}', for example"


@dataclass(frozen=True, kw_only=True)
class WrongComma(Problem):
    """A comma in a number stands elsewhere than before three digits."""

    code = "E018"
    number: str

    @property
    def message(self) -> str:
        """See `Problem.message`."""
        return f"{self.number}: a comma stands before three digits, a point before the decimals"

    @property
    def fix(self) -> Fix | None:
        """See `Problem.fix`."""
        whole, comma, part = self.number.partition(",")
        if not comma or "," in part or "." in part:
            return None
        return Fix(f"write '{whole}.{part}'", (Edit(self.span, f"{whole}.{part}"),))


@dataclass(frozen=True, kw_only=True)
class TooManyDigits(Problem):
    """A number is longer than any a contract needs."""

    code = "E019"
    most: int

    @property
    def message(self) -> str:
        """See `Problem.message`."""
        return f"a number has at most {self.most} digits"


@dataclass(frozen=True, kw_only=True)
class UnclearDate(Problem):
    """A date is written so that day and month can be mistaken."""

    code = "E020"
    said: str
    readings: tuple[str, ...]

    @property
    def message(self) -> str:
        """See `Problem.message`."""
        which = " or ".join(self.readings)
        return f"{self.said}: dates are written year-month-day" + (f"; {which}?" if which else "")

    @property
    def fix(self) -> Fix | None:
        """See `Problem.fix`."""
        if not self.readings:
            return None
        first = self.readings[0]
        return Fix("write the year first", (Edit(self.span, first),))


@dataclass(frozen=True, kw_only=True)
class NoSuchDate(Problem):
    """A date or time does not exist."""

    code = "E021"
    said: str

    @property
    def message(self) -> str:
        """See `Problem.message`."""
        return f"there is no {self.said}"
