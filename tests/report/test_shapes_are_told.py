"""Every shape of money, judged by the engine, goes through files and pages and back."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from slarules.contract import load
from slarules.engine.reference import evaluate
from slarules.report.audited import Audited, Input
from slarules.report.html import page
from slarules.report.money_explained import MoneyExplanation
from slarules.report.plain_contract import shown
from slarules.report.summary import summary
from slarules.resources import shipped
from slarules.runs.evidence import read_evidence
from slarules.runs.facts import read_facts
from slarules.runs.folder import write
from slarules.scenarios.given import history

SHAPES = sorted((Path(str(shipped("rules"))) / "shapes").glob("*.sla"))


@pytest.mark.parametrize("path", SHAPES, ids=lambda path: path.stem)
def test_a_shape_is_told_whole(path: Path, tmp_path: Path) -> None:
    contract = load(path).contract
    assert contract is not None
    told = history(contract.scenarios[-1], contract)
    audited = Audited(
        contract=contract,
        outcome=evaluate(contract, told),
        history=told,
        audience="customer",
        findings=(),
        counts=(),
        needs=(),
        sources={},
        sentences={},
        inputs=(Input(path.name, path.read_bytes(), str(path)),),
        command=("slarules", "audit", path.name),
    )
    write(tmp_path / "run", audited, {})
    evidence = read_evidence(tmp_path / "run")
    assert len(evidence.statements.statements) == len(audited.statements)
    assert "Statement" in page(evidence)
    assert max(map(len, summary(audited, 100).splitlines())) <= 100
    assert max(map(len, shown(contract, 100).splitlines())) <= 100
    for statement in audited.statements:
        lines = MoneyExplanation(audited, statement, statement.lines)
        assert all(line.statement in lines.text() for line in statement.lines)
    assert read_facts(tmp_path / "run" / "facts.parquet") == replace(
        told,
        items=tuple(told.items),
        spans=tuple(told.spans),
        readings=tuple(told.readings),
        bad=tuple(told.bad),
    )
