"""W6: legal but suspicious. A7: where the text is silent, what was taken, and how to write it."""

from __future__ import annotations

from dataclasses import dataclass

from slarules.contract.problems.told import Told


@dataclass(frozen=True, kw_only=True)
class JudgedAtTheEnd(Told):
    """The table does not say which value of a fact counts when the fact changes on the way."""

    code = "W601"
    tier = "warning"
    sentence = (
        "{table} does not say which {fact} counts when it changes; the last one does, which rewards"
        " changing it late"
    )
    advice = "write: judged by {fact} as reported, or: judged by {fact} at the end"

    table: str
    fact: str


@dataclass(frozen=True, kw_only=True)
class Unused(Told):
    """A statement is never used by another, so it changes nothing."""

    code = "W602"
    tier = "warning"
    sentence = "nothing uses the {noun} '{name}'"
    advice = "remove it, or use it"

    noun: str
    name: str


@dataclass(frozen=True, kw_only=True)
class PaysWhileMet(Told):
    """A credit is paid although the target on the same quantity is met."""

    code = "W603"
    tier = "warning"
    sentence = "{credit} pays at {quantity} {witness}, where {target} is met"
    advice = "let the row end at {level}, or write: each period that misses {target}"

    credit: str
    quantity: str
    witness: str
    target: str
    level: str


@dataclass(frozen=True, kw_only=True)
class MayFallInNoPeriod(Told):
    """An item that lacks the moment belongs to the period of its due time, which is not said."""

    code = "W604"
    tier = "warning"
    sentence = "{items} without {moment} belong to no period that the text names; due is taken"
    advice = "write: {items} belong to the period of {moment}, or of due while unresolved"

    items: str
    moment: str


@dataclass(frozen=True, kw_only=True)
class RowNeverReached(Told):
    """A row holds for values alone that its statement never looks at."""

    code = "W605"
    tier = "warning"
    sentence = "{table} never reaches this row: {reason}"
    advice = "remove the row, or change its limits"

    table: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class ReadingUnused(Told):
    """The table says which value of a fact counts, and asks for that fact nowhere."""

    code = "W606"
    tier = "warning"
    sentence = "{table} asks for {fact} in no column and no condition, so this line changes nothing"
    advice = "remove the line, or add a column {fact}"

    table: str
    fact: str


@dataclass(frozen=True, kw_only=True)
class FewerMayMiss(Told):
    """With one item more a target allows fewer misses than its rule for small numbers did."""

    code = "W621"
    tier = "warning"
    sentence = (
        "{target} allows {before} misses with {fewer} {items}, and {after} with {below} or more"
    )
    advice = "let the share judge from where it allows as many, with at least {enough} {items}"

    target: str
    before: int
    fewer: int
    items: str
    after: int
    below: int
    enough: int


@dataclass(frozen=True, kw_only=True)
class NotPinned(Told):
    """The contract does not say which mapping measures it."""

    code = "A701"
    tier = "advice"
    sentence = (
        "the contract does not say by which mapping it is measured; any may be given to a run"
    )
    advice = "write in the head: measured by mapping NAME version 1"


@dataclass(frozen=True, kw_only=True)
class CreditAutomatic(Told):
    """No claim is written, so credits are paid without being asked for."""

    code = "A702"
    tier = "advice"
    sentence = "nobody has to ask for {credits}, because no claim is written"
    advice = "write: claim automatic, or a claim with its days"

    credits: str


@dataclass(frozen=True, kw_only=True)
class ExcessLost(Told):
    """A cap does not say what becomes of what it removes."""

    code = "A703"
    tier = "advice"
    sentence = "what {cap} removes is lost, because it does not say otherwise"
    advice = "write: excess is lost"

    cap: str


@dataclass(frozen=True, kw_only=True)
class HeadingWithoutStatement(Told):
    """A numbered clause of a literate contract has no statement, so nothing of it is computed."""

    code = "A704"
    tier = "advice"
    sentence = "no statement speaks of clause {number}"
    advice = 'write a statement with clause "{number}", or: clause "{number}" not computed "why"'

    number: str


@dataclass(frozen=True, kw_only=True)
class StatementWithoutClause(Told):
    """A statement of a literate contract does not say which clause it computes."""

    code = "A705"
    tier = "advice"
    sentence = "this statement does not say which clause it computes"
    advice = 'write clause "..." on its first line'


@dataclass(frozen=True, kw_only=True)
class WithoutLimit(Told):
    """The text says that a credit has no limit."""

    code = "W610"
    tier = "warning"
    sentence = "{credit} has no limit: what it pays grows without end"
    advice = "where the parties have agreed a limit, write: at most AMOUNT, or limited by CAP"

    credit: str


@dataclass(frozen=True, kw_only=True)
class WorseEarnsMore(Told):
    """A row for worse service pays less than a row for better service."""

    code = "W611"
    tier = "warning"
    sentence = "{credit} pays less for {worse} than for {better}, which is better service"
    advice = "check the sums of both rows against the signed text"

    credit: str
    worse: str
    better: str


@dataclass(frozen=True, kw_only=True)
class CapNeverBinds(Told):
    """A cap is never reached, whatever happens."""

    code = "W612"
    tier = "warning"
    sentence = "{cap} never binds: it is on {most} at most, and allows {limit}"
    advice = "check its limit against the signed text, or leave the cap out"

    cap: str
    most: str
    limit: str


@dataclass(frozen=True, kw_only=True)
class TargetDecided(Told):
    """A target is never missed, or never met, whatever happens."""

    code = "W622"
    tier = "warning"
    sentence = "{target} can never be {word}: {values} is {relation} {level}"
    advice = "check the level against the signed text"

    target: str
    word: str
    values: str
    relation: str
    level: str
