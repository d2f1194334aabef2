"""Promises about the contract itself: tested on scenarios and on their neighbours, not proved."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import partial
from itertools import chain
from typing import Literal, assert_never

from slarules.core.contract import Always, Contract, Terms, TotalAtMost, WorseNeverEarns
from slarules.core.scenarios import Scenario
from slarules.core.settling import Cap
from slarules.engine.outcome import Outcome
from slarules.scenarios.engines import REFERENCE, Engine
from slarules.scenarios.given import judged_at
from slarules.scenarios.parts import changed
from slarules.scenarios.phrases import Words
from slarules.scenarios.told import Told
from slarules.scenarios.worse import worse

WALKS = 4
"""How many random walks go out from a scenario, besides every single step."""

PACES = 6
"""How many steps a walk takes, each one worse than the last."""


@dataclass(frozen=True, slots=True)
class Counterexample:
    """A case in which a promise does not hold.

    Attributes:
        scenario: The title of the scenario it was found from.
        changes: How the case differs from the scenario, step by step; none is the scenario.
        says: What is wrong with it.
    """

    scenario: str
    changes: tuple[str, ...]
    says: str

    def __str__(self) -> str:
        how = f", then {', then '.join(self.changes)}" if self.changes else ""
        return f'scenario "{self.scenario}"{how}: {self.says}'


@dataclass(frozen=True, slots=True)
class AlwaysResult:
    """What became of a promise: tested on so many cases, never proved by them."""

    promise: Always
    cases: int
    counterexample: Counterexample | None
    standing: Literal["tested, not proved"] = "tested, not proved"


@dataclass(frozen=True, slots=True)
class Case:
    """A scenario, the one it is one step worse than, and all steps to it."""

    told: Told
    before: Told | None
    changes: tuple[str, ...]


def tried(contract: Contract, engine: Engine = REFERENCE) -> tuple[AlwaysResult, ...]:
    """Return what became of each promise of the last text, in the order of the file."""
    promises = contract.versions[-1].terms.always
    if not promises:
        return ()
    scenarios = [Case(engine.tell(contract, s), None, ()) for s in contract.scenarios]
    subjects = {promise: _subjects(promise, contract) for promise in promises}
    names = dict.fromkeys(name for named in subjects.values() for name in named)
    neighbours = {name: list(_neighbours(scenarios, name, engine)) for name in names}
    return tuple(
        _result(promise, [*scenarios, *chain(*map(neighbours.__getitem__, named))], engine)
        for promise, named in subjects.items()
    )


def _result(promise: Always, cases: Sequence[Case], engine: Engine) -> AlwaysResult:
    smallest: Counterexample | None = None
    for case in sorted(cases, key=lambda case: len(case.changes)):
        if wrong := _wrong(promise, case, engine):
            smallest = Counterexample(case.told.scenario.title, case.changes, wrong)
            break
    return AlwaysResult(promise, len(cases), smallest)


def _neighbours(scenarios: Sequence[Case], subject: str, engine: Engine) -> Iterator[Case]:
    """Yield every single step from every scenario, and a few walks out from each."""
    for case in scenarios:
        yield from _steps(case, subject, engine)
        for walk in range(WALKS):
            yield from _walk(case, subject, engine, f"{case.told.scenario.title} {walk}")


def _subjects(promise: Always, contract: Contract) -> tuple[str, ...]:
    """Return the targets and measures in which cases get worse."""
    match promise:
        case WorseNeverEarns(subject=subject):
            return (subject,)
        case TotalAtMost():
            return tuple(contract.versions[-1].terms.targets)
        case _:
            assert_never(promise)


def _steps(case: Case, subject: str, engine: Engine) -> Iterator[Case]:
    for step in worse(case.told, subject):
        yield _case(case, step.scenario, step.says, engine)


def _walk(case: Case, subject: str, engine: Engine, seed: str) -> Iterator[Case]:
    """Yield cases each one random step worse than the one before; the seed is the scenario's."""
    chance = random.Random(seed)  # noqa: S311
    for _ in range(PACES):
        steps = list(worse(case.told, subject))
        if not steps:
            return
        step = chance.choice(steps)
        case = _case(case, step.scenario, step.says, engine)
        # Single steps have been tried.
        if len(case.changes) > 1:
            yield case


def _case(before: Case, scenario: Scenario, says: str, engine: Engine) -> Case:
    """Return the case of a worse scenario, both judged at the same instant."""
    contract = before.told.contract
    as_of = max(judged_at(s, contract) for s in (before.told.scenario, scenario))
    told = engine.tell(contract, replace(scenario, as_of=as_of))
    earlier = before.told
    if judged_at(earlier.scenario, contract) != as_of:
        earlier = engine.tell(contract, replace(earlier.scenario, as_of=as_of))
    return Case(told, earlier, (*before.changes, says))


def _wrong(promise: Always, case: Case, engine: Engine) -> str | None:
    match promise:
        case TotalAtMost():
            return _exceeds(promise, case.told, engine)
        case WorseNeverEarns():
            return _earns(case)
        case _:
            assert_never(promise)


def _exceeds(promise: TotalAtMost, told: Told, engine: Engine) -> str | None:
    """Return what is wrong when a further, last cap at the promised limit would remove anything."""
    capped = engine.tell(changed(told.contract, partial(_capped, promise=promise)), told.scenario)
    for before, after in zip(told.outcome.statements, capped.outcome.statements, strict=True):
        if before.total_most > after.total_most:
            return (
                f"the total credit of {before.period} is {_shown(before.total_most, told)}, "
                f"above {_shown(after.total_most, told)}"
            )
    return None


def _capped(terms: Terms, *, promise: TotalAtMost) -> Terms:
    name = f"always {promise.title}"
    cap = Cap(name, None, promise.limit, promise.every, "in order", promise.origin)
    steps = [step for step in terms.settlement.order if step != "rounding"]
    order = (*steps, name, *(("rounding",) if len(steps) < len(terms.settlement.order) else ()))
    settlement = replace(terms.settlement, order=order)
    return replace(terms, caps={**terms.caps, name: cap}, settlement=settlement)


def _earns(case: Case) -> str | None:
    if case.before is None:
        return None
    before, after = owed(case.before.outcome), owed(case.told.outcome)
    for was, now in zip(before, after, strict=True):
        if now < was:
            shown = _shown(was, case.told), _shown(now, case.told)
            return f"worse service lowers the total credit from {shown[0]} to {shown[1]}"
    return None


def owed(outcome: Outcome) -> tuple[Fraction, Fraction]:
    """Return the least and the most that the provider owes over all periods."""
    statements = outcome.statements
    least = sum((statement.shown_least for statement in statements), Fraction())
    return least, sum((statement.shown_most for statement in statements), Fraction())


def _shown(amount: Fraction, told: Told) -> str:
    return Words(told.contract).money(amount)
