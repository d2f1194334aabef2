"""A site that was found to be Cloud or Data Center, with its fields."""

from __future__ import annotations

from dataclasses import dataclass
from email.utils import parsedate_to_datetime

import msgspec

from slarules.adapters import Context
from slarules.errors import SourceError
from slarules.http import Answer, Http
from slarules.instants import SECOND, Instant, Micros, instant
from slarules_jira.cloud import Cloud
from slarules_jira.datacenter import DataCenter
from slarules_jira.fields import JiraField, fields_decoder, listed
from slarules_jira.flavour import Flavour
from slarules_jira.members import Members
from slarules_jira.roles import Licensed, Roles
from slarules_jira.scopes import Scoped
from slarules_jira.settings import JiraSettings

SERVER_INFO = "/rest/api/2/serverInfo"

NONE = Micros(0)
JITTER = Micros(5 * SECOND)
"""How far two clocks may be apart because the site tells whole seconds and answers take time."""


@dataclass(frozen=True, slots=True)
class Connection:
    """A site that is read.

    Attributes:
        apart: How far our clock is ahead of the site's.
    """

    settings: JiraSettings
    http: Http
    flavour: Flavour
    fields: tuple[JiraField, ...]
    roles: Roles
    apart: Micros

    @classmethod
    def opened(cls, settings: JiraSettings, context: Context) -> Connection:
        """Return the connection to the site of the settings.

        Raises:
            SourceError: It does not answer as Jira does.
        """
        http = http_of(settings, context)
        flavour = flavour_of(http)
        fields = http.get(f"{flavour.api}/field")
        apart = clocks_apart(fields, context.now()) or NONE
        roles = _roles(settings, http, flavour)
        return cls(settings, http, flavour, _fields(fields), roles, apart)

    @property
    def behind(self) -> Micros:
        """How far the site's clock is behind ours; as good as not is not at all."""
        return self.apart if self.apart > JITTER else NONE


def http_of(settings: JiraSettings, context: Context) -> Http:
    """Return what talks to the site of the settings."""
    http = context.http(settings.place())
    return Scoped(http) if settings.is_scoped else http


def flavour_of(http: Http) -> Flavour:
    """Return what kind of Jira a site is."""
    answer = http.get(SERVER_INFO)
    info = answer.json()
    kind = info.get("deploymentType") if isinstance(info, dict) else None
    if kind is None:
        raise SourceError(answer.url, "this is no Jira: it does not say how it is deployed")
    if kind == "Cloud":
        return Cloud(http)
    zone = http.get("/rest/api/2/myself").json().get("timeZone")
    return DataCenter(http, zone if isinstance(zone, str) else "")


def clocks_apart(answer: Answer, now: Instant) -> Micros | None:
    """Return how far our clock is ahead of the site's; None where that does not tell its time."""
    try:
        return Micros(now - instant(parsedate_to_datetime(answer.headers["date"])))
    except (KeyError, TypeError, ValueError):
        return None


def _fields(answer: Answer) -> tuple[JiraField, ...]:
    try:
        return listed(fields_decoder.decode(answer.body))
    except msgspec.MsgspecError as error:
        raise SourceError(answer.url, f"the answer is not as documented: {error}") from None


def _roles(settings: JiraSettings, http: Http, flavour: Flavour) -> Roles:
    roles = settings.roles
    members = Members("jira", http, flavour.api)
    found = members.of_groups(roles.agent_groups)
    if roles.agent_roles:
        found |= members.of_roles(settings.projects, roles.agent_roles)
    elif not flavour.is_cloud and not roles.names_agents:
        # Accounts of the Cloud have a kind that says it already.
        found |= members.of_desks(settings.projects)
    usual: Licensed = "agent" if flavour.is_cloud and not roles.names_agents else "unknown"
    return Roles(
        roles.agents,
        roles.customers,
        roles.automation,
        members=found,
        licensed=roles.licensed or usual,
    )
