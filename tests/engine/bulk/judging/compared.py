"""Verdicts by columns and those of the reference engine, side by side."""

from __future__ import annotations

from dataclasses import fields

from slarules.core.contract import Contract
from slarules.engine.bulk.judging.judging import Judging, batch_of
from slarules.engine.outcome import Verdict
from slarules.engine.reference.verdicts import verdicts
from slarules.facts.history import History


def differences(contract: Contract, told: History) -> list[str]:
    """Return in words where verdicts by columns are not those of the reference engine."""
    judging = Judging(contract, told)
    ours = list(judging.judge(batch_of(judging, told)).verdicts())
    theirs = list(verdicts(contract, told))
    if len(ours) != len(theirs):
        return [f"{len(ours)} verdicts are {len(theirs)}"]
    return [line for pair in zip(ours, theirs, strict=True) for line in _parted(*pair)]


def _parted(ours: Verdict, theirs: Verdict) -> list[str]:
    return [
        f"{theirs.promise} {theirs.cycle} {name}: {getattr(ours, name)!r} is "
        f"{getattr(theirs, name)!r}"
        for name in (each.name for each in fields(Verdict))
        if getattr(ours, name) != getattr(theirs, name)
        or type(getattr(ours, name)) is not type(getattr(theirs, name))
    ]


def alone(contract: Contract, told: History) -> dict[str, int]:
    """Return how many items were judged by the reference engine, by reason."""
    judging = Judging(contract, told)
    judging.judge(batch_of(judging, told))
    return dict(judging.alone)
