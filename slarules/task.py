"""An order with all that it needs to be carried out, and the source of it read by columns."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from slarules.agreement import Agreement
from slarules.engine.choice import is_for_columns
from slarules.errors import UsageError
from slarules.facts.columns import ColumnSource, NotColumnsError
from slarules.facts.gathering import Gathered, gather
from slarules.facts.history import Timeline
from slarules.facts.items_later import ItemsLater
from slarules.facts.source import Snapshot, Source
from slarules.order import Order
from slarules.register.extract import Extract
from slarules.sources import sources_named
from slarules.sources.sizes import bytes_of
from slarules.watch import Watch

if TYPE_CHECKING:
    from slarules.runs.by_columns import ByColumns


ALL_ROWS = "the contract asks for findings on conduct, which look at all rows"
"""Why this machine reads rows, whoever judges them."""


@dataclass(frozen=True, slots=True)
class Task:
    """An order with its texts, what the register holds, its source, and a portfolio's items."""

    order: Order
    agreed: Agreement
    extract: Extract
    source: Source
    among: int = 0


@dataclass(frozen=True, slots=True)
class Room:
    """Where verdicts and facts go that do not stay in memory.

    Attributes:
        folder: An empty one, from which they are moved into the folder of the run; none where the
            run is not written.
        keeps: Whether verdicts and items are to be had, all the same, by who looks at them.
    """

    folder: Path | None = None
    keeps: bool = False


def by_columns(task: Task, watch: Watch, room: Room) -> ByColumns | str | None:
    """Return what a source comes to by columns, or why it is to be read by rows.

    There is no such reason where the bulk engine is not asked for or not worth it.

    Raises:
        UsageError: Spark is asked for, which reads nothing by rows.
    """
    order, contract = task.order, task.agreed.contract
    if not is_for_columns(order.engine, bytes_of(order.sources)):
        return None
    asks_conduct = any(version.terms.conduct for version in contract.versions)
    if asks_conduct and order.engine != "spark":
        return ALL_ROWS
    if not isinstance(task.source, ColumnSource):
        return _by_rows(order, f"{task.source.name} gives nothing but rows")
    # NumPy and Numba take longer to import than the reference engine to judge a small history.
    from slarules.engine.bulk.judging.kept_code import compiling_told  # noqa: PLC0415
    from slarules.runs.by_columns import audited_by_columns  # noqa: PLC0415
    from slarules.runs.in_columns import Asked  # noqa: PLC0415

    mapping, known = task.agreed.mapping, task.extract.known

    def again(snapshots: Iterable[Snapshot]) -> ColumnSource:
        source = _again(task, snapshots)
        assert isinstance(source, ColumnSource)  # noqa: S101 - as it was then
        return source

    keeps, reviews = room.keeps or asks_conduct, asks_conduct and not room.keeps
    asked = Asked(order, contract, mapping, known, room.folder, keeps, watch, again, reviews)
    try:
        with compiling_told(watch.compiling):
            return audited_by_columns(task.source, asked)
    except NotColumnsError as error:
        return _by_rows(order, error.why)


def _by_rows(order: Order, why: str) -> str:
    if order.engine == "spark":
        raise UsageError(f"Spark reads columns alone, and {why}; --engine reference reads rows")
    return why


def with_items(task: Task, found: ByColumns) -> Gathered:
    """Return what was gathered, its items read again by rows once somebody looks at them."""
    gathered = found.gathered

    def items() -> Sequence[Timeline]:
        from slarules.runs.changed import refuse_changed  # noqa: PLC0415

        contract, source = task.agreed.contract, _again(task, gathered.snapshots)
        at = task.order.as_of_in(contract.zone)
        now = gather(contract, task.agreed.mapping, source, at, task.extract.known)
        refuse_changed(source.name, gathered.files, now.files)
        return now.history.items

    return replace(gathered, history=replace(gathered.history, items=ItemsLater(items)))


def _again(task: Task, snapshots: Iterable[Snapshot]) -> Source:
    """Return the source as it was when some snapshots of stores were read."""
    return sources_named(task.order.pinned(snapshots).sources)
