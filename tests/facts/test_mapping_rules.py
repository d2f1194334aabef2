"""What the rules of a mapping mean, one question a test (clocks.md, R36 to R41)."""

from __future__ import annotations

from pathlib import Path

import pytest

from slarules.facts.history import UnknownMoment
from tests.gathering import EVENTS, TICKETS, moment, odd, surveyed, times, values

COLUMNS = "ticket,at,kind,field,value,actor,role,public,channel\n"


def level(folder: Path, rules: str, **columns: str) -> str:
    """Return the level of a ticket with these columns."""
    text = TICKETS + '  reported is column "c"\n' + rules
    head, row = ",".join(["id", "c", *columns]), ",".join(["1", "2026-03-02", *columns.values()])
    found = surveyed(folder, text, tickets=f"{head}\n{row}\n")
    return values(found.history.items[0], "level")[0][1]


@pytest.mark.parametrize(
    ("condition", "value", "holds"),
    [
        ('is "High"', " hIGH ", True),
        ('is one of "1", "2"', "2", True),
        ('is not "High"', "Low", True),
        ('is not "High"', "", False),
        ('contains "port"', "Air PORT", True),
        ('starts with "port"', "airport", False),
        ('matches "a*b*c"', "a-b-b-c", True),
        ('matches "a*b*c"', "a-c-b", False),
        ('matches "*hold*"', "On Hold now", True),
        ("is empty", "  ", True),
        ("is not empty", "x", True),
        ("is at least 3", "3.0", True),
        ("is below 3", "three", False),
    ],
)
def test_a_condition_tests_the_text_of_a_field(
    tmp_path: Path, condition: str, value: str, *, holds: bool
) -> None:
    found = level(tmp_path, f'  level is P1 when field "p" {condition}\n', p=value)
    assert found == ("P1" if holds else "unknown")


def test_otherwise_holds_where_no_rule_does_and_where_the_field_is_empty(tmp_path: Path) -> None:
    rules = '  level is P1 when field "p" is "x"\n  level is P4 otherwise\n'
    assert [level(tmp_path, rules, p=value) for value in ("x", "y", "")] == ["P1", "P4", "P4"]


def test_rules_that_give_two_values_leave_the_fact_unknown(tmp_path: Path) -> None:
    rules = '  level is P1 when field "p" contains "a"\n  level is P2 when field "p" contains "b"\n'
    assert [level(tmp_path, rules, p=value) for value in ("a", "b", "ab")] == [
        "P1",
        "P2",
        "unknown",
    ]


def test_a_field_the_source_does_not_have_is_not_an_empty_field(tmp_path: Path) -> None:
    rules = '  level is P1 when field "nowhere" is empty\n  level is P4 otherwise\n'
    assert level(tmp_path, rules, p="x") == "unknown"


def test_what_no_rule_maps_is_counted(tmp_path: Path) -> None:
    text = TICKETS + '  reported is column "c"\n  level is P1 when column "p" is "1"\n'
    rows = "id,c,p\n" + "".join(f"{n},2026-03-02,{p}\n" for n, p in enumerate("1778"))
    found = surveyed(tmp_path, text, tickets=rows)
    unmapped = {f.what: f.count for f in found.findings if f.kind == "unmapped"}
    assert unmapped == {"no rule of level maps '7'": 2, "no rule of level maps '8'": 1}


def test_the_value_of_a_field_is_its_text_as_a_name(tmp_path: Path) -> None:
    text = TICKETS + '  reported is column "c"\n  cause is the value of column "p"\n'
    rows = "id,c,p\n1,2026-03-02,Third  Party\n2,2026-03-02,somebody\n"
    found = surveyed(tmp_path, text, tickets=rows)
    assert [values(i, "cause")[0][1] for i in found.history.items] == ["third_party", "unknown"]
    assert ("undeclared", 3, "p") in odd(found)


def test_labels_are_a_list_in_a_field(tmp_path: Path) -> None:
    text = EVENTS + (
        '  cause is customer when label "customer-caused" is present\n'
        "  cause is provider otherwise\n"
        '  merged is the first time label "merged" is added\n'
    )
    rows = COLUMNS + (
        "A,2026-03-02T08:00Z,created,,,,,,\n"
        'A,2026-03-02T09:00Z,set,labels,"vip, Customer-Caused",,,,\n'
        "A,2026-03-02T10:00Z,set,labels,merged;vip,,,,\n"
    )
    (item,) = surveyed(tmp_path, text, events=rows).history.items
    assert [value for _, value in values(item, "cause")] == ["provider", "customer", "provider"]
    assert times(item, "merged") == ["2026-03-02 10:00"]


def test_an_author_can_count_as_automation_and_automation_never_answers(tmp_path: Path) -> None:
    text = EVENTS + (
        "  first_reply is the first public comment by an agent\n"
        '  an author counts as automation when author is one of "mailer", "bot"\n'
    )
    rows = COLUMNS + (
        "A,2026-03-02T08:00Z,created,,,,,,\n"
        "A,2026-03-02T08:01Z,comment,,,Mailer,agent,yes,\n"
        "A,2026-03-02T08:02Z,comment,,,bob,agent,yes,\n"
    )
    (item,) = surveyed(tmp_path, text, events=rows).history.items
    assert times(item, "first_reply") == ["2026-03-02 08:02"]


