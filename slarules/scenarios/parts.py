"""A contract without one of its statements: what would have been, had it not been agreed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import Protocol, TypeAlias, TypeVar

from slarules.core.contract import Contract, Terms
from slarules.core.promises import Exceptional, Origin, Promise


@dataclass(frozen=True, slots=True)
class Part:
    """A statement that can be taken out of a contract, and the contract without it.

    `kind` is the statement's word in the language.
    """

    kind: str
    name: str
    origin: Origin
    without: Contract

    def __str__(self) -> str:
        clause = f" (clause {self.origin.clause})" if self.origin.clause else ""
        return f"{self.kind} {self.name}{clause}"


Removal: TypeAlias = Callable[[Terms], Terms]
Removable: TypeAlias = tuple[str, str, Origin, Removal]


class Statement(Protocol):
    """A node of the core that stands for a statement with a name."""

    @property
    def name(self) -> str:
        """Its name."""

    @property
    def origin(self) -> Origin:
        """Where it stands."""


S = TypeVar("S", bound=Statement)


def removable(contract: Contract) -> Iterator[Part]:
    """Yield each statement that only changes what others say, with the contract without it.

    One that stands in several versions of the text is taken out of all of them.
    """
    seen: set[tuple[str, str]] = set()
    for version in contract.versions:
        for kind, name, origin, remove in _removals(version.terms):
            if (kind, name) not in seen:
                seen.add((kind, name))
                yield Part(kind, name, origin, changed(contract, remove))


def changed(contract: Contract, change: Removal) -> Contract:
    """Return the contract with every version of its terms changed alike."""
    versions = tuple(replace(v, terms=change(v.terms)) for v in contract.versions)
    return replace(contract, versions=versions)


def exceptions_of(terms: Terms) -> Iterator[Exceptional]:
    """Yield every exception once, also one that stands ahead of several promises."""
    found = {e.name: e for promise in terms.promises.values() for e in promise.exceptions}
    yield from found.values()


def _removals(terms: Terms) -> Iterator[Removable]:
    yield from _each("exception", exceptions_of(terms), _without_exception)
    yield from _each("pause", terms.pauses, _without_pause)
    yield from _each("exclude", terms.exclusions, _without_exclusion)
    yield from _each("exclude", terms.removals, _without_removal)
    yield from _each("cancel", terms.cancels, _without_cancel)
    yield from _each("restart", terms.restarts, _without_restart)
    for rule in terms.unknown:
        name = f"{rule.word} {rule.subject}"
        yield "unknown", name, rule.origin, partial(_without_rule, name=name)
    yield from _each("multiplier", terms.multipliers.values(), _without_multiplier)
    yield from _each("cap", terms.caps.values(), _without_cap)
    yield from _each("earnback", terms.earnbacks.values(), _without_earnback)
    yield from _each("combine", terms.combines.values(), _without_combine)
    yield from _each("floor", terms.floors.values(), _without_floor)


class Without(Protocol):
    """How terms lose the statement of a name."""

    def __call__(self, terms: Terms, *, name: str) -> Terms:
        """Return the terms without it."""


def _each(kind: str, nodes: Iterable[Statement], without: Without) -> Iterator[Removable]:
    for node in nodes:
        yield kind, node.name, node.origin, partial(without, name=node.name)


def _without_exception(terms: Terms, *, name: str) -> Terms:
    promises = {key: _ordinary(promise, name) for key, promise in terms.promises.items()}
    return replace(terms, promises=promises)


def _ordinary(promise: Promise, name: str) -> Promise:
    return replace(promise, exceptions=_others(promise.exceptions, name))


def _without_pause(terms: Terms, *, name: str) -> Terms:
    return replace(terms, pauses=_others(terms.pauses, name))


def _without_exclusion(terms: Terms, *, name: str) -> Terms:
    return replace(terms, exclusions=_others(terms.exclusions, name))


def _without_removal(terms: Terms, *, name: str) -> Terms:
    return replace(terms, removals=_others(terms.removals, name))


def _without_cancel(terms: Terms, *, name: str) -> Terms:
    return replace(terms, cancels=_others(terms.cancels, name))


def _without_restart(terms: Terms, *, name: str) -> Terms:
    return replace(terms, restarts=_others(terms.restarts, name))


def _without_rule(terms: Terms, *, name: str) -> Terms:
    kept = tuple(rule for rule in terms.unknown if f"{rule.word} {rule.subject}" != name)
    return replace(terms, unknown=kept)


def _without_multiplier(terms: Terms, *, name: str) -> Terms:
    return _unordered(replace(terms, multipliers=_rest(terms.multipliers, name)), name)


def _without_cap(terms: Terms, *, name: str) -> Terms:
    return _unordered(replace(terms, caps=_rest(terms.caps, name)), name)


def _without_earnback(terms: Terms, *, name: str) -> Terms:
    return _unordered(replace(terms, earnbacks=_rest(terms.earnbacks, name)), name)


def _without_combine(terms: Terms, *, name: str) -> Terms:
    others = _rest(terms.combines, name)
    combines = {
        key: replace(each, on=tuple(on for on in each.on if on != name))
        for key, each in others.items()
    }
    return _unordered(replace(terms, combines=combines), name)


def _without_floor(terms: Terms, *, name: str) -> Terms:
    return _unordered(replace(terms, floors=_rest(terms.floors, name)), name)


def _others(nodes: tuple[S, ...], name: str) -> tuple[S, ...]:
    return tuple(node for node in nodes if node.name != name)


def _rest(nodes: Mapping[str, S], name: str) -> dict[str, S]:
    return {key: node for key, node in nodes.items() if key != name}


def _unordered(terms: Terms, name: str) -> Terms:
    order = tuple(step for step in terms.settlement.order if step != name)
    return replace(terms, settlement=replace(terms.settlement, order=order))
