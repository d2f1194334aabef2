"""Problems of texts, names and rows of tables."""

from __future__ import annotations

from dataclasses import dataclass

from slarules.problems import Edit, Fix, Place, Problem
from slarules.source import Span
from slarules.syntax.problems.wording import cells, columns


@dataclass(frozen=True, kw_only=True)
class UnclosedText(Problem):
    """A text has no closing quote on its line."""

    code = "E022"
    end: Span

    @property
    def message(self) -> str:
        """See `Problem.message`."""
        return "the text has no closing quote on this line"

    @property
    def fix(self) -> Fix:
        """See `Problem.fix`."""
        return Fix("close it where it ends", (Edit(self.end, '"'),))


@dataclass(frozen=True, kw_only=True)
class UnknownEscape(Problem):
    """A backslash in a text stands before something other than a quote or a backslash."""

    code = "E023"
    said: str

    @property
    def message(self) -> str:
        """See `Problem.message`."""
        return f"'{self.said}' in a text: a backslash stands before a quote or a backslash only"

    @property
    def fix(self) -> Fix:
        """See `Problem.fix`."""
        text = "\\" + self.said
        return Fix("write two backslashes for one", (Edit(self.span, text),))


@dataclass(frozen=True, kw_only=True)
class ReservedName(Problem):
    """A declaration takes a word of the language as a name."""

    code = "E024"
    name: str

    @property
    def message(self) -> str:
        """See `Problem.message`."""
        return f"'{self.name}' is a word of the language and cannot be a name"

    @property
    def fix(self) -> Fix:
        """See `Problem.fix`."""
        return Fix("choose another, and write it wherever this one stood")


@dataclass(frozen=True, kw_only=True)
class UnfitName(Problem):
    """A name holds a sign that names do not hold."""

    code = "E025"
    said: str
    better: str

    @property
    def message(self) -> str:
        """See `Problem.message`."""
        return f"a name has letters, digits and '_' only: '{self.better}' for '{self.said}'"

    @property
    def fix(self) -> Fix:
        """See `Problem.fix`."""
        return Fix(f"write '{self.better}'", (Edit(self.span, self.better),))


@dataclass(frozen=True, kw_only=True)
class WrongCells(Problem):
    """A row has more or fewer cells than the table has columns."""

    code = "E026"
    found: int
    wanted: int
    header: Span

    @property
    def message(self) -> str:
        """See `Problem.message`."""
        return f"the row has {cells(self.found)}, and the table has {columns(self.wanted)}"

    @property
    def others(self) -> tuple[Place, ...]:
        """See `Problem.others`."""
        return (Place(self.header, "the columns"),)


@dataclass(frozen=True, kw_only=True)
class MissingTable(Problem):
    """Rows of a table stand below a line other than `table`."""

    code = "E034"

    @property
    def message(self) -> str:
        """See `Problem.message`."""
        return "the word 'table' stands on the line above the first row"

    @property
    def fix(self) -> Fix:
        """See `Problem.fix`."""
        start = Span(self.span.file, self.span.line, 1, self.span.line, 1)
        return Fix("write it", (Edit(start, "  table\n"),))


@dataclass(frozen=True, kw_only=True)
class EmptyCell(Problem):
    """A cell is empty."""

    code = "E027"

    @property
    def message(self) -> str:
        """See `Problem.message`."""
        return "a cell is never empty; 'none' says that there is no goal or no money"

    @property
    def fix(self) -> Fix:
        """See `Problem.fix`."""
        return Fix("write 'none', if that is meant", (Edit(self.span, " none "),))


@dataclass(frozen=True, kw_only=True)
class BrokenRow(Problem):
    """A row of a table does not stand between bars."""

    code = "E028"
    row: tuple[str, ...]

    @property
    def message(self) -> str:
        """See `Problem.message`."""
        return "a row of a table begins and ends with '|', and so does every cell between them"

    @property
    def fix(self) -> Fix:
        """See `Problem.fix`."""
        text = "  | " + " | ".join(self.row) + " |"
        start = Span(self.span.file, self.span.line, 1, self.span.line, self.span.end_column)
        return Fix("put bars between the cells", (Edit(start, text),))
