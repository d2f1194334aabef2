"""Lengths of time as Prometheus writes them, such as `30s`, `5m`, `1h30m`."""

from __future__ import annotations

import re
from typing import Annotated

from pydantic import AfterValidator

from slarules.instants import DAY, HOUR, MINUTE, SECOND, Micros

UNITS = (DAY, HOUR, MINUTE, SECOND)
WRITTEN = re.compile(r"(?=\d)(?:(\d{1,5})d)?(?:(\d{1,6})h)?(?:(\d{1,7})m)?(?:(\d{1,9})s)?")


def length(written: str) -> Micros:
    """Return a length of time.

    Raises:
        ValueError: It is none, or it is nothing.
    """
    found = WRITTEN.fullmatch(written)
    parts = found.groups() if found else ()
    total = sum(int(part or 0) * unit for part, unit in zip(parts, UNITS, strict=False))
    if not total:
        raise ValueError("write a length of time, such as 30s, 5m or 1h30m")
    return Micros(total)


def _is_length(written: str) -> str:
    length(written)
    return written


Length = Annotated[str, AfterValidator(_is_length)]
"""A length of time in settings, as text."""
