"""Tables of a store become the history of tickets."""

from __future__ import annotations

from pathlib import Path

import pytest

from slarules.adapters.catalogue import Catalogue, CatalogueField
from slarules.adapters.delivery import Notice
from slarules.errors import UsageError
from slarules.facts import Gathered
from slarules.facts.history import Timeline
from tests.gathering import moment, times, values
from tests.rebuilding.kept import RULES, Kept, rebuilt, seen


@pytest.fixture
def kept(tmp_path: Path) -> Kept:
    return Kept(tmp_path)


def only(found: Gathered) -> Timeline:
    (item,) = found.history.items
    return item


def held(item: Timeline, fact: str) -> list[tuple[str, str]]:
    """Return what a fact was, from when on; what lasted no time is left out."""
    steps = list(dict(values(item, fact)).items())
    return [
        step
        for step, before in zip(steps, [("", ""), *steps], strict=False)
        if step[1] != before[1]
    ]


def told(found: Gathered, kind: str) -> list[str]:
    return [each.what for each in found.findings if each.kind == kind]


def test_a_ticket_is_called_by_its_key(kept: Kept) -> None:
    item = only(seen(kept.ticket()))
    assert item.item == "T-1"
    assert times(item, "reported") == ["2026-03-02 09:00"]


def test_a_field_that_never_changed_holds_what_it_holds_now(kept: Kept) -> None:
    item = only(seen(kept.ticket().current("High", field_id="priority")))
    assert values(item, "level")[-1][1] == "P1"
    assert len({value for _, value in values(item, "level")}) == 1


def test_before_its_first_change_a_field_held_what_the_change_says(kept: Kept) -> None:
    kept.ticket().change("2026-03-03 10:00", "Open", "Pending").current("Pending")
    assert values(only(seen(kept)), "status") == [
        ("2026-03-02 09:00", "open"),
        ("2026-03-03 10:00", "waiting_on_customer"),
    ]


def test_a_value_of_the_creation_stands_for_itself(kept: Kept) -> None:
    kept.ticket().change("2026-03-02 09:00", None, "Open", origin="creation")
    kept.change("2026-03-03 10:00", "Open", "Done", seq=2)
    assert [value for _, value in values(only(seen(kept)), "status")] == ["open", "solved"]


def test_a_change_that_is_missing_leaves_what_lies_between_unknown(kept: Kept) -> None:
    kept.ticket().change("2026-03-03 10:00", "Open", "Pending")
    kept.change("2026-03-05 10:00", "Done", "Open", seq=2)
    found = seen(kept)
    assert held(only(found), "status") == [
        ("2026-03-02 09:00", "open"),
        ("2026-03-03 10:00", "unknown"),
        ("2026-03-05 10:00", "open"),
    ]
    assert len(told(found, "incomplete")) == 1


def test_a_change_from_nothing_after_a_value_breaks_the_chain_too(kept: Kept) -> None:
    kept.ticket().change("2026-03-03 10:00", "Open", "Pending")
    kept.change("2026-03-05 10:00", "", "Open", seq=2)
    found = seen(kept)
    assert [value for _, value in held(only(found), "status")] == ["open", "unknown", "open"]
    assert any("one between the two is missing" in what for what in told(found, "incomplete"))


def test_what_differs_from_the_last_change_is_told_and_never_guessed(kept: Kept) -> None:
    kept.ticket().change("2026-03-03 10:00", "Open", "Done").current("Open")
    found = seen(kept)
    assert held(only(found), "status") == [
        ("2026-03-02 09:00", "open"),
        ("2026-03-03 10:00", "unknown"),
        ("2026-03-30 00:00", "open"),
    ]
    (what,) = told(found, "contradiction")
    assert what.startswith("T-1: the last change leaves it at 'Done', and it is 'Open'")


def test_a_value_that_was_renamed_is_the_same_value_and_both_names_are_told(kept: Kept) -> None:
    kept.ticket().change("2026-03-03 10:00", "Open", "Waiting", old_id="1", new_id="3")
    kept.change("2026-03-05 10:00", "Pending", "Done", old_id="3", new_id="9", seq=2)
    kept.current("Closed", value_id="9")
    text = RULES.replace('field "status" is "Pending"', 'field "status id" is "3"')
    found = seen(kept, text.replace('field "status" is "Done"', 'field "status id" is "9"'))
    assert [v for _, v in held(only(found), "status")] == [
        "open",
        "waiting_on_customer",
        "solved",
    ]
    assert told(found, "incomplete") == []
    assert told(found, "contradiction") == []
    assert "the value 3 was called Pending, Waiting" in told(found, "detected")


