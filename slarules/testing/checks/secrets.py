"""Secrets: what lets an adapter in comes out nowhere."""

from __future__ import annotations

import io
import logging
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stderr, redirect_stdout

from slarules.errors import SlarulesError
from slarules.testing.bench import Bench, Check, Findings, Watched
from slarules.testing.context import WorldContext
from slarules.testing.reading import Reading, Until, read


def _delivered(bench: Bench) -> Findings:
    context = bench.watched()
    bench.fill()
    with _overheard() as heard:
        adapter = bench.make()
        report = adapter.check(context)
        catalogue = adapter.discover(context)
        adapter.close()
        reading = read(
            bench.make(),
            context,
            asked=bench.asked,
            until=Until(bench.stop_after, partitions=bench.most_partitions),
        )
    places = {
        "a cursor": [each.cursor.decode("utf-8", "replace") for _, each in reading.checkpoints],
        "a notice": [repr(each) for each in reading.notices],
        "a row": [repr(row) for row in reading.kept.values()],
        "what `check` says": [repr(report)],
        "the catalogue": [repr(catalogue)],
        "what is told on the way": context.told,
        "what is printed or logged": [heard.getvalue()],
    }
    for place, texts in places.items():
        if any(bench.has_secret(text) for text in texts):
            yield f"the secret stands in {place}"


@contextmanager
def _overheard() -> Iterator[io.StringIO]:
    """Hear everything that is printed or logged."""
    heard = io.StringIO()
    listener, root = logging.StreamHandler(heard), logging.getLogger()
    before = root.level
    root.addHandler(listener)
    root.setLevel(logging.DEBUG)
    try:
        with redirect_stdout(heard), redirect_stderr(heard):
            yield heard
    finally:
        root.removeHandler(listener)
        root.setLevel(before)


def _errors(bench: Bench) -> Findings:
    bench.fill()
    for trouble in ("401", "403", "410", "503", "truncated"):
        context = Watched(WorldContext(bench.steered, lasting=trouble))
        if bench.has_secret(_said(bench, context)):
            yield f"the secret stands in what is said about {trouble}"


def _said(bench: Bench, context: Watched) -> str:
    adapter = bench.make()
    try:
        report: object = adapter.check(context)
        reading: Reading | None = read(bench.make(), context, asked=bench.asked)
    except SlarulesError as error:
        return f"{error!r} {error.__cause__!r} {error.__context__!r}"
    finally:
        adapter.close()
    return f"{report!r} {reading.notices if reading else ''!r}"


CHECKS = (
    Check(
        "secrets.delivered",
        "a password in a store, a report or a log",
        _delivered,
        is_live=True,
    ),
    Check("secrets.errors", "a password in a message", _errors, ("now", "app")),
)
