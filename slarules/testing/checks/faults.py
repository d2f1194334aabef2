"""Faults: a source that stumbles, refuses or lies is read whole, or not taken for read."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from slarules.errors import SlarulesError
from slarules.instants import HOUR, Micros
from slarules.testing.bench import Bench, Check, Findings, Watched
from slarules.testing.context import WorldContext
from slarules.testing.reading import Reading, differences, read
from slarules.testing.world import Trick

if TYPE_CHECKING:
    from slarules.testing.troubles import Trouble

PLACES = (0, 1, 3)
"""Before which request there is a trouble: the first, the second, one in the middle."""


def _passing(bench: Bench, trouble: Trouble) -> Findings:
    """Look whether a trouble of one request changes nothing about what is read."""
    whole = bench.filled()
    for place in PLACES:
        context = WorldContext(bench.steered, plan=(*[None] * place, trouble))
        yield from differences(whole.kept, _read(bench, context).kept)
        if any(carrier.early for carrier in context.carriers):
            yield "it asks again earlier than the source wants"


def _lasting(bench: Bench, trouble: Trouble) -> Findings:
    """Look whether a trouble that stays is told, wherever in a reading it begins."""
    bench.fill()
    for place in PLACES:
        context = WorldContext(bench.steered, plan=(None,) * place, lasting=trouble)
        yield from _silent(partial(_read, bench, context))


def _read(bench: Bench, context: WorldContext) -> Reading:
    return read(bench.make(), Watched(context), asked=bench.asked)


def _silent(reads: Callable[[], Reading]) -> Findings:
    try:
        reads()
    except SlarulesError:
        return
    yield "it takes the source for read to its end, and the source refused"


def _expired(bench: Bench) -> Findings:
    whole = bench.filled()
    for place in PLACES:
        context = WorldContext(bench.steered, plan=(*[None] * place, "401"))
        try:
            found = _read(bench, context)
        except SlarulesError:
            # A token that cannot be renewed ends a reading, loudly.
            continue
        yield from differences(whole.kept, found.kept)


def _long(bench: Bench) -> Findings:
    """Look whether a reading of hours loses nothing when its token ends on the way."""
    whole, world = bench.filled(), bench.steered
    context = WorldContext(world)
    adapter = bench.make()
    found = Reading()
    for partition in adapter.partitions(bench.asked, context):
        for delivered in adapter.read(partition, None, bench.asked, context):
            found.add(partition.name, delivered)
            world.pass_time(Micros(HOUR))
        found.end(partition.name)
    adapter.close()
    yield from differences(whole.kept, found.kept)


def _tricked(bench: Bench, trick: Trick) -> Findings:
    whole = bench.filled()
    bench.steered.play(trick)
    yield from differences(whole.kept, bench.read().kept)


def _refused(bench: Bench, trick: Trick) -> Findings:
    bench.fill()
    bench.steered.play(trick)
    yield from _silent(bench.read)


def _passes(name: str, protects: str, trouble: Trouble) -> Check:
    return Check(f"faults.{name}", protects, partial(_passing, trouble=trouble), ("now", "app"))


def _lasts(name: str, protects: str, trouble: Trouble) -> Check:
    return Check(f"faults.{name}", protects, partial(_lasting, trouble=trouble), ("now", "app"))


def _plays(name: str, protects: str, trick: Trick) -> Check:
    return Check(f"faults.{name}", protects, partial(_tricked, trick=trick), ("now", "play"))


CHECKS = (
    _passes("wait-seconds", "a ban, because it asks again too soon", "429 seconds"),
    _passes("wait-date", "a ban, because it reads no date", "429 date"),
    _passes("unavailable", "a night's work lost over one hiccup", "503"),
    _passes("reset", "half an answer taken for a whole one", "reset"),
    _passes("truncated", "half a document taken for a whole one", "truncated"),
    _lasts("gone", "an empty month, because an address is no more", "410"),
    _lasts("forbidden", "an empty month, because a permission is no more", "403"),
    _lasts("down", "an empty month, because the source is down", "503"),
    Check(
        "faults.expired",
        "a reading cut short where a token ended",
        _expired,
        ("now", "app"),
    ),
    Check(
        "faults.long",
        "a reading of hours that its own length disturbs",
        _long,
        ("now", "pass_time", "app"),
    ),
    replace(
        _plays("repeated-token", "a reading without end", "repeated token"),
        look=partial(_refused, trick="repeated token"),
    ),
    _plays("empty-page", "an empty page taken for the last", "empty page"),
    _plays("short-page", "a short page taken for the last", "short page"),
    _plays("lying-total", "a total that is believed", "lying total"),
    replace(
        _plays("forbidden-part", "tickets without history, because it was refused", "forbidden"),
        look=partial(_refused, trick="forbidden"),
    ),
)
