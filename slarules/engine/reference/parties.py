"""Parties: who stands for the provider and the customer in a period."""

from __future__ import annotations

from typing import Literal

from slarules.core.contract import Contract
from slarules.core.rights import Succession
from slarules.hours.periods import Period


def party_of(contract: Contract, period: Period, role: Literal["provider", "customer"]) -> str:
    """Return the name of a party: its last successor by the first date of a period."""
    found = contract.provider if role == "provider" else contract.customer
    for succession in in_force(contract, period):
        if succession.party == role:
            found = succession.successor
    return found


def in_force(contract: Contract, period: Period) -> tuple[Succession, ...]:
    """Return the successions that hold from the first date of a period or before, in order."""
    return tuple(each for each in contract.successions if each.since <= period.first)
