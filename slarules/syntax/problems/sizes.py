"""Problems of characters that nobody sees, and of sizes that nobody writes."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import ClassVar

from slarules.problems import Edit, Fix, Problem


@dataclass(frozen=True, kw_only=True)
class HiddenCharacter(Problem):
    """A character that nobody sees, or that turns the direction of writing."""

    code = "E029"
    codepoint: int

    @property
    def message(self) -> str:
        """See `Problem.message`."""
        return f"a character that cannot be seen stands here (U+{self.codepoint:04X})"

    @property
    def fix(self) -> Fix:
        """See `Problem.fix`."""
        return Fix("take it out", (Edit(self.span, ""),))


@dataclass(frozen=True, kw_only=True)
class LineTooLong(Problem):
    """A line is longer than any text a person writes."""

    code = "E030"

    @property
    def message(self) -> str:
        """See `Problem.message`."""
        return "the line has more than 10,000 characters"


@dataclass(frozen=True, kw_only=True)
class TextTooLong(Problem):
    """A text has more lines than are read."""

    code = "E031"
    most: int

    @property
    def message(self) -> str:
        """See `Problem.message`."""
        return f"a file has at most {self.most:,} lines"


@dataclass(frozen=True, kw_only=True)
class TooDeep(Problem):
    """Conditions or amounts are nested deeper than anybody can read."""

    code = "E032"
    most: int

    @property
    def message(self) -> str:
        """See `Problem.message`."""
        return f"a statement is nested at most {self.most} deep"


@dataclass(frozen=True, kw_only=True)
class UnfitDays(Problem):
    """A number of days is not whole, or larger than any a contract needs."""

    code = "E036"
    most: int

    @property
    def message(self) -> str:
        """See `Problem.message`."""
        return f"days are whole, and at most {self.most:,}"


@dataclass(frozen=True, kw_only=True)
class MoreProblems(Problem):
    """A statement or file has more problems than are shown."""

    code = "E033"
    tier: ClassVar = "advice"
    shown: int = field(default=0)

    @property
    def message(self) -> str:
        """See `Problem.message`."""
        return f"only the first {self.shown} problems of this part are shown"
