"""The words of a contract that an entry may use, and what is said about others."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches

from slarules.core.contract import Contract, Fact
from slarules.errors import UsageError
from slarules.facts.values import TRUTHS, typed
from slarules.hours.periods import Period, parse_label, period_of

LISTED = 12
"""How many words are listed where none is near."""


def facts_named(contract: Contract, name: str) -> tuple[Fact, ...]:
    """Return the facts of a name, of each kind of item and span that has one.

    Raises:
        UsageError: No kind has one.
    """
    words = contract.vocabulary
    kinds = (*words.items.values(), *words.spans.values())
    found = tuple(kind.facts[name] for kind in kinds if name in kind.facts)
    if not found:
        known = {fact for kind in kinds for fact in kind.facts}
        raise UsageError(f"no fact is called '{name}'; {nearest(name, known)}")
    return found


def refuse_other_value(facts: Iterable[Fact], value: str) -> None:
    """Refuse a value that none of some facts can have.

    Raises:
        UsageError: None can.
    """
    every = tuple(facts)
    if not any(typed(fact, value, "point") is not None for fact in every):
        fact = every[0]
        raise UsageError(f"{fact.name} cannot be '{value}'; {_values(fact, value)}")


def _values(fact: Fact, value: str) -> str:
    match fact.kind:
        case "one of":
            return nearest(value, map(str, fact.values))
        case "yes or no":
            return nearest(value, dict.fromkeys(TRUTHS.values()))
        case _:
            return "it is a number, written with a decimal point"


def period_named(contract: Contract, label: str) -> Period:
    """Return a period of a contract.

    Raises:
        UsageError: The label names none.
    """
    period = parse_label(label, contract.zone)
    if period is None or period.kind != contract.every:
        example = period_of(contract.starts, contract.every, contract.zone)
        raise UsageError(
            f"'{label}' is no {contract.every}, by which the contract settles; write such as "
            f"{example.label}"
        )
    return period


def nearest(word: str, known: Iterable[str]) -> str:
    """Return what somebody may have meant: the nearest of what there is, or all of it."""
    every = list(dict.fromkeys(known))
    if near := get_close_matches(word, every, 1):
        return f"did you mean '{near[0]}'?"
    shown = ", ".join(every[:LISTED]) + (" ..." if len(every) > LISTED else "")
    return f"there is {shown}" if len(every) == 1 else f"there are {shown}"
