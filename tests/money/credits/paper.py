"""Contracts about credits in a few lines, each with a settlement, and what becomes of them."""

from __future__ import annotations

from slarules.engine.outcome import Statement
from tests.money.points import paper

SETTLEMENT = "\nsettlement\n  order base, rounding\n"


def settled(text: str, given: str) -> Statement:
    """Return the statement of the last period that is given, as a scenario gives one."""
    return paper.settled(f"{text}{SETTLEMENT}", given)
