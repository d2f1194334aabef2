"""What hangs on an unknown fact, or on the order of rows of one instant, is never guessed."""

from __future__ import annotations

from dataclasses import replace

import pytest

from slarules.core.conditions import UNKNOWN, Happens, Is
from slarules.core.promises import AnyValue, Budget, Cancel, Cell, Exceptional, OneOf, Row
from slarules.core.promises import TimeExclusion as Exclusion
from slarules.engine.outcome import Verdict
from slarules.facts.history import Happening, WorldSpan
from tests.engine.desk import at, contract, hours, judged, promise, terms, ticket

FOUR, EIGHT = Budget(hours(4), "elapsed"), Budget(hours(8), "elapsed")
P1 = OneOf(frozenset({"P1"}))


def at_the_quay(cell: Cell) -> Exceptional:
    """Two hours at the quay, for the levels of a cell."""
    goal = Budget(hours(2), "elapsed")
    return Exceptional("quay", Is("site", ("quay",)), ("level",), (Row((cell,), goal, "2 h"),))


def at_quay(exception: Exceptional, level: object, resolved: str) -> Verdict:
    table = promise({"P1": FOUR, "P2": EIGHT}, exceptions=(exception,))
    item = ticket("2026-03-02 08:00", resolved, {"level": level, "site": "quay"})  # type: ignore[dict-item]
    return judged(item, contract(terms(table)))


@pytest.mark.parametrize(
    ("resolved", "word"),
    [("10:00", "met"), ("12:00", "undetermined"), ("16:00", "undetermined"), ("17:00", "missed")],
)
def test_an_exception_for_one_level_does_not_take_an_unknown_one(resolved: str, word: str) -> None:
    verdict = at_quay(at_the_quay(P1), UNKNOWN, f"2026-03-02 {resolved}")
    assert verdict.verdict == word
    assert (verdict.due_at, verdict.due_latest) == (at("2026-03-02 10:00"), at("2026-03-02 16:00"))
    # Missed for certain, but by one hour or by seven: a credit by lateness turns on the level too.
    assert verdict.needs == (() if word == "met" else ("level",))


def test_an_exception_for_every_level_takes_an_unknown_one() -> None:
    verdict = at_quay(at_the_quay(AnyValue()), UNKNOWN, "2026-03-02 12:00")
    assert verdict.verdict == "missed"
    assert verdict.due_latest == at("2026-03-02 10:00")


def test_a_known_level_is_taken_or_not() -> None:
    late = "2026-03-02 12:00"
    assert at_quay(at_the_quay(P1), "P1", late).due_at == at("2026-03-02 10:00")
    assert at_quay(at_the_quay(P1), "P2", late).due_at == at("2026-03-02 16:00")


@pytest.mark.parametrize(
    ("service", "word"),
    [("mail", "met"), ("files", "missed"), (UNKNOWN, "undetermined")],
)
def test_works_on_a_service_may_excuse_an_item_of_an_unknown_one(
    service: object, word: str
) -> None:
    works = Exclusion("works", None, "maintenance", of_its_service=True)
    span = WorldSpan(
        "maintenance",
        "M",
        at("2026-03-02 09:00"),
        at("2026-03-02 11:00"),
        facts={},
        moments={},
        service="mail",
    )
    text = contract(terms(promise({"P1": FOUR}), exclusions=(works,)))
    item = ticket("2026-03-02 08:00", "2026-03-02 13:00", {"service": service})  # type: ignore[dict-item]
    verdict = judged(item, text, spans=[span])
    assert verdict.verdict == word
    assert verdict.needs == (("service",) if word == "undetermined" else ())


@pytest.mark.parametrize(
    ("withdrawn", "resolved", "word"),
    [(1, 2, "cancelled"), (2, 1, "met"), (1, 1, "met")],
)
def test_rows_of_one_instant_cancel_or_end_in_their_order(
    withdrawn: int, resolved: int, word: str
) -> None:
    taken_back = Cancel("taken_back", None, (Happens("withdrawn"),))
    when = at("2026-03-02 10:00")
    item = ticket("2026-03-02 08:00")
    happened = {
        "reported": item.happened["reported"],
        "withdrawn": (Happening(when, withdrawn),),
        "resolved": (Happening(when, resolved),),
    }
    text = contract(terms(promise({"P1": FOUR}), cancels=(taken_back,)))
    assert judged(replace(item, happened=happened), text).verdict == word


def test_an_item_that_ended_before_it_began_still_belongs_to_its_period() -> None:
    item = ticket("2026-03-02 08:00", "2026-03-02 07:00")
    verdict = judged(item, contract(belongs="resolved"))
    assert (verdict.verdict, verdict.period) == ("undetermined", "2026-03")
