"""How a problem of the checker makes its sentences from its data."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches
from typing import ClassVar

from slarules.problems import Edit, Fix, Place, Problem
from slarules.source import NOWHERE, Span


@dataclass(frozen=True, kw_only=True)
class Told(Problem):
    """A problem whose sentence and advice are written with the names of its fields in braces.

    Attributes:
        also: Every other place that matters.
        edits: What to change in the text, where that is certain.
    """

    sentence: ClassVar[str]
    advice: ClassVar[str] = ""

    also: tuple[Place, ...] = ()
    edits: tuple[Edit, ...] = ()

    @property
    def message(self) -> str:
        """See `Problem.message`."""
        return self.sentence.format_map(vars(self))

    @property
    def others(self) -> tuple[Place, ...]:
        """See `Problem.others`."""
        return self.also

    @property
    def fix(self) -> Fix | None:
        """See `Problem.fix`."""
        return Fix(self.advice.format_map(vars(self)), self.edits) if self.advice else None


def elsewhere(span: Span, note: str) -> tuple[Place, ...]:
    """Return a further place, or none when no text says it."""
    return () if span == NOWHERE else (Place(span, note),)


def nearest(name: str, names: Iterable[str]) -> str | None:
    """Return the declared name that a misspelt one most likely means."""
    return next(iter(get_close_matches(name, sorted(names), n=1, cutoff=0.6)), None)


def first_line(span: Span) -> Span:
    """Return where a statement begins, so that the caret does not run over all of its lines."""
    end = span.end_column if span.end_line == span.line else span.column + 1
    return Span(span.file, span.line, span.column, span.line, end)


def after(span: Span) -> Span:
    """Return the empty place just behind `span`."""
    return Span(span.file, span.end_line, span.end_column, span.end_line, span.end_column)


def before(span: Span) -> Span:
    """Return the empty place just in front of `span`."""
    return Span(span.file, span.line, span.column, span.line, span.column)
