"""`slarules explain` of a run by another engine: the item is replayed by the reference engine."""

from __future__ import annotations

import json
from pathlib import Path

import duckdb
import pytest

from slarules.cli import run
from slarules.cli.exits import DEFECT, WELL, WRONG_USE
from slarules.runs.facts import read_facts
from slarules.runs.manifest import MANIFEST, digest_of, evidence_of, sealed
from tests.pipeline.desk import arguments, desk

pytest.importorskip("numba")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "desk").mkdir()
    made = desk(tmp_path / "desk")
    assert run([*arguments(made), "--engine", "bulk", "--out", str(made / "run")]) == WELL
    return made / "run"


def tampered(folder: Path, change: str) -> None:
    """Change the verdicts of a run, and let its manifest fit them."""
    file = folder / "verdicts.parquet"
    with duckdb.connect() as database:
        database.execute(f"CREATE TABLE kept AS FROM '{file}'")
        database.execute(change)
        database.execute(f"COPY kept TO '{file}' (FORMAT parquet, COMPRESSION zstd)")
    manifest = json.loads((folder / MANIFEST).read_bytes())
    manifest["files"]["verdicts.parquet"] = digest_of(file)
    manifest["evidence"] = evidence_of(manifest["files"])
    text = json.dumps(sealed(manifest), indent=2, ensure_ascii=False) + "\n"
    (folder / MANIFEST).write_text(text, encoding="utf-8")


def test_what_both_engines_say_is_explained_and_no_case_is_written(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    capsys.readouterr()
    assert run(["explain", str(folder), "M-2", "restore"]) == WELL
    out, err = capsys.readouterr()
    assert "M-2" in out
    assert err == ""
    assert not (folder.parent / "run-case").exists()


def test_a_difference_is_a_defect_with_its_case(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    tampered(folder, "UPDATE kept SET verdict = 'met' WHERE item = 'M-2' AND measure = 'restore'")
    capsys.readouterr()
    assert run(["explain", str(folder), "M-2", "restore"]) == DEFECT
    out, err = capsys.readouterr()
    assert "missed" in out
    assert "a defect of ours, not of your files" in err
    assert "verdict: the run has met, the reference engine missed" in err
    case = folder.parent / "run-case"
    assert str(case) in err
    told = json.loads((case / "case.json").read_bytes())
    assert {each["verdict"] for each in told["kept"] if each["measure"] == "restore"} == {"met"}
    assert {row["verdict"] for row in told["replayed"] if row["measure"] == "restore"} == {"missed"}
    assert told["engine"] == "bulk"
    assert (case / "inputs" / "meridian.sla").is_file()
    assert [item.item for item in read_facts(case / "facts.parquet").items] == ["M-2"]


def test_other_items_of_such_a_run_are_explained(folder: Path) -> None:
    tampered(folder, "UPDATE kept SET verdict = 'met' WHERE item = 'M-2' AND measure = 'restore'")
    assert run(["explain", str(folder), "M-1"]) == WELL


@pytest.mark.parametrize(
    "change",
    [
        "DELETE FROM kept WHERE item = 'M-2' AND measure = 'restore'",
        "INSERT INTO kept SELECT * REPLACE ('lunch' AS measure) FROM kept WHERE item = 'M-2'",
        "UPDATE kept SET due_at = due_at + INTERVAL 1 MICROSECOND WHERE item = 'M-2'",
        "UPDATE kept SET elapsed_s = elapsed_s + 0.000001 WHERE item = 'M-2'",
    ],
)
def test_every_other_difference_is_found(folder: Path, change: str) -> None:
    tampered(folder, change)
    assert run(["explain", str(folder), "M-2"]) == DEFECT
    assert json.loads((folder.parent / "run-case" / "case.json").read_bytes())["differences"]


def test_the_case_goes_where_it_is_told_and_over_nothing_else(folder: Path, tmp_path: Path) -> None:
    tampered(folder, "UPDATE kept SET verdict = 'met' WHERE item = 'M-2'")
    place = tmp_path / "report" / "this one"
    words = ["explain", str(folder), "M-2", "--case", str(place)]
    assert run(words) == DEFECT
    assert run(words) == DEFECT
    assert (place / "case.json").is_file()
    (tmp_path / "notes").mkdir()
    (tmp_path / "notes" / "mine.txt").write_text("mine")
    words[-1] = str(tmp_path / "notes")
    assert run(words) == WRONG_USE
    assert [each.name for each in (tmp_path / "notes").iterdir()] == ["mine.txt"]
