"""Verdicts that stay in columns until somebody looks at them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cached_property
from typing import overload

from slarules.engine.bulk.judging.columns import VerdictColumns
from slarules.engine.outcome import Verdict


class KeptVerdicts(Sequence[Verdict]):
    """The verdicts of reported periods, in their order.

    Args:
        parts: All of them, batch by batch.
        reports: Tells of a period whether its verdicts are listed.
    """

    def __init__(
        self, parts: Sequence[VerdictColumns], reports: Callable[[str | None], bool]
    ) -> None:
        self._parts, self._reports = parts, reports

    @cached_property
    def _every(self) -> tuple[Verdict, ...]:
        reports = self._reports
        return tuple(
            each for part in self._parts for each in part.verdicts() if reports(each.period)
        )

    @property
    def parts(self) -> Sequence[VerdictColumns]:
        """All verdicts as columns, batch by batch, those of other periods too."""
        return self._parts

    def __len__(self) -> int:
        return len(self._every)

    @overload
    def __getitem__(self, index: int) -> Verdict: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[Verdict]: ...
    def __getitem__(self, index: int | slice) -> Verdict | Sequence[Verdict]:
        return self._every[index]

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sequence) and self._every == tuple(other)

    def __hash__(self) -> int:
        return hash(self._every)
