"""What is said of unknown facts is what they may turn out to be: no less, and no more."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product

from hypothesis import example, given, settings
from hypothesis import strategies as st

from tests.money.points.paper import ends, settled, total

CONTRACT = """credit low_credit
  each ticket where severity is low
  pays GBP 4.00

credit grave_credit
  each ticket where level is P1
  pays GBP 3.00

credit flat
  each period
  pays GBP 5.00

multiplier by_severity
  on grave_credit
  table
  | severity | times |
  | critical | 3     |
  | high     | 2     |
  | low      | 1     |

combine one
  on low_credit, grave_credit
  separately for each event
  pays {keeps}

combine choice
  on one, flat
  pays {outer}

settlement
  order base, by_severity, one, choice, rounding
"""

PERIOD = "  given period 2026-06"

SEVERITIES = ("critical", "high", "low")
EVENTS = ("E1", None, "E9")

Ticket = tuple[str | None, str | None, str]
"""Severity, event and level; `unknown` may stand for the first two."""


def told(tickets: list[Ticket]) -> str:
    lines = [PERIOD]
    for number, (severity, event, level) in enumerate(tickets):
        lines += [f"  given ticket T{number}", f"    with level {level}"]
        lines += [f"    with severity {severity}"] if severity else []
        lines += [f"    with event {event}"] if event else []
    return "\n".join(lines)


def completions(tickets: list[Ticket]) -> Iterator[list[Ticket]]:
    """Yield every way in which the unknown facts may turn out; E9 stands for any other event."""
    ways = [
        [
            (one, two, level)
            for one in (SEVERITIES if severity == "unknown" else (severity,))
            for two in (EVENTS if event == "unknown" else (event,))
        ]
        for severity, event, level in tickets
    ]
    for chosen in product(*ways):
        yield list(chosen)


ticket = st.tuples(
    st.sampled_from((*SEVERITIES, "unknown")),
    st.sampled_from(("E1", None, "unknown")),
    st.sampled_from(("P1", "P2")),
)


@settings(max_examples=8, deadline=None)
@given(
    st.lists(ticket, min_size=1, max_size=2),
    st.sampled_from(("the highest", "the first", "the sum")),
    st.sampled_from(("the highest", "the sum")),
)
@example([("critical", "unknown", "P1"), ("unknown", "E1", "P2")], "the highest", "the highest")
def test_a_total_is_the_range_of_all_that_it_may_be(
    tickets: list[Ticket], keeps: str, outer: str
) -> None:
    text = CONTRACT.format(keeps=keeps, outer=outer)
    known = [total(settled(text, told(each))) for each in completions(tickets)]
    assert ends(settled(text, told(tickets))) == (min(known), max(known))


@settings(max_examples=5, deadline=None)
@given(st.lists(ticket, min_size=1, max_size=2))
def test_what_nobody_chose_may_be_either(tickets: list[Ticket]) -> None:
    text = CONTRACT.format(keeps="the highest", outer="what the customer elects")
    either = [
        total(settled(text.replace("what the customer elects", "the sum"), told(each)))
        for each in completions(tickets)
    ]
    statement = settled(text, told(tickets))
    chosen = [inner for whole in either for inner in (whole - 5 or whole, 5)]
    assert ends(statement) == (min(chosen), max(chosen))
