from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import Any

import pytest

from slarules.adapters import Asked
from slarules.errors import SourceError
from slarules.instants import iso
from slarules.pulling import LiveContext
from slarules.testing.bench import Bench, Check, judge
from slarules.testing.checks import CHECKS
from slarules.testing.reading import Reading, read
from slarules_request_tracker.rest import NO_MAIL, OF_TICKETS, TICKET, TRANSACTION
from tests.adapters.request_tracker.fake.app import FakeTracker
from tests.adapters.request_tracker.fake.desk import ANNA, SEVERITY, SUPPORT, Desk
from tests.adapters.request_tracker.fake.shapes import strange
from tests.adapters.request_tracker.reader import adapter, context
from tests.adapters.request_tracker.server import Tracker
from tests.adapters.request_tracker.story import Story

pytestmark = pytest.mark.xdist_group("request tracker")


@pytest.fixture(scope="module")
def working(tracker: Tracker) -> Iterator[LiveContext]:
    made = context(tracker)
    yield made
    made.close()


@pytest.fixture(scope="module")
def whole(story: Story, working: LiveContext) -> Reading:
    return read(adapter(story.tracker), working)


def test_the_account_that_reads_can_read(story: Story, working: LiveContext) -> None:
    report = adapter(story.tracker, queues=["Support", "Network"]).check(working)
    assert report.is_well, report
    assert report.facts["version"].startswith("5.")


def test_what_is_wrong_with_a_setting_is_told(story: Story, working: LiveContext) -> None:
    report = adapter(story.tracker, queues=["Suport"]).check(working)
    assert [each.what for each in report.checks if not each.is_well] == [
        "queue Suport cannot be seen: grant SeeQueue"
    ]


def test_a_wrong_token_is_refused_with_a_sentence(story: Story) -> None:
    asked = context(story.tracker, "1-1-canary0123456789")
    report = adapter(story.tracker).check(asked)
    asked.close()
    assert not report.is_well
    assert "canary" not in str(report)


def test_a_password_does_as_well(story: Story) -> None:
    asked = context(story.tracker, "password")
    report = adapter(story.tracker, user="reader", password={"env": "RT_PASSWORD"}).check(asked)
    asked.close()
    assert report.is_well


def test_who_wrote_what_for_whom(story: Story, whole: Reading) -> None:
    comments = {
        name: [(row["public"], row["actor_role"]) for row in whole.by_ticket("comments")[ticket]]
        for name, ticket in story.tickets.items()
        if ticket in whole.by_ticket("comments")
    }
    assert comments == {
        "answered": [(True, "agent"), (True, "customer"), (True, "agent")],
        "weekend": [(False, "agent")],
    }


def test_owners_queues_and_custom_fields_have_names_as_well_as_numbers(
    story: Story, whole: Reading
) -> None:
    changes = {
        (name, row["field_id"]): (row["old"], row["new"])
        for name in ("weekend", "moved")
        for row in whole.by_ticket("changes")[story.tickets[name]]
        if row["field_id"] not in {"Due", "Starts", "Status"}
    }
    assert changes == {
        ("weekend", "Owner"): ("Nobody", "anna"),
        ("weekend", "Priority"): ("20", "80"),
        ("weekend", "CF.2"): ("Low", "High"),
        ("moved", "Queue"): ("Support", "Network"),
    }


def test_the_catalogue_names_fields_levels_queues_and_statuses(
    story: Story, working: LiveContext
) -> None:
    found = {field.id: field for field in adapter(story.tracker).discover(working).fields}
    names = {field: {value.name for value in found[field].values} for field in found}
    assert found["CF.2"].name == "Severity"
    assert names["CF.2"] == {"Low", "High"}
    assert found["CF.3"].name == "Products"
    assert names["SLA"] == {"Gold", "Silver", "Bronze", "Night"}
    assert {"Support", "Network"} <= names["Queue"]
    assert {"new", "open", "stalled", "resolved"} <= names["Status"]


def test_an_owner_is_told_once_though_two_rows_say_it(story: Story, whole: Reading) -> None:
    rows = whole.by_ticket("changes")[story.tickets["weekend"]]
    assert len([row for row in rows if row["field_id"] == "Owner"]) == 1


def test_dates_without_a_zone_are_in_utc_and_1970_is_none(story: Story, whole: Reading) -> None:
    rows = whole.by_ticket("changes")[story.tickets["answered"]]
    due = [(row["old"], row["new"]) for row in rows if row["field_id"] == "Due"]
    assert due == [
        ("", "2026-03-30T08:00:00Z"),
        ("2026-03-30T08:00:00Z", ""),
        ("", "2026-03-31T08:00:00Z"),
        ("2026-03-31T08:00:00Z", ""),
    ]


def test_a_merged_ticket_keeps_its_history_and_says_where_it_went(
    story: Story, whole: Reading
) -> None:
    gone, into = story.tickets["doubled"], story.tickets["moved"]
    tickets = {row["ticket_id"]: row for row in whole.rows("tickets")}
    assert tickets[gone]["merged_into"] == into
    assert tickets[into]["merged_into"] is None
    assert iso(tickets[gone]["created_at"]) == "2026-03-30T08:00:00Z"
    links = [(row["ticket_id"], row["kind"], row["other_ticket_id"]) for row in whole.rows("links")]
    assert links == [(gone, "merged into", into)]
    assert {row["field_id"] for row in whole.by_ticket("changes")[gone]} == {"Starts", "Due"}


