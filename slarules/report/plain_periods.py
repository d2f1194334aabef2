"""What a contract promises of each period, in plain English."""

from __future__ import annotations

from collections.abc import Iterator
from typing import assert_never

from slarules.core.contract import Contract
from slarules.core.promises import Promise
from slarules.core.targets import MeasureValue, ShareInTime, Target
from slarules.report.units import level_of


def of_target(contract: Contract, target: Target) -> Iterator[str]:
    """Yield what a target needs of each period, and what few or no items do to it."""
    needs = f"{target.relation} {level_of(contract, target.name, target.level)}"
    match target.value:
        case ShareInTime(promise=name, item=item):
            runs = _runs(contract.versions[-1].terms.promises[name], item)
            yield f"In every {target.every}, {needs} of {runs} are met."
        case MeasureValue(measure=name):
            yield f"In every {target.every}, {name} is {needs}."
        case _:
            assert_never(target.value)
    if target.small is not None:
        small = target.small
        yield f"With fewer than {small.below} of them, at most {small.may_miss} may miss."
    if target.empty is not None:
        yield f"With nothing to judge it counts as {target.empty}."


def _runs(promise: Promise, item: str) -> str:
    """Return what a share is a share of: each run counts for itself."""
    measure = promise.measure
    runs = f"the runs of {measure.name} that are judged"
    if measure.each is not None:
        return f"{runs}, one for each {measure.each} that a {item} had,"
    several = measure.repeats or any(r.resuming == "as a new cycle" for r in measure.reopenings)
    return f"{runs}, several of one {item} where it has them," if several else runs
