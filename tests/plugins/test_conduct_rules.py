"""A rule of conduct of another package: the example of docs/plugins.md, installed and asked for."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from importlib.metadata import EntryPoint
from pathlib import Path

import pytest

from slarules import audit, plugins
from slarules.cli import run
from slarules.contract import load
from slarules.errors import UsageError
from slarules.plugins import NameTaken
from tests.conduct.test_findings import CASES
from tests.shared import ROOT

Install = Callable[[str, str], list[EntryPoint]]

PAGE = (ROOT / "docs" / "plugins.md").read_text(encoding="utf-8")
[EXAMPLE] = re.findall(r"```python slarules_fridays\.py\n(.*?)```", PAGE, re.DOTALL)
[ASKED] = re.findall(r"```sla\n(conduct .*?)```", PAGE, re.DOTALL)


def contract(folder: Path, asked: str = ASKED) -> Path:
    text = (CASES / "desk.sla").read_text(encoding="utf-8")
    (folder / "desk.sla").write_text(f"{text}\n{asked}", encoding="utf-8")
    return folder / "desk.sla"


def history(folder: Path) -> str:
    (folder / "data").mkdir(exist_ok=True)
    rows = (CASES / "waiting_set_before_deadline_gamed.csv").read_text(encoding="utf-8")
    # The 3rd of March 2026 is a Tuesday, the 6th a Friday.
    (folder / "data" / "events.csv").write_text(rows.replace("-03T", "-06T"), encoding="utf-8")
    return f"csv:{folder / 'data'}"


def test_the_example_of_the_page_finds_what_it_says(install: Install, tmp_path: Path) -> None:
    install("fridays", EXAMPLE)
    [found] = audit(contract(tmp_path), CASES / "desk-csv.sla", history(tmp_path)).conduct
    assert found.brought_by == "acme-fridays 2.1"
    assert [each.items for each in found.findings] == [("T-1",)]
    assert found.findings[0].seen[0].row is not None


def test_it_is_listed(install: Install, capsys: pytest.CaptureFixture[str]) -> None:
    install("fridays", EXAMPLE)
    assert run(["plugins"]) == 0
    assert "parked_on_fridays" in capsys.readouterr().out
    run(["plugins", "--format", "json"])
    listed = json.loads(capsys.readouterr().out)["plugins"]
    [plugin] = [each for each in listed if each["name"] == "fridays"]
    assert plugin["conduct_rules"] == ["parked_on_fridays"]


def test_without_the_package_the_contract_says_what_to_install(tmp_path: Path) -> None:
    [problem] = load(contract(tmp_path)).problems
    assert problem.code == "E220"
    assert problem.fix is not None
    assert "pip install acme-fridays" in problem.fix.advice


def test_a_contract_has_to_say_whose_rule_it_is(install: Install, tmp_path: Path) -> None:
    install("fridays", EXAMPLE)
    asked = ASKED.replace('  brought by "acme-fridays"\n', "")
    [problem] = load(contract(tmp_path, asked)).problems
    assert problem.code == "E405"
    assert problem.fix is not None
    assert 'brought by "acme-fridays"' in problem.fix.advice


def test_a_threshold_that_it_needs_has_to_be_declared(install: Install, tmp_path: Path) -> None:
    install("fridays", EXAMPLE.replace("needs=()", 'needs=("within",)'))
    [problem] = load(contract(tmp_path)).problems
    assert problem.code == "E405"


def test_no_stranger_takes_the_name_of_a_rule_of_ours(install: Install) -> None:
    named = EXAMPLE.replace('"parked_on_fridays"', '"empty_reply"')
    [problem] = plugins.load(install("fridays", named)).problems
    assert isinstance(problem, NameTaken)
    assert "rule of conduct 'empty_reply'" in problem.message


@pytest.mark.parametrize("body", ["raise ZeroDivisionError('oh')", "return [1]"])
def test_a_rule_that_fails_is_named_with_its_package(
    install: Install, tmp_path: Path, body: str
) -> None:
    module = f"""
        from slarules.hookspecs import hookimpl

        def look(view, asked):
            {body}

        @hookimpl
        def slarules_conduct_rules(register):
            register("parked_on_fridays", look)
    """
    install("fridays", module)
    source = history(tmp_path)
    with pytest.raises(UsageError, match=r"parked_on_fridays.*acme-fridays 2\.1.*fails"):
        audit(contract(tmp_path), CASES / "desk-csv.sla", source)
