"""Claims: a credit of a period is asked for, once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from typing import Literal, TypeAlias

from slarules.entries.run import Run
from slarules.entries.speaker import Speaker
from slarules.entries.words import nearest
from slarules.errors import UsageError
from slarules.instants import Instant, instant, iso
from slarules.register.bodies import Claimed
from slarules.register.entry import Draft, Entry
from slarules.report.evidence.money import Line
from slarules.report.moments import day

ClaimState: TypeAlias = Literal["in time", "expired", "not needed"]


@dataclass(frozen=True, slots=True)
class Claimable:
    """What a run says of a credit of a period.

    Attributes:
        least, most: What it comes to.
        until: The first instant at which it is too late to claim; `None` when nobody has to.
        claimed: Whether the source says that it was claimed.
    """

    credit: str
    period: str
    least: Fraction
    most: Fraction
    until: Instant | None
    claimed: bool

    def state(self, at: Instant) -> ClaimState:
        """Return how a claim made at an instant stands."""
        if self.until is None:
            return "not needed"
        return "in time" if at < self.until else "expired"


def claimable(run: Run, credit: str, period: str | None) -> Claimable:
    """Return what a run says of a credit, of its latest period that has it when none is named.

    Raises:
        UsageError: The run has no such credit or period.
    """
    lines: dict[str, dict[str, list[Line]]] = {}
    for statement in run.statements.statements:
        for line in statement.lines:
            lines.setdefault(line.statement, {}).setdefault(statement.period, []).append(line)
    if credit not in lines:
        told = nearest(credit, lines) if lines else "it earned none at all"
        raise UsageError(f"{run.folder} has no credit {credit}; {told}")
    by = lines[credit]
    chosen = period or list(by)[-1]
    if chosen not in by:
        raise UsageError(f"{run.folder} has no {credit} in {chosen}; {nearest(chosen, by)}")
    return _claimable(credit, chosen, by[chosen])


def _claimable(credit: str, period: str, lines: Sequence[Line]) -> Claimable:
    limits = [instant(datetime.fromisoformat(u)) for each in lines if (u := each.claimable_until)]
    return Claimable(
        credit,
        period,
        sum((Fraction(each.amount.least.shown) for each in lines), Fraction(0)),
        sum((Fraction(each.amount.most.shown) for each in lines), Fraction(0)),
        min(limits, default=None),
        any(each.state == "claimed" for each in lines),
    )


def claim(
    run: Run, what: Claimable, speaker: Speaker, evidence: str
) -> Callable[[Sequence[Entry]], Draft]:
    """Return what makes the entry of a claim from the entries that stand before it.

    What is returned raises `UsageError` when the credit was claimed before.
    """

    def make(entries: Sequence[Entry]) -> Draft:
        _refuse_second(what, entries, run.zone)
        return speaker.says(
            Claimed(
                credit=what.credit,
                period=what.period,
                state=what.state(speaker.at),
                until="" if what.until is None else iso(what.until),
                run=run.digest,
                evidence=evidence,
            )
        )

    return make


def _refuse_second(what: Claimable, entries: Sequence[Entry], zone: str) -> None:
    for entry in entries:
        match entry.body:
            case Claimed(credit=what.credit, period=what.period):
                by, on = entry.draft.author, day(entry.draft.at, zone)
                raise UsageError(
                    f"{what.credit} of {what.period} is claimed already, by {by} on {on} "
                    f"(entry {entry.number}); nothing is entered"
                )
            case _:
                pass
    if what.claimed:
        raise UsageError(
            f"{what.credit} of {what.period} is claimed already, as the source says; nothing is "
            "entered"
        )
