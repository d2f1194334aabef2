from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from dataclasses import replace
from datetime import date
from pathlib import Path

import duckdb
import pytest

import slarules
from slarules import cli
from slarules.errors import ContractError, RunFolderError, SourceError, UsageError
from slarules.pipeline import audited
from tests.pipeline.desk import INTERNAL, arguments, desk, ordered
from tests.shared import ROOT


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return desk(tmp_path)


def contents(run: Path) -> dict[str, bytes]:
    files = (path for path in run.rglob("*") if path.is_file())
    return {path.relative_to(run).as_posix(): path.read_bytes() for path in files}


def words_of(run: Path, tmp_path: Path) -> str:
    """Return every text in a run folder, Parquet files too as CSV, and every file's name."""
    texts = [*contents(run)]
    for path in (path for path in run.rglob("*") if path.is_file()):
        flat = path
        if path.suffix == ".parquet":
            flat = tmp_path / "flat.csv"
            duckdb.read_parquet(str(path)).write_csv(str(flat))
        texts.append(flat.read_text("utf-8"))
    return "\n".join(texts)


# --- from Python -------------------------------------------------------------------------------


def test_an_audit_gives_verdicts_targets_and_a_statement(folder: Path) -> None:
    order = ordered(folder)
    result = slarules.audit(order.contract, order.mapping, order.source, period="2025-03")
    found = [(v.item, v.measure, v.verdict) for v in result.verdicts.rows]
    assert found == [("M-1", "restore", "met"), ("M-2", "restore", "missed")]
    outcome = {t.target: t.outcome for t in result.targets.rows}
    assert outcome["kpi_restore"] == "missed"
    # A missed kpi_restore earns 80 % of a pool of 12 % of EUR 900,000.
    assert result.statement.shown_least == 86_400
    assert "Meridian Bank" in result._repr_html_()


def test_without_a_period_all_that_ended_are_reported_from_the_contracts_start(
    folder: Path,
) -> None:
    assert [s.period for s in audited(ordered(folder)).statements] == [
        "2025-01",
        "2025-02",
        "2025-03",
        "2025-04",
    ]


def test_as_of_goes_back_in_time(folder: Path) -> None:
    early = replace(ordered(folder), as_of=date(2025, 3, 10))
    result = audited(early)
    assert [v.item for v in result.verdicts.rows] == ["M-1"]
    assert [s.period for s in result.statements] == ["2025-01", "2025-02"]


def test_a_contract_with_problems_is_refused_with_all_of_them(folder: Path) -> None:
    text = (folder / "meridian.sla").read_text("utf-8")
    broken = text.replace("8 elapsed hours", "8 hours").replace("EUR", "XXX", 1)
    (folder / "meridian.sla").write_text(broken, encoding="utf-8")
    with pytest.raises(ContractError) as caught:
        audited(ordered(folder))
    assert len(caught.value.problems) >= 2


def test_another_mapping_than_the_contract_names_needs_an_approval(folder: Path) -> None:
    text = (folder / "meridian.sla").read_text("utf-8")
    pinned = "  measured by mapping meridian_csv version 2\n  rounded half even"
    (folder / "meridian.sla").write_text(text.replace("  rounded half even", pinned), "utf-8")
    with pytest.raises(UsageError, match="measured by mapping meridian_csv version 2"):
        audited(ordered(folder))
    approved = audited(replace(ordered(folder), approval="Anna, 2025-05-02"))
    assert approved.command[-2:] == ("--mapping-changed", "Anna, 2025-05-02")


@pytest.mark.parametrize(
    ("source", "told"),
    [
        ("export", "write NAME:ARGUMENT"),
        ("cvs:export", "did you mean 'csv'"),
        ("oracle:export", "there are csv"),
    ],
)
def test_a_source_that_there_is_not_is_told_with_those_there_are(
    folder: Path, source: str, told: str
) -> None:
    with pytest.raises(UsageError, match=told):
        audited(replace(ordered(folder), source=source))


def test_a_source_without_its_files_fails(folder: Path) -> None:
    shutil.rmtree(folder / "export")
    with pytest.raises(SourceError):
        audited(ordered(folder))


# --- from the command line ---------------------------------------------------------------------


