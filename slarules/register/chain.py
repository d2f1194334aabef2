"""How entries are chained: the canonical text of each, its hash, and what breaks the chain."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from hashlib import sha256
from typing import Annotated, Any, NamedTuple

from pydantic import Field, TypeAdapter, ValidationError

from slarules.instants import Instant, utc
from slarules.register.bodies import Body
from slarules.register.entry import GENESIS, Draft, Entry

BODY: TypeAdapter[Body] = TypeAdapter(Annotated[Body, Field(discriminator="kind")])


class Row(NamedTuple):
    """An entry as the table holds it; instants are whole microseconds since 1970 in UTC."""

    number: int
    kind: str
    contract: str
    at: int
    recorded: int
    author: str
    reason: str
    body: str
    prev: str
    hash: str


def canonical(document: Any) -> str:  # noqa: ANN401  # whatever JSON holds
    """Return a document as JSON that is the same for equal documents."""
    return json.dumps(document, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def digest(row: Row) -> str:
    """Return the SHA-256 of all fields but the hash, each of them as text.

    Raises:
        UnicodeEncodeError: A field holds half a character.
    """
    fields = {name: str(value) for name, value in row._asdict().items() if name != "hash"}
    return sha256(canonical(fields).encode()).hexdigest()


def chained(draft: Draft, recorded: Instant, last: tuple[int, str]) -> Row:
    """Return the row that enters a draft after the last entry, given as its number and hash."""
    number, prev = last
    body = canonical(draft.body.model_dump(mode="json"))
    told = (draft.kind, draft.contract, draft.at, recorded, draft.author, draft.reason)
    row = Row(number + 1, *told, body=body, prev=prev, hash="")
    return row._replace(hash=digest(row))


def entry_of(row: Row) -> Entry:
    """Return what a row says.

    Raises:
        ValueError: It is not as it was entered, or says nothing that an entry can.
    """
    _refuse_changed(row)
    try:
        body = BODY.validate_json(row.body)
    except ValidationError as error:
        raise ValueError(f"is no entry: {_first(error)}") from None
    if body.kind != row.kind:
        raise ValueError(f"is no entry: a '{body.kind}' among those of '{row.kind}'")
    at, recorded = Instant(row.at), Instant(row.recorded)
    draft = Draft(row.contract, at, row.author, row.reason, body)
    return Entry(row.number, draft, recorded, row.prev, row.hash)


def _refuse_changed(row: Row) -> None:
    try:
        kept = digest(row) == row.hash
        utc(Instant(row.at)), utc(Instant(row.recorded))
    except (UnicodeEncodeError, OverflowError, TypeError):
        kept = False
    if not kept:
        raise ValueError("was changed after it was entered, or its hash was")


def _first(error: ValidationError) -> str:
    first = error.errors(include_url=False, include_input=False)[0]
    place = ".".join(map(str, first["loc"]))
    return f"{place}: {first['msg']}" if place else first["msg"]


def flaws(rows: Iterable[Row]) -> Iterator[str]:
    """Yield what is wrong with each entry of a whole register, in order of number."""
    number, hashed = 0, GENESIS
    for row in rows:
        if row.number != number + 1:
            yield f"{_missing(number + 1, row.number - 1)}: {_place(number, row.number)}"
        elif row.prev != hashed:
            yield f"entry {row.number} does not follow entry {number}: the chain is broken there"
        try:
            entry_of(row)
        except ValueError as error:
            yield f"entry {row.number} {error}"
        number, hashed = row.number, row.hash


def _place(before: int, number: int) -> str:
    return f"{number} follows {before}" if before else f"{number} comes first"


def _missing(first: int, last: int) -> str:
    if first > last:
        return f"entry {last + 1} is no number of an entry"
    return (
        f"entry {first} is missing" if first == last else f"entries {first} to {last} are missing"
    )
