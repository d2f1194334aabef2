"""Conditions on days and hours that name what the contract does not have."""

from __future__ import annotations

from pathlib import Path

import pytest

from slarules.contract import load
from tests.contract.marks import BAD

SAMPLE = (BAD / "E201_unknown_clock_of_a_condition.sla").read_text("utf-8")


def told(condition: str, folder: Path) -> list[tuple[str, str]]:
    """Return the codes and messages of a contract that removes tickets where a condition holds."""
    contract = folder / "sample.sla"
    rule = f"\nexclude some\n  removes tickets where {condition}\n"
    contract.write_text(SAMPLE.replace("suport", "support") + rule, encoding="utf-8")
    return [(p.code, p.message) for p in load(contract).problems if p.tier == "error"]


@pytest.mark.parametrize(
    "condition",
    [
        "reported is on a support day",
        "reported is not on a calendar day",
        "reported is not within support hours and resolved is within elapsed hours",
        "restored at least 1 support day after promised",
        "restored at most 30 elapsed minutes before promised",
        "restored at least 2 calendar days after promised",
    ],
)
def test_a_condition_on_days_or_hours_checks_clean(condition: str, tmp_path: Path) -> None:
    assert told(condition, tmp_path) == []


@pytest.mark.parametrize(
    ("condition", "code", "said"),
    [
        ("reported is on a suport day", "E201", "no clock is called 'suport'"),
        ("reported is not within suport hours", "E201", "no clock is called 'suport'"),
        ("restored at least 1 suport day after promised", "E201", "no clock is called 'suport'"),
        ("restored at least 1 suport hour after promised", "E201", "no clock is called 'suport'"),
        ("given is on a support day", "E201", "no moment of a ticket is called 'given'"),
        ("level is within support hours", "E201", "no moment of a ticket is called 'level'"),
        ("restored at least 1 support day after given", "E201", "is called 'given'"),
        ("reported is on an elapsed day", "E301", "a declared clock, or calendar"),
        ("restored at least 1 elapsed day after promised", "E301", "a declared clock, or calendar"),
        ("restored above 1 support day after promised", "E301", "at least or at most"),
        ("restored at least 1.5 support days after promised", "E036", "days are whole"),
    ],
)
def test_what_is_wrong_in_one_is_told_once(
    condition: str, code: str, said: str, tmp_path: Path
) -> None:
    [(found, message)] = told(condition, tmp_path)
    assert found == code
    assert said in message