def test_an_answer_by_somebody_of_unknown_role_may_have_been_the_first(tmp_path: Path) -> None:
    text = EVENTS + "  first_reply is the first public comment by an agent\n"
    rows = COLUMNS + (
        "A,2026-03-02T08:00Z,created,,,,,,\n"
        "A,2026-03-02T08:01Z,comment,,,x,,yes,\n"
        "A,2026-03-02T08:02Z,comment,,,bob,agent,yes,\n"
    )
    found = surveyed(tmp_path, text, events=rows)
    early, late = moment("2026-03-02T08:01"), moment("2026-03-02T08:02")
    assert found.history.items[0].unknown["first_reply"] == UnknownMoment(early, late)
    assert ("unknown role", 3, "role") in odd(found)


def test_channel_and_requester_choose_among_comments(tmp_path: Path) -> None:
    text = EVENTS + (
        '  agent_message is each public comment by an agent where channel is "email"\n'
        "  customer_message is each public comment by the requester\n"
    )
    rows = COLUMNS + (
        "A,2026-03-02T08:00Z,created,,,,,,\n"
        "A,2026-03-02T08:00Z,set,requester,ann,,,,\n"
        "A,2026-03-02T08:01Z,comment,,,ann,customer,yes,web\n"
        "A,2026-03-02T08:02Z,comment,,,joe,customer,yes,web\n"
        "A,2026-03-02T08:03Z,comment,,,bob,agent,yes,note\n"
        "A,2026-03-02T08:04Z,comment,,,bob,agent,yes,Email\n"
    )
    (item,) = surveyed(tmp_path, text, events=rows).history.items
    assert times(item, "customer_message") == ["2026-03-02 08:01"]
    assert times(item, "agent_message") == ["2026-03-02 08:04"]


def test_after_an_event_is_not_earlier_than_its_first(tmp_path: Path) -> None:
    text = EVENTS + (
        "  customer_message is each public comment by a customer\n"
        "  first_reply is the first public comment by an agent after customer_message\n"
    )
    rows = COLUMNS + (
        "A,2026-03-02T08:00Z,created,,,,,,\n"
        "A,2026-03-02T08:01Z,comment,,,bob,agent,yes,\n"
        "A,2026-03-02T08:02Z,comment,,,ann,customer,yes,\n"
        "A,2026-03-02T08:03Z,comment,,,bob,agent,yes,\n"
        "B,2026-03-02T08:00Z,created,,,,,,\n"
        "B,2026-03-02T08:01Z,comment,,,bob,agent,yes,\n"
    )
    a, b = surveyed(tmp_path, text, events=rows).history.items
    assert times(a, "first_reply") == ["2026-03-02 08:03"]
    assert times(b, "first_reply") == []


def test_before_the_first_row_every_field_is_empty(tmp_path: Path) -> None:
    text = EVENTS + (
        '  assigned is the first time field "assignee" stops being empty\n'
        '  reopened is each time field "resolution" becomes empty\n'
        '  resolved is the last time field "resolution" stops being empty\n'
    )
    rows = COLUMNS + (
        "A,2026-03-02T08:00Z,created,assignee,bob,,,,\n"
        "A,2026-03-02T09:00Z,set,resolution,Fixed,,,,\n"
        "A,2026-03-02T10:00Z,set,resolution,,,,,\n"
        "A,2026-03-02T11:00Z,set,resolution,Fixed,,,,\n"
    )
    (item,) = surveyed(tmp_path, text, events=rows).history.items
    assert times(item, "assigned") == ["2026-03-02 08:00"]
    assert times(item, "reopened") == ["2026-03-02 10:00"]
    assert times(item, "resolved") == ["2026-03-02 11:00"]


def test_a_time_in_a_field_may_lie_ahead(tmp_path: Path) -> None:
    text = EVENTS + '  promised is the time in field "due"\n  deleted is when deleted\n'
    rows = COLUMNS + (
        "A,2026-03-02T08:00Z,created,,,,,,\n"
        "A,2026-03-02T08:00Z,set,due,2026-03-09 12:00,,,,\n"
        "A,2026-03-02T09:00Z,set,due,2026-03-10 12:00,,,,\n"
        "A,2026-03-02T10:00Z,deleted,,,,,,\n"
    )
    (item,) = surveyed(tmp_path, text, events=rows).history.items
    assert times(item, "promised") == ["2026-03-10 12:00"]
    assert times(item, "deleted") == ["2026-03-02 10:00"]


def test_two_columns_that_give_different_times_leave_a_moment_unknown(tmp_path: Path) -> None:
    text = TICKETS + '  resolved is column "a"\n  resolved is column "b"\n'
    rows = "id,a,b\n1,2026-03-02,\n2,2026-03-02,2026-03-02\n3,2026-03-02,2026-03-03\n"
    one, two, three = surveyed(tmp_path, text, tickets=rows).history.items
    assert times(one, "resolved") == times(two, "resolved") == ["2026-03-02 00:00"]
    assert "resolved" in three.unknown


def test_a_column_of_free_text_does_not_drown_the_findings(tmp_path: Path) -> None:
    text = TICKETS + '  reported is column "c"\n  level is P1 when column "p" is "1"\n'
    rows = "id,c,p\n" + "".join(f"{n},2026-03-02,free text {n}\n" for n in range(3000))
    found = surveyed(tmp_path, text, tickets=rows)
    unmapped = [f for f in found.findings if f.kind == "unmapped"]
    assert len(unmapped) == 1001
    assert sum(f.count for f in unmapped) == 3000
