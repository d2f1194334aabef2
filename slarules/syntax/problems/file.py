"""Problems of a whole file: its language, and lines that begin no statement."""

from __future__ import annotations

from dataclasses import dataclass

from slarules.problems import Edit, Fix, Place, Problem
from slarules.source import Span


@dataclass(frozen=True, kw_only=True)
class MissingLanguage(Problem):
    """The file does not begin with its language."""

    code = "E001"

    @property
    def message(self) -> str:
        """See `Problem.message`."""
        return "the first statement is 'language slarules 1'"

    @property
    def fix(self) -> Fix:
        """See `Problem.fix`."""
        at = Span(self.span.file, self.span.line, 1, self.span.line, 1)
        return Fix("begin with it", (Edit(at, "language slarules 1\n\n"),))


@dataclass(frozen=True, kw_only=True)
class SecondLanguage(Problem):
    """A file says its language twice, as two files pasted together do."""

    code = "E002"
    before: Span

    @property
    def message(self) -> str:
        """See `Problem.message`."""
        return "a file says its language once; were two files pasted together?"

    @property
    def others(self) -> tuple[Place, ...]:
        """See `Problem.others`."""
        return (Place(self.before, "the language is said here"),)

    @property
    def fix(self) -> Fix:
        """See `Problem.fix`."""
        line = Span(self.span.file, self.span.line, 1, self.span.line + 1, 1)
        return Fix("keep two files, or leave this line out", (Edit(line, ""),))


@dataclass(frozen=True, kw_only=True)
class OtherLanguage(Problem):
    """The file is written in another language, or a later version of it."""

    code = "E003"
    said: str

    @property
    def message(self) -> str:
        """See `Problem.message`."""
        return f"this program reads 'slarules 1', not '{self.said}'"

    @property
    def fix(self) -> Fix:
        """See `Problem.fix`."""
        return Fix("write the version that is meant", (Edit(self.span, "slarules 1"),))


@dataclass(frozen=True, kw_only=True)
class UnknownStatement(Problem):
    """A line in column one begins no statement."""

    code = "E004"
    word: str
    nearest: str | None

    @property
    def message(self) -> str:
        """See `Problem.message`."""
        hint = f"; did you mean '{self.nearest}'?" if self.nearest else ""
        return f"no statement begins with '{self.word}'{hint}"

    @property
    def fix(self) -> Fix:
        """See `Problem.fix`."""
        if self.nearest:
            return Fix(f"write '{self.nearest}'", (Edit(self.span, self.nearest),))
        return Fix("begin a remark with '#', and further lines of a statement with blanks")


@dataclass(frozen=True, kw_only=True)
class UnindentedLine(Problem):
    """A further line of a statement begins in column one."""

    code = "E005"
    word: str

    @property
    def message(self) -> str:
        """See `Problem.message`."""
        return f"'{self.word}' begins no statement; further lines of one begin with blanks"

    @property
    def fix(self) -> Fix:
        """See `Problem.fix`."""
        start = Span(self.span.file, self.span.line, 1, self.span.line, 1)
        return Fix("indent the line", (Edit(start, "  "),))


@dataclass(frozen=True, kw_only=True)
class TextBeforeStatement(Problem):
    """There is text before the first statement."""

    code = "E006"

    @property
    def message(self) -> str:
        """See `Problem.message`."""
        return "a statement begins in the first column, and none has begun before this line"

    @property
    def fix(self) -> Fix:
        """See `Problem.fix`."""
        start = Span(self.span.file, self.span.line, 1, self.span.line, 1)
        return Fix("make it a remark", (Edit(start, "#"),))
