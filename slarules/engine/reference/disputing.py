"""Disputes: which procedure holds, and until when each of its steps is in time."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

from slarules.core.contract import Contract
from slarules.core.disputes import Dispute, Mark, Step
from slarules.engine.reference.periods import version_of_period
from slarules.hours.local import ONE_DAY, local_date, midnight
from slarules.hours.periods import Period
from slarules.instants import Instant


def dispute_of_credit(contract: Contract, period: Period, credit: str) -> Dispute | None:
    """Return the procedure for a credit of a period: the one that names it, else a wider one."""
    disputes = version_of_period(contract, period).terms.disputes
    by_name = (d for d in disputes if isinstance(d.on, tuple) and credit in d.on)
    return next(by_name, None) or _general(disputes, "statement")


def dispute_of_statement(contract: Contract, period: Period) -> Dispute | None:
    """Return the procedure for the statement of a period as a whole."""
    return _general(version_of_period(contract, period).terms.disputes, "statement")


def dispute_of_fact(contract: Contract, period: Period) -> Dispute | None:
    """Return the procedure for facts in the text that is in force in a period."""
    return _general(version_of_period(contract, period).terms.disputes, "facts")


def _general(disputes: tuple[Dispute, ...], subject: str) -> Dispute | None:
    about = (d for d in disputes if d.on == subject)
    return next(about, None) or next((d for d in disputes if d.on is None), None)


def dispute_deadline(
    dispute: Dispute, step: Step, period: Period, marks: Mapping[Mark, Instant]
) -> Instant | None:
    """Return the first instant at which a step is late.

    Args:
        period: The disputed one; its end is a mark that need not be given.
        marks: When the statement was issued and the earlier steps were taken, where they were.

    Returns:
        `None` where the text sets no limit, or what it counts from has not happened.
    """
    within = dispute.within(step)
    if within is None:
        return None
    if within.after == "period end":
        # The period's end is 24:00 of its last date, which is the day that is not counted.
        day = period.following - ONE_DAY
    elif within.after in marks:
        day = local_date(marks[within.after], period.zone)
    else:
        return None
    return midnight(day + timedelta(days=within.days + 1), period.zone)
