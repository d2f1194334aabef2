from __future__ import annotations

import stat
from pathlib import Path

import pytest

from slarules import cli
from slarules.cli.fmt import replace_text

TIDY = """\
language slarules 1

vocabulary "desk" version 1

item ticket
  fact level one of P1, P2 highest first
  moment reported
"""
LOOSE = TIDY.replace("  moment", "        moment")
BROKEN = TIDY.replace("item ticket", "item item item")


def made(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.write_bytes(text.encode())
    return path


def test_a_file_gets_its_canonical_form(tmp_path: Path) -> None:
    file = made(tmp_path, "a.sla", LOOSE)
    assert cli.run(["fmt", str(file)]) == 0
    assert file.read_bytes() == TIDY.encode()
    assert list(tmp_path.iterdir()) == [file]


def test_check_changes_nothing_and_shows_the_difference(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = made(tmp_path, "a.sla", LOOSE)
    assert cli.run(["fmt", "--check", str(file)]) == 1
    assert file.read_bytes() == LOOSE.encode()
    shown = capsys.readouterr().out.splitlines()
    assert "-        moment reported" in shown
    assert "+  moment reported" in shown


def test_a_canonical_file_is_not_touched(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = made(tmp_path, "a.sla", TIDY)
    before = file.stat()
    assert cli.run(["fmt", str(file)]) == 0
    assert cli.run(["fmt", "--check", str(file)]) == 0
    assert file.stat() == before
    assert capsys.readouterr() == ("", "")


@pytest.mark.parametrize("text", [TIDY.replace("\n", "\r\n"), "\ufeff" + TIDY])
def test_line_ends_and_marks_of_other_systems_go(tmp_path: Path, text: str) -> None:
    file = made(tmp_path, "a.sla", text)
    assert cli.run(["fmt", "--check", str(file)]) == 1
    assert cli.run(["fmt", str(file)]) == 0
    assert file.read_bytes() == TIDY.encode()


def test_a_file_with_errors_is_left_as_it_is_and_the_others_are_done(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    broken, loose = made(tmp_path, "a.sla", BROKEN), made(tmp_path, "b.sla", LOOSE)
    assert cli.run(["fmt", str(tmp_path)]) == 1
    assert broken.read_bytes() == BROKEN.encode()
    assert loose.read_bytes() == TIDY.encode()
    assert f"{broken}:5:" in capsys.readouterr().err


def test_folders_are_searched_for_both_forms(tmp_path: Path) -> None:
    (tmp_path / "deep").mkdir()
    plain = made(tmp_path / "deep", "a.sla", LOOSE)
    prose = made(tmp_path, "b.sla.md", f"# Clause 1\n\n```sla\n{LOOSE}```\n")
    other = made(tmp_path, "c.txt", LOOSE)
    assert cli.run(["fmt", str(tmp_path)]) == 0
    assert plain.read_bytes() == TIDY.encode()
    assert prose.read_bytes() == f"# Clause 1\n\n```sla\n{TIDY}```\n".encode()
    assert other.read_bytes() == LOOSE.encode()


def test_permissions_and_links_stay(tmp_path: Path) -> None:
    file = made(tmp_path, "a.sla", LOOSE)
    file.chmod(0o640)
    link = tmp_path / "link.sla"
    link.symlink_to(file)
    assert cli.run(["fmt", str(link)]) == 0
    assert link.is_symlink()
    assert stat.S_IMODE(file.stat().st_mode) == 0o640


def test_a_file_that_cannot_be_written_whole_stays(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = made(tmp_path, "a.sla", LOOSE)

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", full)
    with pytest.raises(OSError, match="No space"):
        replace_text(file, TIDY)
    assert file.read_bytes() == LOOSE.encode()
    assert list(tmp_path.iterdir()) == [file]


def test_a_file_that_is_no_text_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "a.sla"
    file.write_bytes(b"\xff\xfe\x00")
    assert cli.run(["fmt", str(file)]) == 2
    assert f"{file} is not text in UTF-8; save it as that" in capsys.readouterr().err
