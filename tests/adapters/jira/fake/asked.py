"""What the made-up site is asked, and how it says no."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


class AnswerError(Exception):
    """An answer other than 200."""

    def __init__(self, status: int, **headers: str) -> None:
        super().__init__(status)
        self.status, self.headers = status, headers


@dataclass(slots=True)
class Asked:
    """A request."""

    method: str
    path: str
    query: dict[str, str]
    body: Any
