"""What the entries of a register say of facts, credits and statements, for who gathers facts."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from fractions import Fraction

from slarules.facts.history import RowRef
from slarules.facts.known import REGISTER, Assertion, Claim, IssuedStatement, Known
from slarules.instants import Instant, instant
from slarules.register.bodies import Asserted, Body, Claimed, Disputed, Issued
from slarules.register.entry import Draft
from slarules.register.extract import Numbered


def known_of(entries: Iterable[Numbered]) -> Known:
    """Return what entries say, in order of time; of one instant, in order of number.

    A fact is disputed from the opening of a dispute to its settlement, which says what it is.

    Raises:
        ValueError: An entry says no time or no sum where one belongs; nothing of ours wrote it.
    """
    ordered = sorted(entries, key=lambda each: (each[1].at, each[0]))
    said = [(number, draft, draft.body) for number, draft in ordered]
    try:
        return Known(
            tuple(found for each in said if (found := _assertion(*each))),
            tuple(_claim(n, draft, body) for n, draft, body in said if isinstance(body, Claimed)),
            tuple(_issue(n, draft, body) for n, draft, body in said if isinstance(body, Issued)),
        )
    except (ZeroDivisionError, OverflowError) as error:
        raise ValueError(str(error)) from error


def moment(text: str) -> Instant | None:
    """Return the instant that an entry writes; `None` when it writes none.

    Raises:
        ValueError: It is no time with an offset.
    """
    return instant(datetime.fromisoformat(text)) if text else None


def _assertion(number: int, draft: Draft, body: Body) -> Assertion | None:
    row = RowRef(REGISTER, number, draft.at)
    match body:
        case Asserted(about=about, fact=fact, value=value, state=state, evidence=evidence):
            since = moment(body.since)
            return Assertion(
                about, fact, value, state, draft.at, since, draft.author, evidence, row
            )
        case Disputed(step="opened", late=True):
            # The contract lets the fact stand that nobody disputed in time.
            return None
        case Disputed(step="opened", about=about, fact=fact, evidence=evidence) if fact:
            said = (draft.at, None, draft.author, evidence, row)
            return Assertion(about, fact, "", "disputed", *said)
        case Disputed(step="settled", about=about, fact=fact, evidence=evidence) if fact:
            said = (draft.at, None, draft.author, evidence, row)
            return Assertion(about, fact, body.value, "agreed", *said)
        case _:
            return None


def _claim(number: int, draft: Draft, claim: Claimed) -> Claim:
    return Claim(claim.credit, claim.period, draft.at, RowRef(REGISTER, number))


def _issue(number: int, draft: Draft, issued: Issued) -> IssuedStatement:
    return IssuedStatement(
        period=issued.period,
        revision=issued.revision,
        currency=issued.currency,
        least=Fraction(issued.least),
        most=Fraction(issued.most),
        credits={name: (Fraction(a), Fraction(b)) for name, (a, b) in issued.credits.items()},
        at=draft.at,
        ref=RowRef(REGISTER, number),
    )
