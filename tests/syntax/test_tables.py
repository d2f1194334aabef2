"""Saved tables: used where they are fresh and nobody else could have written them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from slarules.resources import shipped
from slarules.syntax import tables
from slarules.syntax.tables import (
    SAVED,
    WholeWords,
    digest,
    grammar_text,
    loaded,
    parser,
)
from slarules.user_cache import KEPT


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Give the parser a cache folder of its own, and forget the parser after the test."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    # A wheel brings tables; here they are wanted from the cache.
    monkeypatch.setattr(tables, "shipped_tables", lambda: None)
    parser.cache_clear()
    yield tmp_path / "slarules" / f"{digest(grammar_text())[:16]}-{SAVED}"
    parser.cache_clear()


def test_tables_are_saved_for_the_next_run_and_read_by_it(cache: Path) -> None:
    parser()
    assert cache.stat().st_mode & 0o077 == 0
    again = loaded(cache, digest(grammar_text()))
    assert again is not None
    assert again.parse("language slarules 1", start="language").data == "language"


def test_a_loaded_parser_takes_whole_words_too(cache: Path) -> None:
    parser()
    again = loaded(cache, digest(grammar_text()))
    assert again is not None
    assert isinstance(again.options.postlex, WholeWords)


@pytest.mark.parametrize("content", [b"", b"x" * 200, b"\xff" * 200])
def test_damaged_tables_are_built_anew(cache: Path, content: bytes) -> None:
    cache.parent.mkdir(mode=0o700)
    cache.write_bytes(content)
    parser()
    assert loaded(cache, digest(grammar_text())) is not None


def test_tables_with_the_right_mark_and_a_wrong_body_are_built_anew(cache: Path) -> None:
    cache.parent.mkdir(mode=0o700)
    cache.write_bytes(digest(grammar_text()).encode() + b"no tables")
    assert parser().parse("language slarules 1", start="language").data == "language"


def test_tables_of_another_grammar_are_not_used(cache: Path) -> None:
    parser()
    assert loaded(cache, digest(grammar_text() + "// changed")) is None


def test_the_cache_keeps_few_tables_and_those_of_other_versions(cache: Path) -> None:
    cache.parent.mkdir(mode=0o700)
    for number in range(9):
        (cache.parent / f"{number}-{SAVED}").write_bytes(b"of another version")
    parser()
    assert cache.exists()
    assert len(list(cache.parent.iterdir())) == KEPT


def test_a_folder_that_others_can_write_to_is_not_used(cache: Path) -> None:
    cache.parent.mkdir()
    cache.parent.chmod(0o777)
    parser()
    assert not cache.exists()


def test_a_cache_that_cannot_be_made_is_no_error(
    cache: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "file"))
    assert parser().parse("language slarules 1", start="language").data == "language"
    assert not cache.exists()


def test_tables_hold_no_path_of_the_machine_that_made_them(cache: Path) -> None:
    parser()
    assert str(Path(str(shipped("grammar")))).encode() not in cache.read_bytes()
