"""What was known when: a level that was corrected with effect from earlier."""

from __future__ import annotations

import pytest

from slarules.core.contract import Contract
from slarules.engine.reference.hindsight import Known, hindsight
from slarules.engine.reference.ledger import ledgers
from slarules.facts.history import Happening, History, RowRef, Step, Timeline
from slarules.instants import HOUR, MINUTE, Instant
from tests.report.test_explanation_of_changes import lighthouse

NINE = Instant(1_772_438_400_000_000)
"""Monday, 2 March 2026, 09:00 in Berlin."""


def row(number: int, recorded: Instant) -> RowRef:
    return RowRef("events.csv", number, recorded)


def told(recorded: Instant) -> History:
    """Return a ticket of level P3 from nine on, of level P1 from ten on as recorded later."""
    ten = Instant(NINE + HOUR)
    steps = (Step(NINE, "P3", 0, row(1, NINE)), Step(ten, "P1", 0, row(2, recorded)))
    ticket = Timeline("T-1", "ticket", {"level": steps}, {"reported": (Happening(NINE),)})
    until = Instant(NINE + 8 * HOUR)
    return History((ticket,), as_of=until, complete_through=until)


def known(history: History, contract: Contract) -> tuple[Known, ...]:
    found = ledgers(contract, history, "T-1")
    [respond] = [each for each in found if each.verdict.measure == "respond"]
    return hindsight(contract, history, respond)


def test_what_is_recorded_as_it_happens_needs_no_hindsight() -> None:
    assert known(told(Instant(NINE + HOUR)), lighthouse()) == ()


def test_a_minute_is_not_late() -> None:
    assert known(told(Instant(NINE + HOUR + MINUTE)), lighthouse()) == ()


def test_at_the_due_time_the_history_said_something_else() -> None:
    learned = Instant(NINE + 3 * HOUR)
    at_due, before, after = known(told(learned), lighthouse())
    # P1 allows half an hour, and an hour was used when it came to hold.
    assert (at_due.at, at_due.learned) == (NINE + HOUR, ())
    assert before.at == learned - 1
    for each in (at_due, before):
        assert each.verdict is not None
        # Four desk hours, with the lunch hour between.
        assert (each.verdict.verdict, each.verdict.due_at) == ("open", NINE + 5 * HOUR)
    assert [mark.what for mark in after.learned] == ["level is P1"]
    assert after.verdict is not None
    assert (after.verdict.verdict, after.verdict.due_at) == ("missed", NINE + HOUR)


@pytest.mark.parametrize("hours", [2, 3, 7])
def test_the_last_that_was_known_is_what_holds(hours: int) -> None:
    history = told(Instant(NINE + hours * HOUR))
    final = ledgers(lighthouse(), history, "T-1")
    last = known(history, lighthouse())[-1].verdict
    assert last is not None
    same = [e.verdict for e in final if e.verdict.promise == last.promise]
    assert [(e.verdict, e.due_at) for e in same] == [(last.verdict, last.due_at)]
