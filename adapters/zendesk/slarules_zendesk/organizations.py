"""Whose tickets they are: organizations by their names, as contracts name customers."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

import msgspec

from slarules.http import Http
from slarules_zendesk.wire import decoded

PATH = "/api/v2/organizations/show_many"
MOST = 100
"""Organizations that are asked for at once."""


class Organization(msgspec.Struct, frozen=True):
    """An organization."""

    id: int
    name: str


class Organizations(msgspec.Struct, frozen=True):
    """Organizations that were asked for; those that are gone are left out."""

    organizations: list[Organization]


@dataclass(slots=True)
class Names:
    """The names of organizations, each asked for once in a reading."""

    known: dict[int, str] = field(default_factory=dict)

    def look_up(self, http: Http, organizations: Iterable[int | None]) -> None:
        """Ask for the names that are not known yet."""
        missing = sorted({each for each in organizations if each is not None} - self.known.keys())
        for start in range(0, len(missing), MOST):
            asked = missing[start : start + MOST]
            answer = http.get(PATH, {"ids": ",".join(map(str, asked))})
            # One that is gone keeps its number.
            self.known.update({each: str(each) for each in asked})
            found = decoded(answer, Organizations).organizations
            self.known.update({each.id: each.name for each in found})

    def of(self, organization: int | None) -> str | None:
        """Return the name of an organization."""
        return None if organization is None else self.known.get(organization)
