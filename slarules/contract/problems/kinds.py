"""E3: values of the wrong kind, and units that do not fit."""

from __future__ import annotations

from dataclasses import dataclass

from slarules.contract.problems.told import Told


@dataclass(frozen=True, kw_only=True)
class WrongKind(Told):
    """One kind of value stands where another is needed, as money where a share is compared."""

    code = "E301"
    sentence = "{what} is {needed}, and this is {given}"
    advice = "write {needed} here"

    what: str
    needed: str
    given: str


@dataclass(frozen=True, kw_only=True)
class PercentOfNothing(Told):
    """A percentage of money does not say of what."""

    code = "E302"
    sentence = "{percent} of what? a percentage of money names the amount"
    advice = "write {percent} of an amount, such as {percent} of {example}"

    percent: str
    example: str


@dataclass(frozen=True, kw_only=True)
class OtherClock(Told):
    """A duration is counted on one clock and compared with a duration on another."""

    code = "E303"
    sentence = "this is counted in {given} time, and {what} in {needed} time"
    advice = "write the duration in {needed} time"

    what: str
    needed: str
    given: str


@dataclass(frozen=True, kw_only=True)
class OtherCurrency(Told):
    """A sum is in another currency than the contract."""

    code = "E304"
    sentence = "this sum is in {given}, and the contract is in {needed}"
    advice = "write the sum in {needed}; a contract settles in one currency"

    needed: str
    given: str


@dataclass(frozen=True, kw_only=True)
class ZeroGoal(Told):
    """A goal allows no time at all."""

    code = "E305"
    sentence = "a goal of no time cannot be met"
    advice = "write the time that is allowed, or none where nothing is promised"


@dataclass(frozen=True, kw_only=True)
class ShareOutOfRange(Told):
    """A share lies outside 0% to 100%."""

    code = "E306"
    sentence = "{what} is a share, and {given} is not between 0% and 100%"
    advice = "write a percentage from 0% to 100%"

    what: str
    given: str


@dataclass(frozen=True, kw_only=True)
class WrongAllowance(Told):
    """An allowance is kept in a way that its subject does not have (R26)."""

    code = "E307"
    sentence = "{what} cannot have an allowance {given}"
    advice = "write the allowance {needed}"

    what: str
    given: str
    needed: str


@dataclass(frozen=True, kw_only=True)
class Reversed(Told):
    """A range ends before it begins."""

    code = "E308"
    sentence = "this ends on {last}, before it begins on {first}"
    advice = "write the earlier first"

    first: str
    last: str


@dataclass(frozen=True, kw_only=True)
class NotStricter(Told):
    """An internal goal is not stricter than the contract's goal that it should guard."""

    code = "E309"
    sentence = (
        "{name} is to be stricter than {outer}, but for {case} it allows {given} and the contract"
        " {limit}{since}"
    )
    advice = "allow less than {limit} for {case}"

    name: str
    outer: str
    case: str
    given: str
    limit: str
    since: str = ""


@dataclass(frozen=True, kw_only=True)
class TogetherTooLong(Told):
    """Goals that should fit together into another add up to more, or cannot be added up."""

    code = "E310"
    sentence = "for {case} {parts} take {given} together, and {whole} allows {limit}{since}"
    advice = "shorten {parts}, so that they fit together into {limit} on the same clock"

    case: str
    parts: str
    given: str
    whole: str
    limit: str
    since: str = ""


@dataclass(frozen=True, kw_only=True)
class OtherItem(Told):
    """A phrase speaks of another kind of item than its statement."""

    code = "E311"
    sentence = "{what} is about {needed}, and this speaks of {given}"
    advice = "write {needed}"

    what: str
    needed: str
    given: str


@dataclass(frozen=True, kw_only=True)
class EmptyBand(Told):
    """A band's lower limit is not below its upper limit."""

    code = "E312"
    sentence = "nothing lies between these two limits"
    advice = "write the lower limit first"


@dataclass(frozen=True, kw_only=True)
class WeightsTooMuch(Told):
    """The weights of a pool add up to more, or to other, than the contract says."""

    code = "E313"
    sentence = "the weights of {pool} add up to {total}, and the text says {relation} {limit}"
    advice = "change the weights, or what they total"

    pool: str
    total: str
    relation: str
    limit: str


@dataclass(frozen=True, kw_only=True)
class NoCounterpart(Told):
    """An internal measure guards a table in which nothing runs between the same moments."""

    code = "E314"
    sentence = (
        "{measure} has no counterpart in {table}: nothing there runs between the same moments"
    )
    advice = "measure it between the moments that {table} uses, or leave the line out"

    measure: str
    table: str


@dataclass(frozen=True, kw_only=True)
class SeveralClocks(Told):
    """Bands of lateness are for goals that are counted on different clocks."""

    code = "E315"
    sentence = "{what} is counted in {clocks} time, and a table of bands is written in one"
    advice = "write a credit for each clock: each ... where ... that misses ..."

    what: str
    clocks: str


@dataclass(frozen=True, kw_only=True)
class NoValues(Told):
    """Time is to be counted for each value of a fact that has no list of values."""

    code = "E316"
    sentence = "{fact} is any {kind}, and time is counted separately for declared values alone"
    advice = "name a fact whose values are declared, such as: fact group one of ..."

    fact: str
    kind: str


@dataclass(frozen=True, kw_only=True)
class NoOrder(Told):
    """The highest value of a fact counts, and its values have no order."""

    code = "E317"
    sentence = "the values of {fact} have no order, so none of them is the highest"
    advice = "declare the order where {fact} is declared: one of ... highest first"

    fact: str


@dataclass(frozen=True, kw_only=True)
class NotSeparate(Told):
    """A scenario expects something of one value of a fact, and no run is counted for it alone."""

    code = "E318"
    sentence = "{measure} is counted for the whole {item}, and not for {value} alone"
    advice = "leave out: for {value}"

    measure: str
    item: str
    value: str


@dataclass(frozen=True, kw_only=True)
class OtherUnit(Told):
    """Something is counted in a unit that its quantity does not have."""

    code = "E319"
    sentence = "{what} is {given}, and the quantity needs {needed}"
    advice = "write {needed}"

    what: str
    given: str
    needed: str


@dataclass(frozen=True, kw_only=True)
class OtherPay(Told):
    """A statement pays in something that it does not pay in, or in two things at once."""

    code = "E320"
    sentence = "{what} pays {given}, and should pay {needed}"
    advice = "write {needed} here, or let a statement of its own pay {given}"

    what: str
    given: str
    needed: str


@dataclass(frozen=True, kw_only=True)
class TargetShorter(Told):
    """A target is asked more often than the contract is assessed."""

    code = "E333"
    sentence = "{target} is asked every {own}, and the contract is assessed every {every}"
    advice = "ask it every {every} or less often, or assess the contract every {own}"

    target: str
    own: str
    every: str


@dataclass(frozen=True, kw_only=True)
class SumOfKinds(Told):
    """A share adds up things of different kinds."""

    code = "E334"
    sentence = "{what} puts {one} and {other} into one share"
    advice = "make a share of counts alone, or of lengths of time alone"

    what: str
    one: str
    other: str


@dataclass(frozen=True, kw_only=True)
class RateInFormula(Told):
    """A formula of money reckons with a rate of exchange, which no sum of money can hold."""

    code = "E321"
    sentence = "{what} reckons with {rate}, which is a rate of exchange into {currency}"
    advice = "leave {rate} to the settlement: paid in {currency} at {rate}"

    what: str
    rate: str
    currency: str
