"""A procedure for disputes as one English sentence."""

from __future__ import annotations

from slarules.core.disputes import Dispute, Within

MARKS = {
    "statement": "the statement is issued",
    "period end": "the period's end",
    "opening": "it is opened",
    "answer": "it is answered",
}


def dispute_sentence(dispute: Dispute) -> str:
    """Return what is disputed, by whom and until when, and what holds otherwise."""
    opener = "either party" if dispute.opener == "either party" else f"the {dispute.opener}"
    steps = [
        f"{_subject(dispute)} may be disputed by {opener}{_within(dispute.opened)}",
        f"answered{_within(dispute.answered)}" if dispute.answered else "",
        f"settled{_within(dispute.settled)}" if dispute.settled else "",
    ]
    return f"{', '.join(filter(None, steps))}; otherwise the statement stands"


def _subject(dispute: Dispute) -> str:
    match dispute.on:
        case None:
            return "the statement, any credit and any fact"
        case "statement":
            return "the statement"
        case "facts":
            return "facts"
        case names:
            return ", ".join(names)


def _within(within: Within | None) -> str:
    if within is None:
        return " at any time"
    days = "calendar day" if within.days == 1 else "calendar days"
    return f" within {within.days} {days} after {MARKS[within.after]}"
