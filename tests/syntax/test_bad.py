"""Every message has a text that earns it, and a fix that mends it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

import pytest

from slarules.problems import Edit, Problem
from slarules.source import SourceText
from slarules.syntax import parse, problems

FIXTURES = sorted((Path(__file__).parent / "bad").glob("*.sla"))
MARK = re.compile(r"#((?: E\d{3})+)\s*$")


def expected(text: str) -> list[tuple[int, str]]:
    return [
        (number, code)
        for number, line in enumerate(text.splitlines(), 1)
        if (mark := MARK.search(line))
        for code in mark[1].split()
    ]


def found(source: SourceText) -> list[tuple[int, str]]:
    return sorted((problem.span.line, problem.code) for problem in parse(source).problems)


def mended(source: SourceText, edits: Sequence[Edit]) -> SourceText:
    lines = source.text.splitlines(keepends=True)
    for edit in sorted(edits, key=lambda edit: edit.span, reverse=True):
        span = edit.span
        if span.end_line > span.line:
            lines[span.line - 1 : span.end_line - 1] = [edit.text]
        else:
            line = lines[span.line - 1]
            lines[span.line - 1] = line[: span.column - 1] + edit.text + line[span.end_column - 1 :]
    return SourceText(source.name, "".join(lines))


def all_problems() -> list[type[Problem]]:
    found = [vars(problems)[name] for name in dir(problems)]
    return [
        kind
        for kind in found
        if isinstance(kind, type) and issubclass(kind, Problem) and kind is not Problem
    ]


@pytest.mark.parametrize("path", FIXTURES, ids=lambda path: path.stem)
def test_a_bad_text_has_the_problems_marked_in_it(path: Path) -> None:
    source = SourceText.read(path)
    assert found(source) == sorted(expected(source.text))


@pytest.mark.parametrize("path", FIXTURES, ids=lambda path: path.stem)
def test_a_fix_applied_leaves_nothing_to_mend(path: Path) -> None:
    source = SourceText.read(path)
    before = parse(source).problems
    fixed = [problem.fix for problem in before if problem.fix and problem.fix.edits]
    after = mended(source, [edit for fix in fixed for edit in fix.edits])
    assert len(parse(after).problems) == len(before) - len(fixed)


@pytest.mark.parametrize("path", FIXTURES, ids=lambda path: path.stem)
def test_every_problem_has_a_sentence_and_a_place_in_the_text(path: Path) -> None:
    source = SourceText.read(path)
    for problem in parse(source).problems:
        assert problem.message
        assert not problem.message.endswith(".")
        assert 1 <= problem.span.line <= len(source.lines)
        assert 1 <= problem.span.column <= len(source.lines[problem.span.line - 1]) + 1
        assert problem.span.end_column > problem.span.column


@pytest.mark.parametrize("path", FIXTURES, ids=lambda path: path.stem)
def test_no_message_names_a_part_of_the_grammar(path: Path) -> None:
    for problem in parse(SourceText.read(path)).problems:
        assert not re.search(r"\b(?:ROW_END|BAR|NAME|TEXT|NUMBER|\$END|__\w+)\b", problem.message)


def test_every_message_has_its_own_code_and_a_text_that_earns_it() -> None:
    codes = [kind.code for kind in all_problems()]
    assert len(set(codes)) == len(codes)
    earned = {path.stem[:4] for path in FIXTURES}
    # Sizes are tested on texts made for it, in `test_hostile.py`.
    assert set(codes) - earned == {"E030", "E031", "E032", "E033"}
