"""The design's edge cases of cycles, reopenings, restarts, changes on the way and holdings.

The others that concern the engine are in `test_verdicts.py`, each with the number it has in the
design's table. All times are of Monday, 2 March 2026, unless a day of that month is named.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import pytest

from slarules.core.clocks import Conventions
from slarules.core.conditions import UNKNOWN, Becomes, Changes, Happens, Is, Missing, Not, Value
from slarules.core.contract import Contract, Fact, Kind, Vocabulary
from slarules.core.promises import (
    Bounds,
    Budget,
    Cancel,
    CloseOfDay,
    Goal,
    ItemAllowance,
    Measure,
    OneOf,
    Pause,
    Promise,
    Reading,
    Reopening,
    Restart,
    Resuming,
    Row,
    SameTimeLater,
)
from slarules.engine.outcome import Verdict
from slarules.engine.reference.ledger import Ledger, ledgers
from slarules.engine.reference.verdicts import verdicts
from slarules.facts.history import BEGINNING, Happening, History, Step, Timeline, UnknownMoment
from slarules.instants import HOUR, MINUTE, Instant, Micros
from tests.engine import desk

REPORTED, RESOLVED = Happens("reported"), Happens("resolved")
CUSTOMER, AGENT = Happens("customer_message"), Happens("agent_message")
SOLVED = Becomes("status", ("solved",))
KEEPING: Reading = "as it changes keeping time used"
AGAIN: Reading = "as it changes starting again"


def at(text: str) -> Instant:
    """Return `09:00` or `3 09:00` of March 2026."""
    day, time = text.split(" ") if " " in text else ("2", text)
    return desk.at(f"2026-03-{int(day):02} {time}")


def minutes(count: int, clock: str = "elapsed") -> Budget:
    return Budget(Micros(count * MINUTE), clock)


def hours(count: int, clock: str = "desk") -> Budget:
    return Budget(Micros(count * HOUR), clock)


def measure(*ends: Happens | Becomes, **more: object) -> Measure:
    return Measure("m", "ticket", Bounds((REPORTED,), ends or (RESOLVED,)), **more)  # type: ignore[arg-type]


NEXT_REPLY = Measure("m", "ticket", Bounds((CUSTOMER,), (AGENT, RESOLVED)), repeats=True)
UPDATE = Measure(
    "m",
    "ticket",
    Bounds((AGENT,), (AGENT, RESOLVED), next_ends=frozenset({AGENT})),
    repeats=True,
)


def promise(
    counted: Measure,
    goals: Mapping[str, Goal | None],
    reading: Reading = "at the end",
    fact: str = "level",
    **more: object,
) -> Promise:
    rows = tuple(
        Row((OneOf(frozenset({value})),), goal, f"goal of {value}") for value, goal in goals.items()
    )
    readings = ((fact, reading),)
    return Promise("m", "t", counted, (fact,), rows, readings, **more)  # type: ignore[arg-type]


LEVELS = Vocabulary(
    {
        "ticket": Kind(
            "ticket",
            "tickets",
            {"level": Fact("level", "one of", ("P1", "P2", "P3", "P4"))},
            {},
            {},
        )
    },
    {},
    {},
)


def text(promised: Promise, **more: object) -> Contract:
    return replace(desk.contract(desk.terms(promised, **more)), vocabulary=LEVELS)


def item(
    happened: Mapping[str, str | Sequence[str | tuple[str, int]]],
    facts: Mapping[str, Value | Missing | Sequence[tuple[str, Value | Missing]]] | None = None,
    unknown: Mapping[str, tuple[str, str]] | None = None,
) -> Timeline:
    """Return a ticket; a time with a number is one of several rows of that instant."""
    rows = {
        name: tuple(
            Happening(at(one)) if isinstance(one, str) else Happening(at(one[0]), one[1])
            for one in ([times] if isinstance(times, str) else times)
        )
        for name, times in happened.items()
    }
    steps = {name: _steps(value) for name, value in {"level": "P1", **(facts or {})}.items()}
    lost = {name: UnknownMoment(at(a), at(b)) for name, (a, b) in (unknown or {}).items()}
    return Timeline("A", "ticket", steps, rows, lost)


def _steps(value: object) -> tuple[Step, ...]:
    if isinstance(value, list):
        return tuple(Step(at(when), held) for when, held in value)
    return (Step(BEGINNING, value),)  # type: ignore[arg-type]


def judged(by: Contract, told: Timeline, now: str = "31 00:00") -> list[Verdict]:
    return list(verdicts(by, History([told], at(now), at(now))))


def explained(by: Contract, told: Timeline, now: str = "31 00:00") -> list[Ledger]:
    return list(ledgers(by, History([told], at(now), at(now)), "A"))


def said(found: Sequence[Verdict]) -> list[tuple[str, Instant | None]]:
    return [(verdict.verdict, verdict.due_at) for verdict in found]


def in_minutes(length: Micros) -> int:
    assert length % MINUTE == 0
    return length // MINUTE


# --- cycles ---------------------------------------------------------------------------------------


def test_8_a_question_answered_in_its_own_row_opens_no_cycle() -> None:
    by = text(promise(NEXT_REPLY, {"P1": minutes(30)}))
    assert judged(by, item({"customer_message": "09:00", "agent_message": "09:00"})) == []


@pytest.mark.parametrize(
    ("question", "answer", "expected"),
    [(0, 1, ("met", 0)), (1, 0, ("open", None))],
)
def test_9_question_and_answer_of_one_instant_count_in_their_order(
    question: int, answer: int, expected: tuple[str, int | None]
) -> None:
    by = text(promise(NEXT_REPLY, {"P1": minutes(30)}))
    rows = {"customer_message": [("09:00", question)], "agent_message": [("09:00", answer)]}
    (verdict,) = judged(by, item(rows), "09:10")
    word, used = expected
    assert verdict.verdict == word
    if used is not None:
        assert verdict.elapsed == used


def test_10_an_answer_ends_one_update_and_starts_the_next() -> None:
    by = text(promise(UPDATE, {"P1": minutes(60)}))
    told = item({"agent_message": ["09:00", "10:00", "11:30"], "resolved": "12:00"})
    found = judged(by, told)
    assert said(found) == [
        ("met", at("10:00")),
        ("missed", at("11:00")),
        ("met", at("12:30")),
    ]
    assert [v.cycle for v in found] == [1, 2, 3]


def test_14_a_state_that_lasts_no_time_occurs_and_counts_nothing() -> None:
    waiting = Pause("waiting", None, Is("status", ("waiting",)))
    steps = (
        Step(BEGINNING, "open"),
        Step(at("09:30"), "waiting", 0),
        Step(at("09:30"), "open", 1),
        Step(at("10:00"), "waiting"),
        Step(Instant(at("10:00") + 1), "open"),
    )
    told = item({"reported": "09:00", "resolved": "11:00"})
    told = replace(told, facts={**told.facts, "status": steps})
    (verdict,) = judged(text(promise(measure(), {"P1": minutes(60)}), pauses=(waiting,)), told)
    assert verdict.paused == 1
    each = Measure("m", "ticket", Bounds((Becomes("status", ("waiting",)),), (RESOLVED,)))
    times = replace(each, bounds=replace(each.bounds, ends=(Becomes("status", ("open",)),)))
    found = judged(text(promise(replace(times, repeats=True), {"P1": minutes(60)})), told)
    assert [verdict.elapsed for verdict in found] == [0, 1]


def test_16_the_pause_ends_when_the_customer_answers_whatever_the_status_says() -> None:
    still = Pause("waiting", None, Is("status", ("waiting",)))
    until_answered = replace(still, between=Bounds((AGENT,), (CUSTOMER,)))
    told = item(
        {
            "reported": "08:00",
            "agent_message": "08:30",
            "customer_message": "10:00",
            "resolved": "11:00",
        },
        {"status": [("08:00", "open"), ("09:00", "waiting")]},
    )
    promised = promise(measure(), {"P1": minutes(300)})
    (plain,) = judged(text(promised, pauses=(still,)), told)
    (ends,) = judged(text(promised, pauses=(until_answered,)), told)
    assert (in_minutes(plain.paused), in_minutes(ends.paused)) == (120, 60)


def test_16b_a_pause_between_occurrences_that_began_before_the_run_holds_in_it() -> None:
    asked = Pause("asked", None, between=Bounds((AGENT,), (CUSTOMER,)))
    told = item(
        {"reported": "09:00", "agent_message": "08:30", "customer_message": ["08:00", "09:20"]}
        | {"resolved": "10:00"}
    )
    (verdict,) = judged(text(promise(measure(), {"P1": minutes(60)}), pauses=(asked,)), told)
    assert in_minutes(verdict.paused) == 20


def test_16c_an_answer_of_which_only_the_bounds_are_known_may_have_lifted_the_pause() -> None:
    asked = Pause("asked", None, between=Bounds((AGENT,), (Happens("answered"),)))
    happened = {"reported": "09:00", "agent_message": "09:10", "resolved": "10:20"}
    told = item(happened, unknown={"answered": ("09:20", "09:40")})
    by = text(promise(measure(), {"P1": minutes(60)}), pauses=(asked,))
    (verdict,) = judged(by, told)
    assert (verdict.verdict, verdict.needs) == ("undetermined", ("answered",))
    assert (verdict.due_at, verdict.due_latest) == (at("10:10"), at("10:30"))
    (early,) = judged(by, replace(told, happened={**told.happened, "resolved": (at_("10:10"),)}))
    assert early.verdict == "met"


def at_(time: str) -> Happening:
    return Happening(at(time))


def test_18_the_first_solving_ends_the_run_and_closing_changes_nothing() -> None:
    told = item(
        {"reported": "09:00"},
        {"status": [("09:00", "open"), ("10:00", "solved"), ("12:00", "closed")]},
    )
    (verdict,) = judged(text(promise(measure(SOLVED), {"P1": minutes(60)})), told)
    assert (verdict.verdict, verdict.ended_at) == ("met", at("10:00"))


@pytest.mark.parametrize(
    ("resuming", "expected"),
    [
        (None, [("met", 60, 0)]),
        ("without the time between", [("missed", 150, 60)]),
        ("with the time between", [("missed", 210, 0)]),
        ("starting again", [("met", 90, 0)]),
        ("as a new cycle", [("met", 60, 0), ("met", 90, 0)]),
    ],
)
def test_19_solved_reopened_and_solved_is_what_the_measure_says(
    resuming: Resuming | None, expected: list[tuple[str, int, int]]
) -> None:
    reopenings = () if resuming is None else (Reopening((Happens("reopened"),), resuming),)
    told = item({"reported": "08:00", "resolved": ["09:00", "11:30"], "reopened": "10:00"})
    found = judged(text(promise(measure(reopenings=reopenings), {"P1": minutes(120)})), told)
    shown = [(v.verdict, in_minutes(v.elapsed), in_minutes(v.paused)) for v in found]
    assert shown == expected


@pytest.mark.parametrize(("raised", "word"), [("10:30", "missed"), ("11:00", "met")])
def test_20_raised_with_more_used_than_the_new_level_allows(raised: str, word: str) -> None:
    by = text(promise(measure(), {"P1": minutes(30), "P3": hours(4)}, KEEPING))
    told = item(
        {"reported": "09:00", "resolved": "11:00"}, {"level": [("09:00", "P3"), (raised, "P1")]}
    )
    (verdict,) = judged(by, told)
    # A change at the end itself comes too late to be one of the run: the last piece is P3's.
    due = {"10:30": at("10:30"), "11:00": at("14:00")}[raised]
    assert (verdict.verdict, verdict.due_at) == (word, due)


def test_20b_raised_in_an_earlier_row_of_the_instant_at_which_it_ends_is_due_there_and_met() -> (
    None
):
    by = text(promise(measure(), {"P1": minutes(30), "P3": hours(4)}, KEEPING))
    told = item({"reported": "09:00", "resolved": [("11:00", 1)]}, {"level": "P3"})
    steps = (Step(BEGINNING, "P3"), Step(at("11:00"), "P1", 0))
    (verdict,) = judged(by, replace(told, facts={"level": steps}))
    assert (verdict.verdict, verdict.due_at) == ("met", at("11:00"))


@pytest.mark.parametrize(
    ("reading", "word", "due"), [(KEEPING, "missed", "09:30"), ("at the end", "met", "10:00")]
)
def test_21_and_22_missed_and_then_lowered(reading: Reading, word: str, due: str) -> None:
    by = text(promise(measure(), {"P1": minutes(30), "P2": minutes(60)}, reading))
    told = item(
        {"reported": "09:00", "resolved": "09:45"}, {"level": [("09:00", "P1"), ("09:40", "P2")]}
    )
    (verdict,) = judged(by, told)
    assert (verdict.verdict, verdict.due_at) == (word, at(due))


@pytest.mark.parametrize(("until", "word"), [("deleted", "cancelled"), ("merged", "missed")])
def test_25_and_26_deleted_is_cancelled_whatever_happened(until: str, word: str) -> None:
    cancels = (
        Cancel("merged", None, (Happens("merged"),)),
        Cancel("deleted", None, (Happens("deleted"),), even_if_missed=True),
    )
    by = text(promise(measure(), {"P1": minutes(30)}), cancels=cancels)
    (verdict,) = judged(by, item({"reported": "09:00", until: "09:40"}))
    assert (verdict.verdict, verdict.ended_at) == (word, at("09:40"))


@pytest.mark.parametrize(("restarts", "due"), [(False, "09:30"), (True, "09:50")])
def test_38_the_customer_writes_again_before_the_answer(restarts: bool, due: str) -> None:  # noqa: FBT001 - a table of cases
    newest = (Restart("newest", None, (CUSTOMER,)),) if restarts else ()
    by = text(promise(NEXT_REPLY, {"P1": minutes(30)}), restarts=newest)
    told = item({"customer_message": ["09:00", "09:20"], "agent_message": "09:40"})
    (verdict,) = judged(by, told)
    assert verdict.due_at == at(due)
    (ledger,) = explained(by, told)
    assert [gone.start for gone in ledger.forgotten] == ([at("09:00")] if restarts else [])


HELD = Measure("m", "ticket", Bounds((REPORTED,), (RESOLVED,)), each="group")


def test_41_a_group_that_leaves_when_its_time_is_just_used_up_and_never_returns_is_in_time() -> (
    None
):
    by = text(promise(HELD, {"desk": minutes(60), "nets": minutes(60)}, "at the start", "group"))
    told = item(
        {"reported": "09:00", "resolved": "12:00"},
        {"group": [("09:00", "desk"), ("10:00", "nets")]},
    )
    first, second = judged(by, told)
    assert (first.cycle_of, first.verdict, in_minutes(first.elapsed)) == ("desk", "met", 60)
    assert (second.cycle_of, second.verdict, in_minutes(second.elapsed)) == ("nets", "missed", 120)


def test_42_a_ticket_that_returns_goes_on_or_begins_anew_as_the_measure_says() -> None:
    held = {"group": [("09:00", "desk"), ("10:00", "nets"), ("11:00", "desk")]}
    told = item({"reported": "09:00", "resolved": "12:00"}, held)
    goals = {"desk": minutes(300), "nets": minutes(300)}
    separately = judged(text(promise(HELD, goals, "at the start", "group")), told)
    assert [(v.cycle_of, in_minutes(v.elapsed)) for v in separately] == [
        ("desk", 120),
        ("nets", 60),
    ]
    each_time = Measure(
        "m",
        "ticket",
        Bounds(
            (Changes("group"),),
            (Changes("group"), RESOLVED),
            next_ends=frozenset({Changes("group")}),
        ),
        repeats=True,
    )
    anew = judged(text(promise(each_time, goals, "at the start", "group")), told)
    assert [in_minutes(verdict.elapsed) for verdict in anew] == [60, 60, 60]


def test_a_group_that_is_not_known_for_a_while_may_have_been_any() -> None:
    by = text(promise(HELD, {"desk": minutes(60)}, "at the start", "group"))
    told = item(
        {"reported": "09:00", "resolved": "11:00"},
        {"group": [("09:00", "desk"), ("09:50", UNKNOWN), ("10:20", "desk")]},
    )
    (verdict,) = judged(by, told)
    assert verdict.verdict == "missed"
    left = replace(told, happened={**told.happened, "resolved": (at_("10:25"),)})
    (verdict,) = judged(by, left)
    assert (verdict.verdict, verdict.needs) == ("undetermined", ("group",))
    assert (verdict.due_at, verdict.due_latest) == (at("10:00"), at("10:30"))


# --- changes on the way ---------------------------------------------------------------------------


def test_time_used_is_an_amount_whatever_the_clock() -> None:
    """From 17:00 to 19:00 the desk counts one hour; of three elapsed hours, two are left then."""
    by = text(promise(measure(), {"P1": minutes(180), "P2": hours(9)}, KEEPING))
    told = item(
        {"reported": "17:00", "resolved": "20:00"}, {"level": [("17:00", "P2"), ("19:00", "P1")]}
    )
    (verdict,) = judged(by, told)
    assert (verdict.verdict, verdict.due_at) == ("met", at("21:00"))
    assert in_minutes(verdict.elapsed) == 120


def test_20c_more_used_than_allowed_is_late_at_the_change_even_while_the_clock_is_shut() -> None:
    by = text(promise(measure(), {"P1": hours(1), "P2": minutes(600)}, KEEPING))
    told = item(
        {"reported": "17:00", "resolved": "21:00"}, {"level": [("17:00", "P2"), ("20:00", "P1")]}
    )
    (verdict,) = judged(by, told)
    assert (verdict.verdict, verdict.due_at, verdict.missed_at) == (
        "missed",
        at("20:00"),
        at("20:00"),
    )


def test_11_just_used_up_at_the_change_is_in_time_until_the_clock_runs() -> None:
    by = text(promise(measure(), {"P1": hours(3), "P2": minutes(600)}, KEEPING))
    told = item(
        {"reported": "17:00", "resolved": "21:00"}, {"level": [("17:00", "P2"), ("20:00", "P1")]}
    )
    (verdict,) = judged(by, told)
    assert (verdict.verdict, verdict.due_at, verdict.missed_at) == (
        "met",
        at("20:00"),
        at("3 08:00"),
    )


def test_a_level_without_a_goal_counts_nothing_and_is_never_due() -> None:
    by = text(promise(measure(), {"P1": minutes(120), "P4": None}, KEEPING))
    levels = [("09:00", "P1"), ("10:00", "P4"), ("14:00", "P1")]
    told = item({"reported": "09:00", "resolved": "14:30"}, {"level": levels})
    (verdict,) = judged(by, told)
    assert (verdict.verdict, verdict.due_at, in_minutes(verdict.elapsed)) == (
        "met",
        at("15:00"),
        90,
    )
    lowered = item({"reported": "09:00", "resolved": "14:30"}, {"level": levels[:2]})
    assert judged(by, lowered) == []
    late = item(
        {"reported": "09:00", "resolved": "14:30"}, {"level": [("09:00", "P1"), ("12:00", "P4")]}
    )
    (missed,) = judged(by, late)
    assert (missed.verdict, missed.missed_at) == ("missed", at("11:00"))


def test_a_deadline_keeps_what_was_used_before_it() -> None:
    """Two of the eleven desk hours to the base were used, so the base itself is kept."""
    by = text(promise(measure(), {"P2": hours(9), "P3": CloseOfDay(1, "desk")}, KEEPING))
    told = item({"reported": "09:00"}, {"level": [("09:00", "P2"), ("11:00", "P3")]})
    (verdict,) = judged(by, told, "2 12:00")
    assert (verdict.verdict, verdict.due_at) == ("open", at("3 18:00"))


def test_a_pause_counts_once_on_the_clock_of_each_piece() -> None:
    waiting = Pause("waiting", None, Is("status", ("waiting",)))
    by = text(promise(measure(), {"P1": minutes(300), "P2": hours(9)}, KEEPING), pauses=(waiting,))
    told = item(
        {"reported": "11:00", "resolved": "15:00"},
        {
            "level": [("11:00", "P2"), ("12:30", "P1")],
            "status": [("11:00", "open"), ("11:30", "waiting"), ("14:00", "open")],
        },
    )
    (verdict,) = judged(by, told)
    assert in_minutes(verdict.paused) == 30 + 90
    assert in_minutes(verdict.elapsed) == 30 + 60
    (ledger,) = explained(by, told)
    assert [(piece.clock, in_minutes(piece.used)) for piece in ledger.pieces] == [
        ("desk", 0),
        ("elapsed", 30),
    ]
    spent = {
        activity: sum(s.during.length for s in ledger.stretches if s.activity == activity)
        for activity in ("counted", "paused", "closed")
    }
    assert spent == {"counted": 90 * MINUTE, "paused": 120 * MINUTE, "closed": 30 * MINUTE}


def test_a_change_within_a_hole_lies_somewhere_in_it() -> None:
    by = text(promise(measure(), {"P1": minutes(30), "P2": minutes(60)}, KEEPING))
    levels = [("09:00", "P1"), ("09:20", UNKNOWN), ("09:40", "P2")]
    told = item({"reported": "09:00", "resolved": "09:55"}, {"level": levels})  # type: ignore[dict-item]
    (verdict,) = judged(by, told)
    assert (verdict.verdict, verdict.needs) == ("undetermined", ("level",))
    assert (verdict.due_at, verdict.due_latest) == (at("09:30"), at("10:00"))
    same = item(
        {"reported": "09:00", "resolved": "09:25"},
        {"level": [("09:00", "P1"), ("09:10", UNKNOWN), ("09:20", "P1")]},
    )
    assert said(judged(by, same)) == [("met", at("09:30"))]


def test_a_hole_that_lasts_may_hide_any_level() -> None:
    goals = {"P1": minutes(30), "P2": minutes(60), "P3": minutes(90)}
    told = item(
        {"reported": "09:00", "resolved": "09:45"}, {"level": [("09:00", "P2"), ("09:20", UNKNOWN)]}
    )
    (verdict,) = judged(text(promise(measure(), goals, KEEPING)), told)
    assert (verdict.verdict, verdict.due_at, verdict.due_latest) == (
        "undetermined",
        at("09:30"),
        at("10:30"),
    )
    (highest,) = judged(text(promise(measure(), goals, "at its highest")), told)
    assert (highest.due_at, highest.due_latest) == (at("09:30"), at("10:00"))


@pytest.mark.parametrize(
    ("levels", "due"),
    [
        ([("09:00", "P3"), ("09:10", "P2"), ("09:20", "P3")], "10:00"),
        ([("08:00", "P1"), ("09:00", "P3")], "10:30"),
        ([("09:00", "P3"), ("09:50", "P1")], "10:30"),
        ([("09:10", "P3")], "10:30"),
    ],
)
def test_the_highest_level_is_that_of_the_run_alone(
    levels: list[tuple[str, Value | Missing]], due: str
) -> None:
    goals = {"P1": minutes(30), "P2": minutes(60), "P3": minutes(90)}
    told = item({"reported": "09:00", "resolved": "09:45"}, {"level": levels})
    assert said(judged(text(promise(measure(), goals, "at its highest")), told)) == [
        ("met", at(due))
    ]


def test_each_change_closes_a_cycle_and_opens_the_next() -> None:
    goals = {"P1": minutes(30), "P2": minutes(60)}
    levels = [("09:00", "P1"), ("09:20", "P2"), ("10:30", "P1")]
    told = item({"reported": "09:00", "resolved": "10:45"}, {"level": levels})
    found = judged(text(promise(measure(), goals, AGAIN)), told)
    assert said(found) == [
        ("cancelled", at("09:30")),
        ("missed", at("10:20")),
        ("met", at("11:00")),
    ]


def test_tickets_that_the_table_is_for_on_the_way() -> None:
    promised = promise(measure(), {"P1": minutes(60)}, applies=Is("site", ("quay",)))
    readings = (*promised.readings, ("site", KEEPING))
    by = text(replace(promised, readings=readings))
    told = item(
        {"reported": "09:00", "resolved": "12:00"},
        {"site": [("09:00", "quay"), ("09:40", "pier"), ("11:50", "quay")]},
    )
    assert said(judged(by, told)) == [("met", at("12:10"))]


# --- what stops -----------------------------------------------------------------------------------


def test_time_counts_only_while_the_measure_says() -> None:
    by = text(promise(measure(counts_while=Is("status", ("new", "open"))), {"P1": minutes(60)}))
    told = item(
        {"reported": "09:00", "resolved": "10:30"},
        {"status": [("09:00", "new"), ("09:15", "waiting"), ("09:50", "open")]},
    )
    (verdict,) = judged(by, told)
    assert (in_minutes(verdict.paused), in_minutes(verdict.elapsed)) == (35, 55)
    assert verdict.due_at == at("10:35")


def test_time_of_an_item_may_be_taken_out_as_excluded() -> None:
    ours = Pause("theirs", None, Is("status", ("vendor",)), effect="excludes")
    by = text(promise(measure(), {"P1": minutes(60)}), pauses=(ours,))
    told = item(
        {"reported": "09:00", "resolved": "10:30"},
        {"status": [("09:00", "open"), ("09:15", "vendor"), ("09:50", "open")]},
    )
    (verdict,) = judged(by, told)
    assert (in_minutes(verdict.excluded), verdict.paused, verdict.verdict) == (35, 0, "met")


@pytest.mark.parametrize(
    ("resolved", "word", "used"), [("09:30:59", "met", 30), ("09:31:00", "missed", 31)]
)
def test_whole_minutes_are_counted_from_the_minute_of_the_start(
    resolved: str, word: str, used: int
) -> None:
    by = text(promise(measure(unit=MINUTE), {"P1": minutes(30)}))
    (verdict,) = judged(by, item({"reported": "09:00:40", "resolved": resolved}))
    assert (verdict.verdict, in_minutes(verdict.elapsed)) == (word, used)
    assert verdict.due_at == at("09:30")


def test_what_is_open_in_the_minute_in_which_it_falls_due_is_not_missed_yet() -> None:
    by = text(promise(measure(unit=MINUTE), {"P1": minutes(30)}))
    told = item({"reported": "09:00:40"})
    assert said(judged(by, told, "09:30:59")) == [("open", at("09:30"))]
    assert said(judged(by, told, "09:31")) == [("missed", at("09:30"))]


def test_the_edges_of_pauses_are_cut_down_too() -> None:
    waiting = Pause("waiting", None, Is("status", ("waiting",)))
    by = text(promise(measure(unit=MINUTE), {"P1": minutes(30)}), pauses=(waiting,))
    told = item(
        {"reported": "09:00:40", "resolved": "09:40:20"},
        {"status": [("09:00", "open"), ("09:10:50", "waiting"), ("09:20:10", "open")]},
    )
    (verdict,) = judged(by, told)
    assert (in_minutes(verdict.paused), in_minutes(verdict.elapsed)) == (10, 30)


def test_a_day_deadline_counts_from_the_opening_where_the_clock_says_so() -> None:
    """Case 6: the same time one desk day later, from Saturday at 11:00."""
    shown = {"desk": desk.clock(conventions=Conventions(days_count_from_next_opening=True))}
    by = text(promise(measure(), {"P1": SameTimeLater(1, "desk")}), clocks=shown)
    (verdict,) = judged(by, item({"reported": "7 11:00"}), "7 12:00")
    assert verdict.due_at == at("10 08:00")


def test_a_run_that_was_cancelled_is_told_with_its_reason() -> None:
    goals = {"P1": minutes(30), "P2": minutes(60)}
    told = item(
        {"reported": "09:00", "resolved": "09:40"}, {"level": [("09:00", "P1"), ("09:20", "P2")]}
    )
    first, second = explained(text(promise(measure(), goals, AGAIN)), told)
    assert first.why_cancelled
    assert "level" in first.why_cancelled
    assert second.why_cancelled is None


def test_a_withdrawn_end_is_marked() -> None:
    going_on = (Reopening((Happens("reopened"),), "without the time between"),)
    told = item({"reported": "08:00", "resolved": ["09:00", "11:30"], "reopened": "10:00"})
    (ledger,) = explained(text(promise(measure(reopenings=going_on), {"P1": minutes(120)})), told)
    assert at("09:00") in [mark.at for mark in ledger.marks if mark.what.startswith("ended")]
    (between,) = [s for s in ledger.stretches if s.activity == "paused"]
    assert (between.by, between.during.start, between.during.end) == (
        "reopened",
        at("09:00"),
        at("10:00"),
    )


def test_a_pause_may_be_allowed_anew_in_each_cycle() -> None:
    waiting = Pause(
        "waiting",
        None,
        Is("status", ("waiting",)),
        allowance=ItemAllowance(Micros(10 * MINUTE), "elapsed"),
    )
    by = text(promise(NEXT_REPLY, {"P1": minutes(30)}), pauses=(waiting,))
    told = item(
        {"customer_message": ["09:00", "10:00"], "agent_message": ["09:40", "10:40"]},
        {"status": [("09:00", "waiting")]},
    )
    assert [in_minutes(verdict.paused) for verdict in judged(by, told)] == [10, 10]


def test_pauses_and_conditions_reversed_are_the_same() -> None:
    plain = text(
        promise(measure(), {"P1": minutes(60)}),
        pauses=(Pause("waiting", None, Is("status", ("waiting",))),),
    )
    reversed_ = text(
        promise(measure(counts_while=Not(Is("status", ("waiting",)))), {"P1": minutes(60)})
    )
    told = item(
        {"reported": "09:00", "resolved": "10:20"},
        {
            "status": [
                ("09:00", "open"),
                ("09:10", "waiting"),
                ("09:30", UNKNOWN),
                ("09:40", "open"),
            ]
        },
    )
    (first,), (second,) = judged(plain, told), judged(reversed_, told)
    assert replace(first, needs=()) == replace(second, needs=())
