"""E4: cases without an answer, cases with two, and phrases that must be written."""

from __future__ import annotations

from dataclasses import dataclass

from slarules.contract.problems.told import Told


@dataclass(frozen=True, kw_only=True)
class CaseMissing(Told):
    """A table has no row for a case that can happen."""

    code = "E401"
    sentence = "{table} has no row for {case}"
    advice = "add a row for {case}; where nothing is promised, write none"

    table: str
    case: str


@dataclass(frozen=True, kw_only=True)
class CaseTwice(Told):
    """Two rows of a table hold for the same case."""

    code = "E402"
    sentence = "{table} has two rows for {case}"
    advice = "change one of the rows, so that one alone holds for {case}"

    table: str
    case: str


@dataclass(frozen=True, kw_only=True)
class BandMissing(Told):
    """A table of bands leaves out a value that the quantity can have."""

    code = "E403"
    sentence = "{table} does not say what {quantity} {witness} pays"
    advice = "add a row for {stretch}, or widen the row beside it; write none where nothing is paid"

    table: str
    quantity: str
    witness: str
    stretch: str


@dataclass(frozen=True, kw_only=True)
class BandTwice(Told):
    """Two bands of a table hold for the same value."""

    code = "E404"
    sentence = "{table} has two rows for {quantity} {witness}"
    advice = "let one row end where the other begins: one of them says below, the other at least"

    table: str
    quantity: str
    witness: str


@dataclass(frozen=True, kw_only=True)
class PhraseMissing(Told):
    """A statement lacks a phrase that it needs."""

    code = "E405"
    sentence = "{what} does not say {lack}"
    advice = "write: {example}"

    what: str
    lack: str
    example: str


@dataclass(frozen=True, kw_only=True)
class ClockNeverOpens(Told):
    """A clock stays shut so long that a due time might never come."""

    code = "E406"
    sentence = "clock {clock} is shut for more than 31 days from {since}"
    advice = "give the clock opening hours in every month of the contract's life"

    clock: str
    since: str


@dataclass(frozen=True, kw_only=True)
class NothingExpected(Told):
    """A scenario says what is given and not what is expected."""

    code = "E407"
    sentence = "this scenario expects nothing, so it tests nothing"
    advice = "add a line that begins with expect"


@dataclass(frozen=True, kw_only=True)
class NoPeriodForItems(Told):
    """Items are counted in periods, and the head does not say to which period an item belongs."""

    code = "E408"
    sentence = "the contract does not say to which period {items} belong"
    advice = "write in the head: {items} belong to the period of due"

    items: str


@dataclass(frozen=True, kw_only=True)
class NoSettlement(Told):
    """Money is owed, and no statement says in which order the steps apply."""

    code = "E409"
    sentence = "the contract pays credits, and no settlement says in which order its steps apply"
    advice = "add a statement: settlement order {order}"

    order: str


@dataclass(frozen=True, kw_only=True)
class ExceptionsMeet(Told):
    """Two exceptions can hold for one case, and neither says which comes first."""

    code = "E410"
    sentence = "{name} and {other} can both hold for {case}, and neither stands ahead of the other"
    advice = "write in one of them: ahead of {other}"

    name: str
    other: str
    case: str


@dataclass(frozen=True, kw_only=True)
class ExcludedTimeSilent(Told):
    """Time is excluded from a measure that does not say what this does to its share."""

    code = "E411"
    sentence = "{exclusions} takes time out, and {measure} does not say what that does to its share"
    advice = "write: in all {unit} not excluded, or: of good or excluded {unit} in all {unit}"

    measure: str
    exclusions: str
    unit: str


@dataclass(frozen=True, kw_only=True)
class NoMeasureGoal(Told):
    """A measure of a table has no column, or a column is no measure and no fact."""

    code = "E412"
    sentence = "{table} measures {measure}, and its table has no column of that name"
    advice = "add a column {measure}"

    table: str
    measure: str


@dataclass(frozen=True, kw_only=True)
class RowWidth(Told):
    """A row of a CSV file has more or fewer cells than its first line."""

    code = "E413"
    sentence = "this row has {given} cells, and the first line has {needed}"
    advice = "write one cell for each column; where nothing is promised, write none"

    given: int
    needed: int


@dataclass(frozen=True, kw_only=True)
class RatesApart(Told):
    """Rates by date leave dates without a sum, or give a date two."""

    code = "E414"
    sentence = "amount {amount} has {rows} for {dates}"
    advice = "let each row begin on the day after the one before it ends"

    amount: str
    rows: str
    dates: str
