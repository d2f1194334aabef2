"""Who says something of a contract, when and why."""

from __future__ import annotations

from dataclasses import dataclass

from slarules.errors import UsageError
from slarules.instants import Instant
from slarules.register.bodies import Body
from slarules.register.entry import Draft


@dataclass(frozen=True, slots=True)
class Speaker:
    """Somebody who enters something.

    Attributes:
        contract: The name of the contract it is about.
        at: When it was said.
    """

    contract: str
    at: Instant
    author: str
    reason: str

    def __post_init__(self) -> None:
        for name, text in (("--by", self.author), ("--reason", self.reason)):
            if not text.strip():
                raise UsageError(f"{name} is empty; an entry says who and why")

    def says(self, body: Body) -> Draft:
        """Return what is to be entered."""
        return Draft(self.contract, self.at, self.author, self.reason, body)
