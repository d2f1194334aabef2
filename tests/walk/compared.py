"""The engine's verdicts and the judge's, side by side."""

from __future__ import annotations

from slarules.core.conditions import Happens
from slarules.core.contract import Contract
from slarules.engine.outcome import Verdict
from slarules.engine.reference.verdicts import verdicts
from slarules.facts.history import History
from tests.walk.grid import Grid
from tests.walk.machine import Machine, Tape
from tests.walk.simulator import STARTING_AGAIN, Judged, simulate


def seen(verdict: Verdict) -> Judged:
    """Return of a verdict what the judge says too."""
    return Judged(
        verdict.cycle,
        verdict.cycle_of,
        verdict.started_at,
        verdict.ended_at,
        verdict.verdict,
        verdict.due_at,
        verdict.missed_at,
        verdict.elapsed,
        verdict.paused,
        verdict.excluded,
    )


def differences(contract: Contract, told: History, grid: Grid | None = None) -> list[str]:
    """Return in words where the engine and the judge part."""
    (promise,) = contract.versions[0].terms.promises.values()
    return parted(verdicts(contract, told), simulate(contract, told, promise, grid=grid))


def parted(engine: tuple[Verdict, ...], judge: list[Judged]) -> list[str]:
    ours = {(v.cycle, v.cycle_of): seen(v) for v in engine}
    theirs = {(j.cycle, j.cycle_of): j for j in judge}
    found = [f"the engine alone has {ours[key]}" for key in ours.keys() - theirs.keys()]
    found += [f"the judge alone has {theirs[key]}" for key in theirs.keys() - ours.keys()]
    for key in sorted(ours.keys() & theirs.keys(), key=str):
        one, other = ours[key], theirs[key]
        found += [
            f"{key} {name}: the engine {getattr(one, name)}, the judge {getattr(other, name)}"
            for name in Judged.__slots__
            if getattr(one, name) != getattr(other, name)
        ]
    return found


def ends_before_it_starts(contract: Contract, told: History) -> bool:
    """Tell whether no run can be named, because all its ends lie before its start (R16)."""
    terms = contract.versions[0].terms
    (promise,) = terms.promises.values()
    (item,) = told.items
    measure = promise.measure
    names = [end.name for end in measure.ends if isinstance(end, Happens)]
    if measure.repeats or len(names) < len(measure.ends):
        return False
    restarting = {fact for fact, reading in promise.readings if reading == STARTING_AGAIN}
    runs = Machine(measure, Tape(item, told.until), terms, restarting).walked()
    ends = [(h.at, h.position) for name in names for h in item.happened.get(name, ())]
    return any(end < run.start for run in runs for end in ends)
