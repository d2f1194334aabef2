"""How Request Tracker writes times: with a Z in its own fields, without a zone in histories."""

from __future__ import annotations

from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from slarules.errors import SourceError
from slarules.http import Answer
from slarules.instants import Instant, instant, utc

DATES = frozenset({"Due", "Starts", "Started", "Resolved", "Told", "Created", "LastUpdated"})
"""The fields of tickets that are times."""


def moment(text: str | None) -> Instant | None:
    """Return a time; None where Request Tracker says 1970, which is how it writes none.

    Raises:
        ValueError: It is no time.
    """
    if not text:
        return None
    read = datetime.fromisoformat(text)
    # What is without a zone comes from the database, which is kept in UTC.
    at = instant(read if read.tzinfo else read.replace(tzinfo=UTC))
    return at or None


def needed(text: str, what: str) -> Instant:
    """Return a time that has to be there.

    Raises:
        SourceError: It is not.
    """
    try:
        at = moment(text)
    except ValueError:
        at = None
    if at is None:
        raise SourceError("request-tracker", f"{text!r} is no time", record=what)
    return at


def shown(text: str | None) -> str:
    """Return a date as text with a zone, as `changes` and `current` carry it; empty for none."""
    try:
        at = moment(text)
    except ValueError:
        return text or ""
    return "" if at is None else utc(at).strftime("%Y-%m-%dT%H:%M:%SZ")


def told(answer: Answer, otherwise: Instant) -> Instant:
    """Return the server's own time when it answered."""
    try:
        return instant(parsedate_to_datetime(answer.headers["date"]))
    except (KeyError, ValueError):
        return otherwise
