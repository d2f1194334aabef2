"""Pulls a source: read by many, written by one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field, replace

from slarules.adapters import (
    Adapter,
    Asked,
    Batch,
    Checkpoint,
    Delivered,
    FileEnd,
    Notice,
    Partition,
)
from slarules.adapters.delivery import all_through
from slarules.errors import SourceError
from slarules.instants import Instant
from slarules.pulling.census import Census, still_missing, take_census
from slarules.pulling.checked import guarded
from slarules.pulling.context import LiveContext
from slarules.pulling.parts import Ended, Parts
from slarules.pulling.sink import Sink


@dataclass(frozen=True, slots=True)
class Pulled:
    """What a pull came to.

    Attributes:
        partitions: How many there are.
        whole: How many of them were read to their end.
        rows: How many rows came, by table; some may have been there already.
        complete_through: Everything before it was delivered; None where a part cannot say.
        lost: How many tickets are no longer shown.
        is_stopped: Whether somebody stopped it; another pull goes on where it stopped.
    """

    partitions: int
    whole: int
    rows: Mapping[str, int]
    notices: int
    complete_through: Instant | None
    lost: int = 0
    is_stopped: bool = False


def pull(
    adapter: Adapter,
    asked: Asked,
    context: LiveContext,
    sink: Sink,
    *,
    concurrency: int = 4,
    census: bool = True,
) -> Pulled:
    """Read all partitions of a source into a sink, from where it stopped last.

    Where one partition fails, the others go on to their next checkpoint. What was delivered up to
    a checkpoint is kept, however the pull ends.

    Args:
        concurrency: How many partitions are read at the same time.
        census: Whether to look for tickets that are no longer shown.

    Raises:
        SourceError: A partition cannot be read to its end; the message names it.
    """
    try:
        return _pulled(adapter, asked, context, sink, concurrency, census=census)
    finally:
        sink.flush()


def _pulled(
    adapter: Adapter,
    asked: Asked,
    context: LiveContext,
    sink: Sink,
    concurrency: int,
    *,
    census: bool,
) -> Pulled:
    with guarded(context.source, context):
        if "files" not in adapter.capabilities:
            can = {"capabilities": tuple(sorted(adapter.capabilities))}
            sink.catalogue(adapter.discover(context).model_copy(update=can))
        partitions = adapter.partitions(asked, context)
    partitions = _named(partitions, context.source)
    sink.begin([partition.name for partition in partitions])
    cursors = sink.cursors()
    tally = _Tally(sink)
    reading = _Reading(adapter, asked, context, tally, max(1, concurrency))
    reading.read(partitions, cursors)
    whole, lost = tally.whole, 0
    if census and "census" in adapter.capabilities and whole == len(partitions):
        taken = take_census(adapter, partitions, asked, context, sink, cursors)
        lost = taken.lost
        # What nobody touched since a day is asked to be left out, and is no gap.
        if asked.since is None:
            _fill(taken, partitions, reading, sink)
    return tally.pulled(partitions, whole, lost, is_stopped=context.is_stopping())


def _fill(census: Census, partitions: Sequence[Partition], reading: _Reading, sink: Sink) -> None:
    """Read what a census shows and nobody delivered: what is new first, then from the beginning."""

    def named(missing: Mapping[str, frozenset[str]]) -> list[Partition]:
        return [each for each in partitions if each.name in missing]

    reading.read(named(census.missing), sink.cursors())
    missing = still_missing(census, sink) if census.missing else {}
    for name in {**missing, **census.back}:
        tickets = missing.get(name, frozenset()) | census.back.get(name, frozenset())
        sink.notice(name, Notice("late", _late(tickets)))
    reading.read(named({**missing, **census.back}), {})


def _late(tickets: Collection[str]) -> str:
    some = ", ".join(sorted(tickets)[:3])
    return (
        f"tickets were hidden, or showed later than is looked back, {len(tickets):,} in all, such "
        f"as {some}: all was read anew"
    )


@dataclass(frozen=True, slots=True)
class _Reading:
    """Reads partitions, some at a time, each from a cursor on."""

    adapter: Adapter
    asked: Asked
    context: LiveContext
    tally: _Tally
    concurrency: int

    def read(self, partitions: Sequence[Partition], cursors: Mapping[str, bytes]) -> None:
        """Read partitions to their ends.

        Raises:
            SourceError: One cannot be read; the others end at their next checkpoint.
        """
        with closing(Parts(self.adapter, self.asked, self.context, self.concurrency)) as parts:
            parts.begin(partitions, cursors)
            for partition, thing in parts:
                self.tally.take(partition, thing)
                if self.tally.failed:
                    parts.wind_down()
        if self.tally.failed:
            raise _failure(self.tally.failed, self.context)


def _named(partitions: Sequence[Partition], source: str) -> Sequence[Partition]:
    names = Counter(partition.name for partition in partitions)
    twice = [name for name, number in names.items() if number > 1]
    if twice or "" in names:
        what = f"two parts are called '{twice[0]}'" if twice else "a part has no name"
        raise SourceError(source, f"the adapter does not keep to its part: {what}")
    # Cursors are kept under names; half a pair of surrogates has no bytes.
    if odd := [name for name in names if _readable(name) != name]:
        what = f"the name of a part, '{_readable(odd[0])}', has a character that is none"
        raise SourceError(source, f"the adapter does not keep to its part: {what}")
    return [replace(each, shown=_readable(each.shown)) for each in partitions]


def _readable(name: str) -> str:
    return name.encode(errors="replace").decode()


def _failure(
    failed: Mapping[str, tuple[Partition, BaseException]], context: LiveContext
) -> BaseException:
    partition, first = next(iter(failed.values()))
    if not isinstance(first, Exception):
        return first
    others = f"; {len(failed) - 1} more failed" if len(failed) > 1 else ""
    name = partition.shown or partition.name
    text = str(first)
    where = "" if name in text else f"{name}: "
    said = text.removeprefix(f"{context.source}, ").removeprefix(f"{context.source}: ")
    error = SourceError(context.source, context.redaction.clean(f"{where}{said}{others}"))
    error.__cause__ = first
    return error


@dataclass(slots=True)
class _Tally:
    """What came so far, handed on to the sink."""

    sink: Sink
    rows: Counter[str] = field(default_factory=Counter)
    notices: int = 0
    whole: int = 0
    through: dict[str, Instant | None] = field(default_factory=dict)
    failed: dict[str, tuple[Partition, BaseException]] = field(default_factory=dict)

    def take(self, partition: Partition, thing: Delivered | Ended) -> None:
        """Take what came of a partition; of one that failed, nothing more."""
        if partition.name in self.failed:
            return
        try:
            self._hand_on(partition, thing)
        except SourceError as error:
            self.failed[partition.name] = (partition, error)

    def _hand_on(self, partition: Partition, thing: Delivered | Ended) -> None:
        name = partition.name
        match thing:
            case Batch(table, data):
                number = _length(data)
                self.sink.batch(name, thing)
                self.rows[table] += number
            case Notice():
                self.sink.notice(name, thing)
                self.notices += 1
            case FileEnd():
                self.sink.file_end(name, thing)
            case Checkpoint():
                self.sink.checkpoint(name, thing)
                self.through[name] = thing.complete_through
            case Ended(is_whole, error):
                self.whole += is_whole
                if error is not None:
                    self.failed[name] = (partition, error)

    def pulled(
        self, partitions: Sequence[Partition], whole: int, lost: int, *, is_stopped: bool
    ) -> Pulled:
        through = all_through(self.through.get(partition.name) for partition in partitions)
        return Pulled(len(partitions), whole, self.rows, self.notices, through, lost, is_stopped)


def _length(data: object) -> int:
    # Streams that can be read only once have no length, and are counted by the sink.
    return len(data) if hasattr(data, "__len__") else int(getattr(data, "num_rows", 0))
