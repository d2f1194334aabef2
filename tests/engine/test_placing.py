"""What may belong to one of two periods counts as possible in both, for targets and for money."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest

from slarules.core.conditions import UNKNOWN, Missing, Value
from slarules.core.contract import Contract
from slarules.core.money import Credit, Part, Subject
from slarules.core.promises import Budget, Origin
from slarules.engine.outcome import Outcome
from slarules.engine.reference.evaluation import evaluate
from slarules.facts.history import BEGINNING, Happening, History, Step, Timeline, UnknownMoment
from slarules.instants import HOUR, MINUTE, Instant
from tests.engine import desk
from tests.engine.build import eur, share_target

GOALS = {level: Budget(desk.hours(count), "elapsed") for level, count in (("P1", 2), ("P2", 6))}
NOW = desk.at("2026-05-01 00:00")
EVENING = desk.at("2026-03-31 20:00")
EACH_MISS = Credit(
    "c", "c", Subject("ticket", target="resolve"), None, (), (Part(eur("50")),), Origin("8")
)
MONTHS = ("2026-03", "2026-04")


def text() -> Contract:
    level = share_target("t", "90", empty="met")
    weekly = replace(share_target("w", "90", empty="met"), every="calendar week")
    terms = desk.terms(
        desk.promise(GOALS),
        targets={"t": level, "w": weekly},
        credits={"c": EACH_MISS},
    )
    return desk.contract(terms)


def item(level: object, ended: int | None) -> Timeline:
    """Return a ticket reported four hours before April, whose end is counted in hours from then."""
    happened = {"reported": (Happening(EVENING),)}
    if ended is not None:
        happened["resolved"] = (Happening(Instant(EVENING + ended * HOUR)),)
    return Timeline("A", "ticket", {"level": (Step(BEGINNING, level),)}, happened)  # type: ignore[arg-type]


def found(level: object, ended: int | None) -> Outcome:
    return evaluate(text(), History([item(level, ended)], NOW, NOW))


def outcomes(outcome: Outcome) -> dict[tuple[str, str], str]:
    return {(t.target, t.period): t.outcome for t in outcome.targets}


def owed(outcome: Outcome) -> dict[str, tuple[Fraction, Fraction]]:
    return {s.period: (s.total_least, s.total_most) for s in outcome.statements}


@pytest.mark.parametrize("ended", [1, 3, 5, 7, None])
def test_a_target_and_a_statement_say_no_less_than_every_way_it_may_turn_out(
    ended: int | None,
) -> None:
    said = found(UNKNOWN, ended)
    ways = [found(level, ended) for level in GOALS]
    for key, word in outcomes(said).items():
        possible = {outcomes(way)[key] for way in ways}
        assert word == "undetermined" or possible == {word}
    for period, (least, most) in owed(said).items():
        for way in ways:
            assert least <= owed(way)[period][0] <= owed(way)[period][1] <= most


def test_a_miss_of_one_month_or_of_the_next_is_possible_in_both() -> None:
    said = found(UNKNOWN, 7)
    (verdict,) = said.verdicts
    assert (verdict.verdict, verdict.period) == ("missed", "2026-03")
    assert verdict.belongs_until == desk.at("2026-04-01 02:00")
    assert verdict.needs == ("level",)
    told = outcomes(said)
    assert [told["t", month] for month in MONTHS] == ["undetermined", "undetermined"]
    assert {owed(said)[month] for month in MONTHS} == {(Fraction(0), Fraction(50))}


def test_what_is_known_belongs_to_one_period() -> None:
    said = found("P1", 7)
    assert [v.belongs_until for v in said.verdicts] == [None]
    assert [owed(said)[month] for month in MONTHS] == [(Fraction(50),) * 2, (Fraction(0),) * 2]


def test_what_began_at_an_unknown_time_may_cost_money_in_every_period() -> None:
    lost = replace(item("P1", 7), happened={}, unknown={"reported": UnknownMoment()})
    said = evaluate(text(), History([lost], NOW, NOW))
    assert set(owed(said).values()) == {(Fraction(0), Fraction(50))}


def test_too_much_unknown_may_cost_money_in_every_period_since_its_start() -> None:
    keeping = desk.promise(GOALS, readings=(("level", "as it changes keeping time used"),))
    contract = desk.contract(desk.terms(keeping, credits={"c": EACH_MISS}))
    turns: list[Value | Missing] = ["P1", UNKNOWN, "P2", UNKNOWN] * 8
    steps = [Step(Instant(EVENING + n * MINUTE), value) for n, value in enumerate(turns)]
    holed = replace(item("P1", 7), facts={"level": tuple(steps)})
    said = owed(evaluate(contract, History([holed], NOW, NOW)))
    assert {period: most for period, (_, most) in said.items()} == {
        "2026-01": 0,
        "2026-02": 0,
        "2026-03": 50,
        "2026-04": 50,
    }
