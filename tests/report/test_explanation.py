from __future__ import annotations

import re
from dataclasses import replace

import pytest

from slarules.core.promises import Origin
from slarules.engine.reference.ledger import Delay, Ledger, Mark, Stretch
from slarules.engine.reference.refusals import Refused
from slarules.facts.history import RowRef
from slarules.instants import HOUR, MINUTE, Instant, Interval, Micros
from slarules.report.explanation import Explanation
from tests.made import at, contract, verdict


def stretch(start: str, end: str, activity: str, by: str | None, counted: int) -> Stretch:
    during = Interval(at(f"2026-03-03T{start}"), at(f"2026-03-03T{end}"))
    origin = Origin("4.5") if by else None
    return Stretch(during, activity, by, origin, Micros(counted))  # type: ignore[arg-type]


def ledger() -> Ledger:
    return Ledger(
        verdict=verdict(),
        clock="elapsed",
        stretches=(
            stretch("16:00", "18:00", "counted", None, 2 * HOUR),
            stretch("18:00", "19:00", "paused", "waiting_on_customer", 2 * HOUR),
            stretch("19:00", "20:00", "closed", None, 2 * HOUR),
        ),
        marks=(
            Mark(at("2026-03-03T16:00"), "reported", RowRef("events.csv", 2)),
            Mark(at("2026-03-03T16:00"), "level is P1", RowRef("events.csv", 2)),
        ),
        refused=(
            Refused(
                Interval(at("2026-03-03T20:30"), at("2026-03-03T21:00")),
                "planned_maintenance",
                "maintenance M1 does not fulfil its conditions",
                Origin("5.1"),
            ),
        ),
        late_by=Micros(90 * MINUTE),
    )


SENTENCES = {
    "reported": ("reported is when created",),
    "level": (
        'level is P2 when field "priority" is "High"',
        'level is P1 when field "priority" is "Critical"',
    ),
}


def told(entry: Ledger) -> str:
    return Explanation(contract(), (entry,), SENTENCES).text(width=140)


@pytest.mark.parametrize(
    "said",
    [
        "T-1 (P1): resolve by desk (clause 4.1) of Harbour support",
        "missed, 1 h 30 min over",
        "4 elapsed hours",
        "Tue 2026-03-03 16:00 - 18:00",
        "paused by waiting_on_customer (4.5)",
        "closed: elapsed does not run",
        "2:00     2:00  counted",
        "events.csv:2",
        "reported is when created",
        'level is P1 when field "priority" is "Critical"',
        "planned_maintenance (clause 5.1)",
        "maintenance M1 does not fulfil its conditions",
        "It would have been met had it ended 1 h 30 min earlier, by Tue 2026-03-03 20:00.",
    ],
)
def test_the_ledger_says(said: str) -> None:
    assert said in told(ledger())


def test_the_mapping_sentence_is_that_of_the_value() -> None:
    assert "P2 when" not in told(ledger())


def test_every_rule_of_a_moment_and_of_what_is_unknown_is_told() -> None:
    rules = ('resolved is column "closed_at"', 'resolved is the last time field "s" becomes "Done"')
    unsure = replace(verdict(), verdict="undetermined", needs=("resolved",))
    entry = replace(ledger(), verdict=unsure)
    text = Explanation(contract(), (entry,), {"resolved": rules}).text(width=140)
    assert all(rule in text for rule in rules)


def test_times_are_those_of_the_contracts_zone() -> None:
    summer = replace(verdict(), started_at=at("2026-07-01T10:00"))
    assert "Wed 2026-07-01 11:00" in told(replace(ledger(), verdict=summer))


def test_what_is_late_and_not_over_could_still_be_told() -> None:
    running = replace(verdict(), ended_at=None, provisional=True)
    text = told(replace(ledger(), verdict=running))
    assert "not yet" in text
    assert "It would be met had it ended 1 h 30 min ago, by Tue 2026-03-03 20:00." in text
    assert "later data may change it" in text


def test_an_undetermined_verdict_names_what_would_settle_it() -> None:
    unsure = replace(
        verdict(), verdict="undetermined", lateness=None, needs=("first_reply",), due_latest=None
    )
    text = told(replace(ledger(), verdict=unsure, late_by=None))
    assert "undetermined, met or missed; to settle it: first_reply" in text
    assert "would have been met" not in text


def test_how_late_it_is_at_least_and_at_most_and_what_would_settle_it() -> None:
    late = Micros(HOUR), Micros(2 * HOUR)
    text = told(replace(ledger(), verdict=replace(verdict(), lateness=late, needs=("group",))))
    assert "missed, 1 h to 2 h over; to settle how late: group" in text


