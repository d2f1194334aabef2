"""Targets of small and large numbers, averaged, by tables of levels; counts whatever is unknown."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction
from functools import cache
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from slarules.contract import load
from slarules.core.contract import Contract
from slarules.core.scenarios import GivenPeriod, Told
from slarules.engine.outcome import Achieved, MeasureResult, TargetResult
from slarules.engine.reference.levels import exceeded
from slarules.engine.reference.measures import measures
from slarules.engine.reference.periods import assessed
from slarules.engine.reference.targets import targets
from slarules.engine.reference.verdicts import verdicts
from slarules.facts.history import History, Timeline
from slarules.hours.periods import parse_label
from slarules.instants import MINUTE, Micros
from tests.shared import ROOT

JUNE = "2026-06"


@cache
def shape(name: str) -> Contract:
    loaded = load(ROOT / "rules" / "shapes" / f"{name}.sla")
    assert loaded.contract is not None, [str(problem) for problem in loaded.problems]
    return loaded.contract


def incidents(told: Sequence[dict[str, Told]], period: str = JUNE) -> list[Timeline]:
    return [
        Timeline(f"incident {i}", "incident", {}, {}, told=each, period=period)
        for i, each in enumerate(told, 1)
    ]


def history(
    items: Sequence[Timeline], *periods: GivenPeriod, last: str = JUNE, **more: object
) -> History:
    end = parse_label(last, "UTC")
    assert end is not None
    given = {period.label: period for period in periods if period.of is None}
    of = {(p.label, *p.of): p for p in periods if p.of is not None}
    found = History(items, end.end, end.end, given=given or {last: GivenPeriod(last)}, given_of=of)
    return replace(found, **more)  # type: ignore[arg-type]


def judged(
    contract: Contract, told: History
) -> tuple[dict[tuple[str, str], MeasureResult], dict[tuple[str, str, str | None], TargetResult]]:
    periods, found = assessed(contract, told), verdicts(contract, told)
    values = measures(contract, told, periods, found)
    met = targets(contract, told, found, values, periods)
    return (
        {(value.measure, value.period): value for value in values},
        {(target.target, target.period, target.of): target for target in met},
    )


def target_of(contract: Contract, told: History, name: str, period: str = JUNE) -> TargetResult:
    return judged(contract, told)[1][name, period, None]


# --- small numbers --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("number", "missed", "outcome"),
    [
        (39, 2, "met"),
        (39, 3, "missed"),
        (40, 2, "met"),
        (40, 3, "missed"),
        (1, 1, "met"),
        (60, 3, "met"),
        (60, 4, "missed"),
        (0, 0, "met"),
    ],
)
def test_below_forty_a_count_is_judged_and_from_forty_a_share(
    number: int, missed: int, outcome: str
) -> None:
    told: list[dict[str, Told]] = [{"resolve": "missed"}] * missed
    told += [{"resolve": "met"}] * (number - missed)
    found = target_of(shape("small_numbers"), history(incidents(told)), "in_time")
    assert found.outcome == outcome


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 55), st.integers(0, 5))
def test_the_switch_is_exact(met: int, missed: int) -> None:
    of_one: dict[str, Told] = {"resolve": "met"}
    of_other: dict[str, Told] = {"resolve": "missed"}
    told = [of_one] * met + [of_other] * missed
    found = target_of(shape("small_numbers"), history(incidents(told)), "in_time")
    whole = met + missed
    holds = missed <= 2 if whole < 40 else Fraction(met, whole) >= Fraction(95, 100)
    assert found.outcome == ("met" if holds else "missed")


# --- whatever is unknown --------------------------------------------------------------------------

WORDS = st.sampled_from(["met", "missed", "unknown"])
TOLD = st.lists(st.fixed_dictionaries({"respond": WORDS, "resolve": WORDS}), min_size=1, max_size=4)


def settled(told: Told) -> list[Told]:
    return ["met", "missed"] if told == "unknown" else [told]


def completions(told: Sequence[dict[str, Told]]) -> list[list[dict[str, Told]]]:
    ways: list[list[dict[str, Told]]] = [
        [
            {"respond": one, "resolve": other}
            for one in settled(each["respond"])
            for other in settled(each["resolve"])
        ]
        for each in told
    ]
    return [list(world) for world in product(*ways)]


@settings(max_examples=25, deadline=None)
@given(TOLD)
def test_a_range_is_that_of_every_completion(told: list[dict[str, Told]]) -> None:
    contract = shape("small_numbers")
    values, met = judged(contract, history(incidents(told)))
    found = values["both_steps", JUNE].achieved
    every = [judged(contract, history(incidents(world))) for world in completions(told)]
    shares = [value["both_steps", JUNE].achieved for value, _ in every]
    assert found is not None
    assert found.least == min(share.least for share in shares if share)
    assert found.most == max(share.most for share in shares if share)
    outcomes = {world["in_time", JUNE, None].outcome for _, world in every}
    assert met["in_time", JUNE, None].outcome == (
        outcomes.pop() if len(outcomes) == 1 else "undetermined"
    )


@settings(max_examples=20, deadline=None)
@given(st.lists(st.integers(1, 400), min_size=1, max_size=12), st.randoms(use_true_random=False))
def test_the_order_of_items_changes_nothing(minutes: list[int], chance: object) -> None:
    items = incidents([{"respond": Micros(n * MINUTE), "resolve": "met"} for n in minutes])
    mixed = list(items)
    chance.shuffle(mixed)  # type: ignore[attr-defined]
    contract = shape("small_numbers")
    assert said(contract, items) == said(contract, mixed)


def said(contract: Contract, items: Sequence[Timeline]) -> tuple[object, object]:
    values, met = judged(contract, history(items))
    return (
        {key: value.achieved for key, value in values.items()},
        {key: (target.outcome, target.achieved) for key, target in met.items()},
    )


@settings(max_examples=25, deadline=None)
@given(st.lists(st.integers(1, 400), min_size=1, max_size=12))
def test_a_percentile_is_the_nearest_rank_of_the_times_used(minutes: list[int]) -> None:
    items = incidents([{"respond": Micros(n * MINUTE)} for n in minutes])
    values, _ = judged(shape("small_numbers"), history(items))
    place = -(-9 * len(minutes) // 10)
    expected = sorted(minutes)[place - 1] * MINUTE
    assert values["ninetieth", JUNE].achieved == Achieved(Fraction(expected), Fraction(expected))


def test_what_is_not_judged_leaves_both_sides() -> None:
    told: list[dict[str, Told]] = [{"respond": "met", "resolve": "met"}, {"respond": "met"}]
    values, _ = judged(shape("small_numbers"), history(incidents(told)))
    found = values["both_steps", JUNE].achieved
    assert found is not None
    assert (found.good, found.whole) == (Fraction(3), Fraction(3))


# --- averaged, levels, exceeded -------------------------------------------------------------------


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10_000), st.integers(0, 10_000))
def test_the_mean_of_two_months_weighs_their_time(february: int, march: int) -> None:
    contract = shape("points_ladder")
    shares = {"2026-02": Fraction(february, 10_000), "2026-03": Fraction(march, 10_000)}
    given_ = [GivenPeriod(p, readings=(("availability", v),)) for p, v in shares.items()]
    found = judged(contract, history([], *given_, last="2026-03"))[1]
    months = [parse_label(label, contract.zone) for label in shares]
    lengths = [month.end - month.start for month in months if month]
    mean = sum(n * v for n, v in zip(lengths, shares.values(), strict=True)) / sum(lengths)
    march_result = found["available", "2026-03", None]
    assert march_result.achieved is not None
    assert march_result.achieved.least == march_result.achieved.most == mean
    assert march_result.outcome == ("met" if mean >= Fraction("0.999") else "missed")
    alone = found["available", "2026-02", None]
    assert alone.achieved is not None
    assert alone.achieved.least == shares["2026-02"]


def test_each_class_has_its_own_level() -> None:
    contract, cycle = shape("bucket_mean"), "cycle-2026-06-01"
    values = (("uptime", Fraction("0.995")),)
    classes = ("standard", "infrequent", "archive")
    told = [GivenPeriod(cycle, readings=values, of=("class", name)) for name in classes]
    found = judged(contract, history([], GivenPeriod(cycle), *told))[1]
    standard, infrequent, archive = (found["promised_uptime", cycle, name] for name in classes)
    assert (standard.outcome, standard.level) == ("missed", Fraction("0.999"))
    assert (infrequent.outcome, infrequent.level) == ("met", Fraction("0.99"))
    assert archive.outcome == "undetermined"
    assert archive.needs == ("class of class archive",)


@pytest.mark.parametrize(
    ("least", "most", "relation", "expected"),
    [
        ("0.9", "0.9", "at least", False),
        ("0.91", "0.95", "at least", True),
        ("0.9", "0.95", "at least", None),
        ("0.8", "0.85", "at most", True),
        ("0.9", "0.9", "at most", False),
        ("0.9", "0.9", "above", False),
        ("0.91", "0.91", "above", True),
    ],
)
def test_exceeded_is_strictly_better(
    least: str,
    most: str,
    relation: str,
    expected: bool | None,  # noqa: FBT001 - a parameter of the test
) -> None:
    met = target_of(shape("small_numbers"), history([]), "in_time")
    value = Achieved(Fraction(least), Fraction(most))
    result = replace(met, achieved=value, level=Fraction("0.9"), relation=relation)  # type: ignore[arg-type]
    assert exceeded(result) is expected
