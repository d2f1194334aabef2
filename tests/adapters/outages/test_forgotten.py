"""What a monitor forgets after fifteen days is kept where it was pulled before."""

from __future__ import annotations

from pathlib import Path
from shutil import rmtree

import pytest

from slarules import cli
from slarules.adapters import Asked, Profile
from slarules.instants import DAY, Instant
from slarules.pulling import pull
from slarules.store import open_store
from slarules_outages.prometheus import made
from tests.adapters.outages.fake.prometheus import FakePrometheus
from tests.adapters.outages.reading import at, context
from tests.adapters.outages.test_end_to_end import HERE, NOW, PROMETHEUS, monitor

KEEPS = 15 * DAY
"""How long the monitor keeps samples."""

AUDIT = ["audit", str(HERE / "uptime.sla"), "--mapping", str(HERE / "monitor.sla")]
AS_OF = ["--register", "none", "--as-of", "2026-07-01T00:00:00Z"]


def pulled(store: Path, app: FakePrometheus, now: str) -> None:
    """Pull a monitor that has forgotten what is older than it keeps."""
    for series in app.queries["probe"]:
        oldest = at(now) - KEEPS
        for old in [when for when in series.samples if when < oldest]:
            del series.samples[Instant(old)]
    seen = context(now, app)
    adapter = made(Profile("prometheus", "acme", PROMETHEUS, "slarules.toml"))
    with open_store(store) as opened, opened.writing("prometheus:acme", now=seen.now) as sink:
        pull(adapter, Asked(), seen, sink)


def verdict(run: str) -> bytes:
    return Path(run, "targets.json").read_bytes()


def test_a_verdict_stands_on_samples_that_are_gone_by_now(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    app = monitor(down=("2026-06-03T10:00:00", 5))
    assert isinstance(app, FakePrometheus)
    for day in ("2026-06-12T00:05:00", "2026-06-24T00:05:00", NOW):
        pulled(Path("kept"), app, day)
    assert cli.run([*AUDIT, "--source", "store:kept", "--out", "then", *AS_OF]) == 0
    assert b'"outcome": "missed"' in verdict("then")
    pulled(Path("kept"), app, "2026-08-01T00:05:00")
    assert not app.queries["probe"][0].samples
    assert cli.run([*AUDIT, "--source", "store:kept", "--out", "now", *AS_OF]) == 0
    assert verdict("now") == verdict("then")
    # Asked only now, the monitor knows nothing of June, and nothing is made of that.
    pulled(Path("late"), app, "2026-08-01T00:05:00")
    assert cli.run([*AUDIT, "--source", "store:late", "--out", "guess", *AS_OF]) == 0
    assert b'"outcome": "undetermined"' in verdict("guess")
    assert cli.run(["verify", "then", "--source", "store:kept"]) == 0
    rmtree("kept")
    assert cli.run(["verify", "then"]) == 0
    capsys.readouterr()
