"""Every problem has a fixture, a page, and a fix that mends it."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterator
from pathlib import Path
from shutil import copytree

import pytest

from slarules.contract import load, problems
from slarules.contract.problems.told import Told
from slarules.problems import Problem
from tests.contract.marks import BAD, applied, expected, fixtures, found
from tests.shared import ROOT

FIXTURES = fixtures(BAD)


def kinds(of: type[Problem]) -> Iterator[type[Problem]]:
    for kind in of.__subclasses__():
        yield kind
        yield from kinds(kind)


def every_code() -> set[str]:
    for module in pkgutil.iter_modules(problems.__path__):
        importlib.import_module(f"{problems.__name__}.{module.name}")
    return {
        kind.code
        for kind in kinds(Problem)  # type: ignore[type-abstract]
        if hasattr(kind, "code")
    }


def checker_codes() -> set[str]:
    """Return the codes of contracts; what texts and mappings tell is tried where they are read."""
    return {code for code in every_code() if code[1] not in "08"}


@pytest.mark.parametrize("path", FIXTURES, ids=lambda p: p.stem)
def test_a_fixture_has_the_problems_it_is_marked_with_and_no_other(path: Path) -> None:
    marks = expected(path)
    code = path.stem[:4]
    told = load(path).problems
    if marks:
        assert found(told, {code}) == marks
    else:
        assert {p.code for p in told if p.tier == "error"} <= {code}
    assert code in {p.code for p in told}


@pytest.mark.parametrize("path", FIXTURES, ids=lambda p: p.stem)
def test_a_fix_that_is_applied_checks_clean(path: Path, tmp_path: Path) -> None:
    code = path.stem[:4]
    folder = copytree(BAD, tmp_path / "bad")
    copy = folder / path.name
    told = [p for p in load(copy).problems if p.code == code]
    for problem in told[:1]:
        if problem.fix and problem.fix.edits:
            text = applied(copy.read_text(encoding="utf-8"), problem.fix.edits)
            copy.write_text(text, encoding="utf-8")
            left = load(copy).problems
            assert code not in {p.code for p in left}
            assert [p for p in left if p.tier == "error"] == []


def test_every_problem_of_the_checker_has_a_fixture() -> None:
    assert checker_codes() - {path.stem[:4] for path in FIXTURES} == set()


def test_every_problem_has_a_page_for_contract_owners() -> None:
    pages = {page.stem for page in (ROOT / "docs" / "problems").glob("*.md")}
    assert every_code() - pages == set()


def test_a_code_belongs_to_one_message() -> None:
    every_code()
    codes = [kind.code for kind in kinds(Told)]
    assert len(codes) == len(set(codes))


@pytest.mark.parametrize("path", FIXTURES, ids=lambda p: p.stem)
def test_a_message_is_one_sentence_and_says_how_to_mend_it(path: Path) -> None:
    for problem in load(path).problems:
        assert not problem.message.endswith(".")
        assert "{" not in problem.message
        assert "\n" not in problem.message
        assert problem.fix is not None
        assert problem.fix.advice


TWO_PLACES = {
    "E301_money_as_share": 28,
    "E301_money_in_bands_of_a_share": 27,
    "E303_other_clock": 25,
    "E304_other_currency": 8,
    "E310_together_too_long": None,
}


@pytest.mark.parametrize("name", TWO_PLACES)
def test_what_does_not_go_together_is_shown_in_both_places(name: str) -> None:
    told = [p for p in load(BAD / f"{name}.sla").problems if p.code == name[:4]]
    line = TWO_PLACES[name]
    places = [place.span.line for problem in told[:1] for place in problem.others]
    assert places == [line] if line else places
