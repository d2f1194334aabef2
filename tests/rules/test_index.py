"""The index of the rules is that of the files."""

from __future__ import annotations

from tests.rules.index import FOLDERS, INDEX, RULES, page


def test_the_index_is_made_from_the_files() -> None:
    assert INDEX.read_text("utf-8") == page(), "run: python -m tests.rules.index"


def test_every_folder_with_rules_is_listed() -> None:
    found = {path.parent.relative_to(RULES).as_posix() for path in RULES.rglob("*.sla")}
    assert found <= FOLDERS.keys()
