"""Problems as text with a caret, as JSON, as SARIF 2.1.0 and as GitHub annotations."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from importlib.metadata import version
from inspect import getdoc
from pathlib import PurePath
from typing import Any

from slarules.problems import Edit, Fix, Problem, Tier
from slarules.source import NOWHERE, SourceText, Span

SCHEMA_VERSION = 1
SARIF_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
SARIF_LEVELS: Mapping[Tier, str] = {"error": "error", "warning": "warning", "advice": "note"}
GITHUB_LEVELS: Mapping[Tier, str] = {"error": "error", "warning": "warning", "advice": "notice"}

Texts = Mapping[str, SourceText]
"""Every text that a problem may point into, by its name."""


def by_name(texts: Iterable[SourceText]) -> Texts:
    """Return texts by their names."""
    return {text.name: text for text in texts}


def as_text(problems: Sequence[Problem], texts: Texts) -> str:
    """Return each problem with its line, a caret, every other place, the fix; then the tally."""
    paragraphs = [_paragraph(problem, texts) for problem in problems]
    return "\n\n".join([*paragraphs, tally(problems)]) + "\n"


def tally(problems: Iterable[Problem]) -> str:
    """Return how many problems of each tier there are, in words."""
    counts = Counter(problem.tier for problem in problems)
    named = [_counted(counts["error"], "error"), _counted(counts["warning"], "warning")]
    if counts["advice"]:
        named.append(f"{counts['advice']} advice")
    return ", ".join(named)


def _counted(number: int, noun: str) -> str:
    shown = "no" if number == 0 else str(number)
    return f"{shown} {noun}{'' if number == 1 else 's'}"


def _paragraph(problem: Problem, texts: Texts) -> str:
    lead = "" if problem.tier == "error" else f"{problem.tier}: "
    clause = f" (clause {problem.clause})" if problem.clause else ""
    lines = [f"{problem.span}: {problem.code}: {lead}{problem.message}{clause}"]
    lines += _excerpt(problem.span, texts)
    for place in problem.others:
        lines.append(f"  also: {place.span}: {place.note}")
        lines += _excerpt(place.span, texts)
    if problem.fix:
        lines.append(f"  fix: {problem.fix.advice}")
    return "\n".join(lines)


def _excerpt(span: Span, texts: Texts) -> list[str]:
    if span == NOWHERE or span.file not in texts:
        return []
    return [f"  {line}" for line in texts[span.file].excerpt(span).splitlines()]


def as_json(problems: Sequence[Problem], texts: Texts) -> str:
    """Return the problems as one JSON object; `texts` is for renderers that show lines."""
    del texts
    body = {"schema_version": SCHEMA_VERSION, "problems": [_object(p) for p in problems]}
    return json.dumps(body, indent=2, ensure_ascii=False) + "\n"


def _object(problem: Problem) -> dict[str, Any]:
    return {
        "code": problem.code,
        "tier": problem.tier,
        "place": _place(problem.span),
        "message": problem.message,
        "clause": problem.clause,
        "also": [{"place": _place(o.span), "note": o.note} for o in problem.others],
        "fix": _fix(problem.fix),
    }


def _place(span: Span) -> dict[str, Any]:
    return {
        "file": span.file,
        "line": span.line,
        "column": span.column,
        "end_line": span.end_line,
        "end_column": span.end_column,
    }


def _fix(fix: Fix | None) -> dict[str, Any] | None:
    if fix is None:
        return None
    edits = [{"place": _place(edit.span), "text": edit.text} for edit in fix.edits]
    return {"advice": fix.advice, "edits": edits}


def as_sarif(problems: Sequence[Problem], texts: Texts) -> str:
    """Return the problems as a SARIF 2.1.0 log with one rule a code.

    Source: Static Analysis Results Interchange Format (SARIF) Version 2.1.0, OASIS, sections 3.13
    to 3.59.
    """
    del texts
    rules = {problem.code: type(problem) for problem in problems}
    driver = {
        "name": "slarules",
        "version": version("slarules"),
        "rules": [_rule(code, rules[code]) for code in sorted(rules)],
    }
    run = {
        "tool": {"driver": driver},
        "columnKind": "unicodeCodePoints",
        "results": [_result(problem) for problem in problems],
    }
    return json.dumps({"$schema": SARIF_SCHEMA, "version": "2.1.0", "runs": [run]}, indent=2) + "\n"


def _rule(code: str, kind: type[Problem]) -> dict[str, Any]:
    help_text = getdoc(kind) or code
    return {
        "id": code,
        "name": kind.__name__,
        "shortDescription": {"text": help_text.split("\n", 1)[0]},
        "help": {"text": help_text},
        "defaultConfiguration": {"level": SARIF_LEVELS[kind.tier]},
    }


def _result(problem: Problem) -> dict[str, Any]:
    result: dict[str, Any] = {
        "ruleId": problem.code,
        "level": SARIF_LEVELS[problem.tier],
        "message": {"text": problem.message},
        "locations": [_location(problem.span)],
    }
    if problem.others:
        result["relatedLocations"] = [
            {**_location(other.span), "id": i, "message": {"text": other.note}}
            for i, other in enumerate(problem.others, 1)
        ]
    if problem.fix and problem.fix.edits:
        result["fixes"] = [_sarif_fix(problem.fix)]
    return result


def _location(span: Span) -> dict[str, Any]:
    artifact = {"artifactLocation": {"uri": PurePath(span.file).as_posix()}}
    # SARIF counts lines from 1: a problem of a whole file has no region.
    region = {"region": _region(span)} if span.line else {}
    return {"physicalLocation": {**artifact, **region}}


def _region(span: Span) -> dict[str, int]:
    return {
        "startLine": span.line,
        "startColumn": span.column,
        "endLine": span.end_line,
        "endColumn": span.end_column,
    }


def _sarif_fix(fix: Fix) -> dict[str, Any]:
    files = sorted({edit.span.file for edit in fix.edits})
    changes = [
        {
            "artifactLocation": {"uri": PurePath(file).as_posix()},
            "replacements": [_replacement(edit) for edit in fix.edits if edit.span.file == file],
        }
        for file in files
    ]
    return {"description": {"text": fix.advice}, "artifactChanges": changes}


def _replacement(edit: Edit) -> dict[str, Any]:
    return {"deletedRegion": _region(edit.span), "insertedContent": {"text": edit.text}}


def as_github(problems: Sequence[Problem], texts: Texts) -> str:
    """Return the problems as workflow commands, which GitHub shows beside the lines of a change."""
    del texts
    return "".join(f"{_command(problem)}\n" for problem in problems)


def _command(problem: Problem) -> str:
    place = problem.span
    properties = {
        "file": place.file,
        "line": place.line,
        "col": place.column,
        "endLine": place.end_line,
        "endColumn": place.end_column,
        "title": problem.code,
    }
    told = ",".join(f"{key}={_property(str(value))}" for key, value in properties.items())
    advice = f"; {problem.fix.advice}" if problem.fix else ""
    return f"::{GITHUB_LEVELS[problem.tier]} {told}::{_data(problem.message + advice)}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")


RENDERERS: Mapping[str, Callable[[Sequence[Problem], Texts], str]] = {
    "text": as_text,
    "json": as_json,
    "sarif": as_sarif,
    "github": as_github,
}
"""The formats of `slarules check`."""
