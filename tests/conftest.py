"""How every test runs."""

from __future__ import annotations

import os

import pytest
from hypothesis import settings

from tests.adapters.request_tracker.installed import why_not

# Shared machines stall now and then, so no example is failed for being slow. CI draws the same
# examples each time, so that a change is blamed only for what it did; elsewhere they are fresh.
settings.register_profile("local", deadline=None)
settings.register_profile("ci", deadline=None, derandomize=True, print_blob=True)
settings.load_profile("ci" if os.environ.get("CI") else "local")

# An audit enters its run in a file of the working folder; tests of registers name their own.
os.environ["SLARULES_REGISTER"] = "none"


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Let groups of tests be seen: each makes what it shares once, and not in every worker."""
    # pytest-xdist (issue 1386) writes the group to where pytest 9.2 no longer reads it.
    for item in items:
        grouped = getattr(item, "_nodeid", item.nodeid)
        if grouped != item.nodeid:
            item._id = item.id.parse(grouped)  # noqa: SLF001
    items.sort(key=_place)


LONG = (
    "tests/reliability/",
    "tests/real/",
    "tests/docs/test_pages.py",
    "tests/engine/test_ranges.py",
    "tests/engine/spark/",
    "tests/packaging/",
)
"""What takes longest begins first, so that no worker has it alone at the end."""


def _place(item: pytest.Item) -> int:
    return next((i for i, begin in enumerate(LONG) if item.nodeid.startswith(begin)), len(LONG))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say loudly what was not tested, in place of a line among many skipped ones."""
    if reason := why_not():
        terminalreporter.write_line(f"NOT TESTED LIVE: {reason}", yellow=True, bold=True)
