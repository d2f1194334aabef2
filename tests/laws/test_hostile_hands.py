"""What strangers send is data: it steers no terminal, reads no other file, breaks no command."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from slarules import cli
from slarules.cli.printing import harmless
from slarules.contract import check_files
from tests.laws.exports import export
from tests.laws.texts import CONTRACTS
from tests.pipeline.desk import arguments

STEERS = "\x1b]0;pwned\x07"


def test_the_name_of_a_ticket_cannot_steer_a_terminal(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rows = [
        f"{STEERS}I-1,2025-03-03T09:00:00Z,created,,,kim,customer,",
        f"{STEERS}I-1,2025-03-03T09:00:00Z,set,priority,Critical,kim,customer,",
    ]
    folder = export(tmp_path / "one", rows)
    assert cli.run([*arguments(folder), "--out", str(folder / "run")]) == 0
    assert cli.run(["explain", str(folder / "run"), f"{STEERS}I-1"]) == 0
    mapping = ["mapping", "check", str(folder / "meridian-csv.sla"), "--source"]
    assert cli.run([*mapping, f"csv:{folder / 'export'}"]) == 1
    said = capsys.readouterr()
    assert "pwned" in said.out
    assert {"\x1b", "\x07"} & set(said.out + said.err) == set()


def test_an_error_about_a_ticket_cannot_either(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.run(["explain", f"no {STEERS}", "I-1"]) == 2
    assert "\x1b" not in capsys.readouterr().err


def test_colours_and_lines_stay() -> None:
    assert harmless("\x1b[31mred\x1b[0m\n\tx") == "\x1b[31mred\x1b[0m\n\tx"
    assert harmless("a\u202eb\rc") == "a\N{REPLACEMENT CHARACTER}b\N{REPLACEMENT CHARACTER}c"


@pytest.mark.parametrize("name", ["../secret.csv", "{folder}/secret.csv", "link.csv"])
def test_a_contract_reads_no_table_outside_its_folder(tmp_path: Path, name: str) -> None:
    secret, folder = tmp_path / "secret.csv", tmp_path / "contract"
    secret.write_text("top secret\n")
    folder.mkdir()
    (folder / "link.csv").symlink_to(secret)
    head, _, _ = CONTRACTS["harbour.sla"].partition("  table\n")
    text = f'{head}  table from "{name.format(folder=tmp_path)}"\n'
    (folder / "made.sla").write_text(text, encoding="utf-8")
    found = check_files([folder / "made.sla"])
    assert any("outside the folder" in problem.message for problem in found.problems)
    assert all("secret\n" not in file.text for file in found.files)


@pytest.mark.parametrize(
    "change",
    [
        [],
        {"kind": "slarules run"},
        {"kind": "slarules run", "inputs": [], "files": {}},
        {"kind": "slarules run", "inputs": ["../../outside.sla", "b.sla"], "files": {}},
        {"kind": "slarules run", "inputs": ["/outside.sla", "b.sla"], "files": {}},
        {"kind": "another", "inputs": ["a.sla", "b.sla"], "files": {}},
        {"kind": "slarules run", "inputs": ["a.sla", 1], "files": {}},
    ],
    ids=str,
)
def test_a_manifest_that_no_run_wrote_is_refused(
    tmp_path: Path, change: object, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = export(tmp_path / "one", [])
    run = folder / "run"
    run.mkdir()
    (run / "manifest.json").write_text(json.dumps(change))
    assert cli.run(["explain", str(run), "I-1"]) == 2
    assert "no folder of a run" in capsys.readouterr().err
    assert cli.run([*arguments(folder), "--out", str(run)]) == 2


def test_a_manifest_deeper_than_any_is_of_no_run(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = export(tmp_path / "one", [])
    run = folder / "run"
    run.mkdir()
    (run / "manifest.json").write_text("[" * 200_000)
    assert cli.run(["explain", str(run), "I-1"]) == 2
    assert "no folder of a run" in capsys.readouterr().err
    assert cli.run([*arguments(folder), "--out", str(run)]) == 2
    command, _, *more = arguments(folder)
    assert cli.run([command, str(folder), *more, "--out", str(run)]) == 2


def test_a_text_that_looks_like_a_formula_is_shown_and_never_run(tmp_path: Path) -> None:
    names = ("=HYPERLINK(1)", "+1", "-1+1", "@SUM(A1)", "\uff1d1")
    at = "2025-03-03T09:00:00Z"
    rows = [
        row
        for name in names
        for row in (
            f"{name},{at},created,,,kim,customer,",
            f"{name},{at},set,priority,=cmd(),kim,customer,",
            f"{name},{at},{name},x,y,kim,customer,",
        )
    ]
    folder = export(tmp_path / "one", rows)
    run = folder / "run"
    assert cli.run([*arguments(folder), "--out", str(run)]) == 0
    for name in ("verdicts.csv", "findings.csv"):
        cells = (run / name).read_text("utf-8").replace('"', ",").split(",")
        assert [cell for cell in cells if cell[:1] in {"=", "+", "-", "@", "\uff1d"}] == []
