"""The adapters of outages under the conformance kit, as far as it is about more than tickets."""

from __future__ import annotations

from typing import ClassVar

import pytest

from slarules.adapters import Adapter, Profile
from slarules.instants import MINUTE, Instant, Micros
from slarules.testing import CANARY, AdapterConformance, World
from slarules_outages import prometheus
from slarules_outages.prometheus import made as made_prometheus
from slarules_outages.statuspage import made as made_statuspage
from tests.adapters.outages.fake.prometheus import FakePrometheus, FakeSeries
from tests.adapters.outages.fake.statuspage import FakeStatuspage, incident, update
from tests.adapters.outages.reading import at


class MonitorWorld(World):
    """A monitor that sees a service go down for a while."""

    lateness: ClassVar[Micros] = Micros(5 * MINUTE)

    def __init__(self) -> None:
        self._now = at("2026-06-01T05:00:00")
        begin = at("2026-06-01T00:00:00")
        samples = {Instant(begin + n * MINUTE): "0" if 60 <= n < 70 else "1" for n in range(600)}
        self.app = FakePrometheus({"probe": [FakeSeries({"job": "shop"}, dict(samples))]})

    def now(self) -> Instant:
        return self._now

    def pass_time(self, length: Micros) -> None:
        self._now = Instant(self._now + length)


class PageWorld(MonitorWorld):
    """A status page with an incident."""

    def __init__(self) -> None:
        super().__init__()
        many = []
        for n in range(20):
            first = update(f"u{n}", f"2026-06-01T01:{n:02}:00Z", api="major_outage")
            many.append(incident(f"i{n}", first["created_at"], incident_updates=[first]))
        self.app = FakeStatuspage(many, size=2, key=CANARY)


class TestPrometheus(AdapterConformance):
    plugin = "slarules_outages"

    @pytest.fixture
    def world(self, monkeypatch: pytest.MonkeyPatch) -> World:
        # The kit lets troubles begin behind some requests, so there have to be some.
        monkeypatch.setattr(prometheus, "POINTS", 60)
        return MonitorWorld()

    def make(self, world: World) -> Adapter:
        del world
        query = {"name": "shop", "query": "probe", "service": "shop", "up_at_least": "1"}
        table = {
            "url": "https://prometheus.test",
            "since": "2026-06-01",
            "queries": [query],
            "token": {"env": "TOKEN"},
        }
        return made_prometheus(Profile("prometheus", "acme", table, "slarules.toml"))


class TestStatuspage(AdapterConformance):
    plugin = "slarules_outages"

    @pytest.fixture
    def world(self) -> World:
        return PageWorld()

    def make(self, world: World) -> Adapter:
        del world
        table = {"page": "kctbh9vrtdwd", "token": {"env": "TOKEN"}}
        return made_statuspage(Profile("statuspage", "acme", table, "slarules.toml"))
