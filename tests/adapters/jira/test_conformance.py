from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from slarules.adapters import Adapter, Profile
from slarules.testing import AdapterConformance, World
from slarules_jira.adapter import made
from tests.adapters.jira.fake.world import JiraWorld
from tests.shared import SHARED

CLOUD: dict[str, Any] = {
    "site": "http://127.0.0.1",
    "account": "sla@acme.example",
    "token": {"env": "JIRA_TOKEN"},
    "projects": ["HELP", "OPS"],
}
DATA_CENTER: dict[str, Any] = {
    "site": "http://127.0.0.1",
    "pat": {"env": "JIRA_PAT"},
    "projects": ["HELP", "OPS"],
}


# Jira merges nothing: whoever joins issues links them and closes one, so the kit's check of merges
# has nothing to steer here.
EXCUSED = {
    "deletion.concealed": "Jira keeps no history of who may read a comment; a store keeps what it "
    "saw first, so a comment that was read as public stays one",
}


class TestCloud(AdapterConformance):
    plugin = "slarules_jira"
    excused = EXCUSED

    @pytest.fixture
    def world(self) -> Iterator[World]:
        """Give the made-up site, and look at all that is said where the specification is there."""
        world = JiraWorld()
        if not SHARED.is_dir():
            yield world
            return
        from tests.adapters.jira.fake.specified import Specified

        world.app = specified = Specified(world.jira)
        yield world
        assert specified.wrong == []

    def make(self, world: World) -> Adapter:
        del world
        return made(Profile("jira", "acme", CLOUD, "slarules.toml"))


class TestDataCenter(AdapterConformance):
    plugin = "slarules_jira"
    excused = {  # noqa: RUF012  # as the kit has it
        **EXCUSED,
        "faults.repeated-token": "the search of Data Center has no tokens",
        "faults.empty-page": "an empty page before the announced end is an error there",
    }

    @pytest.fixture
    def world(self) -> World:
        return JiraWorld(is_cloud=False)

    def make(self, world: World) -> Adapter:
        del world
        return made(Profile("jira", "acme", DATA_CENTER, "slarules.toml"))
