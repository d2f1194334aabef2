"""Problems of phrases: foreign, repeated, unfinished, or with a word that cannot stand there."""

from __future__ import annotations

from dataclasses import dataclass

from slarules.problems import Edit, Fix, Place, Problem
from slarules.source import Span
from slarules.syntax.problems.wording import either, has


@dataclass(frozen=True, kw_only=True)
class ForeignPhrase(Problem):
    """A phrase stands in a statement that has no such phrase."""

    code = "E007"
    word: str
    statement: str
    allowed: tuple[str, ...]
    elsewhere: tuple[str, ...]

    @property
    def message(self) -> str:
        """See `Problem.message`."""
        owners = either(self.elsewhere)
        return f"'{self.word} ...' belongs to {owners}; '{self.statement}' {has(self.allowed)}"


@dataclass(frozen=True, kw_only=True)
class RepeatedPhrase(Problem):
    """A phrase stands twice where it can stand once."""

    code = "E008"
    words: str
    before: Span

    @property
    def message(self) -> str:
        """See `Problem.message`."""
        return f"'{self.words} ...' stands in a statement once"

    @property
    def others(self) -> tuple[Place, ...]:
        """See `Problem.others`."""
        return (Place(self.before, "it stands here already"),)

    @property
    def fix(self) -> Fix:
        """See `Problem.fix`."""
        return Fix("keep one of the two", (Edit(self.span, ""),))


@dataclass(frozen=True, kw_only=True)
class Unexpected(Problem):
    """A word cannot stand where it stands."""

    code = "E009"
    found: str
    expected: tuple[str, ...]
    nearest: str | None = None

    @property
    def message(self) -> str:
        """See `Problem.message`."""
        hint = f"; did you mean '{self.nearest}'?" if self.nearest else ""
        wanted = f"; here can stand {either(self.expected)}" if self.expected and not hint else ""
        return f"'{self.found}' cannot stand here{hint}{wanted}"

    @property
    def fix(self) -> Fix | None:
        """See `Problem.fix`."""
        if self.nearest is None:
            return None
        return Fix(f"write '{self.nearest}'", (Edit(self.span, self.nearest),))


@dataclass(frozen=True, kw_only=True)
class Unfinished(Problem):
    """A phrase ends before it is complete."""

    code = "E010"
    expected: tuple[str, ...]

    @property
    def message(self) -> str:
        """See `Problem.message`."""
        return f"the line is not complete; here follows {either(self.expected)}"


@dataclass(frozen=True, kw_only=True)
class MixedAndOr(Problem):
    """`and` and `or` are joined without parentheses."""

    code = "E011"
    word: str

    @property
    def message(self) -> str:
        """See `Problem.message`."""
        return "'and' and 'or' are joined by parentheses only: A and (B or C), or (A and B) or C"


@dataclass(frozen=True, kw_only=True)
class MisplacedClause(Problem):
    """A statement names its clause behind what it says."""

    code = "E035"
    named: str
    head: str
    edits: tuple[Edit, ...]

    @property
    def message(self) -> str:
        """See `Problem.message`."""
        return f"a statement names its clause before it says anything: '{self.head} {self.named}'"

    @property
    def fix(self) -> Fix:
        """See `Problem.fix`."""
        return Fix(
            f"move it behind '{self.head}'; what the statement says stands below", self.edits
        )
