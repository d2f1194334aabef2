"""`slarules new --from`: whole contracts to start from, and the questions that they open with."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from slarules.contract import load
from slarules.templates import starts, templates
from tests.templates.test_templates import slarules

STARTS = sorted(starts())
FEWEST = 6


@pytest.mark.parametrize("name", STARTS)
def test_it_asks_for_decisions_and_says_where_each_stands(name: str) -> None:
    start = starts()[name]
    assert len(start.questions) >= FEWEST
    for question in start.questions:
        asked = re.fullmatch(r"[A-Z].*\? \(clause ([\w.]+)\)", question)
        assert asked, question
        assert f'clause "{asked[1]}"' in start.text, question


@pytest.mark.parametrize("name", STARTS)
def test_a_copy_checks_and_keeps_its_vocabulary(name: str, tmp_path: Path) -> None:
    code, shown, talk = slarules(tmp_path, "new", "--from", name, "mine")
    assert code == 0, talk
    assert talk == f"mine/{name}.sla is written. Its parties and figures are invented.\n"
    for question in starts()[name].questions:
        assert f"  {question}\n" in shown
    assert load(tmp_path / "mine" / f"{name}.sla").problems == ()
    assert (tmp_path / "mine" / f"{name}.sla").read_text("utf-8") == starts()[name].text


def test_the_commands_that_it_names_work(tmp_path: Path) -> None:
    _, shown, _ = slarules(tmp_path, "new", "--from", "internal_ola")
    commands = [line.split()[1:] for line in shown.splitlines() if line.startswith("  slarules")]
    assert [words[0] for words in commands] == ["check", "test", "show"]
    for words in commands:
        code, product, talk = slarules(tmp_path, *words)
        assert code == 0, (words, product, talk)
        assert "not exercised" not in product


def test_the_list_names_all_of_them(tmp_path: Path) -> None:
    code, shown, _ = slarules(tmp_path, "new", "--list")
    assert code == 0
    names = [line.split()[0] for line in shown.splitlines() if line.startswith("  ")]
    assert names == [*templates(), *starts()]
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("--from", "call_center"), "no starting point is called 'call_center'; there are:"),
        (("--from", "../shapes/steps"), "no starting point is called '../shapes/steps'"),
        (("--from", "help_desk", "--yes"), "leave out --template, --set and --yes"),
        (("--from", "help_desk", "--set", "fee=1"), "leave out --template, --set and --yes"),
        (("--from", "help_desk", "--template", "support"), "leave out --template"),
        (("--from", "help_desk", "there"), "there is there already; nothing is overwritten"),
    ],
)
def test_what_cannot_be_copied_says_why(words: tuple[str, ...], says: str, tmp_path: Path) -> None:
    (tmp_path / "there").mkdir()
    code, _, talk = slarules(tmp_path, "new", *words)
    assert code == 2
    assert says in talk
    assert [each.name for each in tmp_path.iterdir()] == ["there"]
