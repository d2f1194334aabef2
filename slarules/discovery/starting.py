"""A first mapping from what a source has: identifiers with names beside them, guesses marked."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import chain

from slarules.adapters.catalogue import Catalogue, CatalogueCalendar, CatalogueField, CatalogueValue
from slarules.core.contract import Fact, Kind, Vocabulary
from slarules.core.mapping import folded
from slarules.discovery.guesses import field_for, guess
from slarules.discovery.naming import quoted, shown, tested, written

LOOK = "please look"

DAYS = {
    "mon": "Monday",
    "tue": "Tuesday",
    "wed": "Wednesday",
    "thu": "Thursday",
    "fri": "Friday",
    "sat": "Saturday",
    "sun": "Sunday",
}

COMMENTS = {
    "customer_message": "each public comment by a customer",
    "agent_message": "each public comment by an agent",
    "agent_note": "each private comment by an agent",
}
"""What means the same in every source that has comments."""


def starter(name: str, catalogue: Catalogue, vocabulary: Vocabulary) -> str:
    """Return the text of a mapping that loads: what is not known stands in it as a comment.

    Args:
        name: The name of the mapping.
        catalogue: What the source has.
        vocabulary: The words that the mapping yields; the first kind of item that it has.
    """
    lines = ["language slarules 1", "", *_head(name, catalogue, vocabulary)]
    kind = next(iter(vocabulary.items.values()), None)
    if kind is not None:
        for fact in kind.facts.values():
            lines += ["", *_fact(fact, catalogue.fields)]
        lines += ["", *_happenings(kind, catalogue.fields)]
    for span in vocabulary.spans:
        if span in ("outage", "maintenance"):
            lines += [f'  {span} is each outage where field "kind" is "{span}"']
    lines += ["", *_listed(catalogue.fields)]
    for calendar in catalogue.calendars:
        lines += ["", *_calendar(calendar)]
    if catalogue.policies:
        lines += ["", "# What the source itself promises, for people:"]
        lines += [f"#   {shown(each)}" for each in catalogue.policies]
    return "\n".join(line.rstrip() for line in lines) + "\n"


def _head(name: str, catalogue: Catalogue, vocabulary: Vocabulary) -> Iterator[str]:
    yield f"# A first mapping of {shown(catalogue.source)}, made from what the source has. Lines"
    yield f'# with "{LOOK}" are guesses by name; what nobody could guess is a comment to fill in.'
    yield "# Values are named by identifiers, which stay when somebody renames them; what they are"
    yield "# called stands behind. slarules mapping check tells when the source changes."
    (words, version) = vocabulary.used[0] if vocabulary.used else ("service-desk", 2)
    whose = f'"{words}" version {version} from {quoted(catalogue.adapter)}'
    yield f"mapping {name} version 1 of {whose}"


# --- facts and states -----------------------------------------------------------------------------


def _fact(fact: Fact, fields: Sequence[CatalogueField]) -> Iterator[str]:
    field = field_for(fact.name, fields)
    if field is None:
        yield f"  # {fact.name}: no field of the source seems to be it; fill in one of those below"
        yield f"  # {_rule(fact)} ..."
        return
    about = "" if field.has_history else "; the source keeps no history of it"
    yield f"  # {fact.name} from field {shown(field.name)} ({shown(field.id)}){about}"
    if fact.kind != "one of":
        yield f"  {fact.name} is the value of field {quoted(field.id)}    # {LOOK}"
        return
    if not field.values:
        yield f"  # {_rule(fact)} field {quoted(tested(field))} is ..."
    guessed = [(value, guess(fact, value)) for value in field.values]
    for value, meant in guessed:
        yield _case(fact, field, value, meant)
    if missing := [f"{each}" for each in fact.values if each not in {m for _, m in guessed}]:
        yield f"  # no value means {', '.join(missing)}"


def _case(fact: Fact, field: CatalogueField, value: CatalogueValue, meant: str | None) -> str:
    test, called = written(field, value), shown(value.name)
    if meant is not None:
        when = "while" if fact.is_state else "when"
        return f"  {fact.name} is {meant} {when} {test}    # {called}; {LOOK}"
    of = f", which the source takes for {shown(value.category)}" if value.category else ""
    return f"  # {_rule(fact)} {test}    # {called}{of}"


def _rule(fact: Fact) -> str:
    choices = "|".join(map(str, fact.values)) or "..."
    return f"{fact.name} is {choices} {'while' if fact.is_state else 'when'}"


def _listed(fields: Sequence[CatalogueField]) -> Iterator[str]:
    yield "# The fields that the source has:"
    for field in fields:
        about = "" if field.has_history else ", without a history"
        yield f"#   field {quoted(field.id)}    # {shown(field.name)}, a {field.kind}{about}"


# --- moments and events ---------------------------------------------------------------------------


def _happenings(kind: Kind, fields: Sequence[CatalogueField]) -> Iterator[str]:
    words = chain(kind.moments, kind.events)
    for word in words:
        yield f"  {rule}" if (rule := _happening(word, kind, fields)) else f"  # {word} is ..."


def _happening(word: str, kind: Kind, fields: Sequence[CatalogueField]) -> str | None:
    match word:
        case "reported":
            return "reported is when created"
        case "deleted":
            return "deleted is when deleted"
        case "first_reply":
            return "first_reply is the first public comment by an agent"
        case "assigned" if who := _person(fields):
            return f"assigned is the first time field {quoted(who.id)} stops being empty  # {LOOK}"
        case "resolved" | "reopened" if done := _done(kind, fields):
            which, does = ("last", "becomes") if word == "resolved" else ("each", "stops being")
            time = "the last time" if which == "last" else "each time"
            return f"{word} is {time} {done[0]} {does} {done[1]}  # {LOOK}"
        case "promised" if due := _due(fields):
            return f"promised is the time in field {quoted(due.id)}  # {LOOK}"
        case _:
            return f"{word} is {COMMENTS[word]}" if word in COMMENTS else None


def _person(fields: Sequence[CatalogueField]) -> CatalogueField | None:
    named = ("assignee", "assignee_id", "owner", "assigned to")
    return next(
        (f for f in fields if f.kind == "person" and {folded(f.id), folded(f.name)} & {*named}),
        None,
    )


def _due(fields: Sequence[CatalogueField]) -> CatalogueField | None:
    named = ("duedate", "due date", "due", "due_at", "due_date")
    return next(
        (f for f in fields if f.kind == "time" and {folded(f.id), folded(f.name)} & {*named}), None
    )


def _done(kind: Kind, fields: Sequence[CatalogueField]) -> tuple[str, str] | None:
    """Return the field of the status, and the values that probably mean that it is solved."""
    fact, field = kind.facts.get("status"), field_for("status", fields)
    if fact is None or field is None:
        return None
    values = [value for value in field.values if guess(fact, value) in ("solved", "closed")]
    test = [written(field, each).rpartition(" is ")[2] for each in values]
    if not test:
        return None
    said = test[0] if len(test) == 1 else f"one of {', '.join(test)}"
    return f"field {quoted(tested(field))}", said


# --- opening hours --------------------------------------------------------------------------------


def _calendar(calendar: CatalogueCalendar) -> Iterator[str]:
    zone = shown(calendar.zone)
    yield f"# Opening hours {shown(calendar.name)} of the source; a contract in {zone} writes them"
    yield "# as a clock:"
    yield "#   clock office"
    for day, opens, closes in calendar.weekly:
        yield f"#     open {DAYS.get(day, shown(day))} from {shown(opens)} to {shown(closes)}"
    for first, last, name in calendar.holidays:
        until = f" through {shown(last)}" if last != first else ""
        yield f"#     closed on {shown(first)}{until}    # {shown(name)}"
