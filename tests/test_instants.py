"""Times and lengths as people read them."""

from __future__ import annotations

import pytest

from slarules.instants import DAY, HOUR, MINUTE, SECOND, Micros, in_words


@pytest.mark.parametrize(
    ("length", "said"),
    [
        (0, "less than a second"),
        (SECOND, "1 second"),
        (-90 * SECOND, "1 minute 30 seconds"),
        (HOUR + 5 * SECOND, "1 hour"),
        (3 * HOUR + MINUTE, "3 hours 1 minute"),
        (22_738_154 * SECOND, "263 days 4 hours"),
        (2 * DAY, "2 days"),
    ],
)
def test_a_length_is_said_by_its_two_largest_units(length: int, said: str) -> None:
    assert in_words(Micros(length)) == said
