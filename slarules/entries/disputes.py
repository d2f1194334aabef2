"""Disputes: opened, answered and settled, each step by when the contract's procedure wants it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

from slarules.core.contract import Contract
from slarules.core.disputes import Dispute, Mark
from slarules.engine.reference.disputing import (
    dispute_deadline,
    dispute_of_credit,
    dispute_of_fact,
    dispute_of_statement,
)
from slarules.engine.reference.periods import version_of_period
from slarules.entries.speaker import Speaker
from slarules.entries.words import facts_named, nearest, period_named, refuse_other_value
from slarules.errors import UsageError
from slarules.hours.periods import Period, period_of
from slarules.instants import Instant, iso
from slarules.register.bodies import STATEMENT, Disputed, Issued
from slarules.register.entry import Draft, Entry
from slarules.report.moments import day, wall
from slarules.report.numbers import counted

Step: TypeAlias = Literal["opened", "answered", "settled"]
Make: TypeAlias = Callable[[Sequence[Entry]], Draft]
"""Makes an entry from those that stand before it; raises `UsageError` where it cannot be made."""


STARTS: Mapping[Mark, str] = {
    "period end": "the end of its period",
    "statement": "the issue of its statement",
}
"""Marks that are those of a period."""


@dataclass(frozen=True, slots=True)
class Subject:
    """What is disputed.

    Attributes:
        about: An item or span, a credit, or `STATEMENT`.
        fact: Of the item or span; empty where a credit or a statement is disputed.
        period: Empty where it is not known in which the item lies.
    """

    about: str
    fact: str = ""
    period: str = ""

    def meets(self, other: Subject) -> bool:
        """Whether both are about one thing; a fact is one thing in every period."""
        same = (self.about, self.fact) == (other.about, other.fact)
        return same and (bool(self.fact) or self.period == other.period)

    def __str__(self) -> str:
        if self.fact:
            return f"{self.fact} of {self.about}"
        return f"{self.about} of {self.period}"


@dataclass(frozen=True, slots=True)
class Case:
    """A dispute as far as it has come: its entries in order, the opening first."""

    entries: tuple[Entry, ...]

    @property
    def number(self) -> int:
        """The number of the entry that opened it."""
        return self.entries[0].number

    @property
    def bodies(self) -> tuple[Disputed, ...]:
        """What each step says."""
        return tuple(entry.body for entry in self.entries if isinstance(entry.body, Disputed))

    @property
    def subject(self) -> Subject:
        """What it is about."""
        first = self.bodies[0]
        return Subject(first.about, first.fact, first.period)

    @property
    def steps(self) -> Mapping[Step, Entry]:
        """The entry of each step that was taken."""
        return {body.step: e for body, e in zip(self.bodies, self.entries, strict=True)}

    @property
    def next(self) -> tuple[Step, ...]:
        """The steps that may follow: an answer may be left out, and nothing follows the end."""
        if "settled" in self.steps:
            return ()
        return ("settled",) if "answered" in self.steps else ("answered", "settled")


def cases(entries: Sequence[Entry]) -> tuple[Case, ...]:
    """Return the disputes among entries, in order of their opening."""
    by: dict[int, list[Entry]] = {}
    for entry in entries:
        if isinstance(entry.body, Disputed):
            by.setdefault(entry.body.dispute or entry.number, []).append(entry)
    return tuple(Case(tuple(each)) for each in by.values())


def subject(contract: Contract, about: str | None, fact: str | None, period: str | None) -> Subject:
    """Return what is to be disputed, in words that the contract knows.

    Raises:
        UsageError: It does not know them, or something is left out.
    """
    label = period_named(contract, period).label if period else ""
    if about is not None and fact is not None:
        facts_named(contract, fact)
        return Subject(about, fact, label)
    if not period:
        raise UsageError(
            "name what is disputed: an item and its fact, a credit with --period, or --period "
            "alone for its statement"
        )
    if about is not None:
        terms = version_of_period(contract, period_named(contract, period)).terms
        known = (*terms.credits, *terms.pools)
        if about not in known:
            raise UsageError(f"no credit is called '{about}'; {nearest(about, known)}")
    return Subject(about or STATEMENT, "", label)


def opening(contract: Contract, what: Subject, speaker: Speaker, evidence: str) -> Make:
    """Return what makes the entry that opens a dispute; the same is not disputed twice at once."""

    def make(entries: Sequence[Entry]) -> Draft:
        going_on = (case for case in cases(entries) if case.next and case.subject.meets(what))
        if case := next(going_on, None):
            raise UsageError(
                f"{what} is disputed already, in dispute {case.number}; settle that first"
            )
        _refuse_unknown_period(contract, what, speaker)
        due = deadline(contract, what, "opened", entries)
        return speaker.says(_step(what, "opened", 0, due, speaker, evidence))

    return make


def answering(contract: Contract, number: int, speaker: Speaker, evidence: str) -> Make:
    """Return what makes the entry that answers a dispute."""

    def make(entries: Sequence[Entry]) -> Draft:
        case = _open_case(contract, entries, number, "answered")
        _refuse_before(contract, case, "answered", speaker)
        due = deadline(contract, case.subject, "answered", entries, case)
        return speaker.says(_step(case.subject, "answered", number, due, speaker, evidence))

    return make


def settling(
    contract: Contract, number: int, value: str | None, speaker: Speaker, evidence: str
) -> Make:
    """Return what makes the entry that settles a dispute; a fact needs its value."""

    def make(entries: Sequence[Entry]) -> Draft:
        case = _open_case(contract, entries, number, "settled")
        _refuse_before(contract, case, "settled", speaker)
        _refuse_value(contract, case, value)
        due = deadline(contract, case.subject, "settled", entries, case)
        body = _step(case.subject, "settled", number, due, speaker, evidence)
        return speaker.says(body.model_copy(update={"value": value or ""}))

    return make


def deadline(
    contract: Contract,
    what: Subject,
    step: Step,
    entries: Sequence[Entry],
    case: Case | None = None,
) -> Instant | None:
    """Return the first instant at which a step is late; `None` where nothing says one.

    Args:
        entries: All of the contract: the issue of a statement may start the days.
        case: The dispute, once it is opened.
    """
    marks = _marks(what, entries, case)
    if what.period:
        period = period_named(contract, what.period)
    else:
        first = marks.get("opening")
        period = period_of(first or contract.starts, contract.every, contract.zone)
    procedure = _procedure(contract, period, what)
    if procedure is None:
        return None
    within = procedure.within(step)
    if within is not None and within.after == "period end" and not what.period:
        return None
    return dispute_deadline(procedure, step, period, marks)


def _refuse_unknown_period(contract: Contract, what: Subject, speaker: Speaker) -> None:
    """Refuse what leaves open whether there is time: days that count from a period not named."""
    if what.period:
        return
    procedure = _procedure(contract, period_of(speaker.at, contract.every, contract.zone), what)
    within = procedure.within("opened") if procedure else None
    if within is not None and within.after in STARTS:
        raise UsageError(
            f"the contract gives {counted(within.days, 'day')} to dispute {what}, counted from "
            f"{STARTS[within.after]}; name the period of {what.about} with --period"
        )


def _procedure(contract: Contract, period: Period, what: Subject) -> Dispute | None:
    if what.fact:
        return dispute_of_fact(contract, period)
    if what.about == STATEMENT:
        return dispute_of_statement(contract, period)
    return dispute_of_credit(contract, period, what.about)


def _marks(what: Subject, entries: Sequence[Entry], case: Case | None) -> dict[Mark, Instant]:
    marks: dict[Mark, Instant] = {}
    for entry in entries:
        if isinstance(entry.body, Issued) and entry.body.period == what.period:
            marks["statement"] = entry.draft.at
    if case is not None:
        taken = case.steps
        marks["opening"] = taken["opened"].draft.at
        if "answered" in taken:
            marks["answer"] = taken["answered"].draft.at
    return marks


def _open_case(contract: Contract, entries: Sequence[Entry], number: int, step: Step) -> Case:
    every = cases(entries)
    case = next((each for each in every if each.number == number), None)
    if case is None:
        numbers = [str(each.number) for each in every]
        told = nearest(str(number), numbers) if numbers else "there is none"
        raise UsageError(f"no dispute of {contract.name} has the number {number}; {told}")
    if step not in case.next:
        last = case.entries[-1].draft
        on = day(last.at, contract.zone)
        how = f"{case.bodies[-1].step} by {last.author} on {on}"
        raise UsageError(f"dispute {number} cannot be {step}: it was {how}")
    return case


def _refuse_before(contract: Contract, case: Case, step: Step, speaker: Speaker) -> None:
    last = case.entries[-1].draft.at
    if speaker.at < last:
        raise UsageError(
            f"dispute {case.number} was {case.bodies[-1].step} on {wall(last, contract.zone)}; "
            f"it cannot be {step} before that"
        )


def _refuse_value(contract: Contract, case: Case, value: str | None) -> None:
    what = case.subject
    if not what.fact:
        if value is not None:
            raise UsageError(f"dispute {case.number} is about {what}, which takes no value here")
    elif value is None:
        raise UsageError(f"dispute {case.number} is about {what}: say what it is")
    else:
        refuse_other_value(facts_named(contract, what.fact), value)


def _step(
    what: Subject, step: Step, number: int, due: Instant | None, speaker: Speaker, evidence: str
) -> Disputed:
    return Disputed(
        step=step,
        dispute=number,
        about=what.about,
        fact=what.fact,
        period=what.period,
        due="" if due is None else iso(due),
        late=due is not None and speaker.at >= due,
        evidence=evidence,
    )
