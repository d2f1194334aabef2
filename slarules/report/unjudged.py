"""Why a measure that the contract has was not judged on an item."""

from __future__ import annotations

from fractions import Fraction
from functools import partial

from slarules.core.conditions import Missing, Value
from slarules.core.contract import Contract, Terms
from slarules.core.english import condition, value
from slarules.core.promises import Promise
from slarules.engine.reference.hearing import Docket
from slarules.engine.reference.setting import Setting
from slarules.facts.history import History, Timeline
from slarules.facts.truth import Moment, holds, words
from slarules.report import plain
from slarules.report.differing import starts_of


def why_not(contract: Contract, history: History, item: str, measure: str) -> str | None:
    """Return why an item has no verdict on a measure; nothing where the contract has none such."""
    timeline = next((each for each in history.items if each.item == item), None)
    if timeline is None:
        return None
    setting = Setting(contract, history)
    text = setting.text_of(timeline)
    promises = _promises(text.terms, timeline, measure)
    if not promises:
        return None
    if Docket(timeline, text, setting).cycles(promises[0].measure, frozenset()) == ():
        return f"nothing started it: it counts from {starts_of(promises[0].measure)}"
    return "; ".join(_of(promise, timeline, setting) for promise in promises)


def _promises(terms: Terms, timeline: Timeline, measure: str) -> list[Promise]:
    named = (each for each in terms.promises.values() if each.measure.name == measure)
    return [each for each in named if each.measure.item == timeline.kind]


def _of(promise: Promise, timeline: Timeline, setting: Setting) -> str:
    last = partial(timeline.said, at=setting.until)
    for test, about in ((promise.covers, "covers only"), (promise.applies, "is only for")):
        if holds(test, last) is False:
            values = (f"{word} is {_said(last(word))}" for word in dict.fromkeys(words(test)))
            where = f"{promise.measure.item}s where {condition(test)}"
            return f"{promise.table} {about} {where}, and here {', '.join(values)}"
    nothing = (plain.cells(promise.columns, row) for row in promise.rows if row.goal is None)
    rows = ", or ".join(filter(None, nothing))
    return f"{promise.table} promises nothing{f' for {rows}' if rows else ''}"


def _said(of: Value | Moment) -> str:
    """Return the value of a fact; of a moment only whether it is known."""
    match of:
        case str() | Fraction() | Missing():
            return value(of)
        case _:
            return "known"
