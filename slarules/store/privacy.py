"""What is left out of a store, and whose names are replaced, before anything is written."""

from __future__ import annotations

import hmac
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from slarules.adapters.settings import Settings, settings_from
from slarules.errors import UsageError
from slarules.register.chain import canonical
from slarules.secrets import Secret
from slarules.store.tables import StoredTable, quoted

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

    from slarules.adapters.catalogue import Catalogue

FIELDS = "fields:"
"""Stands before the names of the fields whose values are persons."""

SHORTEST_KEY = 16
"""Bytes that a key has at least; a shorter one is found by trying."""

ACTORS = ("changes", "comments", "actors")
VALUES = {"changes": ("old_id", "old", "new_id", "new"), "current": ("value_id", "value")}
"""The columns with values of fields, by table."""


@dataclass(slots=True)
class Veil:
    """What is left out, and whose names are replaced by a keyed hash.

    One name has one pseudonym wherever it stands, so that who compares two persons finds the same
    as before.

    Attributes:
        kept: The fields whose values are kept, folded; None for all.
        persons: The fields whose values are persons, folded.
        hides_actors: Whether the identifiers of who asks, writes and changes are replaced.
        key: Of the hash.
    """

    kept: frozenset[str] | None = None
    persons: frozenset[str] = frozenset()
    hides_actors: bool = False
    key: bytes = b""
    _named: dict[str, str] = field(default_factory=dict)
    _is_ready: bool = False

    def learn(self, catalogue: Catalogue) -> None:
        """Take what the fields of a source are called."""
        self._named = {each.id.casefold(): each.name.casefold() for each in catalogue.fields}

    def pseudonym(self, name: str) -> str:
        """Return what stands for a name; the same every time, and nobody gets back without key."""
        return "p-" + hmac.digest(self.key, name.encode(), sha256).hex()[:32]

    def mark(self) -> str | None:
        """Return what tells this key and choice of persons from others; None where none is hidden.

        Nobody gets the key back from it.
        """
        if not (self.hides_actors or self.persons):
            return None
        said = canonical([self.hides_actors, sorted(self.persons)])
        return hmac.digest(self.key, b"slarules store\0" + said.encode(), sha256).hex()[:32]

    def told(self) -> str:
        """Return what a reader of verdicts should know of it; empty where it changes no rule."""
        said = []
        if self.hides_actors or self.persons:
            who = ", ".join(sorted(self.persons)) or "actors"
            said.append(f"persons have pseudonyms ({who}): a rule that names one finds nobody")
        if self.kept is not None:
            said.append(f"only the fields {', '.join(sorted(self.kept))} are kept")
        return "; ".join(said)

    def over(self, duck: DuckDBPyConnection, table: StoredTable, incoming: str) -> str:
        """Return the query for rows without what is left out, and with pseudonyms.

        Raises:
            UsageError: The rows are of a file, in which nobody knows who is a person.
        """
        if table.name == "rows" and (self.hides_actors or self.persons or self.kept is not None):
            raise UsageError(
                "rows of a file are kept as they are: leave out of the export what is not to be "
                "kept, and the table 'privacy' out of slarules.toml"
            )
        columns = tuple(self._columns(table.name))
        self._name(duck, columns, incoming)
        told = ", ".join(  # names of our own tables
            f"CASE WHEN {condition} AND {quoted(name)} <> '' "  # noqa: S608  # our own names, and quoted texts
            f"THEN (SELECT pseudonym FROM veiled WHERE veiled.name = {quoted(name)}) "
            f"ELSE {quoted(name)} END AS {quoted(name)}"
            for name, condition in columns
        )
        every = f"* REPLACE ({told})" if told else "*"
        where = f"WHERE {self._among(self.kept)}" if self._leaves_out(table.name) else ""
        return f"SELECT {every} FROM ({incoming}) {where}"  # noqa: S608  # our own names, and quoted texts

    def _leaves_out(self, table: str) -> bool:
        return self.kept is not None and table in VALUES

    def _columns(self, table: str) -> Iterator[tuple[str, str]]:
        if self.hides_actors and table in ACTORS:
            yield "actor_id", "true"
        if self.hides_actors and table == "tickets":
            yield "requester_id", "true"
        if self.persons:
            for name in VALUES.get(table, ()):
                yield name, self._among(self.persons)

    def _among(self, fields: Collection[str] | None) -> str:
        asked = fields or ()
        ids = {*asked, *(each for each, name in self._named.items() if name in asked)}
        listed = ", ".join("'" + each.replace("'", "''") + "'" for each in sorted(ids))
        return f"lower(field_id) IN ({listed})" if listed else "false"

    def _name(
        self, duck: DuckDBPyConnection, columns: Sequence[tuple[str, str]], incoming: str
    ) -> None:
        from arro3.core import Array, DataType, Table  # noqa: PLC0415

        if not self._is_ready:
            duck.execute("CREATE TABLE veiled (name VARCHAR PRIMARY KEY, pseudonym VARCHAR)")
            self._is_ready = True
        for column, condition in columns:
            found = duck.execute(
                f"SELECT DISTINCT {quoted(column)} FROM ({incoming}) WHERE {condition} "  # noqa: S608  # our own names, and quoted texts
                f"AND {quoted(column)} NOT IN (SELECT name FROM veiled)"
            ).fetchall()
            names = [str(name) for (name,) in found]
            told = [Array(each, type=DataType.utf8()) for each in (names, self._all(names))]
            duck.register("unveiled", Table.from_arrays(told, names=["name", "pseudonym"]))
            duck.execute("INSERT INTO veiled SELECT * FROM unveiled")
            duck.unregister("unveiled")

    def _all(self, names: Sequence[str]) -> list[str]:
        return [self.pseudonym(name) for name in names]


