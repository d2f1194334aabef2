"""Assertions: what a party says of a fact of an item or span."""

from __future__ import annotations

from slarules.core.contract import Contract
from slarules.entries.words import facts_named, refuse_other_value
from slarules.facts.known import State
from slarules.instants import Instant, iso
from slarules.register.bodies import Asserted


def asserted(
    contract: Contract,
    about: str,
    said: tuple[str, str],
    state: State,
    since: Instant | None,
    evidence: str,
) -> Asserted:
    """Return the body of an assertion.

    Args:
        about: The name of an item or span; a register cannot tell whether there is one.
        said: A fact and its value.

    Raises:
        UsageError: The contract does not know the fact, or the value is none of its values.
    """
    fact, value = said
    refuse_other_value(facts_named(contract, fact), value)
    return Asserted(
        about=about,
        fact=fact,
        value=value,
        state=state,
        since="" if since is None else iso(since),
        evidence=evidence,
    )
