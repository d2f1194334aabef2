"""What fails for one customer stops no other; what fails for all writes nothing."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from benchmarks.many_contracts import Many, write
from slarules.cli import run
from slarules.cli.exits import FINDINGS, SOURCE_FAILED, STOPPED, WRONG_USE
from slarules.engine.reference import evaluation
from slarules.register.database import opened


@pytest.fixture
def many(tmp_path: Path) -> Many:
    return write(tmp_path / "made", 3, 60)


def audit(many: Many, *more: str) -> int:
    source = ["--mapping", str(many.mapping), "--source", f"csv:{many.source}"]
    return run(["audit", str(many.contracts), *source, *more])


def rows(out: Path) -> dict[str, dict[str, object]]:
    document = json.loads((out / "summary.json").read_text("utf-8"))
    return {row["contract"]: row for row in document["rows"]}


def states(out: Path) -> list[object]:
    return [row["state"] for _, row in sorted(rows(out).items())]


def edit(path: Path, old: str, new: str) -> None:
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new), "utf-8")


def files(folder: Path) -> dict[str, bytes]:
    return {str(p): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}


def test_a_contract_with_errors_keeps_its_old_run(
    many: Many, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "out"
    assert audit(many, "--out", str(out)) == 0
    before = files(out / "customer_001")
    edit(many.contracts / "customer_001.sla", "judged by level at the end", "judged by levle")
    capsys.readouterr()
    assert audit(many, "--out", str(out)) == SOURCE_FAILED
    printed, talk = capsys.readouterr()
    assert states(out) == ["unchanged", "failed", "unchanged"]
    assert files(out / "customer_001") == before
    assert "customer_001.sla:" in talk
    assert "levle" in talk
    assert "customer_001 (Firm 001 Ltd): it has problems: E" in printed


def test_a_mapping_that_does_not_fit_one_contract_fails_it_alone(
    many: Many, tmp_path: Path
) -> None:
    text = 'use vocabulary "service-desk" version 2'
    edit(many.contracts / "customer_002.sla", text, 'use vocabulary "availability" version 1')
    assert audit(many, "--out", str(tmp_path / "out")) == SOURCE_FAILED
    assert states(tmp_path / "out") == ["made", "made", "failed"]


def test_data_that_breaks_one_customer_breaks_it_alone(many: Many, tmp_path: Path) -> None:
    promised = '  promised is the time in field "due"\n'
    edit(many.mapping, "  resolved is the last time", f"{promised}  resolved is the last time")
    events = many.source / "events.csv"
    lines = events.read_text("utf-8").splitlines()
    ticket = next(line.split(",")[0] for line in lines if line.startswith("T001-"))
    lines.append(f"{ticket},2026-03-01T00:00:00Z,set,due,03/04/2026,ann,agent,,Firm 001 Ltd")
    events.write_text("\n".join(lines) + "\n", "utf-8")
    edit(many.mapping, "  dates are written year-month-day\n", "")
    assert audit(many, "--out", str(tmp_path / "out")) == SOURCE_FAILED
    assert states(tmp_path / "out") == ["made", "failed", "made"]
    assert "03/04/2026" in str(rows(tmp_path / "out")["customer_001"]["why"])


def test_a_folder_that_no_run_wrote_is_left_alone(many: Many, tmp_path: Path) -> None:
    kept = tmp_path / "out" / "customer_000" / "letters.txt"
    kept.parent.mkdir(parents=True)
    kept.write_text("mine", "utf-8")
    assert audit(many, "--out", str(tmp_path / "out")) == SOURCE_FAILED
    assert states(tmp_path / "out") == ["failed", "made", "made"]
    assert kept.read_text("utf-8") == "mine"


def test_a_defect_at_one_customer_stops_no_other(
    many: Many, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = evaluation.evaluate

    def broken(contract: object, history: object) -> object:
        if getattr(contract, "name", "") == "customer_001":
            raise ZeroDivisionError("seven")
        return whole(contract, history)  # type: ignore[arg-type]

    monkeypatch.setattr("slarules.engine.choice.evaluate", broken)
    assert audit(many, "--out", str(tmp_path / "out")) == SOURCE_FAILED
    assert states(tmp_path / "out") == ["made", "failed", "made"]
    assert "a defect of ours" in str(rows(tmp_path / "out")["customer_001"]["why"])


def test_a_source_that_ends_early_writes_nothing(
    many: Many, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with (many.source / "events.csv").open("a", encoding="utf-8") as file:
        file.write('T001-x,"2026-03-')
    assert audit(many, "--out", str(tmp_path / "out")) == SOURCE_FAILED
    assert not (tmp_path / "out").exists()
    assert "a quote opens here and never closes" in capsys.readouterr().err


def test_two_contracts_of_one_name_are_refused_before_anything_is_run(
    many: Many, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    below = many.contracts / "old"
    below.mkdir()
    shutil.copy(many.contracts / "customer_001.sla", below / "copy.sla")
    assert audit(many, "--out", str(tmp_path / "out")) == WRONG_USE
    said = capsys.readouterr().err
    assert "customer_001.sla" in said
    assert "copy.sla" in said
    assert not (tmp_path / "out").exists()


def test_a_folder_without_a_contract_is_told(
    many: Many, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for path in many.contracts.iterdir():
        path.unlink()
    shutil.copy(many.mapping, many.contracts)
    assert audit(many, "--out", str(tmp_path / "out")) == WRONG_USE
    assert "holds a contract" in capsys.readouterr().err


def test_the_folder_of_one_run_is_no_place_for_a_portfolio(
    many: Many, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert audit(many, "--out", str(tmp_path / "out")) == 0
    assert audit(many, "--out", str(tmp_path / "out" / "customer_001")) == WRONG_USE
    assert "the folder of one run" in capsys.readouterr().err


def test_what_ctrl_c_left_is_whole_and_the_same_command_goes_on(
    many: Many, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    whole = evaluation.evaluate

    def stopped(contract: object, history: object) -> object:
        if getattr(contract, "name", "") == "customer_001":
            raise KeyboardInterrupt
        return whole(contract, history)  # type: ignore[arg-type]

    out = tmp_path / "out"
    with monkeypatch.context() as patched:
        patched.setattr("slarules.engine.choice.evaluate", stopped)
        assert audit(many, "--out", str(out)) == STOPPED
    assert "stopped after 1 of 3 contracts" in capsys.readouterr().err
    assert sorted(path.name for path in out.iterdir()) == [
        "customer_000", "summary.csv", "summary.json"
    ]  # fmt: skip
    assert states(out) == ["made", "not reached", "not reached"]
    assert audit(many, "--out", str(out)) == 0
    assert states(out) == ["unchanged", "made", "made"]


def test_a_run_whose_byte_was_changed_is_made_again(many: Many, tmp_path: Path) -> None:
    out = tmp_path / "out"
    assert audit(many, "--out", str(out)) == 0
    with (out / "customer_001" / "verdicts.csv").open("a", encoding="utf-8") as file:
        file.write("x\n")
    edit(many.contracts / "customer_002.sla", "desk hours", "elapsed hours")
    assert audit(many, "--out", str(out)) == 0
    assert states(out) == ["unchanged", "made", "made"]


def test_each_run_is_entered_in_the_register_once(many: Many, tmp_path: Path) -> None:
    out, register = tmp_path / "out", str(tmp_path / "reg.db")
    for _ in range(2):
        assert audit(many, "--out", str(out), "--register", register) == 0
    with opened(register) as held:
        made = [entry.draft.contract for entry in held.entries(None, "run")]
    assert sorted(made) == ["customer_000", "customer_001", "customer_002"]


def test_the_run_of_an_issued_statement_is_not_replaced(many: Many, tmp_path: Path) -> None:
    out, register = tmp_path / "out", str(tmp_path / "reg.db")
    assert audit(many, "--out", str(out), "--register", register) == 0
    says = ["--by", "Ines", "--reason", "closed", "--register", register]
    assert run(["statement", "issue", str(out / "customer_001"), *says]) == 0
    before = files(out / "customer_001")
    assert audit(many, "--out", str(out), "--register", register) == 0
    assert states(out) == ["unchanged"] * 3
    edit(many.mapping, "mapping ", "# Looked through in May.\nmapping ")
    assert audit(many, "--out", str(out), "--register", register) == SOURCE_FAILED
    assert states(out) == ["made", "failed", "made"]
    assert "issued by Ines" in str(rows(out)["customer_001"]["why"])
    assert files(out / "customer_001") == before


def test_fail_on_miss_looks_at_every_contract(many: Many) -> None:
    assert audit(many) == 0
    assert audit(many, "--fail-on-miss") == FINDINGS


def test_runs_that_lie_below_the_folder_are_no_contracts(many: Many) -> None:
    out = many.contracts / "runs"
    for _ in range(2):
        assert audit(many, "--out", str(out)) == 0
    assert len(rows(out)) == 3


def test_a_period_that_is_none_is_refused_once(
    many: Many, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert audit(many, "--period", "march", "--out", str(tmp_path / "out")) == WRONG_USE
    assert "'march' is no period" in capsys.readouterr().err
    assert not (tmp_path / "out").exists()
