"""Who is taken for an agent, and what becomes of it when that changes."""

from __future__ import annotations

import pytest

from slarules.errors import SourceError, UsageError
from slarules.instants import HOUR, MINUTE, Micros
from slarules.testing import WorldContext
from tests.adapters.jira.fake.site import ADA, CLEO, Person
from tests.adapters.jira.fake.world import JiraWorld
from tests.adapters.jira.test_reading import adapter, last, read, rows

BO = Person("bo", "Bo Boss")
DEV = Person("dev", "Dev Eloper")
TEAM = "Service Desk Team"


@pytest.fixture(params=["Cloud", "Data Center"])
def world(request: pytest.FixtureRequest) -> JiraWorld:
    """A ticket of Cleo's, on which Ada, Bo and Dev write; Ada is in the team, Bo in a group."""
    world = JiraWorld(is_cloud=request.param == "Cloud")
    site = world.site
    site.groups["desk"] = [BO, ADA]
    site.roles[TEAM]["HELP"] = [ADA]
    site.roles["Administrators"]["HELP"] = ["desk"]
    issue = site.create()
    for person in (CLEO, ADA, BO, DEV):
        world.pass_time(Micros(MINUTE))
        site.comment(issue, person)
    return world


def roles(world: JiraWorld, **settings: object) -> dict[str, str]:
    found = rows(read(world, roles=settings), "comments")
    return {each["actor_id"]: each["actor_role"] for each in found}


def test_members_of_the_roles_that_are_named_are_agents(world: JiraWorld) -> None:
    found = roles(world, agent_roles=["service desk team", "Administrators"])
    assert found == {"cleo": "customer", "ada": "agent", "bo": "agent", "dev": "unknown"}
    assert roles(world, agent_roles=[TEAM])["bo"] == "unknown"


def test_without_settings_a_service_project_knows_its_agents(world: JiraWorld) -> None:
    found = roles(world)
    assert (found["cleo"], found["ada"], found["bo"]) == ("customer", "agent", "agent")
    # Only the Cloud says that somebody is no customer.
    assert found["dev"] == ("agent" if world.jira.is_cloud else "unknown")


@pytest.mark.parametrize("licensed", ["agent", "customer", "unknown"])
def test_what_others_are_can_be_said(world: JiraWorld, licensed: str) -> None:
    assert roles(world, agent_roles=[TEAM], licensed=licensed)["dev"] == licensed


def test_an_agent_is_a_customer_on_what_he_raised_himself(world: JiraWorld) -> None:
    issue = world.site.create(by=BO)
    world.site.comment(issue, BO)
    found = rows(read(world, roles={"agent_roles": ["Administrators"]}), "comments")
    assert [e["actor_role"] for e in found if e["actor_id"] == "bo"] == ["agent", "customer"]
    named = rows(read(world, roles={"agents": ["bo"]}), "comments")
    assert [e["actor_role"] for e in named if e["actor_id"] == "bo"] == ["agent", "agent"]


def test_roles_that_are_not_shown_are_told_where_they_are_asked_for(world: JiraWorld) -> None:
    world.site.is_administrator = False
    with pytest.raises(SourceError, match="give the account the permission to administer"):
        roles(world, agent_roles=[TEAM])
    assert roles(world)["ada"] == ("agent" if world.jira.is_cloud else "unknown")


def test_a_role_that_no_project_has_is_told_with_those_that_it_has(world: JiraWorld) -> None:
    with pytest.raises(SourceError, match=r"no role agents; it has administrators, service desk"):
        roles(world, agent_roles=["Agents"])


def test_roles_need_projects(world: JiraWorld) -> None:
    with pytest.raises(UsageError, match="those of projects: write projects"):
        adapter(world, projects=[], jql="project = HELP", roles={"agent_roles": [TEAM]})


def test_a_check_tells_who_the_agents_are(world: JiraWorld) -> None:
    report = adapter(world).check(WorldContext(world))
    assert report.is_well
    told = report.checks[-1].what
    assert told.startswith("agents: everybody" if world.jira.is_cloud else "agents: 0 who are")
    world.site.is_administrator = False
    assert adapter(world).check(WorldContext(world)).is_well == world.jira.is_cloud


def test_what_somebody_is_is_told_from_when_it_was_seen(world: JiraWorld) -> None:
    settings = {"agent_roles": [TEAM], "licensed": "customer"}
    first = read(world, roles=settings)
    seen = world.now()
    world.pass_time(Micros(HOUR))
    world.site.roles[TEAM]["HELP"].append(DEV)
    issue = next(iter(world.site.issues.values()))
    world.site.comment(issue, DEV)
    second = read(world, last(first).cursor, roles=settings)
    told = [
        (each["valid_from"], each["role"])
        for each in [*rows(first, "actors"), *rows(second, "actors")]
        if each["actor_id"] == "dev"
    ]
    assert [role for _, role in told] == ["customer", "agent"]
    assert [at.timestamp() * 1_000_000 for at, _ in told] == [seen, world.now()]
