"""`rights.json` as values: what a party may do until when, and what it must do."""

from __future__ import annotations

from typing import Literal, TypeAlias

from slarules.report.evidence.parts import Day, DocumentPart, Text, Time

Party: TypeAlias = Literal["customer", "provider"]


class Right(DocumentPart):
    """What a party may do, seen at the end of a period.

    Attributes:
        of: The thing or item that it is about.
        state: `open` while its condition held and its last day is not over.
        until, through: The first instant after its last day, and that day; `None` while it is
            closed, or where it never lapses.
        why: What opened it.
    """

    right: Text
    title: Text
    party: Party
    period: Text
    of: Text | None
    clause: Text | None
    state: Literal["open", "closed", "lapsed", "undetermined"]
    opened_at: Time | None
    until: Time | None
    through: Day | None
    why: Text
    needs: tuple[Text, ...]


class Duty(DocumentPart):
    """What a party must do; `done_at` is `None` where no fact tells."""

    duty: Text
    title: Text
    party: Party
    does: Text
    period: Text
    of: Text | None
    clause: Text | None
    state: Literal["owed", "done", "late", "perhaps owed"]
    until: Time
    through: Day
    done_at: Time | None
    why: Text
    needs: tuple[Text, ...]


class Rights(DocumentPart):
    """`rights.json`."""

    schema_version: int
    contract: Text
    rights: tuple[Right, ...]
    duties: tuple[Duty, ...]
