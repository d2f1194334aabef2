"""Values averaged over several periods."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from slarules.core.targets import Averaged
from slarules.engine.outcome import Achieved
from slarules.engine.reference.ranges import NOTHING, Range
from slarules.hours.periods import Period


def averaged(
    how: Averaged, values: Sequence[tuple[Period, Achieved | None]]
) -> tuple[Achieved | None, tuple[Period, ...]]:
    """Return the mean of the values of periods, and the periods that have none.

    The last of them is the period itself. Periods without a value leave it undetermined, unless
    the target stands alone without them.
    """
    missing = tuple(period for period, value in values if value is None)
    if missing and (not how.alone or values[-1][1] is None):
        return None, missing
    weighed = [
        (Range(value.least, value.most), Fraction(_weight(how, period)))
        for period, value in values
        if value is not None
    ]
    whole = sum((weight for _, weight in weighed), Fraction(0))
    total = sum((value.times(Fraction(weight, whole)) for value, weight in weighed), NOTHING)
    return Achieved(total.least, total.most), missing


def _weight(how: Averaged, period: Period) -> int:
    return period.end - period.start if how.by_time else 1
