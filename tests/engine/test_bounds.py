"""What is said of unknown facts holds for everything that they may turn out to be, and no more."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import product

from hypothesis import given
from hypothesis import strategies as st

from slarules.core.conditions import UNKNOWN, Value
from slarules.core.contract import Contract
from slarules.core.promises import Budget
from slarules.core.targets import SmallNumber, Target
from slarules.engine.outcome import TargetResult, Verdict
from slarules.engine.reference.targets import targets
from slarules.engine.reference.verdicts import verdicts
from slarules.facts.history import BEGINNING, Happening, History, Step, Timeline, UnknownMoment
from slarules.hours.periods import period_of
from slarules.instants import HOUR, Instant
from tests.engine import desk
from tests.engine.build import share_target

GOALS = {
    "P1": Budget(desk.hours(2), "elapsed"),
    "P2": Budget(desk.hours(6), "elapsed"),
    "P3": Budget(desk.hours(30), "elapsed"),
    "P4": None,
}
START = desk.at("2026-03-10 08:00")
NOW = Instant(START + 24 * HOUR)
MARCH = period_of(START, "calendar month", desk.ZONE)


def item(number: int, level: Value | None, ended: int | UnknownMoment | None) -> Timeline:
    """Return a ticket; an end is counted in hours from its report."""
    unknown = {"resolved": ended} if isinstance(ended, UnknownMoment) else {}
    happened = {"reported": (Happening(START),)}
    if isinstance(ended, int):
        happened["resolved"] = (Happening(Instant(START + ended * HOUR)),)
    steps = (Step(BEGINNING, UNKNOWN if level is None else level),)
    return Timeline(f"T{number}", "ticket", {"level": steps}, happened, unknown)


ends = st.one_of(st.none(), st.sampled_from((1, 4, 12)))
polled = st.sampled_from(((1, 4), (1, 12), (4, 12), (3, 5), (1, None), (4, None)))
unclear = polled.map(
    lambda pair: UnknownMoment(
        Instant(START + pair[0] * HOUR),
        None if pair[1] is None else Instant(START + pair[1] * HOUR),
    )
)
levels = st.one_of(st.none(), st.sampled_from(sorted(GOALS)))


@st.composite
def told(draw: st.DrawFn) -> list[Timeline]:
    """Return items of which one fact each is unknown, or none."""
    items = []
    for number in range(draw(st.integers(1, 3))):
        if draw(st.booleans()):
            items.append(item(number, draw(levels), draw(ends)))
        else:
            items.append(item(number, draw(st.sampled_from(sorted(GOALS))), draw(unclear)))
    return items


def completions(one: Timeline) -> Iterator[Timeline]:
    """Yield the item with its unknown as everything it may turn out to be, hour by hour."""
    if one.value("level", NOW) is UNKNOWN:
        for level in GOALS:
            yield replace(one, facts={"level": (Step(BEGINNING, level),)})
    elif "resolved" in one.unknown:
        bounds = one.unknown["resolved"]
        last = NOW if bounds.before is None else bounds.before
        for at in range(bounds.after or START, last + 1, HOUR):
            ended = {**one.happened, "resolved": (Happening(Instant(at)),)}
            yield replace(one, unknown={}, happened=ended)
        if bounds.before is None:
            yield replace(one, unknown={})
    else:
        yield one


def judged(contract: Contract, items: Sequence[Timeline]) -> tuple[list[Verdict], TargetResult]:
    history = History(items, NOW, NOW)
    found = verdicts(contract, history)
    (result,) = targets(contract, history, found, (), (MARCH,))
    return list(found), result


def contract_of(target: Target) -> Contract:
    return desk.contract(desk.terms(desk.promise(GOALS), targets={"t": target}))


@st.composite
def target(draw: st.DrawFn) -> Target:
    level = draw(st.sampled_from(("0", "30", "50", "60", "90", "100")))
    small = draw(st.sampled_from((None, SmallNumber(2, 0), SmallNumber(3, 1))))
    return share_target("t", level, small=small, empty=draw(st.sampled_from(("met", "missed"))))


@given(target=target(), items=told())
def test_a_target_says_what_every_completion_says_and_nothing_else(
    target: Target, items: list[Timeline]
) -> None:
    contract = contract_of(target)
    _, said = judged(contract, items)
    outcomes = {
        judged(contract, each)[1].outcome for each in product(*map(list, map(completions, items)))
    }
    assert said.outcome == (outcomes.pop() if len(outcomes) == 1 else "undetermined")


@given(one=told().map(lambda items: items[0]))
def test_a_verdict_could_be_what_a_completion_comes_to_and_nothing_else(one: Timeline) -> None:
    contract = contract_of(share_target("t", "90"))
    found, _ = judged(contract, [one])
    each = [judged(contract, [completed])[0] for completed in completions(one)]
    words = {alone[0].verdict if alone else "excluded" for alone in each}
    if found:
        said = found[0]
        assert set(said.could_be or (said.verdict,)) == words
    else:
        assert words == {"excluded"}


def test_a_ticket_that_is_in_time_or_not_judged_does_not_unsettle_the_target() -> None:
    """P1 to P3 are kept in every case, and P4 has no goal."""
    _, said = judged(contract_of(share_target("t", "90")), [item(1, "P1", 1), item(2, None, 1)])
    assert said.outcome == "met"
