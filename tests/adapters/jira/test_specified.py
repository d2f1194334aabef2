from __future__ import annotations

from typing import Any

import pytest

from slarules.adapters import Asked, Profile
from slarules.testing import WorldContext
from slarules_jira.adapter import made
from tests.adapters.jira.fake.site import ADA, CLEO
from tests.adapters.jira.fake.world import JiraWorld
from tests.adapters.jira.test_conformance import CLOUD, DATA_CENTER
from tests.shared import needs_shared

SECOND = 1_000_000
OF_DATA_CENTER = ("/rest/api/3/issue/", "/rest/api/3/search:")


def busy_world() -> JiraWorld:
    world = JiraWorld()
    site = world.site
    for number in range(12):
        issue = site.create(by=CLEO if number % 2 else ADA)
        site.pass_time(60 * SECOND)
        site.to_status(issue, "2")
        site.change(issue, customfield_10012={"id": "10101", "value": "Severe"})
        site.change(issue, labels=["printer", "urgent"], components=[{"id": "1", "name": "Web"}])
        site.comment(issue, CLEO)
        site.pass_time(60 * SECOND)
        site.resolve(issue)
    site.link(issue, site.create())
    site.pass_time(3600 * SECOND)
    return world


def read_all(world: JiraWorld, table: dict[str, Any] | None = None) -> list[object]:
    adapter = made(Profile("jira", "acme", table or CLOUD, "slarules.toml"))
    context = WorldContext(world)
    found: list[object] = []
    for partition in adapter.partitions(Asked(), context):
        found += adapter.read(partition, None, Asked(), context)
        found += adapter.census(partition, Asked(), context)
    adapter.check(context)
    adapter.discover(context)
    return found


@needs_shared
@pytest.mark.parametrize("is_bulk_text", [False, True])
def test_every_request_and_answer_is_as_atlassian_specifies_it(is_bulk_text: bool) -> None:  # noqa: FBT001
    from tests.adapters.jira.fake.specified import Specified

    world = busy_world()
    world.jira.is_bulk_text = is_bulk_text
    world.app = specified = Specified(world.jira)
    read_all(world, {**CLOUD, "service_management": True})
    assert specified.wrong == []
    assert {"/rest/api/3/search/jql", "/rest/api/3/changelog/bulkfetch"} <= set(specified.seen)
    assert any(path.startswith("/rest/servicedeskapi/") for path in specified.seen)


@needs_shared
def test_data_center_is_as_version_3_where_both_have_a_path() -> None:
    # Atlassian publishes no machine-readable description of version 2 of Data Center that we have.
    # These paths are those of the Cloud's version 3 with another number, and their answers differ
    # in what is taken back here: people have a key and a name in place of an accountId, texts are
    # plain, and custom fields of apps are the site's own. So the shape of pages, changes and lists
    # is compared, and nothing is said of the search, which version 3 has no more, and of comments,
    # whose texts differ.
    from tests.adapters.jira.fake.specified import Specified

    world = JiraWorld(is_cloud=False)
    world.site.to_status(world.site.create(), "2")
    world.app = specified = Specified(world.jira)
    read_all(world, DATA_CENTER)
    wrong = [each for each in specified.wrong if not each.startswith(OF_DATA_CENTER)]
    assert wrong == []
    assert {"/rest/api/3/serverInfo", "/rest/api/3/field", "/rest/api/3/status"} <= {
        *specified.seen
    }


@needs_shared
def test_a_wrong_answer_is_noticed() -> None:
    from tests.adapters.jira.fake.specified import Specified

    world = busy_world()
    world.site.reader = world.site.reader.__class__("sla", None)  # type: ignore[arg-type]
    world.app = specified = Specified(world.jira)
    read_all(world)
    assert any("myself" in each for each in specified.wrong)
