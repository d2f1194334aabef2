from __future__ import annotations

import subprocess

import pytest

from tests.shared import ROOT

LOCKS = ("*lock*", ".ci/*.txt", "*requirements*.txt", "*constraints*.txt")


def test_no_lock_names_where_packages_come_from() -> None:
    if not (ROOT / ".git").exists():
        pytest.skip("needs the checkout's history to know which files are tracked")
    listed = subprocess.run(
        ["git", "ls-files", "--", *LOCKS], cwd=ROOT, capture_output=True, text=True, check=True
    )
    tracked = listed.stdout.split()
    assert ".ci/requirements.txt" in tracked
    texts = {name: (ROOT / name).read_text(encoding="utf-8") for name in tracked}
    assert [name for name, text in texts.items() if "://" in text] == []
