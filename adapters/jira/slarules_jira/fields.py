"""The fields of a site: which are read, and how their values become text."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import msgspec

from slarules.adapters.catalogue import FieldKind
from slarules_jira.times import written
from slarules_jira.wire import Wire

ORGANIZATIONS = "com.atlassian.servicedesk:sd-customer-organizations"
PARTICIPANTS = "com.atlassian.servicedesk:sd-request-participants"
SLA = "com.atlassian.servicedesk:sd-sla-field"
LONG_TEXT = "com.atlassian.jira.plugin.system.customfieldtypes:textarea"

KINDS: Mapping[str, FieldKind] = {
    "status": "status",
    "priority": "priority",
    "user": "person",
    "group": "group",
    "team": "group",
    "date": "time",
    "datetime": "time",
    "number": "number",
    "string": "text",
}
"""Kinds by the type in the schema of a field; all others are choices."""

NO_HISTORY = frozenset(
    [
        "created",
        "updated",
        "lastViewed",
        "resolutiondate",
        "statuscategorychangedate",
        "statusCategory",
        "workratio",
        "comment",
        "worklog",
        "attachment",
        "issuelinks",
        "subtasks",
        "thumbnail",
        "watches",
        "votes",
        "progress",
        "timetracking",
        "aggregateprogress",
        "aggregatetimespent",
        "aggregatetimeestimate",
        "aggregatetimeoriginalestimate",
        "issuekey",
        "creator",
    ]
)
"""Fields whose changes Jira does not keep, or keeps elsewhere."""

PART_BY_PART = frozenset({"components", "fixVersions", "versions"})
"""Lists of which the changelog names only the part that was added or taken away."""

FREE_TEXT = frozenset({"summary", "description", "environment"})
"""What people write; read only where a rule asks for it."""


class FieldSchema(Wire):
    """What a field holds."""

    type: str = "string"
    items: str | None = None
    custom: str | None = None


class FieldAnswer(Wire):
    """A field as the site lists it."""

    id: str
    name: str
    schema: FieldSchema | None = None


@dataclass(frozen=True, slots=True)
class JiraField:
    """A field of issues.

    Attributes:
        type: As in the schema; for lists what they are of.
        custom: The kind of custom field, empty for Jira's own.
    """

    id: str
    name: str
    type: str
    custom: str = ""

    @property
    def kind(self) -> FieldKind:
        """What slarules takes it for."""
        return KINDS.get(self.type, "choice")

    @property
    def has_history(self) -> bool:
        """Whether the changelog has its changes."""
        return self.id not in NO_HISTORY and self.type != "any" and self.custom != SLA

    @property
    def is_free_text(self) -> bool:
        """Whether people write whole sentences into it."""
        return self.id in FREE_TEXT or self.custom == LONG_TEXT


OWN = (
    JiraField("status", "Status", "status"),
    JiraField("priority", "Priority", "priority"),
    JiraField("resolution", "Resolution", "resolution"),
)
"""Fields of every issue; a site may leave one out of its list all the same."""


class Fields:
    """All fields of a site, and which of them are read."""

    def __init__(self, fields: Iterable[JiraField], wanted: frozenset[str] | None = None) -> None:
        self.all = tuple(fields)
        self._by_id = {each.id: each for each in self.all}
        self._by_name = {each.name.casefold(): each for each in reversed(self.all)}
        self.read = {each.id: each for each in self.all if _is_read(each, wanted)}
        self.organizations = self.custom(ORGANIZATIONS)
        self.participants = self.custom(PARTICIPANTS)
        self.without_history = tuple(
            each
            for each in self.all
            if wanted is not None and _is_named(each, wanted) and not each.has_history
        )

    def changed(self, field_id: str | None, name: str) -> JiraField | None:
        """Return the field that a change names, if it is read; old sites give only its name."""
        if field_id is None or field_id not in self._by_id:
            found = self._by_id.get(name) or self._by_name.get(name.casefold())
            field_id = found.id if found else None
        return self.read.get(field_id) if field_id is not None else None

    def name(self, id_: str) -> str:
        """Return what a field is called."""
        return self._by_id[id_].name

    def custom(self, kind: str) -> tuple[str, ...]:
        """Return the identifiers of the custom fields of a kind."""
        return tuple(each.id for each in self.all if each.custom == kind)


def listed(answers: Iterable[FieldAnswer]) -> tuple[JiraField, ...]:
    """Return the fields that a site lists, and those that every issue has besides."""
    found = [_field(each) for each in answers]
    known = {each.id for each in found}
    return (*found, *(each for each in OWN if each.id not in known))


def _field(answer: FieldAnswer) -> JiraField:
    schema = answer.schema or FieldSchema(type="any")
    type_ = (schema.items or "string") if schema.type == "array" else schema.type
    return JiraField(answer.id, answer.name, type_, schema.custom or "")


def _is_read(field: JiraField, wanted: frozenset[str] | None) -> bool:
    if not field.has_history:
        return False
    return not field.is_free_text if wanted is None else _is_named(field, wanted)


def _is_named(field: JiraField, wanted: frozenset[str]) -> bool:
    names = {field.id.casefold(), field.name.casefold()}
    return bool(wanted & (names | {f"{name} id" for name in names}))


def named(value: Any) -> tuple[str | None, str | None]:  # noqa: ANN401  # whatever a field holds
    """Return the identifier and the text of a value."""
    match value:
        case None | "":
            return None, None
        case bool():
            return None, "true" if value else "false"
        case list():
            return _named_list([named(each) for each in value])
        case dict():
            return _named_thing(value)
        case _:
            return None, str(value)


def _named_list(parts: list[tuple[str | None, str | None]]) -> tuple[str | None, str | None]:
    # The changelog writes lists of identifiers with brackets and blanks, and their names without.
    ids = [each[0] for each in parts if each[0]]
    texts = [each[1] for each in parts if each[1]]
    return f"[{', '.join(ids)}]" if ids else None, ",".join(texts) or None


def joined(parts: Mapping[str, str]) -> tuple[str | None, str | None]:
    """Return a list that changes part by part: identifiers, and texts, in one order."""
    ids = sorted(parts)
    return ", ".join(ids) or None, ", ".join(parts[each] for each in ids) or None


def _named_thing(value: Mapping[str, Any]) -> tuple[str | None, str | None]:
    id_ = value.get("accountId") or value.get("id") or value.get("key") or value.get("name")
    text = value.get("displayName") or value.get("value") or value.get("name") or value.get("key")
    child = value.get("child")
    if isinstance(child, dict):
        text = f"{text} - {named(child)[1]}"
    return None if id_ is None else str(id_), None if text is None else str(text)


def current(field: JiraField, value: Any) -> tuple[str | None, str | None]:  # noqa: ANN401
    """Return the identifier and the text of what a field holds now, in the words of its changes."""
    if field.id == "labels" and isinstance(value, list):
        return None, " ".join(str(each) for each in value) or None
    if field.id in PART_BY_PART and isinstance(value, list):
        return joined({each["id"]: each.get("name", "") for each in value if "id" in each})
    if field.kind == "time" and isinstance(value, str):
        return None, written(value)
    return named(value)


fields_decoder = msgspec.json.Decoder(list[FieldAnswer])
