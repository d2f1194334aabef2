from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]
from playwright.sync_api import Browser, Page
from pypdf import PdfReader

from slarules.report.html import page
from slarules.runs.evidence import read_evidence
from tests.browser import browser, in_one_browser, needs_chromium
from tests.report.html.test_hostile_texts import HOSTILE, changed

pytestmark = [needs_chromium, in_one_browser]

A4 = (595, 842)
SCREENS = (
    ("demo_run", 1280, "light"),
    ("demo_run", 360, "dark"),
    ("provider_run", 1280, "dark"),
    ("provider_run", 360, "light"),
)


@pytest.fixture(scope="module")
def started() -> Iterator[Browser]:
    with browser() as running:
        yield running


@pytest.fixture(scope="module")
def hostile(provider_run: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a report in which every text tries to be something else."""
    texts = "".join(HOSTILE)
    told = page(changed(read_evidence(provider_run), lambda text: f"{texts} {text}"))
    found = tmp_path_factory.mktemp("hostile") / "report.html"
    found.write_text(told, "utf-8")
    return found


@pytest.fixture
def report(request: pytest.FixtureRequest) -> Path:
    """Return a report by the name of what it is made of."""
    made = Path(request.getfixturevalue(request.param))
    return made if made.is_file() else made / "report.html"


REPORTS = pytest.mark.parametrize("report", ["demo_run", "provider_run", "hostile"], indirect=True)


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


@pytest.mark.parametrize(("report", "width", "scheme"), SCREENS, indirect=["report"])
def test_axe_finds_nothing_and_nothing_is_asked_for(
    started: Browser, report: Path, width: int, scheme: str
) -> None:
    shown, asked = opened(started, report, width, scheme)
    found = Axe().run(shown)
    assert found.violations_count == 0, found.generate_report()
    assert asked == [report.as_uri()]
    shown.close()


@REPORTS
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


@REPORTS
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
