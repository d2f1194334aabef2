"""Results of scenarios as text for contract owners, as JSON, and as JUnit XML."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from slarules.core.contract import Always
from slarules.scenarios.always import AlwaysResult
from slarules.scenarios.checked import Failure, ScenarioResult
from slarules.scenarios.coverage import Coverage
from slarules.scenarios.exercise import Exercise

SCHEMA_VERSION = 1


@dataclass(frozen=True, slots=True)
class Tested:
    """What became of the scenarios and promises of one contract file.

    Attributes:
        coverage: What the scenarios exercise, where it was asked for.
    """

    file: str
    scenarios: tuple[ScenarioResult, ...]
    always: tuple[AlwaysResult, ...]
    coverage: Coverage | None = None

    @property
    def failures(self) -> int:
        """How many expectations and promises do not hold."""
        broken = sum(result.counterexample is not None for result in self.always)
        return broken + sum(len(result.failures) for result in self.scenarios)


def as_text(tested: Sequence[Tested]) -> str:
    """Return failures in full, then one line a file, promises and gaps below it."""
    paragraphs = [*(_failures(file) for file in tested), *(_summary(file) for file in tested)]
    return "\n\n".join(paragraph for paragraph in paragraphs if paragraph) + "\n"


def _failures(file: Tested) -> str:
    return "\n\n".join([*_broken_scenarios(file), *_broken_promises(file)])


def _broken_scenarios(file: Tested) -> Iterator[str]:
    several = len({result.engine for result in file.scenarios}) > 1
    for result in file.scenarios:
        on = f" on engine {result.engine}" if several else ""
        for failure in result.failures:
            said = f'{failure.span}: scenario "{result.scenario.title}"{on}: {message(failure)}'
            yield f"{said}\n  first differs: {failure.parting}"


def message(failure: Failure) -> str:
    """Return what was expected and what came, in one line, what both share said once."""
    clause = f" (clause {failure.clause})" if failure.clause else ""
    return f"expected {failure.expected}, got {_short(failure)}{clause}"


def _short(failure: Failure) -> str:
    """Return what came without the subject, which the expectation has named."""
    if failure.seen is None:
        return failure.actual
    words = failure.actual.split(" ")
    same = 0
    for expected, actual in zip(failure.expected.split(" "), words[:-1], strict=False):
        if expected != actual or actual[0].isdigit() or (len(actual) == 3 and actual.isupper()):
            break
        same += 1
    return " ".join(words[same:])


def _broken_promises(file: Tested) -> Iterator[str]:
    for result in file.always:
        if result.counterexample is not None:
            place = result.promise.origin.span
            yield f"{place}: {_promise(result.promise)} does not hold\n  {result.counterexample}"


def _promise(promise: Always) -> str:
    clause = f" (clause {promise.origin.clause})" if promise.origin.clause else ""
    return f'always "{promise.title}"{clause}'


def _summary(file: Tested) -> str:
    expectations = sum(len(result.checks) for result in file.scenarios)
    failed = f"{file.failures} failed" if file.failures else "all hold"
    counts = f"{_counted(len(file.scenarios), 'scenario')}, {_counted(expectations, 'expectation')}"
    lines = [f"{file.file}: {counts}: {failed}"]
    lines += [
        f"  {_promise(result.promise)}: {result.standing}, {_counted(result.cases, 'case')}"
        for result in file.always
        if result.counterexample is None
    ]
    lines += [line for result in file.scenarios for line in _refuted(result)]
    return "\n".join(lines + _covered(file.coverage))


def _refuted(result: ScenarioResult) -> Iterator[str]:
    """Yield what a printed example says that its own clause refutes."""
    contradicts = result.scenario.contradicts
    if contradicts is None:
        return
    for failure in result.refuted:
        title = f'scenario "{result.scenario.title}"'
        yield (
            f"  {title} contradicts clause {contradicts.clause}, as it says ({contradicts.why}): "
            f"the example has {failure.expected}, the clause gives {_short(failure)}"
        )


def _counted(count: int, noun: str) -> str:
    return f"{count} {noun}{'' if count == 1 else 's'}"


def _covered(coverage: Coverage | None) -> list[str]:
    if coverage is None:
        return []
    width = max((len(kind) for kind in coverage.kinds), default=0)
    lines = ["  exercised"]
    for kind in coverage.kinds:
        done, of = coverage.count(kind)
        lines.append(f"    {kind:<{width}}  {done} of {of}")
    gaps = [gap for gap in coverage.untried if gap.kind != "clause"]
    if gaps:
        lines.append("  not exercised by any scenario")
        lines += [f"    {line}" for line in _gaps(gaps)]
    return lines


def _gaps(gaps: Sequence[Exercise]) -> Iterator[str]:
    """Yield a line a gap; the two sides of one edge share a line."""
    sides: dict[str, list[str]] = {}
    for gap in gaps:
        clause = f" (clause {gap.origin.clause})" if gap.origin.clause else ""
        what, _, side = gap.name.rpartition(", ") if gap.kind == "band edge" else (gap.name, "", "")
        sides.setdefault(f"{gap.origin.span}: {gap.kind} {what}{clause}", []).append(side)
    for line, missing in sides.items():
        yield f"{line}: {' and '.join(missing)}" if missing[0] else line


def as_json(tested: Sequence[Tested]) -> str:
    """Return all results as one JSON object."""
    body = {"schema_version": SCHEMA_VERSION, "files": [_file(file) for file in tested]}
    return json.dumps(body, indent=2, ensure_ascii=False) + "\n"


def _file(file: Tested) -> dict[str, Any]:
    body: dict[str, Any] = {
        "file": file.file,
        "failures": file.failures,
        "scenarios": [_scenario(result) for result in file.scenarios],
        "always": [_always(result) for result in file.always],
    }
    if file.coverage is not None:
        body["coverage"] = _coverage(file.coverage)
    return body


def _scenario(result: ScenarioResult) -> dict[str, Any]:
    return {
        "title": result.scenario.title,
        "place": str(result.scenario.origin.span),
        "engine": result.engine,
        "passed": not result.failures,
        "expectations": len(result.checks),
        "contradicts": _contradicts(result),
        "failures": [
            {
                "place": str(failure.span),
                "expected": failure.expected,
                "actual": failure.actual,
                "first_differs": failure.parting,
                "clause": failure.clause,
            }
            for failure in result.failures
        ],
    }


def _contradicts(result: ScenarioResult) -> dict[str, Any] | None:
    contradicts = result.scenario.contradicts
    if contradicts is None:
        return None
    refuted = [
        {"place": str(failure.span), "expected": failure.expected, "actual": failure.actual}
        for failure in result.refuted
    ]
    return {"clause": contradicts.clause, "because": contradicts.why, "refuted": refuted}


def _always(result: AlwaysResult) -> dict[str, Any]:
    found = result.counterexample
    return {
        "title": result.promise.title,
        "clause": result.promise.origin.clause,
        "passed": found is None,
        "standing": "does not hold" if found else result.standing,
        "cases": result.cases,
        "counterexample": str(found) if found else None,
    }


def _coverage(coverage: Coverage) -> dict[str, Any]:
    counts = {kind: coverage.count(kind) for kind in coverage.kinds}
    return {
        "counts": {kind: {"exercised": n, "of": of} for kind, (n, of) in counts.items()},
        "not_exercised": [
            {"kind": e.kind, "name": e.name, "place": str(e.origin.span), "clause": e.origin.clause}
            for e in coverage.untried
        ],
    }


def as_junit(tested: Sequence[Tested]) -> str:
    """Return all results as JUnit XML, a suite a file and a case a scenario or promise."""
    root = Element("testsuites", name="slarules")
    for file in tested:
        cases = str(len(file.scenarios) + len(file.always))
        broken = sum(bool(result.failures) for result in file.scenarios)
        broken += sum(result.counterexample is not None for result in file.always)
        suite = SubElement(
            root, "testsuite", name=file.file, tests=cases, failures=str(broken), errors="0"
        )
        for result in file.scenarios:
            told = [f"{f.span}: {message(f)}; first differs: {f.parting}" for f in result.failures]
            name = f"{result.scenario.title} [{result.engine}]"
            _testcase(suite, file.file, name, told)
        for promise in file.always:
            found = [str(promise.counterexample)] if promise.counterexample else []
            _testcase(suite, file.file, promise.promise.title, found)
    indent(root)
    return '<?xml version="1.0" encoding="utf-8"?>\n' + tostring(root, encoding="unicode") + "\n"


def _testcase(suite: Element, file: str, name: str, failures: Sequence[str]) -> None:
    case = SubElement(suite, "testcase", classname=file, name=name)
    if failures:
        SubElement(case, "failure", message=failures[0]).text = "\n".join(failures)
