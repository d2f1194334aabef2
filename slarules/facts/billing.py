"""The table of fees: what was billed of periods, of things and items, and when cycles began."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from typing import TypeAlias

from slarules.core.contract import Contract
from slarules.core.periods import BillingCycle
from slarules.facts.findings import shown
from slarules.facts.further import Row, Tables
from slarules.facts.values import number
from slarules.hours.periods import CYCLE

Key: TypeAlias = tuple[str, str, str]
"""Which amount, of which period, of which thing; empty where it is of none."""


@dataclass(frozen=True, slots=True)
class Billing:
    """What billing tells.

    Attributes:
        fees: Amounts of periods, by name and label; the label is empty where it is of none.
        of: Amounts of things and items, by name, label and the thing's name.
        cycles: The first dates of billing cycles, in order.
    """

    fees: Mapping[tuple[str, str], Fraction] = field(default_factory=dict)
    of: Mapping[Key, Fraction] = field(default_factory=dict)
    cycles: tuple[date, ...] = ()


def billing(tables: Tables, contract: Contract) -> Billing:
    """Return what was billed; two amounts of one thing that differ are both left out."""
    found: dict[Key, Fraction] = {}
    doubtful: set[Key] = set()
    currencies = _currencies(contract)
    in_cycles = frozenset(_of_cycles(contract))
    cycles: set[date] = set()
    for row in tables.rows("fees"):
        amount = _amount(tables, row, contract, currencies)
        if amount is None:
            continue
        key = _key(row, in_cycles, cycles)
        if found.setdefault(key, amount) != amount:
            said = " of ".join(part for part in key if part)
            what = f"gives {said} a second time, differently; it is not known"
            tables.findings.add("contradiction", row.file, row.number, "amount", what)
            doubtful.add(key)
    known = {key: amount for key, amount in found.items() if key not in doubtful}
    return Billing(
        {(name, label): amount for (name, label, of), amount in known.items() if not of},
        {key: amount for key, amount in known.items() if key[2]},
        tuple(sorted(cycles)),
    )


def _key(row: Row, in_cycles: frozenset[str], cycles: set[date]) -> Key:
    """Return what a row is of; a date is a billing cycle by its first day, which is noted."""
    name, label = row.cells.get("name", ""), row.cells.get("period", "")
    first = _date(label.removeprefix(f"{CYCLE}-"))
    if name in in_cycles and first is not None:
        cycles.add(first)
        label = f"{CYCLE}-{first}"
    return name, label, row.cells.get("of", "")


def _date(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if re.fullmatch(r"\d{4}-\d\d-\d\d", text) else None
    except ValueError:
        return None


def _of_cycles(contract: Contract) -> Iterator[str]:
    """Yield the amounts that are billed every billing cycle."""
    for version in contract.versions:
        for amount in version.terms.amounts.values():
            if isinstance(amount.every, BillingCycle):
                yield amount.name


def _currencies(contract: Contract) -> Mapping[str, str]:
    """Return the currency of each rate of exchange."""
    return {
        amount.name: amount.currency
        for version in contract.versions
        for amount in version.terms.amounts.values()
        if amount.currency
    }


def _amount(
    tables: Tables, row: Row, contract: Contract, currencies: Mapping[str, str]
) -> Fraction | None:
    text, written = row.cells.get("amount", ""), row.cells.get("currency", "")
    needed = currencies.get(row.cells.get("name", ""), contract.currency)
    amount = number(text, tables.mark)
    if amount is None:
        tables.left_out(row, "no number", "amount", f"{shown(text)} is no amount")
    elif written and written.upper() != needed:
        whose = "the contract's currency" if needed == contract.currency else "that of this rate"
        what = f"{shown(written)} is not {whose}, {needed}"
        tables.left_out(row, "undeclared", "currency", what)
    else:
        return amount
    return None
