"""Which items and spans belong to a period, and to a thing, where no verdict says it."""

from __future__ import annotations

from typing import Literal

from slarules.core.conditions import ABSENT, UNKNOWN, Missing, Truth, Value
from slarules.core.contract import Contract
from slarules.engine.reference.place import Place
from slarules.facts.history import BEGINNING, Timeline, UnknownMoment, WorldSpan
from slarules.facts.truth import all_of
from slarules.hours.periods import Period, parse_label
from slarules.instants import Instant


def belongs(item: Timeline | WorldSpan, place: Place, contract: Contract) -> Truth:
    """Tell whether an item or span counts in a period, and is of the things that are meant.

    It belongs to the period of the moment that the head names for its kind; where the head names
    none, to that of its first moment or row, a span to that of its start. A thing that nothing
    dates is there in every period.
    """
    things = (of_thing(item, kind, name) for kind, name in place.things)
    return all_of((in_period(item, place.period, contract), *things))


def of_thing(item: Timeline | WorldSpan, kind: str, name: str) -> Truth:
    """Tell whether an item or span is a thing, or is about it."""
    if isinstance(item, Timeline) and item.kind == kind:
        return item.item == name
    value = _said(item, kind)
    return None if value is UNKNOWN else value == name


def _said(item: Timeline | WorldSpan, fact: str) -> Value | Missing:
    if isinstance(item, WorldSpan):
        return item.facts.get(fact, ABSENT)
    steps = item.facts.get(fact, ())
    return steps[-1].value if steps else ABSENT


def in_period(item: Timeline | WorldSpan, period: Period, contract: Contract) -> Truth:
    """Tell whether an item or span belongs to a period; what perhaps never was does so perhaps."""
    is_sure = isinstance(item, Timeline) or item.is_sure
    return all_of((_in_period(item, period, contract), is_sure or None))


def _in_period(item: Timeline | WorldSpan, period: Period, contract: Contract) -> Truth:
    if item.period is not None:
        return _labelled(item.period, period)
    match item:
        case WorldSpan():
            rule = contract.belongs.get(item.kind)
            moment = rule.moment if rule else None
            at = item.end if moment in ("end", "ended") else item.start
            named = item.moments.get(moment or "", at)
            return None if named is UNKNOWN else isinstance(named, int) and named in period
        case Timeline():
            at_any = dated(item, contract)
            return True if at_any == "always" else at_in_period(at_any, period)


def dated(item: Timeline, contract: Contract) -> Instant | UnknownMoment | Literal["always"] | None:
    """Return the moment by which an item belongs to a period; `None` where it never happened.

    A thing that nothing dates is there in every period.
    """
    rule = contract.belongs.get(item.kind)
    moment = rule.moment if rule else None
    if moment in item.happened or moment in item.unknown:
        return item.moment(moment or "")
    first = _first(item)
    return "always" if first is None else first


def _labelled(label: str, period: Period) -> bool:
    """Tell whether a period is the labelled one, or holds its end."""
    if label == period.label:
        return True
    named = parse_label(label, period.zone)
    return named is not None and Instant(named.end - 1) in period


def at_in_period(at: Instant | UnknownMoment | None, period: Period) -> Truth:
    """Tell whether a moment lies in a period; one that never happened lies in none."""
    match at:
        case None:
            return False
        case UnknownMoment(after=after, before=before):
            is_before = before is not None and before < period.start
            is_after = after is not None and after >= period.end
            return False if is_before or is_after else None
        case _:
            return at in period


def _first(item: Timeline) -> Instant | None:
    """Return the first instant at which anything is known of an item."""
    moments = [happened[0].at for happened in item.happened.values() if happened]
    steps = [each.at for found in item.facts.values() for each in found if each.at > BEGINNING]
    return min([*moments, *steps], default=None)
