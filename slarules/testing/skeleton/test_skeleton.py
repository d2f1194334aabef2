"""The conformance kit of slarules, against the fake beside."""

from __future__ import annotations

import pytest

from skeleton_desk import SkeletonDesk
from slarules.adapters import Adapter, Profile
from slarules.testing import AdapterConformance, World
from slarules_skeleton.adapter import made

SETTINGS = {"url": "https://desk.acme.example/api", "token": {"env": "SKELETON_TOKEN"}}


class TestSkeleton(AdapterConformance):
    """Everything that an adapter has to keep."""

    plugin = "slarules_skeleton"

    @pytest.fixture
    def world(self) -> World:
        """Return a desk in which nothing happened yet."""
        return SkeletonDesk()

    def make(self, world: World) -> Adapter:
        """Return the adapter, as `slarules.toml` sets it up."""
        del world
        return made(Profile("skeleton", "acme", SETTINGS))
