"""Where the runs of a measure begin and end: R13 to R16, and holes in the history (R35)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pytest

from slarules.core.conditions import (
    UNKNOWN,
    Becomes,
    Changes,
    Happens,
    Is,
    Known,
    Not,
    StopsBeing,
)
from slarules.core.promises import Bounds, Cancel, Measure, Reopening, Restart, Resuming
from slarules.engine.reference.counting import Counting, Cycle, Run
from slarules.engine.reference.cycles import cycles
from slarules.facts.history import BEGINNING, Happening, Step, Timeline, UnknownMoment
from slarules.instants import MINUTE, Instant
from tests.engine import desk

REPORTED, RESOLVED = Happens("reported"), Happens("resolved")
CUSTOMER, AGENT = Happens("customer_message"), Happens("agent_message")
SOLVED = Becomes("status", ("solved",))
LATE = desk.at("2026-03-06 00:00")


def at(time: str) -> Instant:
    return desk.at(f"2026-03-02 {time}")


def clock_time(instant: Instant) -> str:
    hours, minutes = divmod((instant - at("00:00")) // MINUTE, 60)
    return f"{hours:02}:{minutes:02}"


def item(
    happened: Mapping[str, Sequence[str | tuple[str, int]]],
    facts: Mapping[str, Sequence[tuple[str, object]]] | None = None,
    unknown: Mapping[str, UnknownMoment] | None = None,
) -> Timeline:
    """Return an item; a time with a number is one of several rows of that instant."""
    rows = {
        name: tuple(
            Happening(at(t)) if isinstance(t, str) else Happening(at(t[0]), t[1]) for t in times
        )
        for name, times in happened.items()
    }
    steps = {
        name: tuple(Step(BEGINNING if t == "ever" else at(t), value) for t, value in values)  # type: ignore[arg-type]
        for name, values in (facts or {}).items()
    }
    return Timeline("A", "ticket", steps, rows, dict(unknown or {}))


def found(
    measure: Measure, timeline: Timeline, *more: Cancel | Restart, changing: str | None = None
) -> list[Cycle]:
    text = desk.terms(
        cancels=tuple(m for m in more if isinstance(m, Cancel)),
        restarts=tuple(m for m in more if isinstance(m, Restart)),
    )
    counting = Counting.of(measure, text, frozenset([changing] if changing else []))
    result = cycles(counting, timeline, LATE)
    assert isinstance(result, tuple)
    return list(result)


def said(cycles_: Sequence[Cycle]) -> list[str]:
    """Return each certain cycle as `start end`, with x for a cancelling."""
    return [_said(run) for cycle in cycles_ for run in cycle.runs]


def _said(run: Run) -> str:
    start = clock_time(run.start.at)
    if run.cut:
        return f"{start} x{clock_time(run.cut.at.at)}"
    return f"{start} {clock_time(run.end.at) if run.end else 'open'}"


def single(*ends: Happens | Becomes, **more: object) -> Measure:
    return Measure("m", "ticket", Bounds((REPORTED,), ends or (RESOLVED,)), **more)  # type: ignore[arg-type]


NEXT_REPLY = Measure("m", "ticket", Bounds((CUSTOMER,), (AGENT, RESOLVED)), repeats=True)
UPDATE = Measure(
    "m", "ticket", Bounds((AGENT,), (AGENT, RESOLVED), next_ends=frozenset({AGENT})), repeats=True
)


def test_the_oldest_unanswered_message_counts() -> None:
    asked = item(
        {"customer_message": ["09:00", "09:20", "10:00"], "agent_message": ["09:40", "10:30"]}
    )
    assert said(found(NEXT_REPLY, asked)) == ["09:00 09:40", "10:00 10:30"]


def test_an_answer_ends_one_update_and_starts_the_next() -> None:
    told = item({"agent_message": ["09:00", "10:00"], "resolved": ["11:00"]})
    assert said(found(UPDATE, told)) == ["09:00 10:00", "10:00 11:00"]


def test_an_answer_in_the_row_of_the_report_meets_a_single_measure_with_nothing() -> None:
    assert said(found(single(), item({"reported": ["09:00"], "resolved": ["09:00"]}))) == [
        "09:00 09:00"
    ]


def test_question_and_answer_in_one_row_open_no_cycle() -> None:
    both = item({"customer_message": ["09:00"], "agent_message": ["09:00"]})
    assert found(NEXT_REPLY, both) == []


@pytest.mark.parametrize(
    ("question", "answer", "cycles_"), [(0, 1, ["09:00 09:00"]), (1, 0, ["09:00 open"])]
)
def test_rows_of_one_instant_keep_their_order(
    question: int, answer: int, cycles_: list[str]
) -> None:
    both = item({"customer_message": [("09:00", question)], "agent_message": [("09:00", answer)]})
    assert said(found(NEXT_REPLY, both)) == cycles_


def test_a_start_needs_its_condition_with_the_values_from_there_on() -> None:
    bounds = Bounds((CUSTOMER,), (AGENT,), where=Not(Is("status", ("closed",))))
    thanks = item(
        {"customer_message": ["09:00", "12:00"], "agent_message": ["10:00"]},
        {"status": [("ever", "open"), ("12:00", "closed")]},
    )
    assert said(found(Measure("m", "ticket", bounds, repeats=True), thanks)) == ["09:00 10:00"]


@pytest.mark.parametrize(
    ("resuming", "cycles_"),
    [
        ("without the time between", ["09:00 13:00"]),
        ("with the time between", ["09:00 13:00"]),
        ("starting again", ["12:00 13:00"]),
        ("as a new cycle", ["09:00 10:00", "12:00 13:00"]),
    ],
)
def test_reopening(resuming: Resuming, cycles_: list[str]) -> None:
    reopening = Reopening((StopsBeing("status", ("solved",)),), resuming)
    states = [("ever", "open"), ("10:00", "solved"), ("12:00", "open"), ("13:00", "solved")]
    back = item({"reported": ["09:00"]}, {"status": states})
    runs = found(single(SOLVED, reopenings=(reopening,)), back)
    assert said(runs) == cycles_
    gaps = [(clock_time(g.start), clock_time(g.end)) for c in runs for g in c.runs[0].gaps]
    assert gaps == ([("10:00", "12:00")] if resuming == "without the time between" else [])


def test_nothing_said_of_reopening_keeps_the_first_end() -> None:
    states = [("ever", "open"), ("10:00", "solved"), ("12:00", "open"), ("13:00", "solved")]
    back = item({"reported": ["09:00"]}, {"status": states})
    assert said(found(single(SOLVED), back)) == ["09:00 10:00"]


def test_an_end_beats_a_cancelling_and_a_cancelling_beats_a_start() -> None:
    cancel = Cancel("taken_back", None, (Happens("withdrawn"),))
    ended = item({"reported": ["09:00"], "resolved": ["10:00"], "withdrawn": ["10:00"]})
    assert said(found(single(), ended, cancel)) == ["09:00 10:00"]
    at_once = item({"reported": ["09:00"], "withdrawn": ["09:00"]})
    assert found(single(), at_once, cancel) == []
    later = item({"reported": ["09:00"], "resolved": ["10:00"], "withdrawn": ["09:30"]})
    assert said(found(single(), later, cancel)) == ["09:00 x09:30"]


def test_a_restart_forgets_the_past_and_keeps_the_number() -> None:
    restart = Restart("new_site", None, (Changes("site"),))
    moved = item(
        {"reported": ["09:00"], "resolved": ["12:00"]},
        {"site": [("09:00", "quay"), ("11:00", "pier")]},
    )
    (cycle,) = found(single(), moved, restart)
    assert (cycle.number, said([cycle])) == (1, ["11:00 12:00"])
    assert [(clock_time(f.start), clock_time(f.end)) for f in cycle.runs[0].forgotten] == [
        ("09:00", "11:00")
    ]


def test_what_began_before_everything_leaves_no_time_to_forget() -> None:
    begun = Measure("m", "ticket", Bounds((Changes("site"),), (RESOLVED,)))
    told = item(
        {"nudge": ["10:00"], "resolved": ["12:00"]},
        {"site": [("ever", "quay"), ("11:00", "pier")]},
    )
    runs = [run for cycle in found(begun, told, Restart("a", None, (Happens("nudge"),)))
            for run in cycle.runs]  # fmt: skip
    assert [(clock_time(run.start.at), run.forgotten) for run in runs] == [("10:00", ())]


def test_a_change_that_starts_again_closes_the_cycle() -> None:
    raised = item(
        {"reported": ["09:00"], "resolved": ["13:00"]},
        {"level": [("09:05", "P2"), ("12:00", "P1")]},
    )
    assert said(found(single(), raised, changing="level")) == ["09:00 x12:00", "12:00 13:00"]


def test_each_holder_has_a_cycle_of_its_own() -> None:
    held = item(
        {"reported": ["09:00"], "resolved": ["13:00"]},
        {"group": [("09:00", "desk"), ("10:00", "net"), ("11:00", "desk"), ("14:00", "late")]},
    )
    assert [(c.number, c.of) for c in found(single(each="group"), held)] == [
        (1, "desk"),
        (1, "net"),
    ]


# --- what is unknown ------------------------------------------------------------------------------


def test_an_end_between_two_polls_lies_at_either() -> None:
    polled = item(
        {"reported": ["09:00"]}, unknown={"resolved": UnknownMoment(at("10:00"), at("11:00"))}
    )
    (cycle,) = found(single(), polled)
    assert said([cycle]) == ["09:00 10:00", "09:00 11:00"]
    assert cycle.needs == ("resolved",)


def test_an_end_of_which_nothing_is_known_came_at_once_or_never() -> None:
    silent = item({"reported": ["09:00"]}, unknown={"resolved": UnknownMoment()})
    assert said(found(single(), silent)) == ["09:00 09:00", "09:00 open"]


def test_an_end_before_its_start_says_nothing() -> None:
    early = item({"reported": ["09:00"], "resolved": ["08:00"]})
    (cycle,) = found(single(), early)
    assert said([cycle]) == ["09:00 09:00", "09:00 open"]
    assert cycle.needs == ("resolved (ended before it started)",)


def test_a_hole_between_two_values_hides_the_turn() -> None:
    states = [("ever", "open"), ("10:00", UNKNOWN), ("11:00", "solved")]
    holed = item({"reported": ["09:00"]}, {"status": states})
    assert said(found(single(SOLVED), holed)) == ["09:00 10:00", "09:00 11:00"]


def test_a_hole_between_equal_values_hides_nothing() -> None:
    states = [("ever", "open"), ("10:00", UNKNOWN), ("11:00", "open"), ("12:00", "solved")]
    holed = item({"reported": ["09:00"]}, {"status": states})
    assert said(found(single(SOLVED), holed)) == ["09:00 12:00"]


def test_a_hole_that_lasts_may_hide_an_end() -> None:
    holed = item({"reported": ["09:00"]}, {"status": [("ever", "open"), ("10:00", UNKNOWN)]})
    assert said(found(single(SOLVED), holed)) == ["09:00 10:00", "09:00 open"]


def test_a_state_known_only_at_the_export_may_have_turned_at_any_time() -> None:
    wide = item({"reported": ["09:00"]}, {"status": [("ever", UNKNOWN), ("15:00", "solved")]})
    assert said(found(single(SOLVED), wide)) == ["09:00 09:00", "09:00 15:00"]


def test_a_cancelling_that_the_source_never_tells_of_did_not_happen() -> None:
    cancel = Cancel("taken_back", None, (Happens("withdrawn"),))
    never = item(
        {"reported": ["09:00"], "resolved": ["10:00"]},
        unknown={"withdrawn": UnknownMoment(is_told=False)},
    )
    assert said(found(single(), never, cancel)) == ["09:00 10:00"]
    unread = item(
        {"reported": ["09:00"], "resolved": ["10:00"]}, unknown={"withdrawn": UnknownMoment()}
    )
    assert said(found(single(), unread, cancel)) == ["09:00 x09:00", "09:00 10:00"]


def test_a_condition_of_which_nobody_knows_leaves_a_cycle_open_to_doubt() -> None:
    bounds = Bounds((REPORTED,), (RESOLVED,), where=Is("type", ("incident",)))
    doubtful = item({"reported": ["09:00"], "resolved": ["10:00"]}, {"type": [("ever", UNKNOWN)]})
    (cycle,) = found(Measure("m", "ticket", bounds), doubtful)
    assert (cycle.may_not_be, cycle.needs) == (True, ("type",))


def test_too_much_unknown_is_said_and_not_tried() -> None:
    names = [f"w{n}" for n in range(8)]
    many = {name: UnknownMoment(at("10:00"), at("11:00")) for name in names}
    measure = single(*(Happens(name) for name in names))
    counting = Counting.of(measure, desk.terms(), frozenset())
    result = cycles(counting, item({"reported": ["09:00"]}, unknown=many), LATE)
    assert not isinstance(result, tuple)
    assert result.why == "too much of its history is unknown"


# --- beside which rows the unknown is tried -------------------------------------------------------


def test_a_reopening_in_the_instant_of_the_end_may_stand_behind_it() -> None:
    reopening = Reopening((Happens("reopened"),), "as a new cycle")
    polled = item(
        {"reported": ["09:00"], "resolved": ["10:00"]},
        unknown={"reopened": UnknownMoment(at("09:30"), at("10:00"))},
    )
    first, second = found(single(reopenings=(reopening,)), polled)
    assert (said([first]), first.may_not_be) == (["09:00 10:00"], False)
    assert (said([second]), second.may_not_be) == (["10:00 open"], True)


def test_a_cancelling_that_may_lie_before_the_start_may_cancel_nothing() -> None:
    cancel = Cancel("taken_back", None, (Happens("withdrawn"),))
    polled = item(
        {"reported": ["09:00"], "resolved": ["10:00"]},
        unknown={"withdrawn": UnknownMoment(at("08:00"), at("09:30"))},
    )
    assert set(said(found(single(), polled, cancel))) == {
        "09:00 x09:00",
        "09:00 x09:30",
        "09:00 10:00",
    }


def test_an_end_that_may_lie_before_a_cycle_may_belong_to_none() -> None:
    polled = item(
        {"customer_message": ["09:00"]},
        unknown={"resolved": UnknownMoment(at("08:00"), at("09:30"))},
    )
    assert set(said(found(NEXT_REPLY, polled))) == {"09:00 09:00", "09:00 09:30", "09:00 open"}


def test_a_condition_that_turns_between_two_starts_lets_the_second_start() -> None:
    bounds = Bounds((CUSTOMER,), (AGENT,), where=Known("first_reply"))
    polled = item(
        {"customer_message": ["09:00", "11:00"]},
        unknown={"first_reply": UnknownMoment(at("08:00"), at("10:00"))},
    )
    (cycle,) = found(Measure("m", "ticket", bounds, repeats=True), polled)
    assert said([cycle]) == ["11:00 open", "09:00 open"]


def test_who_stands_beside_a_hole_may_have_held_the_ticket_in_it() -> None:
    held = item(
        {"reported": ["09:00"], "resolved": ["13:00"]},
        {"group": [("08:00", "desk"), ("08:30", UNKNOWN), ("14:00", "net")]},
    )
    cycles_ = found(single(each="group"), held)
    assert [(c.of, c.may_not_be) for c in cycles_] == [("desk", True), ("net", True)]
