"""What is said of a hole in a fact's history holds wherever in the hole its turn lay (R28, R34)."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import assume, given
from hypothesis import strategies as st

from slarules.core.conditions import UNKNOWN, Becomes, Happens, Is, Missing, Value
from slarules.core.contract import Contract
from slarules.core.promises import (
    Bounds,
    Budget,
    CloseOfDay,
    Measure,
    Pause,
    Promise,
    Reading,
    SameTimeLater,
)
from slarules.engine.outcome import Verdict
from slarules.engine.reference.ledger import ledgers
from slarules.engine.reference.verdicts import verdicts
from slarules.facts.history import (
    BEGINNING,
    Happening,
    History,
    Step,
    Timeline,
    UnknownMoment,
)
from slarules.instants import HOUR, Instant
from tests.engine import desk

START = desk.at("2026-03-02 08:00")
NOW = Instant(START + 72 * HOUR)
GOALS = {
    "P1": Budget(desk.hours(2), "elapsed"),
    "P2": Budget(desk.hours(4), "desk"),
    "P3": Budget(desk.hours(12), "elapsed"),
}
READINGS: tuple[Reading, ...] = (
    "as reported",
    "at the start",
    "at the end",
    "as closed",
    "at its highest",
    "as it changes keeping time used",
)
KEEPING: Reading = "as it changes keeping time used"
levels = st.sampled_from(sorted(GOALS))


def hour(count: int) -> Instant:
    return Instant(START + count * HOUR)


def by(reading: Reading, counted: Measure | None = None) -> Contract:
    plain: Promise = desk.promise(GOALS, readings=(("level", reading),))
    return desk.contract(desk.terms(plain if counted is None else replace(plain, measure=counted)))


def ticket(ended: int | None, *steps: Step, fact: str = "level") -> Timeline:
    happened = {"reported": (Happening(START),)}
    if ended is not None:
        happened["resolved"] = (Happening(hour(ended)),)
    facts = {"level": (Step(BEGINNING, "P1"),), fact: steps}
    return Timeline("A", "ticket", facts, happened)


def judged(contract: Contract, item: Timeline) -> Verdict:
    (verdict,) = verdicts(contract, History([item], NOW, NOW))
    return verdict


def holds(said: Verdict, true: Verdict, *, due: bool) -> None:
    assert true.verdict in (said.could_be or (said.verdict,))
    if not due:
        return
    assert said.due_at is not None
    assert said.due_latest is not None
    assert true.due_at is not None
    assert said.due_at <= true.due_at <= said.due_latest
    if true.verdict == "missed" and true.lateness and said.lateness:
        assert said.lateness[0] <= true.lateness[0] <= said.lateness[1]


@given(
    reading=st.sampled_from(READINGS),
    before=levels,
    after=levels,
    hole=st.tuples(st.integers(-3, 10), st.integers(1, 10)),
    ended=st.one_of(st.none(), st.integers(0, 24)),
    turn=st.integers(0, 10),
)
def test_wherever_a_level_turned_in_a_hole_it_was_said_to_be_possible(
    reading: Reading,
    before: Value,
    after: Value,
    hole: tuple[int, int],
    ended: int | None,
    turn: int,
) -> None:
    first, length = hole
    # That one takes the first known value at or after the start: what is unknown then is no matter.
    assume(reading != "as reported" or first > 0)
    lost = (Step(hour(first), UNKNOWN), Step(hour(first + length), after))
    said = judged(by(reading), ticket(ended, Step(BEGINNING, before), *lost))
    # Between the two ends of the hole a kept time may fall due a little outside the due times of
    # the two, at the change itself; what may become of the run it never moves.
    turned = Step(hour(first + min(turn, length)), after)
    holds(
        said,
        judged(by(reading), ticket(ended, Step(BEGINNING, before), turned)),
        due=reading != KEEPING,
    )


def test_a_ledger_says_where_nobody_knows_whether_the_clock_stood_still() -> None:
    status: list[tuple[str, Value | Missing]] = [
        ("2026-03-02 08:00", "open"),
        ("2026-03-02 10:00", UNKNOWN),
        ("2026-03-02 11:00", "open"),
    ]
    ticket = desk.ticket("2026-03-02 09:00", "2026-03-02 12:00", {"level": "P2", "status": status})
    pause = Pause("waits", None, Is("status", ("waiting",)))
    text = desk.contract(desk.terms(pauses=(pause,)))
    now = desk.at("2026-03-03 00:00")
    (entry,) = ledgers(text, History([ticket], now, now), "A")
    assert [(s.during.length, s.activity, s.perhaps) for s in entry.stretches] == [
        (HOUR, "counted", None),
        (HOUR, "counted", "waits"),
        (HOUR, "counted", None),
    ]


def test_a_day_deadline_from_an_unknown_start_may_be_due_as_from_any_start_between() -> None:
    deadline = desk.promise({"P1": SameTimeLater(1, "calendar"), "P2": CloseOfDay(1, "desk")})
    pause = Pause("waits", None, Is("status", ("waiting",)))
    text = desk.contract(desk.terms(deadline, pauses=(pause,)))
    first, last = desk.at("2026-03-02 14:00"), desk.at("2026-03-04 09:00")
    now = desk.at("2026-03-10 00:00")
    between = [Instant(first + hour * HOUR) for hour in range((last - first) // HOUR + 1)]
    between += [Instant(desk.at(f"2026-03-0{day} 00:00") - 1) for day in (3, 4)]
    for level in ("P1", "P2"):
        facts = {
            "level": (Step(BEGINNING, level),),
            "status": (Step(BEGINNING, "waiting"), Step(desk.at("2026-03-05 12:00"), "open")),
        }
        unsure = Timeline("A", "ticket", facts, {}, {"reported": UnknownMoment(first, last)})
        (said,) = verdicts(text, History([unsure], now, now))
        for start in between:
            known = replace(unsure, happened={"reported": (Happening(start),)}, unknown={})
            (true,) = verdicts(text, History([known], now, now))
            assert said.due_at is not None
            assert true.due_at is not None
            assert said.due_at <= true.due_at <= (said.due_latest or said.due_at)


def test_what_held_since_before_everything_started_no_clock() -> None:
    promise: Promise = desk.promise({"P1": CloseOfDay(1, "desk")})
    begun = replace(
        promise.measure, bounds=Bounds((Becomes("level", ("P1",)),), (Happens("resolved"),))
    )
    contract = desk.contract(desk.terms(replace(promise, measure=begun)))
    said = judged(contract, ticket(3, Step(BEGINNING, "P1")))
    assert said.verdict == "undetermined"
    assert said.needs == ("level (the start is unknown)",)
