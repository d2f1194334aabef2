"""After the end of a source its silence proves nothing: of tickets, and of maintenance (R33)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from slarules.core.conditions import UNKNOWN
from slarules.core.contract import Contract
from slarules.core.promises import Budget, PeriodAllowance, TimeExclusion
from slarules.engine.outcome import Verdict
from slarules.engine.reference.verdicts import verdicts
from slarules.facts.history import History, Timeline, WorldSpan
from slarules.instants import HOUR, Instant
from tests.engine import desk
from tests.engine.desk import at, hours, ticket

WORKS = TimeExclusion("works", None, "maintenance")
GOALS = {"P1": Budget(hours(9), "desk"), "P2": Budget(hours(4), "elapsed")}


def text(exclusion: TimeExclusion = WORKS) -> Contract:
    return desk.contract(desk.terms(desk.promise(GOALS), exclusions=(exclusion,)))


def maintenance(start: str, end: str | None) -> WorldSpan:
    return WorldSpan("maintenance", "M", at(start), at(end) if end else None, {}, {})


def history(
    item: Timeline, seen: str | None, spans: Sequence[WorldSpan] = (), now: str = "2026-03-10 00:00"
) -> History:
    until = at(now)
    return History(
        [item], until, until, spans, spans_complete_through=None if seen is None else at(seen)
    )


def judged(told: History, contract: Contract | None = None) -> Verdict:
    (verdict,) = verdicts(contract or text(), told)
    return verdict


LATE = ticket("2026-03-02 08:00", "2026-03-02 13:00", {"level": "P2"})
IN_TIME = ticket("2026-03-02 08:00", "2026-03-02 11:00", {"level": "P2"})


def test_a_late_ticket_may_have_been_excused_by_what_no_source_tells_yet() -> None:
    verdict = judged(history(LATE, "2026-03-02 09:00"))
    assert verdict.verdict == "undetermined"
    assert verdict.could_be == ("met", "missed")
    assert verdict.provisional
    assert verdict.needs == ("maintenance from 2026-03-02T08:00:00Z on",)
    assert verdict.due_at == at("2026-03-02 12:00")
    assert verdict.due_latest == at("2026-03-02 16:00")


def test_a_ticket_in_time_stays_in_time_and_is_provisional() -> None:
    verdict = judged(history(IN_TIME, "2026-03-02 09:00"))
    assert (verdict.verdict, verdict.provisional) == ("met", True)


@pytest.mark.parametrize("item", [LATE, IN_TIME])
def test_a_source_that_goes_as_far_as_the_run_leaves_nothing_open(item: Timeline) -> None:
    verdict = judged(history(item, "2026-03-02 13:00"))
    assert verdict == judged(history(item, None))
    assert not verdict.provisional


def test_a_ticket_that_was_late_before_the_source_ended_stays_missed() -> None:
    verdict = judged(history(LATE, "2026-03-02 12:30"))
    assert (verdict.verdict, verdict.provisional) == ("missed", False)


def test_maintenance_that_goes_on_is_known_as_far_as_its_source() -> None:
    works = maintenance("2026-03-02 10:00", None)
    assert judged(history(LATE, "2026-03-02 11:30", [works])).verdict == "met"
    assert judged(history(LATE, "2026-03-02 10:30", [works])).verdict == "undetermined"


def test_a_ticket_without_a_service_is_touched_by_no_works_of_a_service() -> None:
    own = text(replace(WORKS, of_its_service=True))
    assert judged(history(LATE, "2026-03-02 09:00"), own).verdict == "missed"
    unclear = ticket("2026-03-02 08:00", "2026-03-02 13:00", {"level": "P2", "service": UNKNOWN})
    assert judged(history(unclear, "2026-03-02 09:00"), own).verdict == "undetermined"


def test_what_the_contract_does_not_exclude_needs_no_source() -> None:
    plain = desk.contract(desk.terms(desk.promise(GOALS)))
    verdict = judged(history(LATE, "2026-03-02 09:00"), plain)
    assert (verdict.verdict, verdict.provisional) == ("missed", False)


@given(
    level=st.sampled_from(("P1", "P2")),
    ended=st.one_of(st.none(), st.integers(1, 60)),
    known=st.lists(st.tuples(st.integers(0, 40), st.integers(1, 8)), max_size=2),
    seen=st.integers(0, 60),
    unseen=st.lists(st.tuples(st.integers(0, 40), st.integers(1, 40)), max_size=3),
    allowed=st.one_of(st.none(), st.integers(1, 9)),
)
def test_whatever_was_not_seen_was_said_to_be_possible(
    level: str,
    ended: int | None,
    known: list[tuple[int, int]],
    seen: int,
    unseen: list[tuple[int, int]],
    allowed: int | None,
) -> None:
    start = at("2026-03-02 08:00")

    def hour(count: int) -> Instant:
        return Instant(start + count * HOUR)

    def span(first: int, length: int, name: str) -> WorldSpan:
        return WorldSpan("maintenance", name, hour(first), hour(first + length), {}, {})

    allowance = (
        None if allowed is None else PeriodAllowance(hours(allowed), "elapsed", "calendar month")
    )
    contract = text(replace(WORKS, allowance=allowance))
    item = ticket("2026-03-02 08:00", None, {"level": level})
    if ended is not None:
        there = ticket("2026-03-02 08:00", "2026-03-02 08:00").happened["resolved"][0]
        item = replace(
            item, happened={**item.happened, "resolved": (replace(there, at=hour(ended)),)}
        )
    told = [span(*each, f"K{n}") for n, each in enumerate(known)]
    hidden = [span(seen + a, b, f"U{n}") for n, (a, b) in enumerate(unseen)]
    until = hour(61)
    said = judged(History([item], until, until, told, spans_complete_through=hour(seen)), contract)
    true = judged(History([item], until, until, [*told, *hidden]), contract)
    assert true.verdict in (said.could_be or (said.verdict,))
    # Works that go on beyond the evaluation instant move what is open, as those of any day may.
    ahead = any(span.end is not None and span.end > until for span in hidden)
    if true.due_at is not None and said.due_at is not None and not ahead:
        assert said.due_at <= true.due_at <= (said.due_latest or true.due_at)
    if said.verdict != true.verdict:
        assert said.provisional


@pytest.mark.parametrize(
    ("complete", "as_of", "word"),
    [(0, 0, "open"), (0, HOUR, "open"), (1, HOUR, "missed"), (HOUR, 0, "open")],
)
def test_an_open_run_is_missed_only_when_the_source_goes_beyond(
    complete: int, as_of: int, word: str
) -> None:
    """It is missed at noon; until then at the latest its end could have been told."""
    item = ticket("2026-03-02 08:00", None, {"level": "P2"})
    noon = at("2026-03-02 12:00")
    told = History([item], Instant(noon + as_of), Instant(noon + complete))
    verdict = judged(told)
    assert verdict.verdict == word
    assert verdict.provisional == (word == "open")