def test_the_summary_says_where_the_evidence_is_and_how_to_ask_why(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run = folder / "run"
    assert cli.run([*arguments(folder), "--period", "2025-03", "--out", str(run)]) == 0
    out, err = capsys.readouterr()
    assert "EUR 86,400.00" in out
    assert f"slarules explain {run} M-2 restore" in out
    assert err.startswith("1 warning in contract and mapping; slarules check ")
    assert cli.run(["explain", str(run), "M-2", "restore"]) == 0
    told = capsys.readouterr().out
    assert "It would have been met had it ended 2 h earlier" in told
    assert "restored is the first time field" in told
    assert "events.csv:9" in told


def test_an_explanation_for_programs_is_one_document(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.run([*arguments(folder), "--out", str(folder / "run")]) == 0
    capsys.readouterr()
    assert cli.run(["explain", str(folder / "run"), "M-2", "--format", "json"]) == 0
    [entry] = json.loads(capsys.readouterr().out)["ledgers"]
    assert (entry["verdict"], entry["late_by_s"]) == ("missed", "7200")
    assert entry["due_at"] == "2025-03-10T13:00:00Z"


def test_json_holds_the_documents_and_nothing_else(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.run([*arguments(folder), "--format", "json"]) == 0
    out, err = capsys.readouterr()
    found = json.loads(out)
    assert found["schema_version"] == 1
    assert {"targets", "statements", "files", "findings"} <= found.keys()
    assert err.count("\n") == 1


def test_a_miss_fails_only_when_asked(folder: Path) -> None:
    march = [*arguments(folder), "--period", "2025-03"]
    assert cli.run(march) == 0
    assert cli.run([*march, "--fail-on-miss"]) == 1
    assert cli.run([*arguments(folder), "--period", "2025-02", "--fail-on-miss"]) == 0


@pytest.mark.parametrize(
    "wrong",
    [
        ["--period", "2025-13"],
        ["--period", "2025-03", "--from", "2025-01-01", "--to", "2025-03-31"],
        ["--from", "2025-01-01"],
        ["--from", "2025-03-31", "--to", "2025-01-01"],
        ["--as-of", "yesterday"],
        ["--engine", "quick"],
        ["--audience", "public"],
    ],
)
def test_wrong_use_exits_with_2_before_anything_is_written(folder: Path, wrong: list[str]) -> None:
    assert cli.run([*arguments(folder), *wrong, "--out", str(folder / "run")]) == 2
    assert not (folder / "run").exists()


def test_a_source_that_fails_exits_with_3(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "export" / "events.csv").unlink()
    assert cli.run(arguments(folder)) == 3
    out, err = capsys.readouterr()
    assert out == ""
    assert "events.csv" in err


def test_problems_of_a_contract_exit_with_1_and_show_their_place(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = (folder / "meridian.sla").read_text("utf-8")
    (folder / "meridian.sla").write_text(text.replace("8 elapsed hours", "8 hours"), "utf-8")
    assert cli.run(arguments(folder)) == 1
    out, err = capsys.readouterr()
    assert out == ""
    assert re.search(r"meridian\.sla:\d+:\d+: E\d+: ", err)
    assert "^" in err


# --- the folder --------------------------------------------------------------------------------


def test_the_same_inputs_give_the_same_bytes_wherever_and_whenever(tmp_path: Path) -> None:
    runs = []
    for zone, place in (("Pacific/Apia", "one"), ("America/New_York", "two")):
        (tmp_path / place).mkdir()
        folder = desk(tmp_path / place)
        runs.append(folder / "run")
        subprocess.run(
            [sys.executable, "-m", "slarules", *arguments(folder), "--out", str(folder / "run")],
            env={**os.environ, "TZ": zone, "LC_ALL": "C", "PYTHONHASHSEED": str(len(runs))},
            cwd=ROOT,
            check=True,
            capture_output=True,
        )
    one, two = map(contents, runs)
    clocks = [json.loads(each.pop("manifest.json")) for each in (one, two)]
    assert one == two
    assert [manifest.pop("clock").keys() for manifest in clocks] == [{"started_at", "ended_at"}] * 2
    # The seal is of the whole manifest, its clock too.
    assert [bool(manifest.pop("seal")) for manifest in clocks] == [True, True]
    assert clocks[0] == clocks[1]


def test_a_run_names_no_folder_of_the_machine(folder: Path) -> None:
    run = folder / "run"
    assert cli.run([*arguments(folder), "--out", str(run)]) == 0
    assert str(folder) not in words_of(run, folder)


def test_explanations_need_the_run_folder_alone(
    folder: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    run = folder / "run"
    assert cli.run([*arguments(folder), "--out", str(run)]) == 0
    moved = tmp_path_factory.mktemp("elsewhere") / "kept"
    shutil.move(run, moved)
    shutil.rmtree(folder)
    told = slarules.explain(moved, "M-2")
    assert [entry.verdict.verdict for entry in told.ledgers] == ["missed"]


def test_the_customers_run_is_as_if_there_were_no_overlay(folder: Path) -> None:
    kept = []
    for contract in ("meridian.sla", "meridian-internal.sla"):
        run = folder / f"run-{contract}"
        assert cli.run([*arguments(folder, contract), "--out", str(run)]) == 0
        files = contents(run)
        manifest = json.loads(files.pop("manifest.json"))
        del manifest["clock"], manifest["seal"]
        kept.append((files, manifest))
    assert kept[0] == kept[1]


def test_no_internal_word_reaches_the_customer(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run = folder / "run"
    overlay = arguments(folder, "meridian-internal.sla")
    assert cli.run([*overlay, "--out", str(run)]) == 0
    told = words_of(run, folder) + capsys.readouterr().out
    assert [word for word in INTERNAL if word in told] == []
    assert "meridian-internal" not in words_of(run, folder)


def test_the_provider_sees_what_it_asks_of_itself(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run = folder / "run"
    overlay = arguments(folder, "meridian-internal.sla")
    assert cli.run([*overlay, "--audience", "provider", "--out", str(run)]) == 0
    assert "for the provider only" in capsys.readouterr().out
    told = words_of(run, folder)
    assert [word for word in INTERNAL if word not in told] == []
    assert cli.run(["explain", str(run), "M-2", "triage"]) == 0
    assert "triage by handoff (clause OLA 3)" in capsys.readouterr().out


def test_what_a_contract_uses_may_lie_in_a_folder_that_is_named(folder: Path) -> None:
    words = folder / "words"
    words.mkdir()
    contract = folder / "meridian.sla"
    own = 'use vocabulary "service-desk" version 2\nuse vocabulary "ours" version 1\n'
    text = contract.read_text("utf-8")
    contract.write_text(text.replace('use vocabulary "service-desk" version 2\n', own, 1), "utf-8")
    ours = 'language slarules 1\n\nvocabulary "ours" version 1\n\nspan strike\n'
    (words / "ours.sla").write_text(ours, "utf-8")
    run = folder / "run"
    asked = [*arguments(folder), "--out", str(run)]
    assert cli.run(asked) == 1
    assert cli.run([*asked, "--path", str(words)]) == 0
    shutil.rmtree(words)
    assert cli.run(["explain", str(run), "M-1"]) == 0


def test_a_folder_that_is_no_run_explains_nothing(folder: Path) -> None:
    with pytest.raises(RunFolderError, match="no folder of a run"):
        slarules.explain(folder, "M-1")


@pytest.mark.parametrize(
    ("asked", "told"),
    [(("M-9",), "judged no item M-9"), (("M-2", "solve"), "judged no measure solve of M-2")],
)
def test_what_a_run_did_not_judge_is_told(folder: Path, asked: tuple[str, ...], told: str) -> None:
    run = folder / "run"
    assert cli.run([*arguments(folder), "--out", str(run)]) == 0
    with pytest.raises(RunFolderError, match=told):
        slarules.explain(run, *asked)


def test_ctrl_c_leaves_no_half_folder(folder: Path) -> None:
    slow = (
        "import os, signal, sys\n"
        "from slarules import cli\n"
        "from slarules.runs import folder\n"
        "real = folder.write_facts\n"
        "def interrupted(*given):\n"
        "    real(*given)\n"
        "    os.kill(os.getpid(), signal.SIGINT)\n"
        "folder.write_facts = interrupted\n"
        "sys.exit(cli.run(sys.argv[1:]))\n"
    )
    before = sorted(folder.iterdir())
    ended = subprocess.run(
        [sys.executable, "-c", slow, *arguments(folder), "--out", str(folder / "run")],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert ended.returncode == 130
    assert ended.stderr.strip().startswith("stopped")
    assert sorted(folder.iterdir()) == before
