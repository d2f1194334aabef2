"""The choices of a statement, each with what it is called and what it says."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Facet:
    """A choice of a statement.

    Attributes:
        label: What it is called, such as `level`; of a row of a table, the case it is for.
        sentence: What it says as a sentence without a stop; of a row, what holds in the case.
        value: What it says behind its label.
        is_row: Whether it is a row of a table.
        is_told: Whether no other sentence of the statement says it already.
    """

    label: str
    sentence: str
    value: str
    is_row: bool = False
    is_told: bool = True


@dataclass(slots=True)
class Facets:
    """The facets of one statement, in reading order."""

    found: list[Facet] = field(default_factory=list)

    def add(self, label: str, sentence: str, value: str | None = None) -> None:
        """Add a choice; its value is its sentence where none is given."""
        self.found.append(Facet(label, sentence, sentence if value is None else value))

    def add_quietly(self, label: str, value: str) -> None:
        """Add a choice that the sentence of another one tells."""
        self.found.append(Facet(label, value, value, is_told=False))

    def row(self, case: str, text: str) -> None:
        """Add a row of a table."""
        self.found.append(Facet(case, text, text, is_row=True))

    def __iter__(self) -> Iterator[Facet]:
        return iter(self.found)

    def sentences(self) -> Iterator[str]:
        """Yield a sentence for each choice; the rows of a table make one together."""
        rows = [each for each in self.found if each.is_row]
        told = False
        for each in self.found:
            if not each.is_row:
                yield from [f"{each.sentence}."] if each.is_told else []
            elif not told:
                told = True
                yield f"{'; '.join(_row(row) for row in rows)}."


def _row(row: Facet) -> str:
    return f"{row.label}: {row.value}" if row.label else row.value
