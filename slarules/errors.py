"""What a caller of slarules can catch: the outside world failed, or was asked for wrongly."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from slarules.problems import Problem


class SlarulesError(Exception):
    """Anything that slarules raises on purpose."""


class ContractError(SlarulesError):
    """A contract or mapping with problems; `problems` holds all of them.

    Attributes:
        problems: Every problem, warnings too, in the order of the text.
    """

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))


class SourceError(SlarulesError):
    """A source that cannot be read to the end.

    Attributes:
        source: Its name, such as `csv:data`, or the file in it.
        record: The row or record, if one is to blame.
        field: The column or field, if one is to blame.
    """

    def __init__(
        self, source: str, message: str, *, record: str | None = None, field: str | None = None
    ) -> None:
        self.source, self.record, self.field = source, record, field
        place = ", ".join(part for part in (source, record, field and f"'{field}'") if part)
        super().__init__(f"{place}: {message}")


class UsageError(SlarulesError):
    """What was asked for cannot be done as asked; the message says what to do instead."""


class ErasedError(UsageError):
    """What was asked for was erased; the message says by whom, when and why."""


class RunFolderError(SlarulesError):
    """A folder that is no run folder, or no longer holds what a run wrote."""
