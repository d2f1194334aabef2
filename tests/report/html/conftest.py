"""Runs whose reports are looked at; each is made once."""

from __future__ import annotations

from pathlib import Path

import pytest

from slarules import cli
from slarules.report.evidence import Evidence
from slarules.runs.evidence import read_evidence
from tests.pipeline.desk import arguments, desk


@pytest.fixture(scope="session")
def demo_run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of the demo's run: a year of misses, caps, earn-backs, unknown facts."""
    folder = tmp_path_factory.mktemp("demo") / "demo"
    assert cli.run(["demo", "--out", str(folder)]) == 0
    return folder / "run"


@pytest.fixture(scope="session")
def demo(demo_run: Path) -> Evidence:
    return read_evidence(demo_run)


@pytest.fixture(scope="session")
def provider_run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of a run for the provider, with all that its overlay declares."""
    return _meridian(tmp_path_factory.mktemp("provider"), "provider")


@pytest.fixture(scope="session")
def customer_run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of a run for the customer, of the same overlay."""
    return _meridian(tmp_path_factory.mktemp("customer"), "customer")


def _meridian(folder: Path, audience: str) -> Path:
    overlay = arguments(desk(folder), "meridian-internal.sla")
    run = folder / "run"
    assert cli.run([*overlay, "--audience", audience, "--out", str(run)]) == 0
    return run
