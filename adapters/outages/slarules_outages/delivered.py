"""Stretches and samples as rows of the tables."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from itertools import islice

from slarules.adapters import Batch, arrow
from slarules.instants import Instant, Micros, iso
from slarules_outages.states import State, Stretch

ROWS = 20_000
"""How many rows a batch has at most."""

KINDS: Mapping[State, str | None] = {"down": "outage", "unknown": None}


def outages(
    query: str, promql: str, customer: str | None, found: Iterable[tuple[str, Stretch]]
) -> Iterator[Batch]:
    """Yield stretches as outages; one in which nobody can say has no kind."""
    rows = iter(found)
    while several := list(islice(rows, ROWS)):
        names = [f"{query} {service} {each.state} {iso(each.start)}" for service, each in several]
        count = len(several)
        columns: dict[str, Sequence[object]] = {
            "event_id": names,
            "customer": [customer] * count,
            "service": [service for service, _ in several],
            "start": [each.start for _, each in several],
            "end": [each.end for _, each in several],
            "kind": [KINDS[each.state] for _, each in several],
            "event": names,
            "evidence": [promql] * count,
        }
        yield Batch("outages", arrow("outages", columns))


def measured(
    query: str,
    about: tuple[str, str, str | None],
    values: Mapping[Instant, Decimal],
    step: Micros,
) -> Iterator[Batch]:
    """Yield samples as measurements; one that is no number is a value that is not known.

    Args:
        query: Its name.
        about: The measurement, the service and the customer.
        values: The samples; where none is, there is no row.
        step: How long each stands for.
    """
    name, service, customer = about
    rows = iter(sorted(values.items()))
    while several := list(islice(rows, ROWS)):
        count = len(several)
        columns: dict[str, Sequence[object]] = {
            "event_id": [f"{query} {service} {iso(at)}" for at, _ in several],
            "customer": [customer] * count,
            "name": [name] * count,
            "start": [at for at, _ in several],
            "end": [at + step for at, _ in several],
            "value": [format(v, "f") if v.is_finite() else None for _, v in several],
            "of": [service] * count,
            "evidence": [query] * count,
        }
        yield Batch("measurements", arrow("measurements", columns))
