"""What is hidden of a history never turns a verdict into another one: each way it may have been
lies within what the engine says of it (R34, R35)."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass, replace

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from slarules.core.conditions import UNKNOWN
from slarules.core.contract import Contract
from slarules.engine.outcome import Verdict
from slarules.engine.reference.verdicts import verdicts
from slarules.facts.history import Happening, History, Step, Timeline, UnknownMoment
from slarules.instants import MINUTE, Instant
from tests.walk.compared import ends_before_it_starts
from tests.walk.saved import text_of
from tests.walk.strategies import (
    GROUPS,
    LEVELS,
    SITES,
    STATUSES,
    Season,
    contracts,
    histories,
    times,
)

pytestmark = pytest.mark.filterwarnings("ignore:Generating overly large repr")

VALUES = {"level": LEVELS, "status": STATUSES, "group": GROUPS, "site": SITES}
LATE = 50
"""A position behind those of all rows that are drawn."""


@dataclass(frozen=True)
class Hidden:
    """What is known of an item, and what was so in truth, in several ways."""

    known: Timeline
    truths: tuple[Timeline, ...]
    fact: str
    start: Instant
    end: Instant


@st.composite
def holes(draw: st.DrawFn) -> tuple[Season, History, Hidden]:
    """Draw an item of which a fact is not known for a while, with at most one turn in it."""
    season, history = draw(histories())
    (item,) = history.items
    fact = draw(st.sampled_from(sorted(VALUES)))
    first, last = sorted((draw(times), draw(times)))
    start, end = (Instant(season.start + minutes * MINUTE) for minutes in (first, last))
    assume(start < end <= history.until)
    left = item.value(fact, Instant(start - 1))
    assume(isinstance(left, str))
    right = draw(st.sampled_from(VALUES[fact]))
    turns = [start, end, *draw(st.lists(st.integers(first, last).map(
        lambda n: Instant(season.start + n * MINUTE)), max_size=3))]  # fmt: skip
    known = [Step(start, UNKNOWN, LATE), Step(end, right, LATE + 1)]
    ways = [[Step(at, right, LATE + (at == end))] for at in turns]
    truths = tuple(_with(item, fact, start, end, way) for way in ways)
    return season, history, Hidden(_with(item, fact, start, end, known), truths, fact, start, end)


def _with(item: Timeline, fact: str, start: Instant, end: Instant, way: list[Step]) -> Timeline:
    outside = [s for s in item.facts[fact] if s.at < start or s.at > end]
    steps = sorted([*outside, *way], key=lambda s: (s.at, s.position))
    return replace(item, facts={**item.facts, fact: tuple(steps)})


@st.composite
def polls(draw: st.DrawFn) -> tuple[Season, History, Hidden]:
    """Draw an item of which a moment is only known to lie between two others."""
    season, history = draw(histories())
    (item,) = history.items
    name = draw(st.sampled_from(["first_reply", "resolved", "question_to_customer", "withdrawn"]))
    first, last = sorted((draw(times), draw(times)))
    reported = item.happened["reported"][0].at
    start, end = (Instant(season.start + minutes * MINUTE) for minutes in (first, last))
    assume(reported < start < end <= history.until)
    others = {event: rows for event, rows in item.happened.items() if event != name}
    inside = draw(st.lists(st.integers(first, last), max_size=3))
    at = [start, end, *(Instant(season.start + n * MINUTE) for n in inside)]
    truths = tuple(replace(item, happened={**others, name: (Happening(t, LATE),)}) for t in at)
    known = replace(item, happened=others, unknown={name: UnknownMoment(start, end)})
    return season, history, Hidden(known, truths, name, start, end)


@settings(
    max_examples=int(os.environ.get("WALK_EXAMPLES", "30")),
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)
@given(contracts(), holes() | polls())
def test_whatever_was_hidden_was_said_to_be_possible(
    contract: Contract, case: tuple[Season, History, Hidden]
) -> None:
    _, history, hidden = case
    said = verdicts(contract, replace(history, items=[hidden.known]))
    for truth in hidden.truths:
        told = replace(history, items=[truth])
        assume(not ends_before_it_starts(contract, told))
        found = verdicts(contract, told)
        assume(not any(_reads_the_first_known(contract, hidden, v) for v in found))
        parted = list(_denied(said, found))
        assert not parted, "\n".join(
            [*parted, text_of(contract.versions[0].terms, replace(told, items=[hidden.known]))]
        )


def _reads_the_first_known(contract: Contract, hidden: Hidden, verdict: Verdict) -> bool:
    """Tell whether a run starts in the hole of a fact of which the first known value counts.

    That the source did not know it is then no gap in the history: the rule says what holds.
    """
    (promise,) = contract.versions[0].terms.promises.values()
    started, reading = verdict.started_at, dict(promise.readings).get(hidden.fact, "")
    inside = started is not None and hidden.start <= started <= hidden.end
    return inside and (reading == "as reported" or reading.startswith("as it changes"))


def _denied(said: tuple[Verdict, ...], truth: tuple[Verdict, ...]) -> Iterator[str]:
    ours = {(v.cycle, v.cycle_of): v for v in said}
    true = {(v.cycle, v.cycle_of): v for v in truth}
    if any(v.verdict == "undetermined" and v.started_at is None for v in said):
        return
    for key, verdict in ours.items():
        if key in true:
            yield from _narrower(key, verdict, true[key])
        # A run of an item that does not count at all is neither here nor there.
        elif verdict.verdict not in {"undetermined", "excluded"}:
            yield f"{key} is {verdict.verdict} and need not be"
    yield from (f"{key} may be {true[key].verdict}: not said" for key in true.keys() - ours.keys())


def _narrower(key: tuple[int, str | None], said: Verdict, truth: Verdict) -> Iterator[str]:
    allowed = said.could_be or ("met", "missed")
    if said.verdict not in {"undetermined", truth.verdict}:
        yield f"{key} is {said.verdict}, was {truth.verdict}"
    if said.verdict == "undetermined" and truth.verdict not in allowed:
        yield f"{key} could be {allowed}, was {truth.verdict}"
    least, most = said.due_at, said.due_latest
    if least and truth.due_at and most and not least <= truth.due_at <= most:
        yield f"{key} due {least} to {most}, was {truth.due_at}"
