"""Whole tickets of other products, with the due time and verdict that each of them gives.

Each case is written as a contract, a mapping and a table of events, and audited as a user would.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from slarules.engine.choice import AskedEngine
from slarules.engine.outcome import Verdict
from slarules.instants import SECOND, Instant, instant
from slarules.pipeline import audit
from tests.real.case_texts import Case, now_of, write
from tests.shared import SHARED, needs_shared

CASES = SHARED / "oracles" / "sla_clock"

QUIRKS: dict[str, str] = {}
"""Cases that differ, by id, each with the quirk of the product that explains it.

The list may only shrink.
"""


def cases() -> Iterator[Any]:
    for file in sorted(CASES.glob("*.jsonl")):
        for line in file.read_text("utf-8").splitlines():
            yield pytest.param(json.loads(line), id=json.loads(line)["id"])


def at(text: str) -> Instant:
    return instant(datetime.fromisoformat(text))


def judged(case: Case, folder: Path, engine: AskedEngine = "reference") -> Verdict:
    """Return the verdict of the cycle that the case is about: the one of its start."""
    contract, mapping, source = write(case, folder)
    result = audit(contract, mapping, f"csv:{source}", as_of=now_of(case), engine=engine)
    (verdict,) = (v for v in result.outcome.verdicts if v.started_at == at(case["clock_start"]))
    return verdict


def differences(case: Case, verdict: Verdict) -> Iterator[str]:
    """Yield everything that the case asserts and the verdict does not say."""
    expected = case["expected"]
    near = case.get("tolerance_seconds", 0) * SECOND
    if expected.get("due") and not _near(verdict.due_at, at(expected["due"]), near):
        yield f"due {verdict.due_at} for {expected['due']}"
    if "breached" in expected and (verdict.verdict == "missed") != expected["breached"]:
        yield f"{verdict.verdict} for breached {expected['breached']}"
    for name, length in lengths(verdict).items():
        if name in expected and not _near(length, expected[name] * SECOND, near):
            yield f"{name} {length} for {expected[name]}"


def lengths(verdict: Verdict) -> dict[str, int | None]:
    """Return what a case may say of lengths of time, in microseconds."""
    return {
        "elapsed_seconds": verdict.elapsed,
        "paused_seconds": verdict.paused,
        "overdue_seconds": verdict.lateness and verdict.lateness[0],
        "remaining_seconds": verdict.goal and verdict.goal - verdict.elapsed,
    }


def _near(found: int | None, expected: int, near: int) -> bool:
    return found is not None and abs(found - expected) <= near


@needs_shared
def test_the_cases_are_all_there() -> None:
    assert len(list(cases())) == 248


@needs_shared
@pytest.mark.parametrize("case", list(cases()))
def test_an_audit_agrees(case: Case, tmp_path: Path) -> None:
    found = list(differences(case, judged(case, tmp_path)))
    assert bool(found) == (case["id"] in QUIRKS), found


@needs_shared
@pytest.mark.parametrize("number", range(4))
def test_so_it_does_by_columns(number: int, tmp_path: Path) -> None:
    for place, case in enumerate(each.values[0] for each in list(cases())[number::4]):
        theirs, ours = (tmp_path / f"{name}_{place}" for name in ("reference", "bulk"))
        theirs.mkdir()
        ours.mkdir()
        found = judged(case, ours, "bulk")
        assert bool(list(differences(case, found))) == (case["id"] in QUIRKS), case["id"]
        expected = judged(case, theirs)
        assert replace(found, origin=expected.origin) == expected, case["id"]
