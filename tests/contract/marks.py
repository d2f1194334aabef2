"""Expectations written behind a line: `# E201` says that this line has that problem."""

from __future__ import annotations

import re
from pathlib import Path

from slarules.problems import Edit, Problem

HERE = Path(__file__).parent
BAD = HERE / "bad"
DRAFTING = HERE / "drafting"
MARK = re.compile(r"#((?: [EWA]\d{3})+)\s*$")


def fixtures(folder: Path) -> list[Path]:
    """Return the fixtures of a folder; files that they use have no code in their name."""
    return sorted(p for p in folder.glob("*.sla*") if p.stem[:1].isupper() or folder == DRAFTING)


def expected(path: Path) -> list[tuple[int, str]]:
    """Return the line and code of every problem that a fixture should have."""
    lines = path.read_text(encoding="utf-8").splitlines()
    return sorted(
        (number, code)
        for number, line in enumerate(lines, 1)
        if (mark := MARK.search(line))
        for code in mark[1].split()
    )


def applied(text: str, edits: tuple[Edit, ...]) -> str:
    """Return a text with edits made, the last first."""
    lines = text.splitlines(keepends=True)
    starts = [0]
    for line in lines:
        starts.append(starts[-1] + len(line))
    for edit in sorted(edits, key=lambda edit: edit.span, reverse=True):
        begin = starts[edit.span.line - 1] + edit.span.column - 1
        end = starts[edit.span.end_line - 1] + edit.span.end_column - 1
        text = text[:begin] + edit.text + text[end:]
    return text


def found(problems: tuple[Problem, ...], codes: set[str]) -> list[tuple[int, str]]:
    """Return the line and code of all errors, and of what else has one of the codes."""
    return sorted((p.span.line, p.code) for p in problems if p.tier == "error" or p.code in codes)
