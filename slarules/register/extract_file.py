"""What a run keeps of a register: the entries that it counted, so that it needs no register again.

Numbers lead back to the register. Where an entry stands in the chain is left out: the hash of a
run for the provider would reach the customer with it.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import Field

from slarules.core.contract import Contract
from slarules.errors import UsageError
from slarules.instants import instant, iso
from slarules.register.bodies import Asserted, Body, Disputed, EntryPart, Text
from slarules.register.entry import Draft, Entry, Kind
from slarules.register.extract import Extract, Numbered

if TYPE_CHECKING:
    from slarules.register.database import Register

KINDS: tuple[Kind, ...] = ("assertion", "claim", "dispute", "statement")
"""Of what a run takes notice; of other runs it does not."""


class ExtractEntry(EntryPart):
    """An entry, without its place in the chain."""

    number: int
    at: Text
    author: Text
    reason: Text
    body: Annotated[Body, Field(discriminator="kind")]


class ExtractFile(EntryPart):
    """What the file holds."""

    schema_version: Literal[1] = 1
    contract: Text
    entries: tuple[ExtractEntry, ...]


def written(held: Extract) -> bytes:
    """Return the file that keeps entries: the same bytes for the same entries."""
    kept = ExtractFile(contract=held.contract, entries=tuple(map(_kept, held.entries)))
    document = kept.model_dump(mode="json")
    return f"{json.dumps(document, indent=2, ensure_ascii=False)}\n".encode()


def extracted(register: Register, contract: Contract, *, for_customer: bool) -> Extract:
    """Return what a register holds on a contract that a run of it takes notice of.

    Args:
        for_customer: Leave out what is said of facts that only the provider's overlay declares.

    Raises:
        UsageError: An entry says no time or no sum where one belongs.
    """
    entries = register.entries(contract.name, *KINDS)
    if for_customer:
        entries = tuple(each for each in entries if _is_told(each, contract))
    held = Extract(contract.name, tuple((each.number, each.draft) for each in entries))
    try:
        _ = held.known
    except ValueError as error:
        raise UsageError(
            f"{register.shown} holds an entry on {contract.name} that slarules did not write: "
            f"{error}"
        ) from error
    return held


def extract_in(content: bytes) -> Extract:
    """Return what the file keeps; `written` undone.

    Raises:
        ValueError: It is none that a run writes.
    """
    kept = ExtractFile.model_validate_json(content)
    held = Extract(kept.contract, tuple(_entries(kept)))
    _ = held.known
    return held


def _is_told(entry: Entry, contract: Contract) -> bool:
    match entry.body:
        case Asserted(fact=fact) | Disputed(fact=fact) if fact:
            kinds = (*contract.vocabulary.items.values(), *contract.vocabulary.spans.values())
            return any(fact in kind.facts for kind in kinds)
        case _:
            return True


def _kept(numbered: Numbered) -> ExtractEntry:
    number, draft = numbered
    at, author, reason = iso(draft.at), draft.author, draft.reason
    return ExtractEntry(number=number, at=at, author=author, reason=reason, body=draft.body)


def _entries(kept: ExtractFile) -> Iterable[Numbered]:
    for each in kept.entries:
        at = instant(datetime.fromisoformat(each.at))
        yield each.number, Draft(kept.contract, at, each.author, each.reason, each.body)
