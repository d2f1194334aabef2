from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]
from playwright.sync_api import Browser, Page
from pypdf import PdfReader

from slarules.report.evidence import Evidence
from slarules.report.html import page
from tests.browser import browser, in_one_browser, needs_chromium
from tests.report.html.test_hostile_texts import HOSTILE, changed

pytestmark = [needs_chromium, in_one_browser]

A4 = (595, 842)
SCREENS = ((1280, "light"), (1280, "dark"), (360, "light"), (360, "dark"))


@pytest.fixture(scope="module")
def started() -> Iterator[Browser]:
    with browser() as running:
        yield running


@pytest.fixture(scope="module", params=["demo", "provider", "hostile"])
def report(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    if request.param == "demo":
        return Path(request.getfixturevalue("demo_run")) / "report.html"
    if request.param == "provider":
        return Path(request.getfixturevalue("provider_run")) / "report.html"
    demo: Evidence = request.getfixturevalue("demo")
    found = tmp_path_factory.mktemp("hostile") / "report.html"
    hostile = "".join(HOSTILE)
    found.write_text(page(changed(demo, lambda text: f"{text}{hostile}")), "utf-8")
    return found


def opened(started: Browser, report: Path, width: int, scheme: str) -> tuple[Page, list[str]]:
    """Open a page, and return it with all that it asked for."""
    asked: list[str] = []
    shown = started.new_page(
        viewport={"width": width, "height": 800},
        color_scheme="dark" if scheme == "dark" else "light",
    )
    shown.on("request", lambda request: asked.append(request.url))
    shown.goto(report.as_uri())
    return shown, asked


@pytest.mark.parametrize(("width", "scheme"), SCREENS)
def test_axe_finds_nothing_and_nothing_is_asked_for(
    started: Browser, report: Path, width: int, scheme: str
) -> None:
    shown, asked = opened(started, report, width, scheme)
    found = Axe().run(shown)
    assert found.violations_count == 0, found.generate_report()
    assert asked == [report.as_uri()]
    shown.close()


@pytest.mark.parametrize("width", [360, 768, 1280])
def test_no_page_is_wider_than_its_screen(started: Browser, report: Path, width: int) -> None:
    shown, _ = opened(started, report, width, "light")
    assert shown.evaluate("document.documentElement.scrollWidth") <= width
    assert shown.evaluate(WIDER) == []
    shown.close()


WIDER = """[...document.querySelectorAll('main *, header *')]
    .filter(e => !e.closest('svg') && e.getBoundingClientRect().right > innerWidth + 1)
    .map(e => e.outerHTML.slice(0, 200))"""
"""Elements that stick out to the right of the screen."""


def test_a_printed_page_is_a4_and_cuts_nothing_off(started: Browser, report: Path) -> None:
    shown, _ = opened(started, report, 1280, "dark")
    shown.emulate_media(media="print")
    pdf = report.with_suffix(".pdf")
    shown.pdf(path=pdf, prefer_css_page_size=True)
    pages = PdfReader(pdf).pages
    assert {(round(each.mediabox.width), round(each.mediabox.height)) for each in pages} == {A4}
    shown.set_viewport_size({"width": 680, "height": 900})  # A4 without its margins
    assert shown.evaluate("document.documentElement.scrollWidth") <= 680
    shown.close()
    pdf.unlink()


def test_a_keyboard_reaches_the_report_past_the_contents(started: Browser, demo_run: Path) -> None:
    shown, _ = opened(started, demo_run / "report.html", 1280, "light")
    shown.keyboard.press("Tab")
    assert shown.evaluate("document.activeElement.className") == "skip"
    shown.keyboard.press("Enter")
    assert shown.evaluate("document.activeElement.id") == "main"
    shown.close()
