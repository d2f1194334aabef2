"""Which periods an audit reports, and the part of an outcome that lies in them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from typing import assert_never

from slarules.core.contract import Contract
from slarules.engine.outcome import Outcome
from slarules.errors import UsageError
from slarules.hours.labels import period_named
from slarules.hours.local import ONE_DAY
from slarules.hours.periods import Period, parse_label
from slarules.instants import Instant


@dataclass(frozen=True, slots=True)
class Ended:
    """Every period that has ended at an instant, and every verdict whatever its period."""

    until: Instant

    def holds(self, period: Period) -> bool:
        """Return whether the period is reported."""
        return period.end <= self.until

    def judges(self, period: Period | None) -> bool:
        """Return whether verdicts of the period are listed."""
        del period
        return True


@dataclass(frozen=True, slots=True)
class Through:
    """The periods whose last date lies from `first` through `last`, both included.

    So a quarter is reported with its third month, and consecutive stretches report each period
    once, whatever its kind.
    """

    first: date
    last: date

    def holds(self, period: Period) -> bool:
        """Return whether the period is reported."""
        return self.first <= period.following - ONE_DAY <= self.last

    def judges(self, period: Period | None) -> bool:
        """Return whether verdicts of the period are listed."""
        return period is not None and self.holds(period)


Asked = Ended | Through


def refuse_nothing(found: Outcome, every: Outcome, asked: Asked, as_of: str) -> None:
    """Refuse to report on periods that the contract does not have, or not yet.

    Args:
        found: The part of `every` in the asked periods.

    Raises:
        UsageError: Nothing lies in the asked periods.
    """
    if found.statements or found.targets or found.measures or found.verdicts:
        return
    labels = [statement.period for statement in every.statements]
    known = f"it has {labels[0]} through {labels[-1]}" if labels else "it has none yet"
    match asked:
        case Ended():
            raise UsageError(f"no period of the contract has ended by {as_of}; {known}")
        case Through(first, last):
            raise UsageError(
                f"no period of the contract that has begun by {as_of} ends from {first} through "
                f"{last}; {known}"
            )
        case _:
            assert_never(asked)


def asked_period(label: str, zone: str) -> Through | None:
    """Return what `--period LABEL` asks for; None when the label names no period."""
    period = parse_label(label, zone)
    return Through(period.first, period.following - ONE_DAY) if period else None


def reported(outcome: Outcome, asked: Asked, contract: Contract) -> Outcome:
    """Return the part of an outcome that belongs to the asked periods, in the same order."""
    named = cache(lambda label: period_named(label, contract))
    judges = judging(asked, contract)

    def holds(label: str) -> bool:
        period = named(label)
        return period is not None and asked.holds(period)

    return replace(
        outcome,
        verdicts=tuple(v for v in outcome.verdicts if judges(v.period)),
        measures=tuple(m for m in outcome.measures if holds(m.period)),
        targets=tuple(t for t in outcome.targets if holds(t.period)),
        statements=tuple(s for s in outcome.statements if holds(s.period)),
        conditions=tuple(c for c in outcome.conditions if holds(c.period)),
        rights=tuple(r for r in outcome.rights if judges(r.period)),
        duties=tuple(d for d in outcome.duties if judges(d.period)),
    )


def judging(asked: Asked, contract: Contract) -> Callable[[str | None], bool]:
    """Return what tells of the label of a period whether verdicts of it are listed."""
    named = cache(lambda label: period_named(label, contract))
    return lambda label: asked.judges(named(label) if label else None)
