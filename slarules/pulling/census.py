"""Which tickets are no longer shown."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from slarules.adapters import Adapter, ArrowStream, Asked, Partition
from slarules.errors import SlarulesError, SourceError
from slarules.pulling.context import LiveContext, StoppedError
from slarules.pulling.sink import Sink


@dataclass(frozen=True, slots=True)
class Census:
    """What looking at all tickets came to.

    Attributes:
        lost: How many tickets are newly no longer shown.
        missing: Tickets that are shown and were never delivered, by partition.
        back: Tickets that are shown again and were not for a while, by partition.
    """

    lost: int = 0
    missing: Mapping[str, frozenset[str]] = field(default_factory=dict)
    back: Mapping[str, frozenset[str]] = field(default_factory=dict)


def take_census(
    adapter: Adapter,
    partitions: Sequence[Partition],
    asked: Asked,
    context: LiveContext,
    sink: Sink,
    known: Iterable[str],
) -> Census:
    """Mark tickets of the sink that the source no longer shows, and those that it shows again.

    A ticket that moved to another partition is shown.

    Args:
        known: The partitions that the sink knew before.

    Raises:
        SourceError: The census cannot be taken, or shows nothing at all.
    """
    try:
        shown_in = {each.name: _shown(adapter, each, asked, context) for each in partitions}
    except StoppedError:
        return Census()
    shown = frozenset[str]().union(*shown_in.values())
    names = sorted({*(each.name for each in partitions), *known})
    before = {name: sink.known_tickets(name) for name in names}
    _refuse_emptiness(context, shown, before)
    lost = sum(_mark(name, held, shown, context, sink) for name, held in before.items())
    hidden = {each for held in before.values() for each, state in held.items() if state == "lost"}
    back = {name: tickets & hidden for name, tickets in shown_in.items() if tickets & hidden}
    return Census(lost, _missing(shown_in, before), back)


def still_missing(census: Census, sink: Sink) -> Mapping[str, frozenset[str]]:
    """Return which tickets that a census missed were not delivered since either."""
    return _missing(census.missing, {name: sink.known_tickets(name) for name in sink.cursors()})


def _missing(
    shown_in: Mapping[str, frozenset[str]], held: Mapping[str, Mapping[str, str]]
) -> Mapping[str, frozenset[str]]:
    known = frozenset[str]().union(*held.values())
    found = {name: shown - known for name, shown in shown_in.items()}
    return {name: tickets for name, tickets in found.items() if tickets}


def _shown(
    adapter: Adapter, partition: Partition, asked: Asked, context: LiveContext
) -> frozenset[str]:
    found: set[str] = set()
    part = context.of(partition.shown or partition.name)
    try:
        for batch in adapter.census(partition, asked, part):
            found |= _identifiers(batch.data)
            part.progress("looking for what is gone", len(found))
            _refuse_stopped(context)
    except SlarulesError:
        raise
    except Exception as error:
        text = context.redaction.clean(" ".join(str(error).split())[:300])
        where = f"{context.source}, {partition.shown or partition.name}"
        raise SourceError(where, f"the census failed: {type(error).__name__}: {text}") from error
    return frozenset(found)


def _refuse_stopped(context: LiveContext) -> None:
    if context.is_stopping():
        raise StoppedError("stopped during the census")


def _identifiers(data: ArrowStream) -> set[str]:
    from arro3.core import Table  # noqa: PLC0415  # only where there is something to count

    table = Table.from_arrow(data)
    return {str(cell) for cell in table.column("ticket_id").to_pylist()}


def _refuse_emptiness(
    context: LiveContext, shown: frozenset[str], before: Mapping[str, Mapping[str, str]]
) -> None:
    held = sum(state == "visible" for tickets in before.values() for state in tickets.values())
    if held and not shown:
        raise SourceError(
            context.source,
            f"of {held:,} tickets not one is shown any more; has the login lost its rights? "
            "nothing was marked as gone; census = false under [NAME.PROFILE.pull] leaves this out",
        )


def _mark(
    name: str, held: Mapping[str, str], shown: frozenset[str], context: LiveContext, sink: Sink
) -> int:
    gone = [each for each, state in held.items() if state == "visible" and each not in shown]
    back = [each for each, state in held.items() if state == "lost" and each in shown]
    if gone:
        sink.mark(name, sorted(gone), "lost", context.now())
    if back:
        sink.mark(name, sorted(back), "visible", context.now())
    return len(gone)
