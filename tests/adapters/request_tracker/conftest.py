from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.adapters.request_tracker.installed import why_not
from tests.adapters.request_tracker.server import Tracker, running
from tests.adapters.request_tracker.story import Story, told


@pytest.fixture(scope="session")
def tracker() -> Iterator[Tracker]:
    if reason := why_not():
        pytest.skip(f"NOT TESTED LIVE: {reason}")
    with running() as started:
        yield started


@pytest.fixture(scope="session")
def story(tracker: Tracker) -> Story:
    """What happened on the desk until the winter, told once for all tests."""
    return told(tracker)
