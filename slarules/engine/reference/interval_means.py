"""The mean over intervals of the share of one measurement in another, every interval alike."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from slarules.core.measures import MeanOfRatios
from slarules.engine.outcome import Achieved
from slarules.facts.history import Reading
from slarules.instants import Interval

NONE, ALL = Fraction(0), Fraction(1)


@dataclass(slots=True)
class Sums:
    """What the readings of one interval come to; `unknown` names those without a number."""

    part: Fraction = NONE
    whole: Fraction = NONE
    has_part: bool = False
    unknown: set[str] = field(default_factory=set)


def mean_of_ratios(
    asked: MeanOfRatios, window: Interval, readings: Mapping[str, Sequence[Reading]], *, over: bool
) -> tuple[Achieved | None, tuple[str, ...]]:
    """Return the mean, as good intervals of all that count, and what is unknown in it.

    Args:
        asked: The measure.
        window: From the period's start, where intervals begin, to its end or to now.
        readings: Of both measurements, by name.
        over: Whether the period is over; then a last shorter interval counts as one.
    """
    length = window.end - window.start
    number = -(-length // asked.unit) if over else length // asked.unit
    sums = _sums(asked, window, readings, number)
    ratios = [found for each in sums.values() if (found := _ratio(asked, each))]
    empty = number - len(ratios)
    needs: list[str] = []
    least, most, counted = (
        sum((r[0] for r in ratios), NONE),
        sum((r[1] for r in ratios), NONE),
        number,
    )
    if asked.empty == "skipped":
        counted = len(ratios)
    elif asked.empty == "unknown":
        most += empty
        needs += [f"{asked.whole} in {empty} intervals"] if empty else []
    else:
        least, most = least + empty * asked.empty, most + empty * asked.empty
    needs += dict.fromkeys(name for each in sums.values() for name in sorted(each.unknown))
    return _achieved(asked, least, most, counted), tuple(needs)


def _sums(
    asked: MeanOfRatios, window: Interval, readings: Mapping[str, Sequence[Reading]], number: int
) -> dict[int, Sums]:
    found: dict[int, Sums] = defaultdict(Sums)
    for name in (asked.part, asked.whole):
        for reading in readings.get(name, ()):
            place = (reading.during.start - window.start) // asked.unit
            if reading.during.start >= window.start and place < number:
                _add(found[place], reading, is_part=name == asked.part)
    return found


def _add(sums: Sums, reading: Reading, *, is_part: bool) -> None:
    if not isinstance(reading.value, Fraction):
        sums.unknown.add(reading.name)
    elif is_part:
        sums.part, sums.has_part = sums.part + reading.value, True
    else:
        sums.whole += reading.value


def _ratio(asked: MeanOfRatios, sums: Sums) -> tuple[Fraction, Fraction] | None:
    """Return the least and the most of an interval's share; `None` without any of the whole.

    An interval that has requests, and no reading of the failed ones, tells nothing of them.
    """
    if not sums.unknown and not sums.whole:
        return None
    if not sums.has_part and sums.whole:
        sums.unknown.add(asked.part)
    if sums.unknown:
        return NONE, ALL
    share = min(Fraction(sums.part, sums.whole), ALL)
    return share, share


def _achieved(
    asked: MeanOfRatios, least: Fraction, most: Fraction, counted: int
) -> Achieved | None:
    if not counted:
        return None
    if asked.from_hundred:
        least, most = counted - most, counted - least
    return Achieved(Fraction(least, counted), Fraction(most, counted), least, Fraction(counted))
