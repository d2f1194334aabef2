"""Billing cycles: where they end is what billing says, wherever a contract speaks of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, is_dataclass, replace
from datetime import date
from typing import TypeVar, cast

from slarules.core.contract import Contract, Terms
from slarules.core.periods import BillingCycle

T = TypeVar("T")


def with_cycles(contract: Contract, starts: tuple[date, ...]) -> Contract:
    """Return a contract whose billing cycles begin on the dates that billing tells of."""
    if not starts:
        return contract
    cycle = BillingCycle(starts)
    versions = tuple(replace(v, terms=_terms(v.terms, cycle)) for v in contract.versions)
    return replace(contract, every=_in(contract.every, cycle), versions=versions)


def _terms(terms: Terms, cycle: BillingCycle) -> Terms:
    parts = {field.name: _in(getattr(terms, field.name), cycle) for field in fields(terms)}
    return replace(terms, **parts)


def _in(part: T, cycle: BillingCycle) -> T:
    """Return a part of a contract with every billing cycle in it told of by billing."""
    return cast("T", _changed(part, cycle))


def _changed(part: object, cycle: BillingCycle) -> object:
    match part:
        case BillingCycle():
            return cycle
        case Mapping():
            return {name: _changed(each, cycle) for name, each in part.items()}
        case tuple():
            return tuple(_changed(each, cycle) for each in part)
        case _ if is_dataclass(part) and not isinstance(part, type):
            return _dataclass(part, cycle)
        case _:
            return part


def _dataclass(part: object, cycle: BillingCycle) -> object:
    parts = {field.name: getattr(part, field.name) for field in fields(part)}  # type: ignore[arg-type]
    changed = {name: _changed(each, cycle) for name, each in parts.items()}
    same = all(changed[name] is parts[name] or changed[name] == parts[name] for name in parts)
    return part if same else replace(part, **changed)  # type: ignore[type-var]