def kept_by(veil: Veil | None) -> tuple[str, ...] | None:
    """Return the fields whose values are kept; None for all."""
    return None if veil is None or veil.kept is None else tuple(sorted(veil.kept))


def is_wider(kept: Sequence[str] | None, before: Sequence[str] | None) -> bool:
    """Return whether more fields are kept than before; None for all."""
    return before is not None and (kept is None or not set(kept) <= set(before))


def veil(keep: Sequence[str] | None, pseudonymise: Sequence[str], key: bytes) -> Veil | None:
    """Return what the table `privacy` of a source asks for; None where it asks for nothing.

    Args:
        keep: The fields that are kept; None for all.
        pseudonymise: Among `actors`, `requester` and `fields: NAME, NAME`.
        key: Of the hash.

    Raises:
        UsageError: It asks for what cannot be, or the key is short.
    """
    asked = {each.strip() for each in pseudonymise}
    fields = {each for each in asked if each.casefold().startswith(FIELDS)}
    people = {each.casefold() for each in asked - fields}
    if strange := people - {"actors", "requester"}:
        raise UsageError(
            f"privacy.pseudonymise: '{min(strange)}' is none of actors, requester, fields: NAME"
        )
    if people and people != {"actors", "requester"}:
        raise UsageError(
            "privacy.pseudonymise: name both actors and requester; with one of them alone nobody "
            "finds what the requester wrote"
        )
    if asked and len(key) < SHORTEST_KEY:
        raise UsageError(
            f"privacy.key: the key has {len(key)} bytes and needs at least {SHORTEST_KEY}; "
            "'openssl rand -hex 32' makes one"
        )
    if keep is None and not asked:
        return None
    kept = None if keep is None else frozenset(each.strip().casefold() for each in keep)
    persons = frozenset(
        name.strip().casefold() for each in fields for name in each[len(FIELDS) :].split(",")
    )
    return Veil(kept, persons, bool(people), key)


class Privacy(Settings):
    """`[NAME.ARGUMENT.privacy]`: what is kept of a source, and under which names.

    Attributes:
        keep: The fields whose values are kept; all where it is left out.
        pseudonymise: Among `actors`, `requester`, `fields: NAME, NAME`.
        key: Where the key of the hash is.
    """

    keep: tuple[str, ...] | None = None
    pseudonymise: tuple[str, ...] = ()
    key: Secret | None = None


def veil_of(table: Mapping[str, Any], where: str, secret: Callable[[Secret], str]) -> Veil | None:
    """Return what the table `privacy` of a source asks for; None where it asks for nothing.

    Args:
        where: The file and the table, for messages.
        secret: Returns what a reference stands for.

    Raises:
        UsageError: It asks for what cannot be.
    """
    asked = settings_from(table, Privacy, where)
    if asked.pseudonymise and asked.key is None:
        raise UsageError(f'{where}: write where the key is: key = {{env = "NAME"}}')
    key = secret(asked.key).encode() if asked.key else b""
    return veil(asked.keep, asked.pseudonymise, key)