def test_a_field_is_found_by_the_name_that_the_catalogue_gives(kept: Kept) -> None:
    named = CatalogueField(id="customfield_7", name="Severity", kind="choice")
    catalogue = Catalogue(source="jira:acme", adapter="jira", fields=(named,))
    kept.ticket().current("High", field_id="customfield_7")
    text = RULES.replace('field "priority"', 'field "Severity"')
    item = only(seen(kept, text, catalogue=catalogue))
    assert values(item, "level")[-1][1] == "P1"


def test_a_name_of_two_fields_is_the_name_of_neither(kept: Kept) -> None:
    fields = tuple(CatalogueField(id=i, name="Severity", kind="choice") for i in ("f1", "f2"))
    catalogue = Catalogue(source="jira:acme", adapter="jira", fields=fields)
    kept.ticket().current("High", field_id="f1").current("Low", field_id="f2")
    text = RULES.replace('field "priority"', 'field "Severity"')
    found = seen(kept, text, catalogue=catalogue)
    assert any("'f1', 'f2'" in what for what in told(found, "contradiction"))


def test_comments_count_as_what_they_were_when_they_were_written(kept: Kept) -> None:
    kept.ticket().comment("2026-03-03 10:00", "agent")
    kept.snapshot, kept.observed = 2, "2026-04-02 00:00"
    kept.comment("2026-03-03 10:00", "customer", public=False, hidden_at="2026-04-01 00:00")
    found = seen(kept)
    assert times(only(found), "agent_message") == ["2026-03-03 10:00"]
    assert any("was made private" in what for what in told(found, "detected"))


def test_who_was_promoted_wrote_as_what_they_were(kept: Kept) -> None:
    kept.ticket().comment("2026-03-03 10:00", "agent").comment("2026-03-09 10:00", "agent")
    kept.put("actors", actor_id="ann", valid_from="2026-01-01 00:00", role="customer")
    kept.put("actors", actor_id="ann", valid_from="2026-03-05 00:00", role="agent")
    item = only(seen(kept))
    assert times(item, "customer_message") == ["2026-03-03 10:00"]
    assert times(item, "agent_message") == ["2026-03-09 10:00"]


def test_a_ticket_that_is_not_shown_any_more_keeps_its_history(kept: Kept) -> None:
    kept.ticket().change("2026-03-03 10:00", "Open", "Pending")
    kept.snapshot, kept.observed = 2, "2026-03-20 00:00"
    kept.through_of = {1: moment("2026-03-10 00:00"), 2: moment("2026-03-20 00:00")}
    kept.ticket(visibility="lost", gone_at="2026-03-20 00:00")
    found = seen(kept)
    assert held(only(found), "status") == [
        ("2026-03-02 09:00", "open"),
        ("2026-03-03 10:00", "waiting_on_customer"),
        ("2026-03-10 00:00", "unknown"),
    ]
    assert any("no longer shown" in what for what in told(found, "incomplete"))


def test_a_ticket_that_was_deleted_is_gone_from_then_on(kept: Kept) -> None:
    kept.ticket(visibility="deleted", gone_at="2026-03-09 00:00")
    assert times(only(seen(kept)), "deleted") == ["2026-03-09 00:00"]


def test_a_key_that_moved_is_told(kept: Kept) -> None:
    kept.ticket(key="OLD-1")
    kept.snapshot = 2
    found = seen(kept.ticket(key="NEW-1"))
    assert only(found).item == "NEW-1"
    assert "NEW-1 was called OLD-1 before" in told(found, "detected")


def test_two_tickets_of_one_key_stay_two(kept: Kept) -> None:
    found = seen(kept.ticket("1", key="A").ticket("2", key="A"))
    assert [item.item for item in found.history.items] == ["A (1)", "A (2)"]


