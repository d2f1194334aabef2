"""Accounts of the made-up site, its groups, and the roles of its projects."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.adapters.jira.fake.asked import AnswerError, Asked
from tests.adapters.jira.fake.site import Person

if TYPE_CHECKING:
    from tests.adapters.jira.fake.app import JiraApp

Json = dict[str, Any]
FIRST_ROLE = 10_100


def person(app: JiraApp, person: Person) -> Json:
    """Return an account as others see it."""
    if not app.is_cloud:
        return {"key": person.id, "name": person.id, "displayName": person.name}
    return {
        "accountId": person.id,
        "accountType": app.site.promoted.get(person.id, person.type),
        "active": True,
        "displayName": person.name,
        "timeZone": person.zone,
    }


def roles(app: JiraApp, asked: Asked, project: str) -> Json:
    """Return the roles of a project, each with an address on a host that nobody can reach."""
    _find(app, project)
    return {
        name: f"https://elsewhere.invalid{asked.path}/{number}"
        for number, name in enumerate(app.site.roles, FIRST_ROLE)
    }


def members(app: JiraApp, asked: Asked, project: str, role: str) -> Json:
    """Return who has a role in a project."""
    del asked
    key = _find(app, project)
    name = dict(enumerate(app.site.roles, FIRST_ROLE)).get(int(role))
    if name is None:
        raise AnswerError(404)
    held = app.site.roles[name].get(key, ())
    return {"id": int(role), "name": name, "actors": [_actor(app, each) for each in held]}


def _actor(app: JiraApp, member: Person | str) -> Json:
    if isinstance(member, str):
        group = {"displayName": member, "name": member}
        old = {} if app.is_cloud else {"name": member}
        return {**old, "type": "atlassian-group-role-actor", "actorGroup": group}
    new = {"actorUser": {"accountId": member.id}} if app.is_cloud else {"name": member.id}
    return {"displayName": member.name, "type": "atlassian-user-role-actor", **new}


def _find(app: JiraApp, name: str) -> str:
    """Return the key of a project that the account that reads administers."""
    for key, id_ in app.site.projects.items():
        if name in (key, id_) and key not in app.site.hidden_projects and app.site.is_administrator:
            return key
    raise AnswerError(404)


def group(app: JiraApp, asked: Asked) -> Json:
    """Return the members of a group, one on each page."""
    people = app.site.groups.get(asked.query.get("groupname", ""))
    if people is None:
        raise AnswerError(404)
    start = int(asked.query.get("startAt", 0))
    values = [person(app, each) for each in people[start : start + 1]]
    is_last = start + 1 >= len(people)
    return {"values": values, "startAt": start, "total": len(people), "isLast": is_last}
