"""`--engine`: which one computes, what it says of itself, and that all come to the same."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from random import Random

import pytest

from slarules import pipeline
from slarules.cli import run
from slarules.cli.exits import FINDINGS, STOPPED, WELL, WRONG_USE
from slarules.engine import choice
from slarules.errors import UsageError
from slarules.report.audited import Audited
from slarules.runs.folder import write
from slarules.watch import Nobody
from tests.laws.exports import contents, events, export
from tests.pipeline.desk import arguments, desk

OF_THE_ENGINE = ("clock", "engine", "previous", "seal")
"""Keys of a manifest that may differ where two engines compute the same."""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return desk(tmp_path)


def compared(folder: Path) -> tuple[dict[str, bytes], dict[str, object]]:
    files = dict(contents(folder))
    manifest = json.loads(files.pop("manifest.json"))
    return files, {key: value for key, value in manifest.items() if key not in OF_THE_ENGINE}


def engine_of(folder: Path) -> str:
    return str(json.loads((folder / "manifest.json").read_bytes())["engine"])


@pytest.mark.parametrize("seed", range(3))
def test_both_engines_write_the_same_bytes(tmp_path: Path, seed: int) -> None:
    folder = export(tmp_path / "desk", events(Random(seed), 40))  # noqa: S311 - chance for a test
    words = [*arguments(folder, "meridian-internal.sla"), "--audience", "provider"]
    for engine in ("reference", "bulk"):
        assert run([*words, "--engine", engine, "--out", str(folder / engine)]) == WELL
    assert [engine_of(folder / name) for name in ("reference", "bulk")] == ["reference", "bulk"]
    assert compared(folder / "bulk") == compared(folder / "reference")


def test_a_run_of_one_engine_is_verified_by_the_other(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run([*arguments(folder), "--engine", "bulk", "--out", str(folder / "run")]) == WELL
    for engine in ("reference", "bulk"):
        capsys.readouterr()
        assert run(["verify", str(folder / "run"), "--engine", engine]) == WELL
        assert f"by the {engine} engine" in " ".join(capsys.readouterr().out.split())


def test_a_small_history_is_judged_by_the_reference_engine_and_nothing_else_is_imported(
    folder: Path,
) -> None:
    look = (
        "import sys; from slarules.cli import run; code = run(sys.argv[1:]); "
        "sys.exit(code or any(name in sys.modules for name in ('numba', 'numpy', 'pyspark')))"
    )
    done = subprocess.run(
        [sys.executable, "-c", look, *arguments(folder)], capture_output=True, check=False
    )
    assert done.returncode == WELL, done.stderr


@pytest.mark.parametrize("engine", ["bulk", "spark"])
def test_an_engine_that_is_not_installed_is_told_by_its_extra(
    folder: Path, engine: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(choice, "find_spec", lambda _: None)
    words = [*arguments(folder), "--engine", engine, "--out", str(folder / "run")]
    assert run(words) == WRONG_USE
    said = f'slarules[{engine}] is not installed: pip install "slarules[{engine}]"'
    assert said in capsys.readouterr().err
    assert not (folder / "run").exists()


def test_without_it_auto_stays_with_the_reference_engine(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(choice, "find_spec", lambda _: None)
    monkeypatch.setattr(choice, "BULK_FROM", 0)
    assert run([*arguments(folder), "--out", str(folder / "run")]) == WELL
    assert engine_of(folder / "run") == "reference"


def test_auto_takes_the_bulk_engine_from_a_size_on(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(choice, "BULK_FROM", 1)
    assert run([*arguments(folder), "--out", str(folder / "run")]) == WELL
    assert engine_of(folder / "run") == "bulk"


def test_python_programs_ask_for_an_engine_too(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def found(engine: choice.AskedEngine) -> Audited:
        words = folder / "meridian.sla", folder / "meridian-csv.sla", f"csv:{folder / 'export'}"
        return pipeline.audit(*words, engine=engine)

    assert found("bulk").outcome == found("reference").outcome
    monkeypatch.setattr(choice, "find_spec", lambda _: None)
    with pytest.raises(UsageError, match=r"slarules\[bulk\]"):
        found("bulk")


def test_what_is_judged_one_by_one_is_told(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    # Ticket =M-3 has a priority that nothing covers.
    assert run([*arguments(folder), "--engine", "bulk", "--format", "json"]) == WELL
    out, err = capsys.readouterr()
    document = json.loads(out)
    assert document["engine"] == "bulk"
    alone = document["judged_alone"]
    assert sum(each["items"] for each in alone) == 1
    assert f"judged one by one (1: {alone[0]['why']})" in err


def test_the_reference_engine_tells_of_none(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run([*arguments(folder), "--engine", "reference", "--format", "json"]) == WELL
    out, err = capsys.readouterr()
    assert json.loads(out)["judged_alone"] == []
    assert "one by one" not in err


def test_a_miss_fails_by_either_engine(folder: Path) -> None:
    words = [*arguments(folder), "--fail-on-miss", "--engine"]
    assert [run([*words, engine]) for engine in ("reference", "bulk")] == [FINDINGS] * 2


def test_what_cannot_be_read_by_columns_is_told(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    register = folder / "export" / "assertions.csv"
    register.write_text(
        "item_or_event,fact,value,state,author,at\nM-1,level,P2,agreed,kim,2025-03-04T09:00:00Z\n",
        encoding="utf-8",
    )
    assert run([*arguments(folder), "--engine", "bulk", "--format", "json"]) == WELL
    out, err = capsys.readouterr()
    assert "read row by row, which takes longer: something is asserted of items" in err
    assert json.loads(out)["read_by_rows"] == "something is asserted of items"
    assert json.loads(out)["engine"] == "bulk"


def test_stopped_while_columns_are_judged_it_leaves_nothing(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def stopped(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(Nobody, "judged", stopped)
    out = folder / "runs" / "x"
    assert run([*arguments(folder), "--engine", "bulk", "--out", str(out)]) == STOPPED
    assert "nothing half-written is left" in capsys.readouterr().err
    assert list((folder / "runs").iterdir()) == []


def test_python_programs_see_items_and_verdicts_as_they_look(folder: Path) -> None:
    words = folder / "meridian.sla", folder / "meridian-csv.sla", f"csv:{folder / 'export'}"
    bulk, reference = (pipeline.audit(*words, engine=engine) for engine in ("bulk", "reference"))
    assert bulk.engine == "bulk"
    assert list(bulk.verdicts.lines()) == list(reference.verdicts.lines())
    assert bulk.history == reference.history
    assert bulk.review == reference.review
    for audited, name in ((bulk, "one"), (reference, "two")):
        write(folder / name, audited, {})
    assert compared(folder / "one") == compared(folder / "two")
