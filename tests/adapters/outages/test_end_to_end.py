"""From samples and a calendar through stores to a share of time up that was worked out by hand.

June 2026 has 43,200 minutes; 99.99% of them leave 4 minutes and 19 seconds.
"""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest

from slarules import contract as contracts
from slarules.adapters import Adapter, Asked, Profile
from slarules.contract.mapping import load_mapping
from slarules.engine.reference import evaluate
from slarules.facts import gather
from slarules.instants import MINUTE, Instant
from slarules.pulling import pull
from slarules.sources import sources_named
from slarules.store import open_store
from slarules_outages.maintenance import made as made_maintenance
from slarules_outages.prometheus import made as made_prometheus
from tests.adapters.outages.fake.prometheus import FakePrometheus, FakeSeries
from tests.adapters.outages.reading import App, at, context
from tests.shared import ROOT

HERE = ROOT / "tests" / "adapters" / "outages"
NOW = "2026-07-01T00:05:00"
BEGIN, END = at("2026-06-01T00:00:00"), at("2026-07-01T00:00:00")


def monitor(*, gone: tuple[str, int] | None = None, down: tuple[str, int] | None = None) -> App:
    """Return a monitor that has a sample a minute, but for some, of which some say down."""
    samples = dict.fromkeys((Instant(t) for t in range(BEGIN, END, MINUTE)), "1")
    for start, minutes, value in ((*(gone or ("", 0)), None), (*(down or ("", 0)), "0")):
        for n in range(minutes):
            samples.pop(Instant(at(start) + n * MINUTE))
            if value is not None:
                samples[Instant(at(start) + n * MINUTE)] = value
    series = FakeSeries({"job": "shop"}, dict(samples))
    return FakePrometheus({"probe": [series]})


PROMETHEUS = {
    "url": "https://prometheus.test",
    "since": "2026-06-01",
    "queries": [{"name": "shop", "query": "probe", "service": "shop", "up_at_least": "1"}],
}


def stored(folder: Path, adapter: Adapter, app: App | None = None) -> Path:
    seen = context(NOW, app)
    with open_store(folder) as store, store.writing(folder.name, now=seen.now) as sink:
        pull(adapter, Asked(), seen, sink)
    return folder


def uptime(
    *sources: str, as_of: Instant | None = END
) -> tuple[str, Fraction | None, Fraction | None]:
    contract = contracts.load(HERE / "uptime.sla").contract
    assert contract is not None
    mapping = load_mapping(HERE / "monitor.sla", contract).mapping
    assert mapping is not None
    gathered = gather(contract, mapping, sources_named(sources), as_of)
    assert gathered.needs == ()
    (target,) = [t for t in evaluate(contract, gathered.history).targets if t.period == "2026-06"]
    achieved = target.achieved
    assert achieved is not None
    return target.outcome, achieved.least, achieved.most


@pytest.fixture
def works(tmp_path: Path) -> Path:
    (tmp_path / "works.ics").write_text(
        "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\nBEGIN:VEVENT\r\nUID:w1\r\n"
        "DTSTAMP:20260601T080000Z\r\nCREATED:20260601T080000Z\r\n"
        "DTSTART:20260612T100000Z\r\nDTEND:20260612T120000Z\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
    )
    table = {"file": "works.ics", "service": "shop"}
    profile = Profile("maintenance", "works", table, str(tmp_path / "slarules.toml"))
    return stored(tmp_path / "works", made_maintenance(profile))


def from_monitor(folder: Path, app: App) -> str:
    adapter = made_prometheus(Profile("prometheus", "acme", PROMETHEUS, "slarules.toml"))
    return f"store:{stored(folder / 'monitor', adapter, app)}"


def test_five_minutes_without_samples_make_a_range_and_no_miss(tmp_path: Path) -> None:
    outcome, least, most = uptime(from_monitor(tmp_path, monitor(gone=("2026-06-10T10:00:00", 5))))
    assert (outcome, least, most) == ("undetermined", Fraction(43195, 43200), Fraction(1))


def test_four_minutes_without_samples_change_nothing(tmp_path: Path) -> None:
    outcome, least, most = uptime(from_monitor(tmp_path, monitor(gone=("2026-06-10T10:00:00", 4))))
    assert (outcome, least, most) == ("met", Fraction(43196, 43200), Fraction(1))


def test_five_minutes_down_are_a_miss(tmp_path: Path) -> None:
    outcome, least, most = uptime(from_monitor(tmp_path, monitor(down=("2026-06-10T10:00:00", 5))))
    assert (outcome, least, most) == ("missed", Fraction(43195, 43200), Fraction(43195, 43200))


def test_what_was_announced_in_time_in_another_source_is_left_out(
    tmp_path: Path, works: Path
) -> None:
    down = from_monitor(tmp_path, monitor(down=("2026-06-12T10:00:00", 120)))
    assert uptime(down)[0] == "missed"
    for sources in ((down, f"store:{works}"), (f"store:{works}", down)):
        assert uptime(*sources) == ("met", Fraction(1), Fraction(1))


def test_no_outage_at_all_is_full_uptime_and_no_range(tmp_path: Path) -> None:
    assert uptime(from_monitor(tmp_path, monitor())) == ("met", Fraction(1), Fraction(1))


def test_a_monitor_alone_is_judged_as_far_as_it_vouches(tmp_path: Path) -> None:
    outcome, least, _ = uptime(from_monitor(tmp_path, monitor()), as_of=None)
    assert (outcome, least) == ("met", Fraction(1))
