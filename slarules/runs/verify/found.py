"""What a verification found: one check after the other, each the same, different, or not made."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

CheckName: TypeAlias = Literal["files", "figures", "report", "signature", "register", "source"]
State: TypeAlias = Literal["same", "different", "gone", "not checked"]
"""`gone`: what it would be checked against was erased on purpose."""


MISSING = "is missing"
"""What a run folder holds in place of a file that it should have."""


@dataclass(frozen=True, slots=True)
class Difference:
    """A place where two things part that should be the same.

    Attributes:
        file: The file of the run.
        place: Where in it, in the words of the contract: the period, line or item, and the figure.
        kept: What the run folder holds there.
        found: What should be there.
    """

    file: str
    place: str
    kept: str
    found: str


@dataclass(frozen=True, slots=True)
class Check:
    """One of the checks.

    Attributes:
        said: What was compared with what, or why nothing was.
    """

    name: CheckName
    state: State
    said: str
    differences: tuple[Difference, ...] = ()


def compared(name: CheckName, said: str, differences: tuple[Difference, ...]) -> Check:
    """Return a check that was made."""
    return Check(name, "different" if differences else "same", said, differences)


@dataclass(frozen=True, slots=True)
class Verification:
    """All checks of a run folder.

    Attributes:
        folder: As it was named.
        about: What the manifest says of the run: contract, as-of instant, audience, hashes.
        notes: What a reader must know before the checks, such as another version of slarules.
    """

    folder: str
    about: dict[str, str]
    notes: tuple[str, ...]
    checks: tuple[Check, ...]

    @property
    def is_same(self) -> bool:
        """Whether no check found a difference, and nothing that was asked for is gone."""
        return all(check.state in {"same", "not checked"} for check in self.checks)
