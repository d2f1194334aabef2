"""Who belongs to groups and to the roles of projects, as the site has it now."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from slarules.errors import SourceError
from slarules.http import Http, RefusedError

DESK = "Service Desk Team"
OF_A_DESK = (DESK, "Administrators")
"""The roles of a service project whose members are agents where nothing else is said."""

HIDDEN = frozenset({403, 404})
"""The answers of a site that does not show who has a role; 401 is a login that ended."""


@dataclass(frozen=True, slots=True)
class Members:
    """Reads members.

    Attributes:
        api: Where the interface begins.
    """

    source: str
    http: Http
    api: str

    def of_groups(self, groups: Iterable[str]) -> set[str]:
        """Return the accounts in groups."""
        return {each for group in groups for each in self._of_group(group)}

    def of_roles(self, projects: Iterable[str], roles: Collection[str]) -> set[str]:
        """Return the accounts that have one of some roles in a project.

        Args:
            projects: Their keys.
            roles: Their names, in any case.

        Raises:
            SourceError: The site does not show it, or no project has such a role.
        """
        found: set[str] = set()
        wanted = {each.casefold() for each in roles}
        for project in projects:
            try:
                known = self._roles(project)
                missing = wanted - known.keys()
                for name in wanted & known.keys():
                    found |= self._of_role(project, known[name])
            except RefusedError as refused:
                if refused.status not in HIDDEN:
                    raise
                raise SourceError(self.source, _hidden(project)) from None
            if missing:
                raise SourceError(self.source, _unknown(project, missing, known))
        return found

    def of_desks(self, projects: Iterable[str]) -> set[str]:
        """Return the agents of service projects, as far as the site shows them."""
        found: set[str] = set()
        for project in projects:
            try:
                known = self._roles(project)
                team = self._of_role(project, known[DESK.casefold()]) if _is_desk(known) else ()
                if team:
                    found |= {*team, *self._administrators(project, known)}
            except RefusedError as refused:
                if refused.status not in HIDDEN:
                    raise
        return found

    def _administrators(self, project: str, known: Mapping[str, str]) -> set[str]:
        name = OF_A_DESK[1].casefold()
        return self._of_role(project, known[name]) if name in known else set()

    def _roles(self, project: str) -> dict[str, str]:
        """Return the identifiers of roles by their names; links may name another host."""
        links = self.http.get(f"{self.api}/project/{project}/role").json()
        return {
            name.casefold(): str(link).rstrip("/").rpartition("/")[2]
            for name, link in links.items()
        }

    def _of_role(self, project: str, role: str) -> set[str]:
        told = self.http.get(f"{self.api}/project/{project}/role/{role}").json()
        actors: Sequence[Mapping[str, Any]] = told.get("actors") or ()
        groups = [each for each in actors if each.get("type") == "atlassian-group-role-actor"]
        people = [each for each in actors if each not in groups]
        return {*self.of_groups(map(_group, groups)), *filter(None, map(_account, people))}

    def _of_group(self, group: str) -> Iterator[str]:
        start = 0
        while True:
            params = {"groupname": group, "startAt": start, "maxResults": 50}
            page = self.http.get(f"{self.api}/group/member", params).json()
            people = page.get("values", ())
            for each in people:
                yield each.get("accountId") or each.get("key") or each["name"]
            start += len(people)
            if page.get("isLast", True) or not people:
                return


def _is_desk(known: Mapping[str, str]) -> bool:
    return DESK.casefold() in known


def _group(actor: Mapping[str, Any]) -> str:
    group = actor.get("actorGroup") or actor
    return str(group.get("name"))


def _account(actor: Mapping[str, Any]) -> str | None:
    user = actor.get("actorUser") or {}
    # Data Center tells the name only, in a place of its own.
    return user.get("accountId") or user.get("key") or actor.get("name")


def _hidden(project: str) -> str:
    return (
        f"the site does not show who has which role in {project}: give the account the permission "
        "to administer the project, or name groups or people in place of agent_roles"
    )


def _unknown(project: str, missing: Collection[str], known: Mapping[str, str]) -> str:
    return (
        f"the project {project} has no role {', '.join(sorted(missing))}; it has "
        f"{', '.join(sorted(known)) or 'none'}: correct agent_roles"
    )
