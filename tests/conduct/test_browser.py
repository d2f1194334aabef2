"""The section in a browser: it fits, it can be read aloud, and names from outside stay names."""

from __future__ import annotations

from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]

from slarules.cli import run
from tests.browser import browser, in_one_browser, needs_chromium
from tests.conduct.story import story

pytestmark = [needs_chromium, in_one_browser]

HOSTILE = "<script>alert(1)</script>" + "W" * 60


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("conduct")
    arguments = story(made)
    events = made / "data" / "events.csv"
    text = events.read_text(encoding="utf-8").replace("er-T-1,", f"{HOSTILE},")
    events.write_text(text, encoding="utf-8")
    assert run([*arguments, "--out", str(made / "run")]) == 0
    return made / "run" / "report.html"


@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (360, "dark")])
def test_the_section_fits_and_axe_finds_nothing(report: Path, width: int, scheme: str) -> None:
    with browser() as started:
        page = started.new_page(
            viewport={"width": width, "height": 800},
            color_scheme="dark" if scheme == "dark" else "light",
        )
        page.goto(report.as_uri())
        assert page.locator("#conduct article").count() == 9
        assert HOSTILE in (page.locator("#conduct").text_content() or "")
        assert page.locator("#conduct script").count() == 0
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        found = Axe().run(page)
        assert found.violations_count == 0, found.generate_report()
