"""A site that was found to be Cloud or Data Center, with its fields."""

from __future__ import annotations

from dataclasses import dataclass

import msgspec

from slarules.adapters import Context
from slarules.errors import SourceError
from slarules.http import Http
from slarules_jira.cloud import Cloud
from slarules_jira.datacenter import DataCenter
from slarules_jira.fields import JiraField, fields_decoder, listed
from slarules_jira.flavour import Flavour
from slarules_jira.roles import Roles
from slarules_jira.settings import JiraSettings

SERVER_INFO = "/rest/api/2/serverInfo"


@dataclass(frozen=True, slots=True)
class Connection:
    """A site that is read."""

    settings: JiraSettings
    http: Http
    flavour: Flavour
    fields: tuple[JiraField, ...]
    roles: Roles

    @classmethod
    def opened(cls, settings: JiraSettings, context: Context) -> Connection:
        """Return the connection to the site of the settings.

        Raises:
            SourceError: It does not answer as Jira does.
        """
        http = context.http(settings.place())
        flavour = flavour_of(http)
        return cls(settings, http, flavour, _fields(http, flavour), _roles(settings, http, flavour))


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


def _fields(http: Http, flavour: Flavour) -> tuple[JiraField, ...]:
    answer = http.get(f"{flavour.api}/field")
    try:
        return listed(fields_decoder.decode(answer.body))
    except msgspec.MsgspecError as error:
        raise SourceError(answer.url, f"the answer is not as documented: {error}") from None


def _roles(settings: JiraSettings, http: Http, flavour: Flavour) -> Roles:
    roles = settings.roles
    members = [each for group in roles.agent_groups for each in _members(http, flavour, group)]
    return Roles(
        [*roles.agents, *members], roles.customers, roles.automation, is_cloud=flavour.is_cloud
    )


def _members(http: Http, flavour: Flavour, group: str) -> list[str]:
    found: list[str] = []
    start = 0
    while True:
        params = {"groupname": group, "startAt": start, "maxResults": 50}
        page = http.get(f"{flavour.api}/group/member", params).json()
        people = page.get("values", ())
        found += [each.get("accountId") or each.get("key") or each["name"] for each in people]
        start += len(people)
        if page.get("isLast", True) or not people:
            return found
