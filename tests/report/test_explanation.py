from __future__ import annotations

from dataclasses import replace

import pytest

from slarules.core.promises import Origin
from slarules.engine.reference.ledger import Ledger, Mark, Refused, Stretch
from slarules.facts.history import RowRef
from slarules.instants import HOUR, MINUTE, Interval, Micros
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


def test_a_due_time_that_something_unknown_moves_is_shown_with_its_latest() -> None:
    moved = replace(verdict(), due_latest=at("2026-03-03T22:00"))
    text = told(replace(ledger(), verdict=moved))
    assert "Tue 2026-03-03 20:00, or as late as Tue 2026-03-03 22:00" in text


def test_programs_get_the_same_in_utc_and_seconds() -> None:
    document = Explanation(contract(), (ledger(),), SENTENCES).document()
    [entry] = document["ledgers"]
    assert entry["stretches"][1] == {
        "from": "2026-03-03T18:00:00Z",
        "until": "2026-03-03T19:00:00Z",
        "what": "paused",
        "by": "waiting_on_customer",
        "clause": "4.5",
        "counted_s": "7200",
    }
    assert entry["happened"][0]["mapping"] == "reported is when created"
    assert entry["late_by_s"] == "5400"
    assert entry["refused"][0]["clause"] == "5.1"
