"""How a run is called, and why its clock stood still, wherever people read it."""

from __future__ import annotations

from slarules.engine.reference.standing import COUNTS_WHILE, REOPENED


def run_named(measure: str, cycle: int, cycle_of: str | None) -> str:
    """Return a measure with its cycle: `next_reply cycle 2`, `held for networks`."""
    held = f" for {cycle_of}" if cycle_of else ""
    return f"{measure}{held}{f' cycle {cycle}' if cycle > 1 else ''}"


def reason(stopped: str) -> str | None:
    """Return why a clock stood still by the measure itself; `None` where a statement stopped it."""
    if stopped == REOPENED:
        return "ended, and reopened afterwards; the time between does not count"
    if stopped == COUNTS_WHILE:
        return "the measure does not count then"
    return stopped if " is not " in stopped else None