def test_a_deleted_ticket_stays_with_its_history(story: Story, whole: Reading) -> None:
    spam = story.tickets["spam"]
    ticket = next(row for row in whole.rows("tickets") if row["ticket_id"] == spam)
    assert (ticket["visibility"], iso(ticket["gone_at"])) == ("deleted", "2026-03-30T10:00:00Z")
    assert "Status" in {row["field_id"] for row in whole.by_ticket("changes")[spam]}


def test_customers_are_those_of_the_requestor(whole: Reading) -> None:
    found = {row["customer"] for row in whole.rows("tickets") if row["visibility"] == "visible"}
    assert found == {"Acme"}


def test_a_field_of_several_values_is_told_whole(
    story: Story, working: LiveContext, whole: Reading
) -> None:
    tracker = story.tracker
    ticket = story.tickets["shut"]
    for values in (["C", "A"], ["A", "B"]):
        tracker.set("anna", ticket, CustomFields={"Products": values})
    later = read(adapter(tracker), working, cursors=whole.cursors)
    rows = [row for row in later.by_ticket("changes")[ticket] if row["field_id"] == "CF.3"]
    assert rows[0]["old"] == ""
    assert rows[-1]["new"] == "A, B"
    assert all(before["new"] == after["old"] for before, after in pairwise(rows))
    assert not later.notices


def test_later_pulls_read_what_happened_since_and_nothing_is_lost_or_twice(
    story: Story, working: LiveContext, whole: Reading
) -> None:
    tracker, ticket = story.tracker, story.tickets["holiday"]
    tracker.set_clock("2026-11-24 12:30:00")
    tracker.write("berta", ticket)
    tracker.set("berta", ticket, Queue="Network")
    tracker.write("berta", ticket, public=False)
    tracker.set_clock("2026-11-24 13:00:00")
    later = read(adapter(tracker), working, cursors=whole.cursors)
    again = read(adapter(tracker), working)
    assert later.by_ticket("comments").keys() == {ticket}
    # All of a ticket that came from another queue is read in its new one.
    assert later.by_ticket("changes")[ticket] == again.by_ticket("changes")[ticket]
    both = whole.joined(later)
    assert both.by_ticket("changes") == again.by_ticket("changes")
    assert both.by_ticket("comments") == again.by_ticket("comments")
    assert both.rows("links") == again.rows("links")


def test_nothing_is_vouched_for_that_may_still_show_up(story: Story, whole: Reading) -> None:
    through = {iso(each.complete_through) for _, each in whole.checkpoints if each.complete_through}
    assert through == {"2026-11-24T11:50:00Z"}
    assert story.tickets


def test_a_page_that_hides_what_the_account_may_not_see_is_not_the_last(
    story: Story, working: LiveContext, monkeypatch: pytest.MonkeyPatch
) -> None:
    expected = read(adapter(story.tracker), working)
    monkeypatch.setattr("slarules_request_tracker.rest.PAGE", 2)
    monkeypatch.setattr("slarules_request_tracker.rest.NO_MAIL", "id > 0")
    shown = read(adapter(story.tracker), working)
    assert shown.by_ticket("changes") == expected.by_ticket("changes")
    assert shown.by_ticket("comments") == expected.by_ticket("comments")


def test_a_queue_that_is_not_there_is_an_error(story: Story, working: LiveContext) -> None:
    with pytest.raises(Exception, match="no queue Suport can be seen"):
        adapter(story.tracker, queues=["Suport"]).partitions(Asked(), working)


def test_a_cursor_of_something_else_is_refused(story: Story, working: LiveContext) -> None:
    mine = adapter(story.tracker)
    part = mine.partitions(Asked(), working)[0]
    with pytest.raises(SourceError, match="cursor"):
        list(mine.read(part, b"[]", Asked(), working))


def test_the_made_up_one_answers_in_the_same_shapes(story: Story) -> None:
    desk = Desk()
    ticket = desk.create(values={SEVERITY: ["Low"]})
    desk.set_owner(ticket, ANNA)
    fake = FakeTracker(desk, is_admin=False)
    query = f"{OF_TICKETS} AND {NO_MAIL} AND TicketQueue = {SUPPORT}"
    weekend = story.tickets["weekend"]
    questions: list[tuple[str, str, dict[str, Any]]] = [
        ("rt", "rt", {}),
        (f"ticket/{ticket}", f"ticket/{weekend}", {}),
        *[(path, path, {}) for path in ("user/carla", "user/anna", "user/stranger")],
        *[(path, path, {}) for path in ("queue/3", "customfield/2", "customfield/3")],
        *[(path, path, {}) for path in ("customfield/99", "ticket/999")],
        ("queues/all", "queues/all", {"fields": "Name,Lifecycle"}),
        ("transactions", "transactions", {"query": query, **TRANSACTION}),
        ("transactions", "transactions", {"query": "nonsense = 1"}),
        ("tickets", "tickets", {"query": "EffectiveId > 0", **TICKET}),
    ]
    assert not [
        each
        for made_up, real, asked in questions
        for each in strange(fake.told(made_up, **asked), story.tracker.told(real, **asked), real)
    ]


@pytest.fixture(scope="module")
def bench(story: Story) -> Bench:
    return Bench(
        make=lambda: adapter(story.tracker, queues=["Support", "Network"]),
        open=lambda: context(story.tracker),
        plugin="slarules_request_tracker",
    )


@pytest.mark.parametrize("check", [each for each in CHECKS if each.is_live], ids=lambda c: c.name)
def test_the_kit_finds_nothing_on_the_live_server(check: Check, bench: Bench) -> None:
    outcome = judge(check, bench)
    assert outcome.state == "holds", outcome.told
