"""Which statements of the texts of two runs differ; comments and layout are no difference."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher, ndiff

from slarules.report.audited import Input
from slarules.runs.compare.found import Edit, Part
from slarules.source import SourceText
from slarules.syntax.parse import parse
from slarules.syntax.tree import Statement

SHOWN_LINES = 20


def text_edits(first: Sequence[Input], second: Sequence[Input]) -> Iterator[Edit]:
    """Yield the statements that differ.

    Args:
        first: The texts of a run: its contract, its mapping, and what these use.
        second: Those of the other run.
    """
    roles = {_role(number, each.name): each for number, each in enumerate(first)}
    others = {_role(number, each.name): each for number, each in enumerate(second)}
    for role in {**roles, **others}:
        before, after = roles.get(role), others.get(role)
        if before is None or after is None or before.content != after.content:
            part: Part = "mapping" if role == "mapping" else "contract"
            yield from _edits(part, before, after)


def _role(number: int, name: str) -> str:
    return {0: "contract", 1: "mapping"}.get(number, name)


def _edits(part: Part, before: Input | None, after: Input | None) -> Iterator[Edit]:
    name = after.name if after else before.name if before else ""
    here, there = _text(before), _text(after)
    statements = _statements(here), _statements(there)
    matched = SequenceMatcher(None, *statements, autojunk=False)
    for word, i, j, k, m in matched.get_opcodes():
        if word != "equal":
            yield from _changed(part, name, (here, statements[0][i:j]), (there, statements[1][k:m]))


def _text(given: Input | None) -> SourceText:
    return SourceText(given.name, given.content.decode()) if given else SourceText("", "")


def _statements(text: SourceText) -> tuple[Statement, ...]:
    return parse(text).file.statements


def _changed(
    part: Part,
    name: str,
    before: tuple[SourceText, Sequence[Statement]],
    after: tuple[SourceText, Sequence[Statement]],
) -> Iterator[Edit]:
    lines = tuple(
        f"{line[0]} {line[2:].strip()}"
        for line in ndiff(_lines(*before), _lines(*after))
        if line[0] in "+-" and line[2:].strip()
    )
    text, statements = after if after[1] else before
    head = text.lines[statements[0].span.line - 1].strip()
    said = f"{name}, line {statements[0].span.line}: {head}"
    yield Edit(part, "", said, lines[:SHOWN_LINES])


def _lines(text: SourceText, statements: Sequence[Statement]) -> list[str]:
    spans = [statement.span for statement in statements]
    return [line for span in spans for line in text.lines[span.line - 1 : span.end_line]]