def test_a_merged_ticket_is_told(kept: Kept) -> None:
    found = seen(kept.ticket("1", merged_into="2").ticket("2"))
    assert "T-1 was merged into T-2" in told(found, "detected")


def test_a_notice_of_loss_makes_the_field_unknown(kept: Kept) -> None:
    kept.ticket().current("Open").current("High", field_id="priority")
    notice = Notice("truncated", "the history is cut", "1", "status", moment("2026-03-04 00:00"))
    item = only(seen(kept, notices=(notice,)))
    assert values(item, "status")[-1] == ("2026-03-04 00:00", "unknown")
    assert values(item, "level")[-1][1] == "P1"


def test_later_snapshots_are_left_out(kept: Kept) -> None:
    kept.ticket().change("2026-03-03 10:00", "Open", "Pending")
    kept.snapshot = 2
    kept.change("2026-03-04 10:00", "Pending", "Done", seq=2)
    first = only(seen(kept, snapshot=1))
    assert [value for _, value in values(first, "status")] == ["open", "waiting_on_customer"]


def test_a_first_pull_learns_nothing_late(kept: Kept) -> None:
    kept.through_of = {1: moment("2026-03-31 00:00")}
    kept.ticket().change("2026-03-03 10:00", "Open", "Pending")
    found = seen(kept)
    assert not any("late" in what for what in told(found, "detected"))


def test_what_appears_behind_what_was_complete_was_learned_late(kept: Kept) -> None:
    kept.ticket().current("Open", as_of="2026-03-19 00:00")
    kept.through_of = {1: moment("2026-03-20 00:00"), 2: moment("2026-03-25 00:00")}
    kept.snapshot, kept.observed = 2, "2026-03-25 00:00"
    kept.change("2026-03-03 10:00", "Open", "Pending").current("Pending")
    before = rebuilt(kept, as_of="2026-03-24 00:00")
    after = rebuilt(kept, as_of="2026-03-26 00:00")
    assert [v for _, v in held(only(before), "status")] == ["open"]
    assert [v for _, v in held(only(after), "status")] == ["open", "waiting_on_customer"]
    assert any("became known late" in what for what in told(after, "detected"))


def test_the_source_vouches_for_how_far_it_goes(kept: Kept) -> None:
    kept.through = "2026-03-20 12:00"
    history = rebuilt(kept.ticket().current("Open")).history
    assert (history.as_of, history.complete_through) == (moment("2026-03-20 12:00"),) * 2


def test_a_source_that_vouches_for_nothing_needs_an_instant(kept: Kept) -> None:
    kept.through = None
    with pytest.raises(UsageError, match="--as-of"):
        rebuilt(kept.ticket().current("Open"))


def refs(item: Timeline) -> list[str]:
    return [str(step.row) for step in item.facts["status"]]


def test_a_row_is_referred_to_by_its_ticket_and_the_number_of_its_event(kept: Kept) -> None:
    kept.ticket().ticket("2")
    kept.change("2026-03-03 10:00", "Open", "Pending", seq=4)
    kept.change("2026-03-04 10:00", "Pending", "Done", seq=7).current("Done")
    named = ["jira:acme/T-1:0", "jira:acme/T-1:4", "jira:acme/T-1:7"]
    first, _ = seen(kept).history.items
    assert refs(first) == named
    # Neither a rule more nor an event of another ticket gives it another name.
    kept.snapshot = 2
    kept.change("2026-03-02 10:00", "Open", "Done", seq=1, ticket_id="2")
    wider = RULES + '  assigned is the first time field "priority" becomes "x"\n'
    first, _ = seen(kept, wider).history.items
    assert refs(first) == named


def test_what_is_odd_in_many_tickets_is_one_finding_and_counts_in_one_file(kept: Kept) -> None:
    for ticket in "123":
        kept.ticket(ticket)
        kept.comment("2026-03-02 10:00", "oracle", ticket_id=ticket, seq=5, event_id=ticket)
    found = seen(kept)
    (odd,) = [each for each in found.findings if each.kind == "unknown role"]
    assert (odd.file, odd.row, odd.count) == ("jira:acme/T-1", 5, 3)
    assert {each.file: each.read for each in found.counts} == {"jira:acme/events": 6}
    assert all(each.read == each.used for each in found.counts)
