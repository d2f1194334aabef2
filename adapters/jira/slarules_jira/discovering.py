"""What a site has: fields and their values, and what its clocks promise."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from slarules.adapters.catalogue import Catalogue, CatalogueField, CatalogueValue
from slarules.http import RefusedError
from slarules.instants import Micros, in_words
from slarules_jira.connection import Connection
from slarules_jira.fields import SLA, JiraField
from slarules_jira.slas import goals_of

LISTS = ("status", "priority", "resolution", "issuetype")
"""Fields whose values the site lists, at a path of their name."""

SAMPLE = 100
"""Issues whose goals are looked at."""


def catalogue(source: str, connection: Connection) -> Catalogue:
    """Return what a site has."""
    values = {name: _values(connection, name) for name in LISTS}
    values["project"] = tuple(
        CatalogueValue(id=id_, name=key) for key, id_ in connection.flavour.projects().items()
    )
    fields = [
        _field(each, values.get(each.id, ())) for each in connection.fields if _is_shown(each)
    ]
    clocks = [each for each in connection.fields if each.custom == SLA]
    return Catalogue(
        source=source,
        adapter="jira",
        fields=tuple(fields),
        policies=(
            *(f"clock: {each.name}" for each in clocks),
            *_goals(connection, clocks),
            *_request_types(connection),
        ),
    )


def _is_shown(field: JiraField) -> bool:
    return field.type != "any" and field.custom != SLA


def _field(field: JiraField, values: tuple[CatalogueValue, ...]) -> CatalogueField:
    return CatalogueField(
        id=field.id,
        name=field.name,
        kind=field.kind,
        has_history=field.has_history,
        values=values,
    )


def _values(connection: Connection, name: str) -> tuple[CatalogueValue, ...]:
    try:
        listed = connection.flavour.names(name).json()
    except RefusedError:
        # Some lists need a permission more than reading does.
        return ()
    return tuple(_value(each) for each in _things(listed))


def _things(listed: Any) -> Iterable[Mapping[str, Any]]:  # noqa: ANN401  # a page or a list
    things = listed.get("values", ()) if isinstance(listed, dict) else listed
    return [each for each in things if isinstance(each, dict) and "id" in each]


def _value(thing: Mapping[str, Any]) -> CatalogueValue:
    category = thing.get("statusCategory") or {}
    return CatalogueValue(
        id=str(thing["id"]), name=str(thing.get("name", "")), category=category.get("key")
    )


def _goals(connection: Connection, clocks: Sequence[JiraField]) -> Iterator[str]:
    """Yield the goals that recent issues show; Jira does not tell those that are set up."""
    projects = connection.settings.projects
    if not clocks or not projects:
        return
    jql = f"project in ({', '.join(projects)}) ORDER BY created DESC"
    names = ["priority", *(each.id for each in clocks)]
    seen = set()
    for issue in next(connection.flavour.pages(jql, names, SAMPLE), []):
        priority = (issue.fields.get("priority") or {}).get("name", "none")
        for clock in clocks:
            goals = goals_of(issue.fields.get(clock.id))
            seen |= {(clock.name, str(priority), goal) for goal in goals}
    for clock_name, priority, goal in sorted(seen):
        length = in_words(Micros(goal))
        yield f"goal of {clock_name}: {length}, seen at priority {priority}"


def _request_types(connection: Connection) -> list[str]:
    if not connection.settings.service_management:
        return []
    try:
        page = connection.http.get("/rest/servicedeskapi/requesttype", {"limit": 100}).json()
    except RefusedError:
        return []
    return [f"request type: {each.get('name')}" for each in _things(page)]
