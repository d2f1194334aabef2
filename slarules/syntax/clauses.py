"""A clause that stands behind what its statement says, and where it belongs."""

from __future__ import annotations

import re

from lark import Token

from slarules.problems import Edit
from slarules.syntax.groups import Groups
from slarules.syntax.problems import MisplacedClause
from slarules.syntax.scan import bare
from slarules.syntax.stop import Stop, accepted, may_begin
from slarules.syntax.tables import parser

CLAUSE = re.compile(r'clause\s+"(?:[^"\\]|\\.)*"')


def misplaced_clause(stop: Stop) -> MisplacedClause | None:
    """Return the problem of a stop at a clause that could have stood earlier in the statement."""
    groups = stop.groups
    written = CLAUSE.match(groups.lines[stop.line], stop.column - 1)
    if not written or not may_begin(stop):
        return None
    name = _last_before_clause(stop)
    if name is None or groups.is_neutral(groups.at_line(_line(name))):
        return None
    head = bare(groups.lines[_line(name)][: _end(name)])
    return MisplacedClause(
        span=groups.chunk.span(stop.line, stop.column, stop.column + len(written[0])),
        named=written[0],
        head=head,
        edits=(_put(groups, name, stop, written[0]), _taken(groups, stop, written.end())),
    )


def _last_before_clause(stop: Stop) -> Token | None:
    """Return the last word before the stop behind which the statement can name its clause."""
    lines = stop.groups.lines
    before = "\n".join([*lines[: stop.line], lines[stop.line][: stop.column - 1]])
    steps = parser().parse_interactive(before, start=stop.groups.rule)
    found = last = None
    for token in steps.iter_parse():
        # The parser has taken every word before this one.
        found = last if last is not None and "clause" in accepted(steps) else found
        last = token
    return found


def _put(groups: Groups, name: Token, stop: Stop, clause: str) -> Edit:
    """Return the edit that writes the clause; what follows on its line goes below."""
    line, end = _line(name), _end(name)
    text = groups.lines[line]
    if line != stop.line:
        return Edit(groups.chunk.span(line, end + 1, end + 1), f" {clause}")
    margin = text[: len(text) - len(text.lstrip())]
    follows = end + len(text[end:]) - len(text[end:].lstrip())
    return Edit(groups.chunk.span(line, end + 1, follows + 1), f" {clause}\n{margin}  ")


def _taken(groups: Groups, stop: Stop, end: int) -> Edit:
    """Return the edit that takes the clause from where it stands, with the blanks before it."""
    before = groups.lines[stop.line][: stop.column - 1].rstrip()
    return Edit(groups.chunk.span(stop.line, len(before) + 1, end + 1), "")


def _line(token: Token) -> int:
    return (token.line or 1) - 1


def _end(token: Token) -> int:
    """Return how many characters of its line a word and all before it take."""
    return (token.end_column or 1) - 1
