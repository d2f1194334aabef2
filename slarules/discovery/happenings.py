"""Rules for what happens to a ticket, guessed from the fields that a source has."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import chain

from slarules.adapters.catalogue import Catalogue, CatalogueField
from slarules.core.contract import Kind
from slarules.core.mapping import folded
from slarules.discovery.guesses import HAPPENINGS, field_for, guess, withdrawn
from slarules.discovery.naming import quoted, tested, written

LOOK = "please look"

WAITS = "waiting_on_customer"

ALWAYS: Mapping[str, str] = {
    "reported": "when created",
    "deleted": "when deleted",
    "first_reply": "the first public comment by an agent",
    "customer_message": "each public comment by a customer",
    "agent_message": "each public comment by an agent",
    "agent_note": "each private comment by an agent",
}
"""What means the same in every source."""


def happenings(kind: Kind, catalogue: Catalogue) -> Iterator[str]:
    """Yield a line for each moment and event of a kind of item; a comment where none is known."""
    products = HAPPENINGS.get(catalogue.adapter, {})
    for word in chain(kind.moments, kind.events):
        guessed = products.get(word) or _guess(word, kind, catalogue.fields)
        if guessed is not None:
            yield f"  {word} is {guessed}  # {LOOK}"
        else:
            yield f"  {word} is {ALWAYS[word]}" if word in ALWAYS else f"  # {word} is ..."


def _guess(word: str, kind: Kind, fields: Sequence[CatalogueField]) -> str | None:
    match word:
        case "question_to_customer" if _has(kind, fields, WAITS):
            return f"the last public comment by an agent before status becomes {WAITS}"
        case "assigned":
            who = _named(fields, "person", "assignee", "assignee_id", "owner", "assigned to")
            return who and f"the first time field {who} stops being empty"
        case "promised":
            due = _named(fields, "time", "duedate", "due date", "due", "due_at", "due_date")
            return due and f"the time in field {due}"
        case "withdrawn":
            return _when(kind, fields, "the first time {} becomes {}", is_withdrawn=True)
        case "resolved":
            return _when(kind, fields, "the last time {} becomes {}")
        case "reopened":
            return _when(kind, fields, "each time {} stops being {}")
        case _:
            return None


def _named(fields: Sequence[CatalogueField], kind: str, *names: str) -> str | None:
    found = (f for f in fields if f.kind == kind and {folded(f.id), folded(f.name)} & {*names})
    field = next(found, None)
    return None if field is None else quoted(field.id)


def _has(kind: Kind, fields: Sequence[CatalogueField], state: str) -> bool:
    """Return whether some value of the status probably means a state."""
    fact, field = kind.facts.get("status"), field_for("status", fields)
    if fact is None or field is None:
        return False
    return any(guess(fact, each) == state for each in field.values)


def _when(
    kind: Kind, fields: Sequence[CatalogueField], said: str, *, is_withdrawn: bool = False
) -> str | None:
    """Return a phrase about the values of the status that probably end a ticket."""
    fact, field = kind.facts.get("status"), field_for("status", fields)
    if fact is None or field is None:
        return None
    ends = [each for each in field.values if guess(fact, each) in ("solved", "closed")]
    values = [each for each in ends if withdrawn(each) == is_withdrawn]
    tests = [written(field, each).rpartition(" is ")[2] for each in values]
    if not tests:
        return None
    which = tests[0] if len(tests) == 1 else f"one of {', '.join(tests)}"
    return said.format(f"field {quoted(tested(field))}", which)
