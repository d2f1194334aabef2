"""How an account is set up, what it has, and whether it can be read."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from slarules.adapters import Asked, Batch, Checkpoint, Notice, Partition
from slarules.contract.mapping import load_mapping
from slarules.discovery.lint import misfits
from slarules.discovery.starting import starter
from slarules.discovery.words import words_of
from slarules.errors import SourceError, UsageError
from slarules.http import Answer
from slarules.instants import HOUR, MINUTE, Instant, Micros, instant
from slarules.pipeline import check
from slarules.testing import CANARY, WorldContext
from slarules.testing.reading import Reading
from slarules_zendesk.adapter import made
from slarules_zendesk.policies import Policies, lines
from slarules_zendesk.schedules import weekly
from slarules_zendesk.wire import Opening, decoded
from slarules_zendesk.zones import RAILS, iana
from tests.adapters.zendesk.fake.world import SEVERITY, ZendeskWorld, profile
from tests.adapters.zendesk.reading import read, rows
from tests.shared import ROOT, SHARED, needs_shared

PILOT = Path(__file__).parent / "pilot.sla"

TOKEN: dict[str, Any] = {
    "client_id": None,
    "client_secret": None,
    "account": "admin@acme.example",
    "token": {"env": "ZENDESK_TOKEN"},
}


@pytest.fixture
def world() -> ZendeskWorld:
    return ZendeskWorld()


@pytest.mark.parametrize(
    ("told", "meant"),
    [
        ("acme", "https://acme.zendesk.com"),
        ("acme.zendesk.com", "https://acme.zendesk.com"),
        ("https://help.acme.example/", "https://help.acme.example"),
    ],
)
def test_a_site_is_named_in_short_or_by_its_address(told: str, meant: str) -> None:
    assert made(profile(site=told)).settings.site == meant


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"site": "http://acme.zendesk.com"}, "https"),
        ({"client_secret": None}, "OAuth"),
        ({"account": "a", "token": {"env": "T"}}, "OAuth"),
        ({"client_secret": "sesame"}, "write no secret here"),
        ({"overlap": 1}, "overlap"),
        ({"colour": "red"}, "colour"),
    ],
)
def test_wrong_settings_are_refused_and_name_no_secret(wrong: dict[str, object], said: str) -> None:
    with pytest.raises(UsageError, match=said) as error:
        made(profile(**wrong))
    assert "sesame" not in str(error.value)


def test_an_api_token_still_works_and_is_told_as_ending(world: ZendeskWorld) -> None:
    world.fake.token = CANARY
    world.account.create()
    found = read(world, **TOKEN)
    (notice,) = found.notices
    assert notice.code == "deprecated"
    assert "2026-10-27" in notice.text
    assert "2027-04-30" in notice.text


def test_an_api_token_is_refused_once_zendesk_has_ended_them(world: ZendeskWorld) -> None:
    world.fake.token = CANARY
    end = instant(datetime(2027, 5, 1, tzinfo=UTC))
    world.pass_time(Micros(end - world.now()))
    with pytest.raises(UsageError, match="ended all of them on 2027-04-30"):
        read(world, **TOKEN)


def test_a_reading_outlives_its_token_of_thirty_minutes(world: ZendeskWorld) -> None:
    for _ in range(11):
        world.account.create()
    world.pass_time(Micros(HOUR))
    pages = 0
    for each in made(profile()).read(Partition("tickets"), None, Asked(), WorldContext(world)):
        pages += not isinstance(each, Notice)
        world.pass_time(Micros(31 * MINUTE))
    assert len(world.fake.tokens) > 2
    assert pages > 5


def test_exports_keep_to_ten_a_minute(world: ZendeskWorld) -> None:
    for _ in range(60):
        world.account.create()
    read(world)
    assert not [each for each in world.fake.seen if each.status == 429]


def test_a_cursor_of_another_source_is_refused(world: ZendeskWorld) -> None:
    with pytest.raises(SourceError, match="cursor"):
        read(world, cursor=b'["elsewhere"]')


def test_a_cursor_that_zendesk_no_longer_knows_begins_the_sweep_again(
    world: ZendeskWorld,
) -> None:
    world.account.create()
    found = read(world, cursor=b'{"v":1,"start":0,"cursor":"forgotten"}')
    assert [name for name, _ in found.kept if name == "tickets"] == ["tickets"]


def test_the_catalogue_has_fields_with_values_and_opening_hours(world: ZendeskWorld) -> None:
    found = made(profile()).discover(WorldContext(world))
    fields = {each.id: each for each in found.fields}
    assert fields[str(SEVERITY)].name == "Severity"
    assert [each.id for each in fields[str(SEVERITY)].values] == ["sev_1", "sev_2"]
    statuses = {each.id: each.category for each in fields["status"].values}
    assert statuses["pending"] == "pending"
    assert statuses["solved"] == statuses["closed"] == "done"
    assert {each.id for each in fields["custom_status_id"].values} == {"801", "802"}
    assert {each.name for each in fields["group_id"].values} == {"First line", "Network"}
    assert fields["tags"].name == "Labels"
    (calendar,) = found.calendars
    assert (calendar.name, calendar.zone) == ("Office hours", "Europe/Berlin")
    assert calendar.weekly[0] == ("mon", "09:00", "17:00")
    assert len(calendar.weekly) == 5
    assert calendar.holidays == (("2026-12-25", "2026-12-26", "Christmas"),)


def test_minutes_since_sunday_are_days_and_hours() -> None:
    assert weekly([Opening(0, 60), Opening(7680, 8400), Opening(1440 + 1380, 2 * 1440)]) == (
        ("mon", "23:00", "24:00"),
        ("fri", "08:00", "20:00"),
        ("sun", "00:00", "01:00"),
    )


def test_every_zone_of_rails_is_one_of_iana() -> None:
    assert [name for name in RAILS.values() if iana(name) is None] == []
    assert iana("Pacific Time (US & Canada)") == "America/Los_Angeles"
    assert iana("Europe/Berlin") == "Europe/Berlin"
    assert iana("Atlantis") is None


def test_a_schedule_of_a_zone_that_nobody_knows_is_told(world: ZendeskWorld) -> None:
    first = world.account.schedules[0]
    world.account.schedules = [first, {**first, "id": 42, "time_zone": "Atlantis"}]
    found = read(world, "calendars")
    assert [key for name, key in found.kept if name == "calendars"] == [("41",)]
    assert [each.code for each in found.notices] == ["unreadable"]


@needs_shared
def test_recorded_policies_read_as_sentences() -> None:
    body = (SHARED / "payloads" / "zendesk_sla_policies.json").read_bytes()
    told = decoded(Answer(200, {}, body, "payloads"), Policies).sla_policies
    (only,) = lines(told[0])
    assert only == (
        "Default SLA Policy: first reply time within 480 minutes at priority normal, in business "
        "hours"
    )
    assert next(iter(lines(told[1]))) == (
        "Incidents: first reply time within 30 minutes at priority normal, in calendar hours, "
        "when type is incident"
    )


def test_an_account_that_can_be_read_is_well(world: ZendeskWorld) -> None:
    world.account.create()
    world.pass_time(Micros(10 * MINUTE))
    report = made(profile()).check(WorldContext(world))
    told = "\n".join(each.what for each in report.checks)
    assert report.is_well, told
    assert "signed in as u100@acme.example, admin" in told
    assert "may read the histories" in told


def test_an_account_without_the_rights_is_told_what_it_lacks(world: ZendeskWorld) -> None:
    world.account.user(100, "agent")
    report = made(profile()).check(WorldContext(world))
    assert not report.is_well
    assert "administrator" in report.checks[-1].what


def test_a_wrong_secret_is_told(world: ZendeskWorld) -> None:
    world.fake.client = ("reader", "another")
    with pytest.raises(SourceError):
        read(world)


def test_a_clock_that_is_wrong_is_told(world: ZendeskWorld) -> None:
    world.fake.shift = -90 * 1_000_000
    report = made(profile()).check(WorldContext(world))
    assert not report.is_well
    assert "1 minute 30 seconds" in "\n".join(each.what for each in report.checks)


def test_only_the_parts_that_are_wanted_are_read(world: ZendeskWorld) -> None:
    adapter = made(profile())
    asked = Asked(tables=frozenset({"changes", "native_sla"}))
    parts = adapter.partitions(asked, WorldContext(world))
    assert [each.name for each in parts] == ["tickets", "clocks"]


def test_tickets_that_were_not_touched_since_are_left_out(world: ZendeskWorld) -> None:
    world.account.create()
    world.pass_time(Micros(HOUR))
    since = Instant(world.now())
    world.account.create()
    world.pass_time(Micros(HOUR))
    context = WorldContext(world)
    for each in made(profile()).read(Partition("tickets"), None, Asked(since=since), context):
        del each
    first = next(each for each in world.fake.seen if each.path.endswith("/tickets/cursor"))
    assert [each["id"] for each in first.body["tickets"]] == [2]


def test_what_was_left_out_at_first_is_read_when_it_is_asked_for(world: ZendeskWorld) -> None:
    world.account.create()
    world.pass_time(Micros(HOUR))
    asked = Asked(since=Instant(world.now()))
    world.account.create()
    world.pass_time(Micros(HOUR))
    cursor = None
    for asks, tickets in ((asked, {"2"}), (asked, set()), (Asked(), {"1", "2"})):
        found = Reading()
        for each in made(profile()).read(Partition("tickets"), cursor, asks, WorldContext(world)):
            assert isinstance(each, Batch | Checkpoint | Notice)
            found.add("tickets", each)
            cursor = each.cursor if isinstance(each, Checkpoint) else cursor
        assert {row["ticket_id"] for row in rows(found, "tickets")} == tickets
        world.pass_time(Micros(HOUR))


def test_the_shipped_mapping_fits_what_an_account_has(world: ZendeskWorld) -> None:
    found = made(profile()).discover(WorldContext(world))
    mapping = load_mapping(ROOT / "rules" / "mappings" / "zendesk.sla").mapping
    assert mapping is not None
    misfits_found = misfits(mapping, words_of("service-desk", []), found)
    assert [str(each) for each in misfits_found] == []


def test_a_starter_mapping_has_the_opening_hours_as_a_clock_that_loads(
    world: ZendeskWorld, tmp_path: Path
) -> None:
    found = made(profile()).discover(WorldContext(world))
    text = starter("acme", found, words_of("service-desk", []))
    clock = [line[4:] for line in text.splitlines() if line.startswith("#   ")]
    hours = clock[next(n for n, line in enumerate(clock) if line.startswith("clock ")) :]
    assert len(hours) == 7
    contract = "\n".join([PILOT.read_text(), *hours, ""])
    (tmp_path / "contract.sla").write_text(contract)
    assert [each for each in check(tmp_path / "contract.sla") if each.code.startswith("E")] == []
