"""What was odd in a source, and what became of its rows: values with a place."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Literal, TypeAlias

FindingKind: TypeAlias = Literal[
    "detected",
    "ragged",
    "too long",
    "duplicate",
    "no item",
    "no time",
    "no number",
    "unknown kind",
    "unmapped",
    "undeclared",
    "disagree",
    "missing field",
    "missing file",
    "never happened",
    "no history",
    "unknown role",
    "out of order",
    "later than as-of",
    "another customer",
    "no customer",
    "not given",
    "contradiction",
    "incomplete",
    "skewed",
    "other clock",
    "not agreed",
]


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that a reader of a report should know.

    Attributes:
        file: The file, or the source where no file is to blame.
        row: The first row that shows it, counted as a spreadsheet does; None for a whole file.
        count: How many rows show it.
    """

    kind: FindingKind
    file: str
    row: int | None
    column: str | None
    what: str
    count: int = 1

    def __str__(self) -> str:
        row = f":{self.row}" if self.row is not None else ""
        column = f" '{self.column}'" if self.column is not None else ""
        times = f" ({self.count:,} times)" if self.count > 1 else ""
        return f"{self.file}{row}{column}: {self.what}{times}"


@dataclass(frozen=True, slots=True)
class Counts:
    """What became of the rows of a file; `read` is the sum of the others.

    Attributes:
        used: Rows that say something of an item, span, reading or fee.
        excluded: Duplicates, rows after the as-of instant, items of other customers.
        unmapped: Rows that cannot be read as what they should be.
    """

    file: str
    read: int = 0
    used: int = 0
    excluded: int = 0
    unmapped: int = 0


SHOWN = 60
"""Characters of a value that a finding shows."""


def shown(value: str) -> str:
    """Return a value of a source as a finding shows it: in quotes, on one line, cut."""
    text = value if len(value) <= SHOWN else f"{value[:SHOWN]}..."
    return "'" + "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in text) + "'"


LISTED = 1_000
"""How many different findings of a kind in one column are told one by one."""

FURTHER = "further ones like those before, not listed"


@dataclass(slots=True)
class Findings:
    """Findings as they come in; those that differ only by row become one with a count.

    Attributes:
        whole: The file of each place that is only a part of one, such as a ticket.
    """

    whole: dict[str, str] = field(default_factory=dict)

    _found: dict[tuple[str, str, str | None, str], Finding] = field(default_factory=dict)
    _kinds: dict[tuple[str, str, str | None], int] = field(default_factory=dict)

    def add(
        self, kind: FindingKind, file: str, row: int | None, column: str | None, what: str
    ) -> None:
        """Take in a finding, or count it again."""
        self.take(Finding(kind, file, row, column, what))

    def take(self, finding: Finding) -> None:
        """Take in a finding that is ready made."""
        file = self.whole.get(finding.file, finding.file)
        key = (finding.kind, file, finding.column, finding.what)
        if key not in self._found:
            listed = self._kinds[key[:3]] = self._kinds.get(key[:3], 0) + 1
            if listed > LISTED:
                finding = replace(finding, what=FURTHER)
                key = (*key[:3], FURTHER)
        if known := self._found.get(key):
            first = known if known.file != finding.file else min(known, finding, key=_row)
            finding = replace(first, count=known.count + finding.count)
        self._found[key] = finding

    @property
    def is_cut(self) -> bool:
        """Whether more findings differ than are listed one by one."""
        return any(count > LISTED for count in self._kinds.values())

    def taken(self) -> list[Finding]:
        """Return what came in so far, and begin anew."""
        found = list(self)
        self._found.clear()
        self._kinds.clear()
        return found

    def copy(self) -> Findings:
        """Return the same, to go on with apart."""
        return Findings(self.whole, self._found.copy(), self._kinds.copy())

    def __iter__(self) -> Iterator[Finding]:
        return iter(sorted(self._found.values(), key=_place))


def _row(finding: Finding) -> tuple[bool, int]:
    """Order findings by their rows; one of a whole file comes last."""
    return finding.row is None, finding.row or 0


def _place(finding: Finding) -> tuple[str, int, str, str, str]:
    return finding.file, finding.row or 0, finding.column or "", finding.kind, finding.what


@dataclass(slots=True)
class Tally:
    """The rows of a file while it is read."""

    file: str
    read: int = 0
    excluded: int = 0
    unmapped: int = 0

    @property
    def counts(self) -> Counts:
        """What became of them."""
        used = self.read - self.excluded - self.unmapped
        return Counts(self.file, self.read, used, self.excluded, self.unmapped)
