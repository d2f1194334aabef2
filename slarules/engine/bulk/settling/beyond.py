"""Why something is left to the reference engine."""

from __future__ import annotations


class Beyond(Exception):  # noqa: N818 - no error: it names what the reference has to do
    """A contract uses something that is not made ready for columns; its text says what."""


class Open(Exception):  # noqa: N818 - no error: the reference tells of ranges
    """Something that a customer's money hangs on is not given, so it is a range."""
