"""What cannot be told for sure, because something near it is wrong already.

A mistake is told where it is. What only follows from it, such as a row that seems to be missing
since its first cell could not be read, is not told beside it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from slarules.contract.problems.completeness import PhraseMissing
from slarules.contract.problems.names import NothingToChange
from slarules.problems import Problem
from slarules.source import Span
from slarules.syntax import tree
from slarules.syntax.words import OPENING_WORDS

ANY = "*"
"""Stands among the names of broken statements for every name."""

LACKING: Mapping[str, tuple[str, ...]] = {
    "E406": ("open", "also", "instead", "closed"),
    "E407": ("expect",),
    "E408": (),
    "E411": ("is",),
    "E412": ("table", "measures", "|"),
    "E413": ("table", "|"),
    "W601": ("judged",),
    "A701": ("measured",),
    "A703": ("excess",),
}
"""Problems that say that a phrase is missing, and how that phrase begins."""

OF_VALUES = ("E2", "E3", "E5")
"""Problems that point at what is wrong, and not at what surrounds it."""


@dataclass(slots=True)
class Doubts:
    """Places of which something is not known.

    Attributes:
        torn: Statements that lack lines.
        unread: Places of errors in the text.
        broken: Names of statements that could not be read, by their words.
        places: Rows and statements in which something was told that decides for which case they
            hold.
        goals: Rows with the measure of which they have a goal that is not known.
    """

    torn: list[tree.Torn] = field(default_factory=list)
    unread: list[Span] = field(default_factory=list)
    broken: Mapping[str, set[str]] = field(default_factory=dict)
    places: set[Span] = field(default_factory=set)
    goals: set[tuple[Span, str]] = field(default_factory=set)

    def lost(self, place: Span, words: Iterable[str]) -> bool:
        """Tell whether the statement around a place lacks a line that may begin with the words."""
        for torn in self.torn:
            if torn.span.file == place.file and torn.span.line <= place.line <= torn.span.end_line:
                firsts = {line.split()[0] for line in torn.lines}
                return bool(firsts & set(words)) or not firsts <= OPENING_WORDS | {"|"}
        return False

    def explain(self, problem: Problem) -> bool:
        """Tell whether a problem only follows from one that was told already."""
        match problem:
            case PhraseMissing(example=example):
                return self.lost(problem.span, example.replace(",", " ").split())
            case NothingToChange(noun=noun, name=name):
                known = [n for word, n in self.broken.items() if noun in (word, "statement")]
                return any(name in names or ANY in names for names in known)
            case _ if problem.code in LACKING:
                return self.lost(problem.span, LACKING[problem.code])
            case _:
                of_value = problem.code.startswith(OF_VALUES)
                return of_value and any(_meet(problem.span, span) for span in self.unread)


def _meet(one: Span, other: Span) -> bool:
    return (
        one.file == other.file
        and (one.line, one.column) < (other.end_line, other.end_column)
        and (other.line, other.column) < (one.end_line, one.end_column)
    )
