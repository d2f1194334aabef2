"""Methods of dataclasses that are kept: the same classes, sooner."""

from __future__ import annotations

import dataclasses
import inspect
import marshal
import subprocess
import sys
from pathlib import Path

import pytest

from slarules.cli.methods import FILE, MOST, SUM, Methods, methods_kept


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give a cache folder of its own, and the file in it."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    return tmp_path / "slarules" / FILE


def point() -> type:
    """Make a class, as an import does."""

    @dataclasses.dataclass(frozen=True, slots=True, order=True)
    class Point:
        x: int
        y: int = 2

    return Point


def test_a_class_of_kept_methods_is_as_any_other(file: Path) -> None:
    with methods_kept():
        point()
    assert file.stat().st_mode & 0o077 == 0
    with methods_kept():
        again = point()
    usual = point()
    assert repr(again(1)) == repr(usual(1))
    assert again(1) == again(1, 2)
    assert again(1) < again(3)
    assert hash(again(1)) == hash(usual(1))
    assert inspect.signature(again) == inspect.signature(usual)
    with pytest.raises(dataclasses.FrozenInstanceError):
        again(1).x = 3


def test_what_is_kept_is_not_compiled_again(file: Path) -> None:
    with methods_kept():
        point()
    methods = Methods(file)
    assert methods.kept
    for text in methods.kept:
        methods.code(text)
    assert not methods.new


def test_python_itself_is_left_as_it_was() -> None:
    with methods_kept():
        pass
    assert "exec" not in vars(dataclasses)


@pytest.mark.parametrize("content", [b"", b"no", bytes(200), b"\x00\x00\x00\x00x"])
def test_a_damaged_file_is_written_anew(file: Path, content: bytes) -> None:
    file.parent.mkdir(mode=0o700)
    file.write_bytes(content)
    with methods_kept():
        point()
    assert Methods(file).kept


def test_a_file_cut_short_is_not_used(file: Path) -> None:
    with methods_kept():
        point()
    file.write_bytes(file.read_bytes()[:-1])
    assert not Methods(file).kept


def test_a_file_does_not_grow_without_end(file: Path) -> None:
    file.parent.mkdir(mode=0o700)
    methods = Methods(file)
    methods.new = {f"x = {number}": marshal.dumps(None) for number in range(MOST)}
    methods.save()
    with methods_kept():
        point()
    assert 0 < len(Methods(file).kept) < 20


def test_a_folder_that_others_can_write_to_is_not_used(file: Path) -> None:
    file.parent.mkdir()
    file.parent.chmod(0o777)
    with methods_kept():
        point()
    assert not file.exists()


def test_a_command_keeps_its_methods(file: Path) -> None:
    command = [sys.executable, "-m", "slarules", "adapters", "list"]
    shown = [subprocess.run(command, capture_output=True, check=False) for _ in range(2)]
    assert shown[0].returncode == shown[1].returncode
    assert shown[0].stdout == shown[1].stdout
    assert file.stat().st_size > SUM
