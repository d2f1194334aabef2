"""The adapter keeps what the conformance kit asks of every adapter."""

from __future__ import annotations

import pytest

from slarules.adapters import Adapter
from slarules.testing import AdapterConformance, World
from slarules_zendesk.adapter import made
from tests.adapters.zendesk.fake.world import ZendeskWorld, profile


class TestZendesk(AdapterConformance):
    plugin = "slarules_zendesk"

    @pytest.fixture
    def world(self) -> World:
        return ZendeskWorld()

    def make(self, world: World) -> Adapter:
        del world
        return made(profile())
