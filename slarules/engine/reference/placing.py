"""In which periods a verdict may count, where what is unknown moves it from one to another."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from slarules.core.periods import PeriodKind
from slarules.engine.outcome import Verdict
from slarules.engine.reference.unknowns import LEFT_OUT, could_be
from slarules.hours.periods import period_of, periods_between
from slarules.instants import Instant


def placed(verdict: Verdict, kind: PeriodKind, zone: str) -> Iterator[Verdict]:
    """Yield a verdict once for each period of a kind in which it may count.

    In each of several it may turn out as it says, or to belong to another: so whatever it turns
    out to be is among what is possible in each.
    """
    if verdict.belongs_at is None or verdict.belongs_until is None:
        yield verdict
        return
    if verdict.verdict in LEFT_OUT:
        yield replace(verdict, belongs_until=None)
        return
    end = Instant(verdict.belongs_until + 1)
    periods = list(periods_between(verdict.belongs_at, end, kind, zone))
    if len(periods) == 1:
        label = verdict.period or periods[0].label
        yield replace(verdict, belongs_until=None, period=label)
        return
    words = could_be(verdict) if verdict.verdict == "undetermined" else (verdict.verdict,)
    for period in periods:
        yield replace(
            verdict,
            verdict="undetermined",
            could_be=tuple(sorted({*words, "excluded"})),
            belongs_at=max(verdict.belongs_at, period.start),
            period=period.label,
        )


def label_of(verdict: Verdict, kind: PeriodKind, own: PeriodKind, zone: str) -> str | None:
    """Return the period of a kind to which a verdict belongs; `None` while it belongs to none.

    Args:
        own: The kind of the contract's own periods, which the verdict names.
    """
    if kind == own or verdict.belongs_at is None:
        return verdict.period
    return period_of(verdict.belongs_at, kind, zone).label
