"""The entries of a register that a run takes notice of.

Every audit asks what they say, most of them of none: nothing here loads what reads entries.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, TypeAlias

from slarules.facts.known import Known
from slarules.instants import Instant
from slarules.register.entry import Draft

if TYPE_CHECKING:
    from slarules.register.bodies import Issued

EXTRACT = "register.json"
"""The name of the file that keeps them among the inputs of a run."""

Numbered: TypeAlias = tuple[int, Draft]
"""An entry by its number, without its place in the chain."""


@dataclass(frozen=True, slots=True)
class Extract:
    """The entries on a contract, in order of number."""

    contract: str
    entries: tuple[Numbered, ...] = ()

    @property
    def known(self) -> Known:
        """What they say.

        Raises:
            ValueError: An entry says no time or no sum where one belongs.
        """
        if not self.entries:
            return Known()
        from slarules.register.known import known_of  # noqa: PLC0415  # as above

        return known_of(self.entries)

    @property
    def issued(self) -> Issued | None:
        """The statement that was issued last."""
        bodies = (draft.body for _, draft in reversed(self.entries))
        return next((body for body in bodies if body.kind == "statement"), None)

    def until(self, as_of: Instant) -> Extract:
        """Return those of what was said by an instant."""
        return replace(self, entries=tuple(e for e in self.entries if e[1].at <= as_of))

    def after(self, as_of: Instant) -> tuple[Instant, ...]:
        """Return when everything was said that was said after an instant, in order of time."""
        return tuple(sorted(draft.at for _, draft in self.entries if draft.at > as_of))
