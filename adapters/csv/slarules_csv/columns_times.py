"""Columns of times as columns of instants, each as the facts layer reads it alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import NamedTuple

import pyarrow as pa
import pyarrow.compute as pc

from slarules.core.mapping import Layout
from slarules.facts.columns import NotColumnsError
from slarules.facts.stamps import all_alike, offset
from slarules.facts.times import Times, UnreadableTimeError
from slarules.instants import DAY, HOUR, Instant

START = datetime(1970, 1, 1)  # noqa: DTZ001  # a wall time
BACK = 2_000 * 366 * DAY
"""Added before days are counted, since Arrow cuts towards zero."""

WITH_OFFSET = r"^\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(\.\d{1,6})?(Z|[+-]\d\d:?\d\d)$"
WITHOUT_OFFSET = r"^\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d(\.\d{1,6})?)?$"


def _micros(year: int) -> int:
    return (datetime(year, 1, 1) - START) // timedelta(microseconds=1)  # noqa: DTZ001


# A year inside what the facts layer takes for a time, whatever the offset is.
EARLIEST, LATEST = _micros(1701), _micros(9990)


class Told(NamedTuple):
    """The instants of a column.

    Attributes:
        at: `int64`; null where there is none.
        turned: `bool`, where clocks were turned; None for nowhere.
    """

    at: pa.Array
    turned: pa.Array | None


@dataclass(slots=True)
class Clock:
    """Reads the times of one column of one file.

    Arrow's own reading of ISO 8601 is strict: what it takes, Python takes for the same instant. All
    else is read by Python, each text once a batch.

    Attributes:
        zone: Where times without an offset are; by default where the mapping says.
        tells: Whether what is odd about the column as a whole is told by raising; otherwise what
            is doubtful is no time.
    """

    layout: Layout
    zone: str | None = None
    tells: bool = True
    _times: Times = field(init=False)
    _forms: set[str] = field(default_factory=set)
    _ending: str = ""
    _zones: list[str | None] = field(default_factory=lambda: ["UTC", None])
    _days: dict[int, int | None] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._times = Times(self.layout.dates, self.zone or self.layout.zone)

    def of_texts(self, texts: pa.Array) -> Told:
        """Return the instants of times as they are written; null and blank ones have none.

        Raises:
            NotColumnsError: A time could be two, or the forms are too unlike each other.
        """
        told = self._quick(texts) if len(texts) else Told(pa.nulls(0, pa.int64()), None)
        return told or self._mixed(pc.if_else(pc.equal(texts, ""), None, texts))

    def of_moments(self, moments: pa.Array) -> Told:
        """Return the instants of `timestamp` values, as they are read when written out in UTC.

        Raises:
            NotColumnsError: They are in no zone, and the mapping names none.
        """
        kind = moments.type
        micros = _in_micros(moments.cast(pa.int64()), kind.unit)
        if not _all_within(micros):
            micros = pc.if_else(_within(micros), micros, None)
        if kind.tz is None:
            self._note({""})
            return self._placed(micros)
        self._note({"+00"})
        return Told(micros, None)

    def _quick(self, texts: pa.Array) -> Told | None:
        for zone in self._zones:
            try:
                micros = texts.cast(pa.timestamp("us", zone)).cast(pa.int64())
            except pa.ArrowInvalid:
                continue
            if not _all_within(micros):
                return None
            self._zones.sort(key=lambda each: each != zone)
            self._note({""} if zone is None else self._forms_of(texts))
            return self._placed(micros) if zone is None else Told(micros, None)
        return None

    def _forms_of(self, texts: pa.Array) -> set[str]:
        """Return the offsets of times that Arrow takes to have one."""
        # Mostly all have the one that was seen last.
        if self._ending and _all(pc.ends_with(texts, self._ending)):
            return {self._ending}
        forms = _forms(texts)
        self._ending = forms.copy().pop() if len(forms) == 1 else ""
        return forms

    def _mixed(self, texts: pa.Array) -> Told:
        told = Told(pa.nulls(len(texts), pa.int64()), pa.repeat(False, len(texts)))  # noqa: FBT003
        left = pc.is_valid(texts)
        for pattern in (WITH_OFFSET, WITHOUT_OFFSET):
            fits = pc.fill_null(pc.match_substring_regex(texts, pattern), False)  # noqa: FBT003
            some = texts.filter(fits)
            if len(some) and (quick := self._quick(some)):
                told = _merged(told, fits, quick)
                left = pc.and_not(left, fits)
        return _merged(told, left, self._by_python(texts.filter(left)))

    def _by_python(self, texts: pa.Array) -> Told:
        if not len(texts):
            return Told(texts.cast(pa.int64()), None)
        encoded = texts.dictionary_encode()
        each = [self._read(text) for text in encoded.dictionary.to_pylist()]
        at = pa.array([instant for instant, _ in each], pa.int64()).take(encoded.indices)
        turned = pa.array([turned for _, turned in each]).take(encoded.indices)
        return Told(at, turned)

    def _read(self, text: str) -> tuple[Instant | None, bool]:
        try:
            at = self._times.read(text)
        except UnreadableTimeError as error:
            return self._doubtful(f"{error}", error)
        if self._times.shown:
            self._times.shown = None
            return self._doubtful("the order of its dates is not declared")
        if at is None:
            return None, False
        form = offset(text)
        self._note({form})
        return at, not form and self._times.turned(text) is not None

    def _doubtful(self, why: str, error: Exception | None = None) -> tuple[None, bool]:
        if self.tells:
            raise NotColumnsError(why) from error
        return None, False

    def _note(self, forms: set[str]) -> None:
        if not self.tells or forms <= self._forms:
            return
        self._forms |= forms
        if not all_alike(self._forms):
            raise NotColumnsError("its times are written with offsets that are unlike each other")

    # --- wall times --------------------------------------------------------------------------

    def _placed(self, walls: pa.Array) -> Told:
        """Return the instants of wall times in the zone of the mapping."""
        if self._times.zone is None:
            if walls.null_count < len(walls):
                self._doubtful("its times have no offset, and the mapping names no zone")
            return Told(pa.nulls(len(walls), pa.int64()), None)
        days = pc.divide(pc.add(walls, BACK), DAY).dictionary_encode()
        ahead = [self._ahead(day) for day in days.dictionary.to_pylist()]
        at = pc.subtract(walls, pa.array(ahead, pa.int64()).take(days.indices))
        if at.null_count == walls.null_count:
            return Told(at, None)
        doubtful = pc.and_(pc.is_null(at), pc.is_valid(walls))
        told = Told(at, pa.repeat(False, len(walls)))  # noqa: FBT003
        return _merged(told, doubtful, self._by_python(_written(walls.filter(doubtful))))

    def _ahead(self, day: int) -> int | None:
        """Return how far clocks are ahead of UTC on a day; None near one on which they are turned.

        The facts layer looks as far around a day.
        """
        if day not in self._days:
            start = day * DAY - BACK
            hours = (-4, 0, 6, 12, 18, 24, 28)
            found = {self._ahead_at(start + hour * HOUR) for hour in hours}
            self._days[day] = found.pop() if len(found) == 1 else None
        return self._days[day]

    def _ahead_at(self, wall: int) -> int | None:
        at = self._times.read(_text(wall))
        return None if at is None else wall - at


def _text(wall: int) -> str:
    return (START + timedelta(microseconds=wall)).isoformat(" ")


def _written(walls: pa.Array) -> pa.Array:
    encoded = walls.dictionary_encode()
    texts = [_text(wall) for wall in encoded.dictionary.to_pylist()]
    return pa.array(texts, pa.string()).take(encoded.indices)


def _in_micros(counts: pa.Array, unit: str) -> pa.Array:
    match unit:
        case "s":
            return pc.multiply_checked(counts, 1_000_000)
        case "ms":
            return pc.multiply_checked(counts, 1_000)
        case "us":
            return counts
        case _:
            micros = pc.divide(counts, 1_000)
            if not _all(pc.equal(pc.multiply(micros, 1_000), counts)):
                raise NotColumnsError("its times have parts of a microsecond")
            return micros


def _within(micros: pa.Array) -> pa.Array:
    return pc.and_(pc.greater_equal(micros, EARLIEST), pc.less(micros, LATEST))


def _all_within(micros: pa.Array) -> bool:
    least, most = pc.min_max(micros).values()
    return not least.is_valid or (least.as_py() >= EARLIEST and most.as_py() < LATEST)


def _all(truths: pa.Array) -> bool:
    return bool(pc.all(truths, skip_nulls=True, min_count=0).as_py())


def _forms(texts: pa.Array) -> set[str]:
    if _all(pc.ends_with(texts, "Z")):
        return {"Z"}
    ends: Sequence[str] = pc.utf8_slice_codeunits(texts, -6).unique().drop_null().to_pylist()
    return {offset(f":{end}") for end in ends}


def _merged(told: Told, where: pa.Array, some: Told) -> Told:
    at = pc.replace_with_mask(told.at, where, some.at)
    if some.turned is None:
        return Told(at, told.turned)
    return Told(at, pc.replace_with_mask(told.turned, where, some.turned))
