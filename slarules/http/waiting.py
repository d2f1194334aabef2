"""How long one request waits: between tries, and until the site may be asked."""

from __future__ import annotations

import logging
import secrets
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import stamina

from slarules.http.limits import Told, until_shown
from slarules.http.pacing import Turn
from slarules.http.redaction import Redaction
from slarules.http.wire import FaultError, NoAnswerError
from slarules.instants import SECOND, Instant, Micros

FIRST_PAUSE, LONGEST_PAUSE = 1.0, 60.0
"""Seconds before the second try and at most between two; each up to half as long again."""

NONE = Micros(0)

# A program that set up no logging would print its lines between ours.
logging.getLogger("stamina").addHandler(logging.NullHandler())


@dataclass(slots=True, repr=False)
class Clock:
    """The time, and how to let it pass.

    Attributes:
        now: The present instant.
        sleep: Lets so much time pass; it may raise to end the work.
        waiting: Is told in a sentence for what is waited, and until when.
    """

    now: Callable[[], Instant]
    sleep: Callable[[Micros], None]
    waiting: Callable[[str, Instant], None]


@dataclass(slots=True)
class Waiting:
    """What one request waited for, and how often it was sent.

    Attributes:
        name: The source, as it stands in messages.
        patience: How long it may wait in all because the site says so.
        number: Of the try.
        spent: How much of the patience is used up.
    """

    name: str
    clock: Clock
    redaction: Redaction
    patience: Micros
    number: int = 0
    spent: Micros = NONE

    def tries(self, most: int) -> Iterator[stamina.Attempt]:
        """Yield tries, with growing pauses between them while there are faults."""
        current: stamina.Attempt | None = None

        def pause(error: Exception) -> bool | float:
            if not isinstance(error, FaultError):
                return False
            if current is not None and current.num < most:
                self._pause(current.next_wait, f"try {current.num + 1} of {most}", f"{error}")
            return 0.0  # waited already, with the clock that was given

        for current in stamina.retry_context(
            on=pause,
            attempts=most,
            timeout=None,
            wait_initial=FIRST_PAUSE,
            wait_max=LONGEST_PAUSE,
            wait_jitter=0,
        ):
            self.number = current.num
            yield current

    def for_turn(self, turn: Turn) -> None:
        """Wait until a request may begin.

        Raises:
            NoAnswerError: That is longer than the patience.
        """
        length = Micros(max(1, turn.at - self.clock.now()))
        if turn.told is not None:
            self._spend(length, turn)
        self._tell(f"for the site until {until_shown(turn.at)} ({_why(turn.told)})", turn.at)
        self.clock.sleep(length)

    def _pause(self, seconds: float, what: str, why: str) -> None:
        length = Micros(int(seconds * SECOND))
        length = Micros(length + secrets.randbelow(length // 2 + 1))
        until = Instant(self.clock.now() + length)
        self._tell(f"until {until_shown(until)} for {what} ({why})", until)
        self.clock.sleep(length)

    def _spend(self, length: Micros, turn: Turn) -> None:
        self.spent = Micros(self.spent + length)
        if self.spent > self.patience:
            raise NoAnswerError(
                f"the site wants to be asked again at {until_shown(turn.at)} ({_why(turn.told)}), "
                f"longer than the {self.patience // SECOND} s that http.patience allows; run again"
            )

    def _tell(self, what: str, until: Instant) -> None:
        self.clock.waiting(self.redaction.clean(f"{self.name} waits {what}"), until)


def _why(told: Told | None) -> str:
    if told is None:
        return "as many a minute as it allows"
    return f"rate limit {told.reason}".strip()
