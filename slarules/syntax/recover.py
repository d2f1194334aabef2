"""One statement read: its node, or every problem of its lines in one run.

A statement that does not parse is cut at its phrases. The phrase at fault is reported and made
neutral (left out, or replaced by the shortest one of its kind), and the rest is read again.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import cast

from lark import Token, Tree, UnexpectedInput

from slarules.problems import Problem
from slarules.syntax.build import Builder
from slarules.syntax.cut import Chunk
from slarules.syntax.explain import explain
from slarules.syntax.groups import Groups
from slarules.syntax.problems import MoreProblems
from slarules.syntax.scan import scan
from slarules.syntax.tables import parser
from slarules.syntax.tree import Broken, Statement

MOST_PROBLEMS = 20
SECOND_NAME = re.compile(r"[a-z]+\s+(?:targets\s+|target\s+)?([A-Za-z]\w*)")


@dataclass(slots=True)
class Reading:
    """What became of a statement: a node, or why there is none."""

    statement: Statement | Broken
    problems: list[Problem] = field(default_factory=list)


def read(chunk: Chunk) -> Reading:
    """Return the statement of a chunk, or what is wrong with it."""
    if chunk.rule is None:
        return Reading(broken(chunk))
    found = scan(chunk)
    if not found:
        try:
            return built(chunk, parsed("\n".join(chunk.lines), chunk.rule))
        except UnexpectedInput:
            pass
    problems = mistakes(chunk, chunk.rule, found)
    return Reading(broken(chunk), problems)


def parsed(text: str, rule: str) -> Tree[Token] | Token:
    """Return Lark's tree of a statement; a cell may be a single word.

    Raises:
        UnexpectedInput: The text is no such statement.
    """
    return parser().parse(text, start=rule)


def built(chunk: Chunk, root: Tree[Token] | Token) -> Reading:
    """Return the node of a parsed statement, unless a word of it has no worth."""
    builder = Builder(chunk.file, chunk.first)
    statement = cast("Statement", builder.build(root))
    if builder.problems:
        return Reading(broken(chunk), builder.problems)
    return Reading(statement)


def broken(chunk: Chunk) -> Broken:
    """Return what is known of a statement that did not parse."""
    name = SECOND_NAME.match(chunk.lines[0])
    return Broken(chunk.word_span, chunk.word, name[1] if name else None)


def mistakes(chunk: Chunk, rule: str, seen: list[tuple[int, Problem]]) -> list[Problem]:
    """Return every problem of a statement that does not parse."""
    groups = Groups(chunk, rule)
    problems = [problem for _, problem in seen]
    for index in sorted({index for index, _ in seen}):
        groups.neutralise(groups.at_line(index))
    while len(problems) < MOST_PROBLEMS:
        try:
            root = parsed(groups.text, rule)
        except UnexpectedInput as error:
            problem, group = explain(error, groups)
            if not groups.is_neutral(group):
                problems.append(problem)
            if groups.is_lost(group):
                return problems
            groups.neutralise(group)
        else:
            return problems + built(chunk, root).problems
    return [*problems, MoreProblems(span=chunk.word_span, shown=MOST_PROBLEMS)]
