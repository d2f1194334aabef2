"""How far a pull is, for people and for plugins."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from threading import Lock
from typing import TypeAlias

from slarules.instants import MINUTE, SECOND, Instant, Micros


@dataclass(frozen=True, slots=True)
class Progress:
    """How far one part of a source is.

    Attributes:
        source: As after `--source`.
        part: What is read, such as a project.
        stage: What is done with it.
        total: How many there are in all; None where the source does not say.
        waiting: For whom or what it waits, and until when, in a sentence.
        until: When the waiting ends, where that is known.
    """

    source: str
    part: str
    stage: str
    done: int
    total: int | None = None
    waiting: str | None = None
    until: Instant | None = None


Ear: TypeAlias = Callable[[Progress], None]
"""Hears how far it is, from any thread."""

OFTEN = Micros(SECOND // 4)
"""How long to keep quiet about a part between two numbers."""


@dataclass(slots=True)
class Ears:
    """Tells several how far it is: numbers some times a second, what is new at once.

    An ear that fails is told nothing more, and stops nothing.
    """

    ears: Sequence[Ear]
    now: Callable[[], Instant]
    _last: dict[str, tuple[Instant, Progress]] = field(default_factory=dict)
    _deaf: set[int] = field(default_factory=set)
    _lock: Lock = field(default_factory=Lock)

    def __call__(self, progress: Progress) -> None:
        """Tell it to all, if it is worth it."""
        with self._lock:
            if self._is_worth_it(progress):
                self._last[progress.part] = (self.now(), progress)
                self._tell(progress)

    def _is_worth_it(self, progress: Progress) -> bool:
        at, before = self._last.get(progress.part, (None, None))
        if at is None or before is None:
            return True
        is_new = (before.stage, before.waiting) != (progress.stage, progress.waiting)
        is_end = progress.total is not None and progress.done >= progress.total
        return is_new or (is_end and before != progress) or self.now() - at >= OFTEN

    def _tell(self, progress: Progress) -> None:
        for number, ear in enumerate(self.ears):
            if number in self._deaf:
                continue
            try:
                ear(progress)
            except Exception:  # noqa: BLE001  # of a stranger, and about nothing that counts
                self._deaf.add(number)


@dataclass(slots=True)
class Lines:
    """Says in a line how far a part is: how many, how fast, how much longer."""

    now: Callable[[], Instant]
    _begun: dict[tuple[str, str], tuple[Instant, int]] = field(default_factory=dict)

    def line(self, progress: Progress) -> str:
        """Return the line, such as `jira:acme HELP: reading 1,200 of 4,000, 90/s, 31 s left`."""
        where = f"{progress.source} {progress.part}".strip()
        if progress.waiting:
            return (
                progress.waiting
                if progress.waiting.startswith(progress.source)
                else (f"{where}: {progress.waiting}")
            )
        of = "" if progress.total is None else f" of {progress.total:,}"
        return f"{where}: {progress.stage} {progress.done:,}{of}{self._speed(progress)}"

    def _speed(self, progress: Progress) -> str:
        now = self.now()
        place = (progress.part, progress.stage)
        begun, first = self._begun.setdefault(place, (now, progress.done))
        took, read = now - begun, progress.done - first
        if took < SECOND or read <= 0:
            return ""
        rate = f", {read * SECOND // took:,}/s"
        if progress.total is None or progress.total <= progress.done:
            return rate
        left = Micros((progress.total - progress.done) * took // read)
        return f"{rate}, {_length(left)} left"


LONG = Micros(5 * SECOND)
"""How long a wait is of which somebody is told who does not look on."""


@dataclass(slots=True)
class Seldom:
    """Tells those who do not look on, such as a log: of long waits, and each minute how far it is.

    Attributes:
        tell: Takes a line.
    """

    now: Callable[[], Instant]
    tell: Callable[[str], None]
    _lines: Lines = field(init=False)
    _quiet_until: Instant = field(init=False)
    _waits_until: Instant | None = None

    def __post_init__(self) -> None:
        self._lines = Lines(self.now)
        self._quiet_until = Instant(self.now() + MINUTE)

    def __call__(self, progress: Progress) -> None:
        """Tell it, if it is time."""
        now = self.now()
        if not (self._is_new_wait(progress, now) if progress.waiting else now >= self._quiet_until):
            return
        self._quiet_until = Instant(now + MINUTE)
        self.tell(self._lines.line(progress))

    def _is_new_wait(self, progress: Progress, now: Instant) -> bool:
        until, before = progress.until, self._waits_until
        if until is None or until - now <= LONG:
            return False
        # All parts wait for the same site; short waits one after another are told once a minute.
        is_new = before is None or now >= self._quiet_until or until > before + MINUTE
        self._waits_until = until if is_new else before
        return is_new


def _length(left: Micros) -> str:
    minutes, seconds = left // MINUTE, left % MINUTE // SECOND
    if minutes >= 60:
        return f"{minutes // 60} h {minutes % 60} min"
    return f"{minutes} min {seconds} s" if minutes else f"{seconds} s"
