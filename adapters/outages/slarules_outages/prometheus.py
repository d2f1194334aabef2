"""Reads range queries of Prometheus: when services were down, and what was measured."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from slarules.adapters import (
    Asked,
    Batch,
    Capability,
    Checked,
    Checkpoint,
    CheckReport,
    Context,
    Delivered,
    Notice,
    Partition,
    Profile,
)
from slarules.adapters.catalogue import Catalogue, CatalogueField, CatalogueValue
from slarules.adapters.settings import settings_of
from slarules.errors import SlarulesError, SourceError
from slarules.instants import Instant, instant, iso
from slarules_outages.delivered import measured, outages
from slarules_outages.lengths import length
from slarules_outages.prometheus_settings import PrometheusSettings, QuerySettings, seconds
from slarules_outages.samples import Answered, Series, answered
from slarules_outages.states import Following, Grid, Stretch, UpWhen, by_service

POINTS = 11_000
"""How many points of a series Prometheus tells at once.

Source: web/api/v1/api.go of Prometheus, "exceeded maximum resolution of 11,000 points".
"""

PATH = "api/v1/query_range"
VERSION = 1


def made(profile: Profile) -> Prometheus:
    """Return the adapter for a profile.

    Raises:
        UsageError: The settings are wrong.
    """
    return Prometheus(profile.name, settings_of(profile, PrometheusSettings))


@dataclass(frozen=True, slots=True)
class Prometheus:
    """Reads range queries; each is a part of its own."""

    name: str
    settings: PrometheusSettings

    @property
    def capabilities(self) -> frozenset[Capability]:
        """See `Adapter.capabilities`."""
        return frozenset({"incremental", "outages", "measurements"})

    def check(self, context: Context) -> CheckReport:
        """See `Adapter.check`: every query is asked for its last points."""
        return CheckReport(tuple(self._checked(query, context) for query in self.settings.queries))

    def _checked(self, query: QuerySettings, context: Context) -> Checked:
        grid = _grid(query, Instant(self._until(query, context) - 10 * query.micros), 10)
        try:
            found = by_service(self._ask(query, grid, context).series, query.service, _label(query))
        except SlarulesError as error:
            return Checked(is_well=False, what=f"query {query.name}: {error}")
        unseen = [service for service in query.watched if service not in found]
        if unseen:
            what = f"query {query.name}: no samples of {', '.join(unseen)} in the last ten steps"
            return Checked(is_well=False, what=what)
        what = f"query {query.name} watches {', '.join(sorted(found))}"
        return Checked(is_well=True, what=what)

    def discover(self, context: Context) -> Catalogue:
        """See `Adapter.discover`: the services that are watched."""
        del context
        names = {service: None for query in self.settings.queries for service in query.watched}
        values = tuple(CatalogueValue(id=each, name=each) for each in names)
        field = CatalogueField(id="service", name="service", kind="choice", values=values)
        return Catalogue(source=self.name, adapter="prometheus", fields=(field,))

    def partitions(self, asked: Asked, context: Context) -> Sequence[Partition]:
        """See `Adapter.partitions`."""
        del asked, context
        return [Partition(query.name, f"query {query.name}") for query in self.settings.queries]

    def read(
        self, partition: Partition, cursor: bytes | None, asked: Asked, context: Context
    ) -> Iterator[Delivered]:
        """See `Adapter.read`: at most `POINTS` steps at once, from the first that is not read."""
        query = next(each for each in self.settings.queries if each.name == partition.name)
        at, following = self._begin(query, cursor)
        total = max(0, self._until(query, context) - at) // query.micros
        done = 0
        while done < total:
            grid = _grid(query, at, min(POINTS, total - done))
            answer = self._ask(query, grid, context)
            yield from self._told(query, answer)
            yield from self._rows(query, answer, grid, following, asked)
            at, done = grid.end, done + grid.points
            context.progress(f"query {query.name}", done, total)
            yield Checkpoint(_cursor(query, at, following), at, done, total)
            if context.is_stopping():
                return
        if not total:
            yield Checkpoint(_cursor(query, at, following), at, 0, 0)

    def census(self, partition: Partition, asked: Asked, context: Context) -> Iterator[Batch]:
        """See `Adapter.census`: there are no tickets."""
        del partition, asked, context
        return iter(())

    def close(self) -> None:
        """See `Adapter.close`."""

    # --- one query --------------------------------------------------------------------------------

    def _until(self, query: QuerySettings, context: Context) -> int:
        """Return where the last step ends of which all samples have come."""
        return (context.now() - length(self.settings.lag)) // query.micros * query.micros

    def _begin(self, query: QuerySettings, cursor: bytes | None) -> tuple[Instant, Following]:
        following = Following(query.up_when or UpWhen())
        if cursor is None:
            since = self.settings.since
            start = instant(datetime(since.year, since.month, since.day, tzinfo=UTC))
            return Instant(-(-start // query.micros) * query.micros), following
        said = json.loads(cursor)
        if said["rule"] != query.rule:
            raise SourceError(
                self.name,
                f"the query {query.name} or what its samples mean has changed since it was last "
                "read: give it another name, and read it into a new store",
            )
        following.open = {
            service: Stretch(state, Instant(start), Instant(end))
            for service, (state, start, end) in said["open"].items()
        }
        return Instant(said["next"]), following

    def _ask(self, query: QuerySettings, grid: Grid, context: Context) -> Answered:
        asked: dict[str, Any] = {
            "query": query.query,
            "start": seconds(grid.start),
            "end": seconds(grid.last),
            "step": seconds(grid.step),
            "lookback_delta": query.seconds_back,
        }
        answer = context.http(self.settings.site).get(PATH, asked)
        return answered(answer.body, answer.url)

    def _told(self, query: QuerySettings, answer: Answered) -> Iterator[Notice]:
        for said in answer.warnings:
            yield Notice("unreadable", f"query {query.name}: Prometheus warns: {said[:300]}")
        for said in answer.infos:
            yield Notice("detected", f"query {query.name}: Prometheus notes: {said[:300]}")
        if answer.histograms:
            text = f"query {query.name} yields histograms, which say nothing; ask for one value"
            yield Notice("unreadable", text)
        found = by_service(answer.series, query.service, _label(query))
        if others := sorted(found.keys() - set(query.watched)):
            names = ", ".join(others[:10])
            text = f"query {query.name} tells of {names}, which is not among the services"
            yield Notice("unknown event", text)

    def _rows(
        self,
        query: QuerySettings,
        answer: Answered,
        grid: Grid,
        following: Following,
        asked: Asked,
    ) -> Iterator[Batch]:
        found = by_service(answer.series, query.service, _label(query))
        wanted = asked.tables
        if query.up_when and (wanted is None or "outages" in wanted):
            # A warning says that there is more than was told: what looks up may be down.
            series = {} if answer.warnings else found
            rows = [
                row
                for service in query.watched
                for row in following.stretches(service, series.get(service, ()), grid)
            ]
            yield from outages(query.name, query.query, query.customer, rows)
        if query.measurement and (wanted is None or "measurements" in wanted):
            for service in query.watched:
                yield from measured(
                    query.name,
                    (query.measurement, service, query.customer),
                    self._single(query, service, found.get(service, ())),
                    grid.step,
                )

    def _single(
        self, query: QuerySettings, service: str, series: Sequence[Series]
    ) -> Mapping[Instant, Decimal]:
        values: dict[Instant, Decimal] = {}
        for each in series:
            if twice := values.keys() & each.values.keys():
                raise SourceError(
                    self.name,
                    f"query {query.name} tells two values of {service} at {iso(min(twice))}; let "
                    "it tell one, as in max by (service) (...)",
                )
            values |= each.values
        return values


def _label(query: QuerySettings) -> str | None:
    return query.service_label


def _grid(query: QuerySettings, start: Instant, points: int) -> Grid:
    return Grid(start, query.micros, points)


def _cursor(query: QuerySettings, at: Instant, following: Following) -> bytes:
    left = {name: (each.state, each.start, each.end) for name, each in following.open.items()}
    said = {"v": VERSION, "rule": query.rule, "next": at, "open": left}
    return json.dumps(said, separators=(",", ":")).encode()
