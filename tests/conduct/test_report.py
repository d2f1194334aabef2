"""What the rules found stands apart in every form of the report, and nowhere else."""

from __future__ import annotations

import json
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest
from pypdf import PdfReader

from slarules import audit
from slarules.cli import run
from slarules.core.conduct import FORMS
from slarules.report.evidence import Evidence
from slarules.report.html import page
from slarules.report.pdf import paper
from slarules.report.pdf.tree import parsed
from slarules.report.sheets import workbook
from slarules.runs.evidence import read_evidence
from tests.conduct.story import story


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("conduct")
    assert run([*story(made), "--out", str(made / "run")]) == 0
    return made / "run"


@pytest.fixture(scope="module")
def evidence(folder: Path) -> Evidence:
    return read_evidence(folder)


def test_every_rule_and_finding_is_in_the_folder(folder: Path) -> None:
    told = json.loads((folder / "conduct.json").read_text(encoding="utf-8"))
    assert {each["rule"] for each in told["rules"]} == set(FORMS)
    assert all(each["findings"] for each in told["rules"])


def test_verify_computes_findings_again(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["verify", str(folder)]) == 0
    assert "conduct.json" in capsys.readouterr().out


def test_verify_sees_a_finding_that_was_taken_out(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    changed = tmp_path / "run"
    changed.mkdir()
    for path in folder.iterdir():
        if path.is_file():
            (changed / path.name).write_bytes(path.read_bytes())
    (changed / "inputs").mkdir()
    for path in (folder / "inputs").rglob("*.sla"):
        target = changed / path.relative_to(folder)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(path.read_bytes())
    told = json.loads((changed / "conduct.json").read_text(encoding="utf-8"))
    told["rules"][0]["findings"] = []
    (changed / "conduct.json").write_text(json.dumps(told, indent=2) + "\n", encoding="utf-8")
    assert run(["verify", str(changed)]) == 1
    assert "conduct.json" in capsys.readouterr().out


def test_the_page_shows_each_finding_with_what_speaks_against_it(evidence: Evidence) -> None:
    text = parsed(page(evidence)).text
    assert "Conduct: what to look at, no verdicts" in text
    assert evidence.conduct is not None
    for rule in evidence.conduct.rules:
        assert rule.title in text
        for found in rule.findings:
            assert found.what in text
            assert all(each in text for each in found.against)


def test_the_paper_has_the_section(evidence: Evidence) -> None:
    pages = PdfReader(BytesIO(paper(evidence))).pages
    text = " ".join(" ".join(each.extract_text().split()) for each in pages)
    assert "Conduct: what to look at, no verdicts" in text
    assert "Waiting set before deadline" in text


def test_the_workbook_has_a_sheet_of_what_findings_rest_on(evidence: Evidence) -> None:
    sheet = openpyxl.load_workbook(BytesIO(workbook(evidence)))["Conduct"]
    assert evidence.conduct is not None
    rests = sum(len(f.seen) for rule in evidence.conduct.rules for f in rule.findings)
    assert sheet.max_row == rests + 1


def test_the_summary_tells_how_many(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(story(tmp_path)) == 0
    told = capsys.readouterr().out
    assert "Conduct, no verdicts" in told
    assert "Reopened around deadline (9): 2 findings in 129 items" in told


def test_a_contract_that_asks_for_nothing_has_no_trace_of_it(tmp_path: Path) -> None:
    arguments = story(tmp_path)
    contract = tmp_path / "desk.sla"
    text = contract.read_text(encoding="utf-8")
    contract.write_text(text[: text.index("\nconduct ")], encoding="utf-8")
    assert run([*arguments, "--out", str(tmp_path / "run")]) == 0
    assert not (tmp_path / "run" / "conduct.json").exists()
    assert 'id="conduct"' not in (tmp_path / "run" / "report.html").read_text(encoding="utf-8")


OVERLAY = """\
language slarules 1

internal overlay of desk

internal targets own "Our own"
  stricter than desk
  measures mend from reported until resolved
  judged by level at the end
  table
  | level | mend            |
  | P1    | 2 elapsed hours |
  | P2    | 7 elapsed hours |
  | P3    | 9 elapsed hours |
  | P4    | none            |

conduct waiting_without_question "Ours" clause "i"
  watches resolve
  within 10 elapsed minutes
"""


@pytest.mark.parametrize("audience", ["customer", "provider"])
def test_what_the_provider_alone_asks_is_for_the_provider(audience: str, tmp_path: Path) -> None:
    arguments = story(tmp_path)
    contract = tmp_path / "desk.sla"
    text = contract.read_text(encoding="utf-8")
    kept = text[: text.index("\nconduct waiting_without_question")]
    contract.write_text(kept, encoding="utf-8")
    (tmp_path / "own.sla").write_text(OVERLAY, encoding="utf-8")
    arguments[1] = str(tmp_path / "own.sla")
    out = tmp_path / audience
    assert run([*arguments, "--audience", audience, "--out", str(out)]) == 0
    told = json.loads((out / "conduct.json").read_text(encoding="utf-8"))
    internal = [each["rule"] for each in told["rules"] if each["internal"]]
    assert internal == (["waiting_without_question"] if audience == "provider" else [])
    if audience == "customer":
        for path in out.iterdir():
            assert path.is_dir() or b"Ours" not in path.read_bytes()


def test_what_both_asked_for_is_the_same_for_both(tmp_path: Path) -> None:
    arguments = story(tmp_path)
    (tmp_path / "own.sla").write_text(OVERLAY[: OVERLAY.index("\nconduct ")], encoding="utf-8")
    arguments[1] = str(tmp_path / "own.sla")
    contract = tmp_path / "desk.sla"
    # Without the phrase all measures are meant, and those of an overlay are not.
    text = contract.read_text(encoding="utf-8").replace("  watches resolve\n", "")
    contract.write_text(text, encoding="utf-8")
    told = []
    for audience in ("customer", "provider"):
        out = tmp_path / audience
        assert run([*arguments, "--audience", audience, "--out", str(out)]) == 0
        told.append((out / "conduct.json").read_bytes())
    assert told[0] == told[1]


def test_no_finding_changes_a_verdict_or_an_amount(tmp_path: Path) -> None:
    arguments = story(tmp_path)
    contract = tmp_path / "desk.sla"
    text = contract.read_text(encoding="utf-8")
    asked = [*arguments[1::2][1:]]
    mapping, source = Path(asked[0]), asked[1]
    with_rules = audit(contract, mapping, source).outcome
    contract.write_text(text[: text.index("\nconduct ")], encoding="utf-8")
    assert audit(contract, mapping, source).outcome == with_rules
