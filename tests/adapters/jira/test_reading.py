"""What is read of a made-up site, and how the traps of Jira are got around."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, cast

import pytest

from slarules.adapters import Asked, Batch, Checkpoint, Delivered, Notice, Partition, Profile
from slarules.adapters.tables import TableName
from slarules.errors import SourceError
from slarules.http import RefusedError
from slarules.instants import MINUTE, SECOND, Micros
from slarules.testing import WorldContext
from slarules_jira.adapter import JiraAdapter, made
from tests.adapters.jira.fake.app import epoch
from tests.adapters.jira.fake.site import ADA, CLEO, START
from tests.adapters.jira.fake.world import JiraWorld
from tests.adapters.jira.test_conformance import CLOUD, DATA_CENTER

HIGH = {"id": "2", "name": "High"}


def adapter(world: JiraWorld, **changes: object) -> JiraAdapter:
    table = CLOUD if world.jira.is_cloud else DATA_CENTER
    return made(Profile("jira", "acme", {**table, "projects": ["HELP"], **changes}, "s.toml"))


def partition(world: JiraWorld, **changes: object) -> Partition:
    return adapter(world, **changes).partitions(Asked(), WorldContext(world))[0]


def read(
    world: JiraWorld, cursor: bytes | None = None, asked: Asked | None = None, **changes: object
) -> list[Delivered]:
    made_anew = adapter(world, **changes)
    context = WorldContext(world)
    asked = asked or Asked()
    (part, *_) = made_anew.partitions(asked, context)
    return list(made_anew.read(part, cursor, asked, context))


def rows(delivered: list[Delivered], table: TableName) -> list[Mapping[str, Any]]:
    return [
        row
        for each in delivered
        if isinstance(each, Batch) and each.table == table
        for row in cast("Any", each.data).to_struct_array().to_pylist()
    ]


def last(delivered: list[Delivered]) -> Checkpoint:
    assert isinstance(delivered[-1], Checkpoint)
    return delivered[-1]


def notices(delivered: list[Delivered], code: str) -> Iterator[Notice]:
    return (each for each in delivered if isinstance(each, Notice) and each.code == code)


def searches(world: JiraWorld) -> list[str]:
    return [each.body["jql"] for each in world.jira.asked if each.path.endswith("/search/jql")]


@pytest.fixture
def world() -> JiraWorld:
    return JiraWorld()


@pytest.fixture
def data_center() -> JiraWorld:
    return JiraWorld(is_cloud=False)


# --- searching ---------------------------------------------------------------------------------


def test_a_search_begins_at_an_instant_in_milliseconds_and_has_no_end(world: JiraWorld) -> None:
    world.site.create()
    world.pass_time(Micros(60 * MINUTE))
    first = last(read(world))
    assert first.complete_through == world.now() - 10 * MINUTE
    read(world, first.cursor)
    since = (world.now() - 10 * MINUTE) // 1000
    assert searches(world)[-1] == (
        f"project = 10000 AND updated >= {since} ORDER BY created ASC, key ASC"
    )


@pytest.mark.parametrize("is_cloud", [True, False])
def test_progress_is_told_with_a_total(is_cloud: bool, monkeypatch: pytest.MonkeyPatch) -> None:  # noqa: FBT001
    world = JiraWorld(is_cloud=is_cloud)
    for _ in range(7):
        world.site.create()
    heard: list[tuple[int, int | None]] = []
    monkeypatch.setattr(
        WorldContext,
        "progress",
        lambda _self, _stage, done, total=None: heard.append((done, total)),
    )
    read(world)
    assert heard[-1] == (7, 7)
    assert {total for _, total in heard} == {7}


def test_the_old_shape_on_the_new_path_is_refused(world: JiraWorld) -> None:
    world.site.create()
    world.jira.trick = "old shape"
    with pytest.raises(SourceError, match="the search that is gone"):
        read(world)


def test_a_search_of_ones_own_bounds_what_is_read(world: JiraWorld) -> None:
    world.site.create(priority="2")
    world.site.create(priority="3")
    found = read(world, projects=[], jql='priority = "High"')
    assert [each["key"] for each in rows(found, "tickets")] == ["HELP-1"]


def test_what_the_index_holds_back_is_asked_for_again(world: JiraWorld) -> None:
    issue = world.site.create()
    world.pass_time(Micros(MINUTE))
    world.site.delay = Micros(5 * MINUTE)
    world.site.change(issue, priority=HIGH)
    world.pass_time(Micros(MINUTE))
    found = read(world)
    (priority,) = (e for e in rows(found, "current") if e["field_id"] == "priority")
    assert priority["value"] == "High"
    assert any("reconcileIssues" in (each.body or {}) for each in world.jira.asked)


def test_reading_that_was_stopped_goes_on_with_the_next_page(world: JiraWorld) -> None:
    for _ in range(12):
        world.site.create()
        world.pass_time(Micros(SECOND))
    every = [each for each in read(world) if isinstance(each, Checkpoint)]
    rest = read(world, every[0].cursor)
    keys = [each["key"] for each in rows(rest, "tickets")]
    # The issue of the last moment is read again, in case another was created then.
    assert keys[:2] == ["HELP-5", "HELP-6"]
    assert last(rest).complete_through == world.now() - 10 * MINUTE


def test_a_cursor_of_another_adapter_is_refused(world: JiraWorld) -> None:
    with pytest.raises(SourceError, match="none of this adapter"):
        read(world, b"page 7")


def test_whoever_asks_for_more_than_before_gets_it(world: JiraWorld) -> None:
    world.site.create()
    world.pass_time(Micros(60 * MINUTE))
    recent = read(world, asked=Asked(since=world.now()))
    assert rows(recent, "tickets") == []
    assert len(rows(read(world, last(recent).cursor), "tickets")) == 1


# --- changes -----------------------------------------------------------------------------------


def test_a_site_without_the_bulk_changelog_is_read_issue_by_issue(world: JiraWorld) -> None:
    issue = world.site.create()
    for number in range(150):
        world.pass_time(Micros(SECOND))
        world.site.to_status(issue, "23"[number % 2])
    with_bulk = rows(read(world), "changes")
    world.jira.has_bulk = False
    assert rows(read(world), "changes") == with_bulk
    assert len(with_bulk) == 150


def test_fields_that_rules_need_are_all_that_is_asked_for(world: JiraWorld) -> None:
    issue = world.site.create()
    world.site.change(issue, priority=HIGH)
    world.site.change(issue, customfield_10012={"id": "1", "value": "Severe"})
    wanted = Asked(fields=frozenset({"severity id"}), tables=frozenset({"changes", "current"}))
    found = read(world, asked=wanted)
    assert {each["field_id"] for each in rows(found, "changes")} == {"customfield_10012"}
    (bulk,) = (e.body for e in world.jira.asked if e.path.endswith("/bulkfetch"))
    assert bulk["fieldIds"] == ["customfield_10012", "project"]
    assert not any(each.path.endswith("/comment") for each in world.jira.asked)


def test_a_field_without_history_is_not_delivered_and_told(world: JiraWorld) -> None:
    world.site.create()
    found = read(world, asked=Asked(fields=frozenset({"updated"})))
    (notice,) = notices(found, "no history")
    assert notice.field_id == "updated"
    assert rows(found, "current") == []


def test_lists_that_change_part_by_part_are_whole(world: JiraWorld) -> None:
    web, print_ = {"id": "1", "name": "Web"}, {"id": "2", "name": "Print"}
    issue = world.site.create()
    for components in ([web], [web, print_], [print_]):
        world.pass_time(Micros(SECOND))
        world.site.change(issue, components=components)
    found = read(world)
    changes = [(each["old"], each["new"]) for each in rows(found, "changes")]
    assert changes == [("", "Web"), ("Web", "Web, Print"), ("Web, Print", "Print")]
    (now,) = (each for each in rows(found, "current") if each["field_id"] == "components")
    assert (now["value_id"], now["value"]) == ("2", "Print")


def test_links_name_the_other_issue_by_what_never_changes(world: JiraWorld) -> None:
    one, other = world.site.create(), world.site.create()
    world.site.link(one, other)
    (link,) = rows(read(world), "links")
    assert (link["kind"], link["added"]) == ("duplicates", True)
    assert link["other_ticket_id"] == str(other.id)


def test_an_issue_that_was_moved_keeps_its_history(world: JiraWorld) -> None:
    issue = world.site.create("OPS")
    world.site.move(issue, "HELP")
    found = read(world)
    assert [each["key"] for each in rows(found, "tickets")] == ["HELP-1"]
    (moved,) = notices(found, "moved")
    assert moved.text == "moved from OPS-1 to HELP-1"


def test_the_organisation_and_the_reporter_stand_with_the_ticket(world: JiraWorld) -> None:
    world.site.create(by=CLEO)
    (ticket,) = rows(read(world), "tickets")
    assert (ticket["requester_id"], ticket["customer"]) == ("cleo", "Harbour")
    assert ticket["created_at"] is not None


def test_whoever_raised_an_issue_writes_as_a_customer(world: JiraWorld) -> None:
    issue = world.site.create(by=ADA)
    world.site.comment(issue, ADA)
    assert [each["actor_role"] for each in rows(read(world), "comments")] == ["customer"]
    named = read(world, roles={"agents": ["ada"]})
    assert [each["actor_role"] for each in rows(named, "comments")] == ["agent"]


# --- comments ----------------------------------------------------------------------------------


@pytest.mark.parametrize(("written", "requests"), [(20, 0), (21, 1), (101, 2)])
def test_comments_are_asked_for_alone_where_the_search_lacks_some(
    world: JiraWorld, written: int, requests: int
) -> None:
    issue = world.site.create()
    for number in range(written):
        world.pass_time(Micros(SECOND))
        world.site.comment(issue, public=number % 2 == 0)
    found = rows(read(world), "comments")
    assert [each["public"] for each in found] == [n % 2 == 0 for n in range(written)]
    assert sum(each.path.endswith("/comment") for each in world.jira.asked) == requests


def test_data_center_is_asked_which_comments_are_internal(data_center: JiraWorld) -> None:
    issue, quiet = data_center.site.create(), data_center.site.create()
    data_center.site.comment(issue, public=False)
    assert [each["public"] for each in rows(read(data_center), "comments")] == [False]
    paths = [each.path for each in data_center.jira.asked]
    assert f"/rest/api/2/issue/{issue.key}/comment" in paths
    assert f"/rest/api/2/issue/{quiet.key}/comment" not in paths


# --- Data Center -------------------------------------------------------------------------------


def test_more_changes_than_a_search_shows_are_asked_for(data_center: JiraWorld) -> None:
    issue = data_center.site.create()
    for number in range(41):
        data_center.pass_time(Micros(SECOND))
        data_center.site.to_status(issue, "23"[number % 2])
    assert len(rows(read(data_center), "changes")) == 41


def test_changes_that_cannot_be_had_are_told(data_center: JiraWorld) -> None:
    issue = data_center.site.create()
    for number in range(41):
        data_center.pass_time(Micros(SECOND))
        data_center.site.to_status(issue, "23"[number % 2])
    data_center.jira.is_cut = True
    (notice,) = notices(read(data_center), "truncated")
    assert notice.ticket_id == str(issue.id)
    assert notice.text == "40 of 41 changes are delivered"


def test_an_issue_that_is_deleted_while_pages_are_read_hides_no_other(
    data_center: JiraWorld,
) -> None:
    issues = [data_center.site.create() for _ in range(12)]
    made_anew, context = adapter(data_center), WorldContext(data_center)
    (part,) = made_anew.partitions(Asked(), context)
    found: list[Delivered] = []
    for each in made_anew.read(part, None, Asked(), context):
        if isinstance(each, Checkpoint) and issues[0].id in data_center.site.issues:
            data_center.site.delete(issues[0])
        found.append(each)
    assert {each["key"] for each in rows(found, "tickets")} == {each.key for each in issues}


def test_searches_are_in_the_zone_of_the_account(data_center: JiraWorld) -> None:
    data_center.zone("Pacific/Kiritimati")
    data_center.site.create()
    data_center.pass_time(Micros(60 * MINUTE))
    read(data_center, last(read(data_center)).cursor)
    asked = [each.query["jql"] for each in data_center.jira.asked if each.path.endswith("search")]
    # 10:00 in UTC less ten minutes and an hour, fourteen hours ahead.
    assert 'updated >= "2026-03-02 22:50"' in asked[-1]


# --- what Service Management counted -----------------------------------------------------------


def test_cycles_are_delivered_as_counted(world: JiraWorld) -> None:
    issue = world.site.create()
    ongoing = {
        "startTime": epoch(START),
        "breached": False,
        "paused": True,
        "goalDuration": {"millis": 3_600_000},
        "elapsedTime": {"millis": 60_000},
    }
    issue.slas.append({"id": "4", "name": "Time to first response", "ongoingCycle": ongoing})
    (row,) = rows(read(world, service_management=True), "native_sla")
    assert row["measure"] == "Time to first response"
    assert (row["cycle"], row["state"], row["goal_us"]) == (1, "paused", 3_600_000_000)
    assert rows(read(world), "native_sla") == []


def test_cycles_in_the_old_shape_are_read_too(data_center: JiraWorld) -> None:
    issue = data_center.site.create()
    issue.fields["customfield_10030"] = {
        "completeCycles": [],
        "ongoingCycle": {
            "goalTime": 7_200_000,
            "startDate": 1_439_384_898_476,
            "elapsedTime": 1_155_101_524,
            "breached": True,
            "breachedDate": 1_439_557_698_476,
        },
    }
    issue.index[-1] = (*issue.index[-1][:2], issue.fields)
    (row,) = rows(read(data_center, service_management=True), "native_sla")
    assert (row["measure"], row["breached"]) == ("Time to resolution", True)
    assert (row["goal_us"], row["elapsed_us"]) == (7_200_000_000, 1_155_101_524_000)


# --- what may be seen --------------------------------------------------------------------------


def test_a_project_that_is_no_longer_visible_is_told_and_not_taken_for_empty(
    world: JiraWorld,
) -> None:
    world.site.hidden_projects.add("HELP")
    with pytest.raises(SourceError, match="HELP is not visible to the account"):
        read(world)
    lost, context = adapter(world), WorldContext(world)
    with pytest.raises(SourceError, match="permission to browse it was taken away"):
        list(lost.census(partition(world), Asked(), context))


def test_a_scoped_token_on_the_site_is_told_where_it_works(world: JiraWorld) -> None:
    world.jira.refuses = 401
    report = adapter(world).check(WorldContext(world))
    assert not report.is_well
    assert "write cloud_id in place of site" in report.checks[0].what
    assert "/_edge/tenant_info" in report.checks[0].what


def test_a_source_that_is_set_up_well_is_told_so(world: JiraWorld) -> None:
    report = adapter(world).check(WorldContext(world))
    assert report.is_well
    assert [each.what for each in report.checks][:3] == [
        "signed in as SLA Reader",
        "its clock and ours agree",
        "the project HELP is visible",
    ]


def test_the_catalogue_has_statuses_with_their_categories(world: JiraWorld) -> None:
    found = adapter(world, service_management=True).discover(WorldContext(world))
    status = next(each for each in found.fields if each.id == "status")
    assert [(v.id, v.name, v.category) for v in status.values][2] == (
        "3",
        "Waiting for customer",
        "indeterminate",
    )
    assert "clock: Time to resolution" in found.policies
    assert "request type: Get help" in found.policies


def test_the_catalogue_has_goals_as_recent_issues_show_them(world: JiraWorld) -> None:
    for priority, hours in (("1", 4), ("3", 8)):
        cycle = {"goalDuration": {"millis": hours * 3_600_000}, "startTime": epoch(START)}
        issue = world.site.create(priority=priority)
        issue.fields["customfield_10030"] = {"ongoingCycle": cycle}
        issue.index[-1] = (*issue.index[-1][:2], issue.fields)
    found = adapter(world).discover(WorldContext(world))
    assert [each for each in found.policies if each.startswith("goal")] == [
        "goal of Time to resolution: 4 hours, seen at priority Highest",
        "goal of Time to resolution: 8 hours, seen at priority Medium",
    ]


def test_a_search_that_is_not_understood_names_where_it_is_written(
    world: JiraWorld, data_center: JiraWorld
) -> None:
    for each in (world, data_center):
        with pytest.raises(RefusedError, match=r"understand .*\(400\).* see `projects` and `jql`"):
            read(each, jql="priority is very high")
