"""The tables beside the tickets: outages, measurements, fees, assertions, claims."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest

from slarules import contract as contracts
from slarules.core.conditions import ABSENT, UNKNOWN
from slarules.errors import UsageError
from slarules.facts import Gathered, gather
from slarules.instants import Instant, Interval
from tests.gathering import (
    EVENTS,
    gathered,
    harbour,
    mapping,
    moment,
    odd,
    source,
    surveyed,
    values,
)
from tests.shared import ROOT

TICKET = "ticket,at,kind,field,value\nA,2026-03-02T08:00Z,created,,\nA,2026-03-09T08:00Z,set,x,y\n"

SPANS = (
    EVENTS
    + """
  reported is when created
  maintenance is each outage where field "planned" is "yes"
  maintenance announced is the time in field "told"
  maintenance emergency is yes when field "why" contains "urgent"
  force_majeure is each outage where field "event" starts with "FM-"
"""
)

OUTAGES = """customer,service,start,end,planned,told,notified,share,event,why
,desk,2026-03-03T01:00Z,2026-03-03T02:00Z,yes,2026-02-20T09:00Z,,,W-1,Urgent
,,2026-03-04T01:00Z,,no,,2026-03-04T03:00Z,,FM-7,storm
,,2026-03-05T02:00Z,2026-03-05T01:00Z,yes,,,,W-2,
,,soon,,yes,,,,W-3,
,,2026-03-06T02:00Z,2026-03-06T03:00Z,,,,,X,
"""


def test_outages_become_the_spans_that_the_mapping_names(tmp_path: Path) -> None:
    found = surveyed(tmp_path, SPANS, events=TICKET, outages=OUTAGES)
    works, storm = found.history.spans
    assert (works.kind, works.name, works.service) == ("maintenance", "W-1", "desk")
    assert (works.start, works.end) == (moment("2026-03-03T01:00"), moment("2026-03-03T02:00"))
    assert works.facts == {"planned": "yes", "emergency": "yes"}
    assert works.moments == {"announced": moment("2026-02-20T09:00")}
    assert (storm.kind, storm.end) == ("force_majeure", None)
    assert storm.facts == {"agreed": UNKNOWN}
    assert storm.moments == {"notified": moment("2026-03-04T03:00")}
    assert {("out of order", 4, "end"), ("no time", 5, "start")} <= set(odd(found))
    counts = next(c for c in found.counts if c.file == "outages.csv")
    assert (counts.read, counts.used, counts.excluded, counts.unmapped) == (5, 2, 1, 2)


def test_a_span_that_was_not_announced_has_no_announcement(tmp_path: Path) -> None:
    rows = "start,end,planned,told,event\n2026-03-03T01:00Z,2026-03-03T02:00Z,yes,,W\n"
    (works,) = surveyed(tmp_path, SPANS, events=TICKET, outages=rows).history.spans
    assert works.moments == {"announced": ABSENT}


def test_announced_works_are_known_to_lie_ahead_and_unannounced_are_not(tmp_path: Path) -> None:
    rows = (
        "start,end,planned,told,event\n"
        "2026-05-03T01:00Z,2026-05-03T02:00Z,yes,2026-03-01T00:00Z,told\n"
        "2026-05-03T01:00Z,2026-05-03T02:00Z,yes,,secret\n"
    )
    found = surveyed(tmp_path, SPANS, events=TICKET, outages=rows)
    assert [span.name for span in found.history.spans] == ["told"]


@pytest.mark.parametrize(
    ("said", "through"),
    [
        ("", None),
        ("2026-03-07 24:00", "2026-03-08T00:00"),
        # Works of May are planned, and say nothing of how far the table goes.
        ("the latest time in the file", "2026-03-06T03:00"),
    ],
)
def test_a_mapping_says_how_far_outages_are_known(
    tmp_path: Path, said: str, through: str | None
) -> None:
    phrase = f"  outages are complete through {said}\n" if said else ""
    ahead = "Other,,2026-05-03T01:00Z,,yes,2026-03-01T00:00Z,,,W-9,\n"
    files = source(tmp_path, events=TICKET, outages=OUTAGES + ahead)
    found = gather(harbour(), mapping(tmp_path, SPANS + phrase), files)
    assert found.history.spans_complete_through == (moment(through) if through else None)


def test_outages_without_a_time_do_not_say_how_far_they_go(tmp_path: Path) -> None:
    text = SPANS + "  outages are complete through the latest time in the file\n"
    files = source(tmp_path, events=TICKET, outages="start,end,event\n")
    with pytest.raises(UsageError, match="no row of outages holds a time"):
        gather(harbour(), mapping(tmp_path, text), files)


CIRRUS = ROOT / "rules" / "contracts" / "cirrus.sla"

MONITOR = """language slarules 1

