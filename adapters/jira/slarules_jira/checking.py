"""Looks whether a site can be read as it is set up."""

from __future__ import annotations

from collections.abc import Iterator

from slarules.adapters import Checked, CheckReport, Context
from slarules.errors import SourceError
from slarules.http import Answer, RefusedError
from slarules.instants import MINUTE, Instant, in_words
from slarules_jira.connection import Connection, clocks_apart, flavour_of, http_of
from slarules_jira.members import DESK
from slarules_jira.settings import JiraSettings

SKEW = 2 * MINUTE


def report(source: str, settings: JiraSettings, context: Context) -> CheckReport:
    """Return what is well and what is not, and what else is worth knowing."""
    http = http_of(settings, context)
    try:
        flavour = flavour_of(http)
        answer = http.get(f"{flavour.api}/myself")
    except RefusedError as refused:
        return CheckReport((Checked(is_well=False, what=_refused(settings, refused)),))
    except SourceError as error:
        return CheckReport((Checked(is_well=False, what=str(error)),))
    me = answer.json()
    name = me.get("emailAddress") or me.get("displayName") or me.get("name") or "somebody"
    checks = [Checked(is_well=True, what=f"signed in as {name}"), _clock(answer, context.now())]
    facts = {
        "deployment": "Cloud" if flavour.is_cloud else "Data Center",
        "zone of the account": str(me.get("timeZone", "not known")),
    }
    try:
        connection = Connection.opened(settings, context)
    except SourceError as error:
        checks.append(Checked(is_well=False, what=str(error)))
    else:
        checks += [*_projects(source, connection), _agents(connection)]
    return CheckReport(tuple(checks), facts)


def _refused(settings: JiraSettings, refused: RefusedError) -> str:
    if refused.status == 401 and not settings.is_scoped and settings.token is not None:
        return (
            "the site refuses the account and its token (401): the token is wrong or has ended, or "
            "it has scopes, and such a token works through Atlassian's gateway only: write "
            f"cloud_id in place of site (it stands at {settings.site}/_edge/tenant_info)"
        )
    if refused.status == 401 and "scope" not in refused.said.casefold():
        return "the site refuses the login (401): the token or secret is wrong or has ended"
    return str(refused)


def _clock(answer: Answer, now: Instant) -> Checked:
    skew = clocks_apart(answer, now)
    if skew is None:
        return Checked(is_well=True, what="the site does not tell its time")
    if abs(skew) <= SKEW:
        return Checked(is_well=True, what="its clock and ours agree")
    order = "ahead of" if skew > 0 else "behind"
    return Checked(
        is_well=False,
        what=f"our clock is {in_words(skew)} {order} the site's: what is read is complete only as "
        "far as the one that is behind; set the clock of this machine",
    )


def _projects(source: str, connection: Connection) -> Iterator[Checked]:
    visible = connection.flavour.projects()
    for key in connection.settings.projects:
        if key in visible:
            yield Checked(is_well=True, what=f"the project {key} is visible")
        else:
            yield Checked(
                is_well=False,
                what=f"{source}: the project {key} is not visible: give the account the permission "
                "to browse it, or correct the key",
            )


def _agents(connection: Connection) -> Checked:
    members = len(connection.roles.members)
    if connection.settings.roles.names_agents or members:
        of_teams = f" and {members} members of groups or roles" if members else ""
        named = len(connection.settings.roles.agents)
        return Checked(is_well=True, what=f"agents: {named} who are named{of_teams}")
    if connection.flavour.is_cloud:
        return Checked(
            is_well=True,
            what="agents: everybody with a licence, except on what they raised themselves; "
            "roles.agent_roles would narrow it",
        )
    return Checked(
        is_well=False,
        what="nothing says who is an agent: accounts of Data Center have no kind, and no role "
        f"{DESK} of these projects is shown to the account; write roles.agent_groups or "
        "roles.agents, or let the account administer the projects",
    )
