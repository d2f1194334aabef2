"""Things: ports, classes, networks, by their names."""

from __future__ import annotations

from collections.abc import Iterator

from slarules.facts.history import History


def names(kind: str, history: History) -> tuple[str, ...]:
    """Return the things of a kind, those with a timeline first.

    Others are those that items and spans name by a fact of the kind's name, that readings are of,
    and that billing tells of.
    """
    return tuple(dict.fromkeys(_names(kind, history)))


def _names(kind: str, history: History) -> Iterator[str]:
    yield from (item.item for item in history.items if item.kind == kind)
    for item in history.items:
        yield from (step.value for step in item.facts.get(kind, ()) if isinstance(step.value, str))
    for span in history.spans:
        if isinstance(named := span.facts.get(kind), str):
            yield named
    yield from (name for _, of, name in history.given_of if of == kind)
