"""What a run keeps of a register: the entries that it counted, so that it needs no register again.

Numbers lead back to the register. Where an entry stands in the chain is left out: the hash of a
run for the provider would reach the customer with it.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import Field

from slarules.core.contract import Contract
from slarules.errors import UsageError
from slarules.facts.known import Known
from slarules.instants import Instant, instant, iso
from slarules.register.bodies import Asserted, Body, Disputed, Issued, Said, Text
from slarules.register.entry import Draft, Entry, Kind
from slarules.register.known import Numbered, known_of

if TYPE_CHECKING:
    from slarules.register.database import Register

KEPT = "register.json"
"""The name of the file among the inputs of a run."""

KINDS: tuple[Kind, ...] = ("assertion", "claim", "dispute", "statement")
"""Of what a run takes notice; of other runs it does not."""


class KeptEntry(Said):
    """An entry, without its place in the chain."""

    number: int
    at: Text
    author: Text
    reason: Text
    body: Annotated[Body, Field(discriminator="kind")]


class KeptRegister(Said):
    """What the file holds."""

    schema_version: Literal[1] = 1
    contract: Text
    entries: tuple[KeptEntry, ...]


@dataclass(frozen=True, slots=True)
class Remembered:
    """The entries on a contract, in order of number."""

    contract: str
    entries: tuple[Numbered, ...] = ()

    @property
    def known(self) -> Known:
        """What they say."""
        return known_of(self.entries)

    @property
    def issued(self) -> Issued | None:
        """The statement that was issued last."""
        bodies = (draft.body for _, draft in reversed(self.entries))
        return next((body for body in bodies if isinstance(body, Issued)), None)

    def until(self, as_of: Instant) -> Remembered:
        """Return those of what was said by an instant."""
        return replace(self, entries=tuple(e for e in self.entries if e[1].at <= as_of))

    def after(self, as_of: Instant) -> tuple[Instant, ...]:
        """Return when everything was said that was said after an instant, in order of time."""
        return tuple(sorted(draft.at for _, draft in self.entries if draft.at > as_of))

    def written(self) -> bytes:
        """Return the file that keeps them: the same bytes for the same entries."""
        kept = KeptRegister(contract=self.contract, entries=tuple(map(_kept, self.entries)))
        document = kept.model_dump(mode="json")
        return f"{json.dumps(document, indent=2, ensure_ascii=False)}\n".encode()


def remembered(register: Register, contract: Contract, *, for_customer: bool) -> Remembered:
    """Return what a register holds on a contract that a run of it takes notice of.

    Args:
        for_customer: Leave out what is said of facts that only the provider's overlay declares.

    Raises:
        UsageError: An entry says no time or no sum where one belongs.
    """
    entries = register.entries(contract.name, *KINDS)
    if for_customer:
        entries = tuple(each for each in entries if _is_told(each, contract))
    held = Remembered(contract.name, tuple((each.number, each.draft) for each in entries))
    try:
        _ = held.known
    except ValueError as error:
        raise UsageError(
            f"{register.shown} holds an entry on {contract.name} that slarules did not write: "
            f"{error}"
        ) from error
    return held


def recalled(content: bytes) -> Remembered:
    """Return what the file keeps; `written` undone.

    Raises:
        ValueError: It is none that a run writes.
    """
    kept = KeptRegister.model_validate_json(content)
    held = Remembered(kept.contract, tuple(_entries(kept)))
    _ = held.known
    return held


def _is_told(entry: Entry, contract: Contract) -> bool:
    match entry.body:
        case Asserted(fact=fact) | Disputed(fact=fact) if fact:
            kinds = (*contract.vocabulary.items.values(), *contract.vocabulary.spans.values())
            return any(fact in kind.facts for kind in kinds)
        case _:
            return True


def _kept(numbered: Numbered) -> KeptEntry:
    number, draft = numbered
    at, author, reason = iso(draft.at), draft.author, draft.reason
    return KeptEntry(number=number, at=at, author=author, reason=reason, body=draft.body)


def _entries(kept: KeptRegister) -> Iterable[Numbered]:
    for each in kept.entries:
        at = instant(datetime.fromisoformat(each.at))
        yield each.number, Draft(kept.contract, at, each.author, each.reason, each.body)
