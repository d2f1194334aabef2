"""Billing cycles begin where billing says, wherever the contract speaks of them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from fractions import Fraction

from slarules.core.scenarios import Scenario
from slarules.engine.reference import evaluate
from slarules.hours.local import midnight
from slarules.scenarios.given import history
from tests.money.periods.paper import END, TARGET
from tests.money.points.paper import read

CYCLES = (date(2026, 1, 5), date(2026, 2, 9), date(2026, 3, 6))


def test_statements_are_of_the_cycles_that_were_billed() -> None:
    text = TARGET.replace("calendar month", "billing cycle")
    loaded = read(
        f"{text}amount fee\n  from billing every billing cycle\n\n"
        f"credit flat\n  each period\n  pays 10% of fee\n{END}"
    )
    assert loaded.contract is not None
    kind = loaded.contract.versions[0].terms.amounts["fee"].every
    assert kind is not None
    contract = replace(loaded.contract, every=kind, starts=midnight(CYCLES[0], "Europe/London"))
    told = replace(
        history(Scenario("S", (), (), ()), contract),
        as_of=midnight(date(2026, 3, 6), "Europe/London"),
        complete_through=midnight(date(2026, 3, 6), "Europe/London"),
        cycles=CYCLES,
        given={},
        fees={("fee", "cycle-2026-02-09"): Fraction(50)},
    )
    outcome = evaluate(contract, told)
    paid = {each.period: each.total_least for each in outcome.statements}
    assert paid == {"cycle-2026-01-05": 0, "cycle-2026-02-09": 5}
    assert {each.period for each in outcome.targets} == set(paid)
