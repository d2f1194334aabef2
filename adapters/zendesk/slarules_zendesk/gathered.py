"""Rows of a table, until there is a batch of them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from slarules.adapters import SCHEMAS, Batch, Notice, TableName, arrow

FULL = 10_000
"""Rows of a batch; one ticket may bring more."""


@dataclass(slots=True)
class Gathered:
    """Rows and notices that one page gave.

    Attributes:
        told: Types of events that were told of already.
    """

    rows: dict[TableName, dict[tuple[Any, ...], dict[str, Any]]] = field(default_factory=dict)
    notices: list[Notice] = field(default_factory=list)
    told: set[str] = field(default_factory=set)

    def add(self, table: TableName, **cells: Any) -> None:  # noqa: ANN401  # as the column has it
        """Add a row in place of the one under its key; columns that are left out are empty."""
        key = tuple(cells[name] for name in SCHEMAS[table].key)
        self.rows.setdefault(table, {})[key] = cells

    @property
    def is_full(self) -> bool:
        """Whether there is enough for a batch."""
        return any(len(rows) >= FULL for rows in self.rows.values())

    def notice(self, notice: Notice) -> None:
        """Add a notice."""
        self.notices.append(notice)

    def taken(self) -> Iterator[Batch | Notice]:
        """Yield what was gathered, and begin anew."""
        rows, notices = self.rows, self.notices
        self.rows, self.notices = {}, []
        for table, cells in rows.items():
            names = SCHEMAS[table].names
            columns = {name: [row.get(name) for row in cells.values()] for name in names}
            yield Batch(table, arrow(table, columns))
        yield from notices
