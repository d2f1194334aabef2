"""Texts and places in them."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A stretch of source text; lines and columns count from 1, `end_column` is exclusive."""

    file: str
    line: int
    column: int
    end_line: int
    end_column: int

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}"

    def until(self, other: Span) -> Span:
        """Return the span from the start of this one to the end of `other`."""
        return Span(self.file, self.line, self.column, other.end_line, other.end_column)


NOWHERE = Span("", 0, 0, 0, 0)
"""The place of what no text says, such as a built-in word."""


@dataclass(frozen=True)
class SourceText:
    """A file as it was read: its name as shown to people, and its characters."""

    name: str
    text: str = field(repr=False)

    @classmethod
    def read(cls, path: Path) -> SourceText:
        """Return the text of a file in UTF-8, a byte order mark left out.

        Raises:
            OSError: The file cannot be read.
            UnicodeDecodeError: The file is not UTF-8.
        """
        return cls(str(path), path.read_bytes().decode("utf-8-sig"))

    @cached_property
    def lines(self) -> list[str]:
        """The lines without their ends."""
        return self.text.splitlines()

    def excerpt(self, span: Span) -> str:
        """Return the first line of `span` with carets under the place."""
        line = self.lines[span.line - 1] if 0 < span.line <= len(self.lines) else ""
        end = span.end_column if span.end_line == span.line else len(line) + 1
        lead = "".join("\t" if c == "\t" else " " for c in line[: span.column - 1])
        number = str(span.line)
        marks = "^" * max(1, end - span.column)
        return f"{number} | {line}\n{' ' * len(number)} | {lead}{marks}"
