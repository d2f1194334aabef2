from __future__ import annotations

import re
import subprocess

import pytest

from tests.shared import ROOT

LINK = re.compile(r"\]\((?!https?://|#)([^)#\s]+)")


def tracked(*patterns: str) -> list[str]:
    """Return the files that git knows, by their paths from the root."""
    if not (ROOT / ".git").exists():
        pytest.skip("needs git's own list of files, which only a checkout has")
    command = ["git", "ls-files", "--", *patterns]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    return listed.stdout.split()


def test_no_lock_names_where_packages_come_from() -> None:
    locks = tracked("*lock*", ".ci/*.txt", "*requirements*.txt", "*constraints*.txt")
    assert ".ci/requirements.txt" in locks
    texts = {name: (ROOT / name).read_text(encoding="utf-8") for name in locks}
    assert [name for name, text in texts.items() if "://" in text] == []


def test_every_link_between_pages_leads_somewhere() -> None:
    pages = {ROOT / name for name in tracked("*.md") if not name.endswith(".sla.md")}
    assert pages
    links = [
        (page, link) for page in pages for link in LINK.findall(page.read_text(encoding="utf-8"))
    ]
    lost = [(page.name, link) for page, link in links if not (page.parent / link).exists()]
    assert lost == []
