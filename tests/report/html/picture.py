"""`docs/report.png`, the top of the demo's report.

`python -m tests.report.html.picture` draws it anew.
"""

from __future__ import annotations

from pathlib import Path

from tests.browser import browser
from tests.reports import demo
from tests.shared import ROOT

PICTURE = ROOT / "docs" / "report.png"
WIDTH, HEIGHT = 960, 1080

SHORTENED = "document.querySelectorAll('nav').forEach(each => each.remove())"
"""The list of contents would take half of the picture."""


def draw(path: Path) -> None:
    """Write the picture."""
    with browser() as started:
        page = started.new_page(viewport={"width": WIDTH, "height": HEIGHT}, color_scheme="light")
        page.goto((demo() / "report.html").as_uri())
        page.evaluate(SHORTENED)
        page.screenshot(path=path)


if __name__ == "__main__":
    draw(PICTURE)
