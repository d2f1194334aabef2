"""What `slarules.toml` says of a Prometheus: where it is, what to ask, and what answers mean."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from hashlib import sha256
from typing import Literal, Self

from pydantic import Field, model_validator

from slarules.adapters.settings import Settings
from slarules.http import Basic, Bearer, Site
from slarules.instants import SECOND, Micros
from slarules.secrets import Secret
from slarules_outages.lengths import Length, length
from slarules_outages.states import UpWhen


class QuerySettings(Settings):
    """`[[prometheus.NAME.queries]]`: one query, and what its samples mean.

    Attributes:
        query: PromQL; asked at every `step`, and each sample stands for the step that follows.
        service, service_label, services: The service that all series are of; or the label that
            names it, and the services that are to be seen all the time.
        up_at_least, up_at_most: When a sample says that the service is up.
        down_when: Whether one series that is not up is enough, or all have to be.
        expected: How many series of a service have samples while all is watched.
        measurement: Under which name the samples are kept as measurements.
        customer: Whom it is about; nobody for everybody.
        lookback: How old a sample may be; a step where nothing is said, so that no hole is filled.
    """

    name: str = Field(pattern=r"^[a-z0-9_-]{1,60}$")
    query: str
    step: Length = "1m"
    service: str | None = None
    service_label: str | None = None
    services: tuple[str, ...] = ()
    up_at_least: Decimal | None = None
    up_at_most: Decimal | None = None
    down_when: Literal["any", "all"] = "any"
    expected: int = Field(default=1, ge=1, le=10_000)
    measurement: str | None = None
    customer: str | None = None
    lookback: Length | None = None

    @model_validator(mode="after")
    def _is_whole(self) -> Self:
        if (self.service is None) == (self.service_label is None):
            raise ValueError("name either service or service_label")
        if bool(self.services) != (self.service_label is not None):
            raise ValueError("service_label needs services, the list of those that are watched")
        if not self._tells_state and self.measurement is None:
            raise ValueError("say when it is up (up_at_least, up_at_most), or name a measurement")
        return self

    @property
    def _tells_state(self) -> bool:
        return self.up_at_least is not None or self.up_at_most is not None

    @property
    def up_when(self) -> UpWhen | None:
        """When a service is up; None where the samples do not say so."""
        if not self._tells_state:
            return None
        return UpWhen(self.up_at_least, self.up_at_most, self.down_when, self.expected)

    @property
    def watched(self) -> tuple[str, ...]:
        """The services that are to be seen all the time."""
        return self.services or (self.service or "",)

    @property
    def micros(self) -> Micros:
        """How long a step is."""
        return length(self.step)

    @property
    def seconds_back(self) -> str:
        """How old a sample may be, in seconds as Prometheus reads them."""
        return seconds(length(self.lookback or self.step))

    @property
    def rule(self) -> str:
        """Tells this query and its meaning from others."""
        said = self.model_dump_json(exclude={"lookback"})
        return sha256(said.encode()).hexdigest()[:16]


class PrometheusSettings(Settings):
    """`[prometheus.NAME]`.

    Attributes:
        url: The address, with the path before `/api/v1`.
        since: From which day on is read.
        lag: How long samples may take to arrive; later ones are not seen any more.
    """

    url: str
    since: date
    queries: tuple[QuerySettings, ...] = Field(min_length=1)
    lag: Length = "5m"
    user: str | None = None
    password: Secret | None = None
    token: Secret | None = None
    headers: Mapping[str, str] = {}

    @model_validator(mode="after")
    def _is_whole(self) -> Self:
        if (self.user is None) != (self.password is None) or (self.user and self.token):
            raise ValueError("give user and password, or a token, or none of them")
        names = [query.name for query in self.queries]
        if len(set(names)) < len(names):
            raise ValueError("two queries have the same name")
        return self

    @property
    def site(self) -> Site:
        """What is talked to."""
        login = Bearer(self.token) if self.token else None
        basic = Basic(self.user, self.password) if self.user and self.password else None
        return Site(self.url, login or basic, self.headers)


def seconds(micros: int) -> str:
    """Return a time or length in seconds, exact, as Prometheus reads it."""
    return format(Decimal(micros) / SECOND, "f")
