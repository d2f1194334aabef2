"""The adapter keeps what the conformance kit asks of every adapter, on a made-up desk."""

from __future__ import annotations

import pytest

from slarules.adapters import Adapter
from slarules.testing import AdapterConformance, World
from slarules_request_tracker.adapter import made
from tests.adapters.request_tracker.fake.world import PROFILE, TrackerWorld


class TestRequestTracker(AdapterConformance):
    plugin = "slarules_request_tracker"

    @pytest.fixture
    def world(self) -> World:
        return TrackerWorld()

    def make(self, world: World) -> Adapter:
        del world
        return made(PROFILE)