def test_a_due_time_that_something_unknown_moves_is_shown_with_its_latest() -> None:
    moved = replace(verdict(), due_latest=at("2026-03-03T22:00"))
    text = told(replace(ledger(), verdict=moved))
    assert "Tue 2026-03-03 20:00, or as late as Tue 2026-03-03 22:00" in text


def days(count: int, after: tuple[Stretch, ...] = ()) -> tuple[Stretch, ...]:
    """Return a day of eight open hours and sixteen shut ones, so many times."""
    start = after[-1].during.end if after else at("2026-03-03T09:00")
    so_far = after[-1].counted if after else 0
    made = []
    for day in range(count):
        opens = start + day * 24 * HOUR
        total = Micros(so_far + (day + 1) * 8 * HOUR)
        for begin, end, activity in ((0, 8, "counted"), (8, 24, "closed")):
            during = Interval(Instant(opens + begin * HOUR), Instant(opens + end * HOUR))
            made.append(Stretch(during, activity, None, None, total))  # type: ignore[arg-type]
    return tuple(made)


def pause(after: Stretch) -> Stretch:
    during = Interval(after.during.end, Instant(after.during.end + 24 * HOUR))
    return Stretch(during, "paused", "waiting_on_customer", Origin("4.5"), after.counted)


def many() -> Ledger:
    """Return a ledger of twelve openings, a pause, and fifteen more."""
    first = days(12)
    paused = (*first, pause(first[-1]))
    return replace(ledger(), clock="desk", stretches=(*paused, *days(15, paused)))


def test_very_many_stretches_are_told_from_stop_to_stop() -> None:
    rows = [row for row in told(many()).splitlines() if re.search("counted while|paused by", row)]
    assert [row.split("  ")[-1].strip() for row in rows] == [
        "counted while desk was open, 12 openings",
        "paused by waiting_on_customer (4.5)",
        "counted while desk was open, 15 openings",
    ]
    assert [row.split()[-8] for row in (rows[0], rows[2])] == ["96:00", "216:00"]
    assert "Tue 2026-03-03 09:00 - Sun 03-15 09:00" in rows[0]
    assert "closed" not in told(many())


def test_programs_get_every_stretch_however_many() -> None:
    [entry] = Explanation(contract(), (many(),), SENTENCES).document()["ledgers"]
    assert len(entry["stretches"]) == 2 * 12 + 1 + 2 * 15


@pytest.mark.parametrize("width", [60, 72, 100])
def test_a_narrow_terminal_gets_every_reason_in_full(width: int) -> None:
    text = Explanation(contract(), (ledger(),), SENTENCES).text(width)
    assert max(map(len, text.splitlines())) <= width
    assert "…" not in text
    assert "paused by waiting_on_customer (4.5)" in " ".join(text.split())


def test_few_stretches_are_told_one_by_one() -> None:
    assert told(replace(many(), stretches=days(20))).count("closed: desk does not run") == 20


def test_a_delay_that_moved_the_due_time_is_told_with_its_clause() -> None:
    late = Interval(at("2026-03-03T17:00"), at("2026-03-03T17:30"))
    text = told(replace(ledger(), delays=(Delay(late, "parts_on_order", Origin("4.7")),)))
    assert "What moved the due time" in text
    assert "0:30  parts_on_order (clause 4.7)" in text


def test_programs_get_the_same_the_same_in_utc_and_seconds() -> None:
    document = Explanation(contract(), (ledger(),), SENTENCES).document()
    [entry] = document["ledgers"]
    assert entry["stretches"][1] == {
        "from": "2026-03-03T18:00:00Z",
        "until": "2026-03-03T19:00:00Z",
        "what": "paused",
        "by": "waiting_on_customer",
        "perhaps": None,
        "clause": "4.5",
        "counted_s": "7200",
    }
    assert entry["happened"][0]["mapping"] == "reported is when created"
    assert entry["late_by_s"] == "5400"
    assert entry["refused"][0]["clause"] == "5.1"


def test_time_of_which_nobody_knows_whether_the_clock_stood_still_says_so() -> None:
    entry = ledger()
    counted = next(s for s in entry.stretches if s.activity == "counted")
    unsure = replace(counted, perhaps="waits")
    assert "counted; perhaps stopped by waits, which is unknown" in told(
        replace(entry, stretches=(unsure,))
    )
