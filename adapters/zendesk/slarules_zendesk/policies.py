"""What Zendesk's own policies promise, as text for people."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import msgspec

from slarules.http import Http, RefusedError
from slarules_zendesk.wire import decoded, said


class Condition(msgspec.Struct, frozen=True):
    """A condition on tickets."""

    field: Any = None
    operator: Any = None
    value: Any = None


class Filter(msgspec.Struct, frozen=True):
    """Which tickets a policy is for: all of some conditions, and one of others."""

    all: list[Condition] = []
    any: list[Condition] = []


class Goal(msgspec.Struct, frozen=True):
    """What a policy allows at one priority: minutes, and seconds in newer answers."""

    metric: str
    priority: str | None = None
    target: int | None = None
    target_in_seconds: int | None = None
    business_hours: bool | None = None


class Policy(msgspec.Struct, frozen=True):
    """A policy; of those that fit a ticket, the one with the first position holds."""

    title: str
    position: int | None = None
    filter: Filter | None = None
    policy_metrics: list[Goal] | None = None


class Policies(msgspec.Struct, frozen=True):
    """Policies of an account."""

    sla_policies: list[Policy] = []
    group_sla_policies: list[Policy] = []


PATHS = ("/api/v2/slas/policies", "/api/v2/group_slas/policies")


def policies(http: Http) -> tuple[str, ...]:
    """Return what the policies of an account promise; plans without policies have none."""
    return tuple(line for path in PATHS for line in _of(http, path))


def _of(http: Http, path: str) -> Iterator[str]:
    try:
        told = decoded(http.get(path), Policies)
    except RefusedError as error:
        if error.status in {403, 404}:
            return
        raise
    found = [*told.sla_policies, *told.group_sla_policies]
    for policy in sorted(found, key=lambda each: (each.position or 0, each.title)):
        yield from lines(policy)


def lines(policy: Policy) -> Iterator[str]:
    """Yield one line a goal: metric, length, priority, hours, and which tickets are meant."""
    meant = _meant(policy.filter)
    for goal in policy.policy_metrics or ():
        hours = "business hours" if goal.business_hours else "calendar hours"
        priority = f" at priority {goal.priority}" if goal.priority else ""
        measure = goal.metric.replace("_", " ")
        yield f"{policy.title}: {measure} within {_length(goal)}{priority}, in {hours}{meant}"


def _length(goal: Goal) -> str:
    if goal.target_in_seconds is not None and goal.target_in_seconds % 60:
        return f"{goal.target_in_seconds} seconds"
    if goal.target_in_seconds is not None:
        return f"{goal.target_in_seconds // 60} minutes"
    return "an unknown time" if goal.target is None else f"{goal.target} minutes"


def _meant(chosen: Filter | None) -> str:
    every = _joined(chosen.all, " and ") if chosen else ""
    some = _joined(chosen.any, " or ") if chosen else ""
    both = " and ".join(part for part in (every, f"({some})" if some else "") if part)
    return f", when {both}" if both else ""


def _joined(conditions: Sequence[Condition], word: str) -> str:
    return word.join(
        " ".join(
            (
                said(each.field) or "",
                (said(each.operator) or "").replace("_", " "),
                said(each.value) or "nothing",
            )
        )
        for each in conditions
    )