mapping monitor version 1 of "availability" version 1 from "csv"
  measurements from "probes*.csv"
  numbers are written with a decimal comma
  times without an offset are in "UTC"
  history is complete through 2026-04-01 00:00
"""


def monitored(folder: Path, **files: str | bytes) -> Gathered:
    loaded = contracts.load(CIRRUS)
    assert loaded.contract is not None
    return gather(loaded.contract, mapping(folder, MONITOR), source(folder, **files))


def test_measurements_are_exact_and_what_is_no_value_is_unknown(tmp_path: Path) -> None:
    rows = """name;start;end;value;service
error_rate;2026-03-01 00:00;2026-03-01 00:01;0,05;storage-eu
error_rate;2026-03-01 00:01;;5%;storage-eu
error_rate;2026-03-01 00:02;;1,5;storage-eu
error_rate;2026-03-01 00:03;;;storage-eu
heat;2026-03-01 00:03;;1;storage-eu
error_rate;2026-05-01 00:03;;0;storage-eu
"""
    found = monitored(tmp_path, probes=rows)
    assert [r.value for r in found.history.readings] == [
        Fraction(1, 20),
        Fraction(1, 20),
        UNKNOWN,
        UNKNOWN,
    ]
    start = moment("2026-03-01T00:01")
    second = found.history.readings[1]
    assert second.during == Interval(start, Instant(start + 60_000_000))
    assert second.of == "storage-eu"
    assert {("no number", 4, "value"), ("unmapped", 6, "name")} <= set(odd(found))
    assert found.counts[0].excluded == 1


def test_fees_are_exact_and_contradictions_are_not_guessed(tmp_path: Path) -> None:
    probes = "name;start;end;value;service\n"
    rows = """customer;name;period;amount;currency
;service_charges;2026-01;1.284,37;USD
;service_charges;2026-02;100,00;USD
;service_charges;2026-02;200,00;USD
;service_charges;2026-03;300,00;EUR
Other Ltd;service_charges;2026-04;300,00;USD
"""
    found = monitored(tmp_path, probes=probes, fees=rows)
    assert found.history.fees == {("service_charges", "2026-01"): Fraction(128437, 100)}
    assert [told for told in odd(found) if told[1] is not None] == [
        ("contradiction", 4, "amount"),
        ("undeclared", 5, "currency"),
        ("another customer", 6, "customer"),
    ]


def test_the_first_claim_of_a_credit_counts(tmp_path: Path) -> None:
    rows = """customer,credit,period,at,evidence
,uptime_credit,2026-02,2026-03-20T09:00Z,mail
,uptime_credit,2026-02,2026-03-10T09:00Z,call
,uptime_credit,2026-01,2026-06-10T09:00Z,late
"""
    probes = "name;start;end;value;service\n"
    found = monitored(tmp_path, probes=probes, claims=rows.replace(",", ";"))
    assert found.history.claims == {("uptime_credit", "2026-02"): moment("2026-03-10T09:00")}


def test_what_the_contract_uses_and_nobody_gives_is_said(tmp_path: Path) -> None:
    found = gathered(tmp_path, EVENTS + "  reported is when created\n", events=TICKET)
    said = " ".join(found.needs)
    assert all(word in said for word in ("cause", "level", "resolved", "maintenance"))
    (item,) = found.history.items
    assert values(item, "level") == [("beginning", "unknown")]
    assert {"resolved", "first_reply"} <= item.unknown.keys()


def test_how_far_the_history_goes_must_be_known(tmp_path: Path) -> None:
    text = EVENTS.replace("  history is complete through the latest time in the file\n", "")
    with pytest.raises(UsageError, match="--as-of"):
        gathered(tmp_path, text, events=TICKET)
    found = gathered(tmp_path, text, "2026-03-05T00:00", events=TICKET)
    assert found.history.until == moment("2026-03-05T00:00")


def test_a_measure_that_ends_before_it_starts_is_told(tmp_path: Path) -> None:
    text = EVENTS + '  reported is when created\n  resolved is the time in field "done"\n'
    rows = (
        "ticket,at,kind,field,value\nA,2026-03-02T08:00Z,created,,\n"
        "A,2026-03-02T08:00Z,set,done,2026-03-01T08:00Z\n"
    )
    assert harbour().belongs["ticket"].moment == "resolved"
    assert ("out of order", 2, None) in odd(gathered(tmp_path, text, events=rows))
