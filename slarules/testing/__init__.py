"""The conformance kit: whether an adapter loses, doubles and betrays nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from slarules.testing.bench import Bench, Check, Outcome, judge
from slarules.testing.checks import CHECKS
from slarules.testing.context import WorldContext
from slarules.testing.world import (
    CANARY,
    TRICKS,
    Trick,
    TrueChange,
    TrueComment,
    TrueTicket,
    Truth,
    World,
    WsgiApp,
)

if TYPE_CHECKING:
    from slarules.testing.conformance import AdapterConformance

__all__ = [
    "CANARY",
    "CHECKS",
    "TRICKS",
    "AdapterConformance",
    "Bench",
    "Check",
    "Outcome",
    "Trick",
    "TrueChange",
    "TrueComment",
    "TrueTicket",
    "Truth",
    "World",
    "WorldContext",
    "WsgiApp",
    "judge",
]


def __getattr__(name: str) -> Any:  # noqa: ANN401  # what the module has
    # Only authors of adapters have pytest; `slarules adapters check` does without.
    if name != "AdapterConformance":
        raise AttributeError(name)
    from slarules.testing.conformance import AdapterConformance  # noqa: PLC0415

    return AdapterConformance
