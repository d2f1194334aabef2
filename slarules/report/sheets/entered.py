"""The sheet of what the parties entered in the register, by the number of the entry."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import assert_never

from slarules.instants import iso
from slarules.register.bodies import Asserted, Body, Claimed, Disputed, Issued, RunMade
from slarules.report.evidence import Evidence
from slarules.report.sheets.sheet import Cell, amount, count, long_text, text, time

ENTERED = (
    count("entry"),
    time("said"),
    text("kind", 12),
    text("about", 24),
    text("fact", 16),
    text("value", 16),
    text("state", 14),
    text("period", 10),
    amount("amount, least"),
    amount("amount, most"),
    text("by", 24),
    long_text("why"),
    long_text("evidence", 30),
)


def entered(evidence: Evidence) -> Iterator[Sequence[Cell]]:
    """Yield a row for each entry that the run counted."""
    for number, draft in evidence.entries:
        evidence_of = getattr(draft.body, "evidence", "")
        what = _what(draft.body)
        yield (
            number,
            iso(draft.at),
            draft.body.kind,
            *what,
            draft.author,
            draft.reason,
            evidence_of,
        )


def _what(body: Body) -> tuple[Cell, ...]:
    """Return about, fact, value, state, period and amounts."""
    match body:
        case Asserted():
            return (body.about, body.fact, body.value, body.state, None, None, None)
        case Disputed():
            state = f"{body.step}, late" if body.late else body.step
            return (body.about, body.fact, body.value, state, body.period, None, None)
        case Claimed():
            return (body.credit, None, None, body.state, body.period, None, None)
        case Issued():
            state = f"revision {body.revision}"
            return (None, None, None, state, body.period, body.least, body.most)
        case RunMade():
            return (body.folder, None, None, None, None, None, None)
        case _:
            assert_never(body)
