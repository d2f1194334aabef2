"""Reads a status page of Statuspage: its incidents with their history, its maintenance."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Self

from pydantic import Field, model_validator

from slarules.adapters import (
    SCHEMAS,
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
    arrow,
)
from slarules.adapters.catalogue import Catalogue, CatalogueField, CatalogueValue
from slarules.adapters.settings import Settings, settings_of
from slarules.errors import SlarulesError, SourceError
from slarules.http import Bearer, Site
from slarules.instants import Instant
from slarules.secrets import Secret
from slarules_outages.incidents import Incident, Meaning, incidents_of, rows, unplaced

API = "https://api.statuspage.io/v1"
PAGE = 100
"""How many incidents the API tells at once."""

LATEST = 50
"""How many incidents the public page tells."""

PAGES = 10_000
PUBLIC = ("api/v2/incidents.json", "api/v2/scheduled-maintenances.json")


class StatuspageSettings(Settings):
    """`[statuspage.NAME]`: either the public page, or the API with an identifier and a key.

    Attributes:
        url: The public page, such as https://status.acme.example; tells its latest incidents only.
        page, token: The identifier of the page and a key of the API, which tells all of them.
        services: The services that components are, by the component's identifier.
        page_service: The service of incidents that name no component. Without it they may have
            hit each of `services`; where there are none, nothing after them is vouched for.
        shares: How much of a service a component's status hits, such as partial_outage = "0.5".
        customer: Whom it is about; nobody for everybody.
    """

    url: str = API
    page: str | None = Field(default=None, pattern=r"^[A-Za-z0-9_-]{1,64}$")
    token: Secret | None = None
    services: Mapping[str, str] = {}
    page_service: str | None = None
    shares: Mapping[str, Decimal] = {}
    customer: str | None = None

    @model_validator(mode="after")
    def _is_whole(self) -> Self:
        if (self.page is None) != (self.token is None):
            raise ValueError("page and token need each other")
        if self.page is None and self.url == API:
            raise ValueError("give url, the public page; or page and token for the API")
        return self

    @property
    def site(self) -> Site:
        """What is talked to."""
        login = Bearer(self.token, "OAuth") if self.token else None
        return Site(self.url, login, per_minute={"": 60})

    @property
    def meaning(self) -> Meaning:
        """What is declared of the page."""
        shares = {status: format(share, "f") for status, share in self.shares.items()}
        return Meaning(self.services, self.page_service, shares, self.customer)


def made(profile: Profile) -> Statuspage:
    """Return the adapter for a profile.

    Raises:
        UsageError: The settings are wrong.
    """
    return Statuspage(profile.name, settings_of(profile, StatuspageSettings))


@dataclass(frozen=True, slots=True)
class Statuspage:
    """Reads a status page, all of it each time: an old incident may be edited at any time."""

    name: str
    settings: StatuspageSettings

    @property
    def capabilities(self) -> frozenset[Capability]:
        """See `Adapter.capabilities`."""
        return frozenset({"outages"})

    def check(self, context: Context) -> CheckReport:
        """See `Adapter.check`."""
        try:
            found = next(self._pages(0, context))[1]
        except SlarulesError as error:
            return CheckReport((Checked(is_well=False, what=str(error)),))
        what = f"incidents on the first page of answers: {len(found)}"
        return CheckReport((Checked(is_well=True, what=what),))

    def discover(self, context: Context) -> Catalogue:
        """See `Adapter.discover`: the components that incidents name."""
        named: dict[str, str] = {}
        for _, incidents in self._pages(0, context):
            for incident in incidents:
                named |= {each.id: each.name for each in incident.components}
        values = tuple(CatalogueValue(id=key, name=name) for key, name in named.items())
        field = CatalogueField(id="service", name="service", kind="choice", values=values)
        return Catalogue(source=self.name, adapter="statuspage", fields=(field,))

    def partitions(self, asked: Asked, context: Context) -> Sequence[Partition]:
        """See `Adapter.partitions`."""
        del asked, context
        return [Partition("page", "the status page")]

    def read(
        self, partition: Partition, cursor: bytes | None, asked: Asked, context: Context
    ) -> Iterator[Delivered]:
        """See `Adapter.read`: the pages one after the other; a whole read begins anew."""
        del partition
        said = json.loads(cursor) if cursor else {}
        begun = said.get("begun") or context.now()
        # A page before the last one that was kept: what was deleted since has moved others up.
        first = max(0, said.get("page", 0) - 1)
        through, count = Instant(said.get("through", begun)), 0
        for page, incidents in self._pages(first, context):
            if asked.tables is None or "outages" in asked.tables:
                yield from self._told(incidents)
            through = min(through, *self._unplaced(incidents, through))
            count += len(incidents)
            context.progress("incidents", count)
            going = {"v": 1, "page": page + 1, "begun": begun, "through": through}
            yield Checkpoint(_cursor(going), None, count)
            if context.is_stopping():
                return
        yield Checkpoint(_cursor({"v": 1}), through, count, count)

    def _unplaced(self, incidents: Sequence[Incident], through: Instant) -> list[Instant]:
        """Return from when on nothing is vouched for, since nobody knows what an incident hit."""
        meaning = self.settings.meaning
        return [unplaced(incident, meaning) or through for incident in incidents] or [through]

    def census(self, partition: Partition, asked: Asked, context: Context) -> Iterator[Batch]:
        """See `Adapter.census`: there are no tickets."""
        del partition, asked, context
        return iter(())

    def close(self) -> None:
        """See `Adapter.close`."""

    def _pages(self, first: int, context: Context) -> Iterator[tuple[int, list[Incident]]]:
        http = context.http(self.settings.site)
        if self.settings.page is None:
            for number, path in enumerate(PUBLIC[first:], first):
                answer = http.get(path)
                yield number, incidents_of(answer.body, answer.url)
            return
        seen: set[str] = set()
        path = f"pages/{self.settings.page}/incidents"
        # The documents do not say whether pages count from 0 or from 1, so none is left out: the
        # first is asked for without a number, and page 1 may be the same once more.
        for number in range(first, first + PAGES):
            answer = http.get(path, {"limit": PAGE, "page": number or None})
            found = incidents_of(answer.body, answer.url)
            new = {each.id for each in found} - seen
            if found and not new and number != 1:
                raise SourceError(self.name, f"page {number} of the incidents repeats earlier ones")
            yield number, found
            # A page that is short is not the last one; an empty one is.
            if not found:
                return
            seen |= new
        raise SourceError(self.name, f"there are more than {PAGES} pages of incidents")

    def _told(self, incidents: Sequence[Incident]) -> Iterator[Delivered]:
        meaning = self.settings.meaning
        found = [row for incident in incidents for row in rows(incident, meaning)]
        if found:
            names = SCHEMAS["outages"].names
            columns: dict[str, list[Any]] = {n: [row.get(n) for row in found] for n in names}
            yield Batch("outages", arrow("outages", columns))
        if self.settings.page is None and len(incidents) >= LATEST:
            text = f"the public page tells its latest {LATEST} entries only; earlier ones are lost"
            yield Notice("truncated", text)
        for incident in incidents:
            if incident.backfilled:
                text = f"incident {incident.id} was entered after it was over"
                yield Notice("late", text)
            if not any(row["event"] == incident.id for row in found):
                text = (
                    f"incident {incident.id} names no component; page_service, or services, say "
                    "what it may have hit"
                )
                yield Notice("unknown event", text)


def _cursor(said: Mapping[str, object]) -> bytes:
    return json.dumps(said, separators=(",", ":")).encode()
