"""Cells of CSV as bytes: texts, whole numbers, UTC times with `Z`, lengths in exact seconds."""

from __future__ import annotations

from typing import Final

import numpy as np
import numpy.typing as npt

from slarules.engine.bulk.judging.compiled import NONE, compiled, compiled_within

Bytes = npt.NDArray[np.uint8]
Ints = npt.NDArray[np.int64]

TEXT: Final = 0
NUMBER: Final = 1
TRUTH: Final = 2
TIME: Final = 3
LENGTH: Final = 4
"""What a column holds."""

LONGEST: Final = 32
"""No number or time has more bytes."""

SECOND: Final = 1_000_000
DAY: Final = 86_400

COMMA, LINE_FEED, MINUS, POINT, ZERO = 44, 10, 45, 46, 48
DASH, CLOCK, COLON, UTC = 45, 84, 58, 90
TRUE = np.frombuffer(b"true", np.uint8)
FALSE = np.frombuffer(b"false", np.uint8)


@compiled
def write(target: Bytes, types: Ints, cells: Ints, ends: Ints, content: Bytes) -> int:
    """Write the lines of a table, and return how many bytes they have.

    Reads:
        types: By column, what it holds.
        cells: By row and column, a number or the number of a text; `NONE` is an empty cell.
        ends: Where each text begins in `content`, and where the last one ends.
    """
    end = 0
    for row in range(cells.shape[0]):
        for column in range(cells.shape[1]):
            cell = cells[row, column]
            if cell != NONE:
                end = _cell(target, end, types[column], cell, ends, content)
            target[end] = COMMA
            end += 1
        target[end - 1] = LINE_FEED
    return end


@compiled_within
def _cell(target: Bytes, end: int, kind: int, cell: int, ends: Ints, content: Bytes) -> int:
    if kind == TEXT:
        for place in range(ends[cell], ends[cell + 1]):
            target[end] = content[place]
            end += 1
        return end
    if kind == TIME:
        return _time(target, end, cell)
    if kind == LENGTH:
        return _length(target, end, cell)
    if kind == TRUTH:
        word = TRUE if cell else FALSE
        for place in range(len(word)):
            target[end + place] = word[place]
        return end + len(word)
    return _number(target, end, cell)


@compiled_within
def _padded(target: Bytes, end: int, number: int, width: int) -> int:
    for place in range(end + width - 1, end - 1, -1):
        target[place] = ZERO + number % 10
        number //= 10
    return end + width


@compiled_within
def _number(target: Bytes, end: int, number: int) -> int:
    if number < 0:
        target[end] = MINUS
        end, number = end + 1, -number
    width, rest = 1, number // 10
    while rest:
        width, rest = width + 1, rest // 10
    return _padded(target, end, number, width)


@compiled_within
def _length(target: Bytes, end: int, length: int) -> int:
    """Write exact seconds without idle zeros."""
    if length < 0:
        target[end] = MINUS
        end, length = end + 1, -length
    end = _number(target, end, length // SECOND)
    rest = length % SECOND
    if rest:
        target[end] = POINT
        end = _padded(target, end + 1, rest, 6)
        while target[end - 1] == ZERO:
            end -= 1
    return end


@compiled_within
def _time(target: Bytes, end: int, at: int) -> int:
    seconds, micros = at // SECOND, at % SECOND
    days, clock = seconds // DAY, seconds % DAY
    end = _date(target, end, days)
    target[end] = CLOCK
    end = _padded(target, end + 1, clock // 3600, 2)
    target[end] = COLON
    end = _padded(target, end + 1, clock // 60 % 60, 2)
    target[end] = COLON
    end = _padded(target, end + 1, clock % 60, 2)
    if micros:
        target[end] = POINT
        end = _padded(target, end + 1, micros, 6)
    target[end] = UTC
    return end + 1


@compiled_within
def _date(target: Bytes, end: int, days: int) -> int:
    """Write the date so many days after 1970 began.

    Source: H. Hinnant, chrono-compatible low-level date algorithms, `civil_from_days`.
    """
    shifted = days + 719_468
    era, day = shifted // 146_097, shifted % 146_097
    year = (day - day // 1_460 + day // 36_524 - day // 146_096) // 365
    day -= 365 * year + year // 4 - year // 100
    month = (5 * day + 2) // 153
    day -= (153 * month + 2) // 5
    month += 3 if month < 10 else -9
    year += 400 * era + (month <= 2)
    target[end + 4] = target[end + 7] = DASH
    _padded(target, end, year, 4)
    _padded(target, end + 5, month, 2)
    return _padded(target, end + 8, day + 1, 2)
