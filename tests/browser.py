"""The Chromium that the machine has, driven by Playwright, for pages that people will look at."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Browser, sync_playwright

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")

QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
"""Nothing but the page is loaded, and no service of the browser calls home."""

needs_chromium = pytest.mark.skipif(CHROMIUM is None, reason="no Chromium is on this machine")

in_one_browser = pytest.mark.xdist_group("browser")
"""All tests with a browser run in one process, so that one browser is started."""


@contextmanager
def browser() -> Iterator[Browser]:
    """Give a browser without a window."""
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=CHROMIUM, args=list(QUIET))
        try:
            yield started
        finally:
            started.close()
