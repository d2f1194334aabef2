"""Literate contracts: every clause has a statement, and every statement its clause."""

from __future__ import annotations

import re
from collections.abc import Iterator

from slarules.contract.checks.checked import Checked
from slarules.contract.problems.remarks import HeadingWithoutStatement, StatementWithoutClause
from slarules.contract.problems.told import first_line
from slarules.contract.versions import KINDS
from slarules.problems import Problem
from slarules.syntax import tree

NUMBER = re.compile(r"(?:clause\s+|\u00a7\s*)?(\d+(?:\.\d+)*[a-z]?)\b", re.IGNORECASE)
"""How the heading of a clause begins: `7.2 Service credits`."""


def clauses_and_statements(checked: Checked) -> Iterator[Problem]:
    """Yield each numbered heading without a statement, and each statement without a clause."""
    if not checked.asked.headings:
        return
    named = [clause for s in checked.asked.statements for clause in _clauses(s)]
    for heading in checked.asked.headings:
        found = NUMBER.match(heading.text)
        if found and not any(_is_in(clause, found[1]) for clause in named):
            yield HeadingWithoutStatement(span=heading.span, number=found[1])
    for statement in checked.asked.statements:
        if type(statement) in KINDS and not _clauses(statement):
            yield StatementWithoutClause(span=first_line(statement.span))


def _clauses(statement: tree.Statement) -> tuple[str, ...]:
    clause = getattr(statement, "clause", None)
    return (clause.value,) if isinstance(clause, tree.Text) else ()


def _is_in(clause: str, heading: str) -> bool:
    """Tell whether a clause is that of a heading, or one below it."""
    return clause == heading or clause.startswith(f"{heading}.")
