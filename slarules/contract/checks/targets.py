"""Targets: how often they are asked, and what they allow when there are few items."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from math import ceil, floor

from slarules.contract.checks.checked import Checked
from slarules.contract.problems.kinds import TargetShorter
from slarules.contract.problems.remarks import FewerMayMiss
from slarules.core.periods import BillingCycle, Lasting, PeriodKind, Stretch, Trailing
from slarules.core.targets import ShareInTime, SmallNumber, Target
from slarules.problems import Problem

DAYS: dict[str, int] = {
    "calendar day": 1,
    "calendar week": 7,
    "calendar month": 30,
    "calendar quarter": 91,
    "calendar year": 365,
}
"""About how many days a period has: enough to tell a shorter kind from a longer one."""


def targets_are_asked_with_the_contract(checked: Checked) -> Iterator[Problem]:
    """Yield each target that is asked more often than the contract is assessed."""
    every = checked.contract.every
    for version, _ in checked.texts():
        for target in version.terms.targets.values():
            if days(target.every) < days(every):
                yield TargetShorter(
                    span=target.origin.span,
                    clause=target.origin.clause,
                    target=f"target {target.name}",
                    own=named(target.every),
                    every=named(every),
                )


def days(kind: PeriodKind) -> int:
    """Return about how many days a period of a kind has."""
    match kind:
        case Stretch(months=months, days=own):
            return 30 * months + months // 3 + own
        case BillingCycle():
            return DAYS["calendar month"]
        case Trailing(days=own):
            return own
        case Lasting(of=of):
            return days(of)
        case _:
            return DAYS[kind]


def named(kind: PeriodKind) -> str:
    """Return how the text names a kind of period."""
    match kind:
        case Stretch(name=name) | Trailing(name=name) | Lasting(name=name):
            return name
        case BillingCycle():
            return "billing cycle"
        case _:
            return kind


def small_numbers_lead_on(checked: Checked) -> Iterator[Problem]:
    """Yield each target that one item more makes harder to meet than its small-number rule."""
    for version, _ in checked.texts():
        for target in version.terms.targets.values():
            small, value = target.small, target.value
            if small and isinstance(value, ShareInTime) and target.relation == "at least":
                allowed = floor(small.below * (1 - target.level))
                if allowed < small.may_miss and target.level < 1:
                    yield _fewer(target, small, value, allowed, checked)


def _fewer(
    target: Target, small: SmallNumber, value: ShareInTime, allowed: int, checked: Checked
) -> Problem:
    kind = checked.contract.vocabulary.items.get(value.item)
    return FewerMayMiss(
        span=target.origin.span,
        clause=target.origin.clause,
        target=f"target {target.name}",
        before=small.may_miss,
        fewer=small.below - 1,
        items=kind.plural if kind else f"{value.item}s",
        after=allowed,
        below=small.below,
        enough=ceil(Fraction(small.may_miss) / (1 - target.level)),
    )
