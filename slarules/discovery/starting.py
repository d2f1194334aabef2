"""A first mapping from what a source has: identifiers with names beside them, guesses marked."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from slarules.adapters.catalogue import Catalogue, CatalogueCalendar, CatalogueField, CatalogueValue
from slarules.core.contract import Fact, Vocabulary
from slarules.discovery.guesses import field_for, guess
from slarules.discovery.happenings import LOOK, happenings
from slarules.discovery.naming import quoted, shown, tested, written

DAYS = {
    "mon": "Monday",
    "tue": "Tuesday",
    "wed": "Wednesday",
    "thu": "Thursday",
    "fri": "Friday",
    "sat": "Saturday",
    "sun": "Sunday",
}


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
        lines += ["", *happenings(kind, catalogue)]
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
