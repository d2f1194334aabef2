"""An item with very much history: what grew with its square, or with every hole, is gone."""

from __future__ import annotations

from dataclasses import replace

import pytest

from slarules.core.conditions import UNKNOWN, Becomes, Happens
from slarules.core.promises import Bounds, Budget, Measure, Promise, Reading
from slarules.engine.reference.ledger import ledgers
from slarules.engine.reference.verdicts import verdicts
from slarules.facts.history import BEGINNING, Happening, History, Step, Timeline
from slarules.instants import MINUTE, Instant
from tests import made
from tests.engine import desk

START = desk.at("2026-03-02 08:00")
GOALS = {"P1": Budget(desk.hours(1), "elapsed"), "P2": Budget(desk.hours(2), "elapsed")}
KEEPING: Reading = "as it changes keeping time used"


def minute(count: int) -> Instant:
    return Instant(START + count * MINUTE)


def turns_with_holes(count: int, first: str, second: str) -> tuple[Step, ...]:
    """Return a fact that turns so often, each time somewhere in five minutes."""
    steps = [Step(BEGINNING, first)]
    for place in range(count):
        steps.append(Step(minute(10 * place + 1), UNKNOWN))
        steps.append(Step(minute(10 * place + 6), first if place % 2 else second))
    return tuple(steps)


def a_ticket(minutes: int, **facts: tuple[Step, ...]) -> Timeline:
    happened = {"reported": (Happening(START),), "resolved": (Happening(minute(minutes)),)}
    return Timeline("A", "ticket", facts, happened)


def by(reading: Reading) -> Promise:
    return desk.promise(GOALS, readings=(("level", reading),))


def test_of_forty_holes_in_a_level_the_highest_is_still_known() -> None:
    now = minute(1000)
    item = a_ticket(500, level=turns_with_holes(40, "P2", "P1"))
    plain = desk.contract(desk.terms(by("at its highest")))
    contract = replace(plain, vocabulary=made.contract().vocabulary)
    (verdict,) = verdicts(contract, History([item], now, now))
    assert (verdict.verdict, verdict.due_at) == ("missed", minute(60))


def test_too_many_holes_leave_a_run_undetermined_and_say_so() -> None:
    now = minute(1000)
    item = a_ticket(500, level=turns_with_holes(40, "P2", "P1"))
    history = History([item], now, now)
    (ledger,) = ledgers(desk.contract(desk.terms(by(KEEPING))), history, "A")
    assert ledger.verdict.verdict == "undetermined"
    assert ledger.why_unsure == "too much of its history is unknown"


@pytest.mark.parametrize("ended", [5, 25])
def test_holes_after_the_end_of_a_run_change_nothing(ended: int) -> None:
    now = minute(1000)
    item = a_ticket(ended, level=turns_with_holes(40, "P2", "P1"))
    contract = desk.contract(desk.terms(by(KEEPING)))
    (verdict,) = verdicts(contract, History([item], now, now))
    assert verdict.verdict == "met"


def test_too_many_holes_in_what_ends_a_run_leave_it_undetermined() -> None:
    bounds = Bounds((Happens("reported"),), (Becomes("status", ("closed",)),))
    counted = Measure("resolve", "ticket", bounds)
    promise = replace(desk.promise({"P1": GOALS["P1"]}), measure=counted)
    holes = turns_with_holes(40, "open", "solved")
    item = a_ticket(500, level=(Step(BEGINNING, "P1"),), status=holes)
    now = minute(1000)
    (ledger,) = ledgers(desk.contract(desk.terms(promise)), History([item], now, now), "A")
    assert ledger.verdict.verdict == "undetermined"
    assert ledger.why_unsure == "too much of its history is unknown"
