"""Every rule that a contract asks for, looked at with the thresholds that it declares."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import TypeAlias

from slarules.conduct import (
    answer_held_back,
    empty_reply,
    heaping_under_goal,
    held_open_across_period_end,
    priority_lowered_after_deadline,
    priority_raised_after_closing,
    reopened_around_deadline,
    waiting_set_before_deadline,
    waiting_without_question,
)
from slarules.conduct.finding import ConductFinding, Watched
from slarules.conduct.view import View
from slarules.core.conduct import FORMS, Conduct
from slarules.core.contract import Contract, Version
from slarules.engine.outcome import Outcome
from slarules.engine.reference.goals import NEVER
from slarules.engine.reference.ledger import Ledger
from slarules.errors import UsageError
from slarules.facts.history import BEGINNING, History
from slarules.instants import Interval

Look: TypeAlias = Callable[[View, Conduct], Iterable[ConductFinding]]

OWN: Mapping[str, Look] = {
    "answer_held_back": answer_held_back.look,
    "empty_reply": empty_reply.look,
    "heaping_under_goal": heaping_under_goal.look,
    "held_open_across_period_end": held_open_across_period_end.look,
    "priority_lowered_after_deadline": priority_lowered_after_deadline.look,
    "priority_raised_after_closing": priority_raised_after_closing.look,
    "reopened_around_deadline": reopened_around_deadline.look,
    "waiting_set_before_deadline": waiting_set_before_deadline.look,
    "waiting_without_question": waiting_without_question.look,
}


@dataclass(frozen=True, slots=True)
class Rule:
    """What looks, and the package with its version that brings it."""

    look: Look
    brought_by: str


def watched(contract: Contract, history: History, outcome: Outcome) -> tuple[Watched, ...]:
    """Return what every rule finds, as `conduct_of` says."""
    known: dict[tuple[object, ...], Ledger] = {}
    return tuple(
        _looked_at(
            View(contract, history, outcome, version.terms, asked, during, ledgers=known), version
        )
        for version, asked, during in _asked(contract.versions)
    )


def _asked(versions: Sequence[Version]) -> Iterator[tuple[Version, Conduct, Interval]]:
    """Yield each rule with the text that asks for it first, and as long as it is not changed."""
    starts = [BEGINNING, *(version.effective for version in versions[1:])]
    ends = [*starts[1:], NEVER]
    for place, (version, start) in enumerate(zip(versions, starts, strict=True)):
        before = versions[place - 1].terms.conduct if place else ()
        for asked in version.terms.conduct:
            if asked not in before:
                later = place + 1
                while later < len(versions) and asked in versions[later].terms.conduct:
                    later += 1
                yield version, asked, Interval(start, ends[later - 1])


def _looked_at(view: View, version: Version) -> Watched:
    asked, rule = view.asked, _rule(view.asked)
    found = sorted(_looked(rule, view), key=lambda each: (each.at, each.items, each.measure))
    items = {(each.kind, item) for each in found for item in each.items}
    told = tuple(found) if _is_enough(asked, len(items), len(view.items)) else ()
    return Watched(
        asked,
        version.name,
        rule.brought_by,
        len(view.items),
        told,
        0 if told else len(items),
        tuple(sorted(view.not_known)),
    )


def _looked(rule: Rule, view: View) -> list[ConductFinding]:
    found = dict.fromkeys(_found(rule, view))
    return [each for each in found if view.during.start <= each.at < view.during.end]


def _found(rule: Rule, view: View) -> list[ConductFinding]:
    if view.asked.package is None:
        return list(rule.look(view, view.asked))
    try:
        return [_a_finding(each) for each in rule.look(view, view.asked)]
    # A stranger's rule may raise anything.
    except Exception as error:
        raise UsageError(
            f"the rule '{view.asked.rule}' of {rule.brought_by} fails: "
            f"{type(error).__name__}: {error}"
        ) from error


def _a_finding(found: object) -> ConductFinding:
    if not isinstance(found, ConductFinding) or not found.seen or not found.items:
        raise TypeError("it returned what is no ConductFinding with items and what was seen")
    return found


def _is_enough(asked: Conduct, items: int, looked_at: int) -> bool:
    form = FORMS.get(asked.rule)
    if form is not None and form.is_statistical:
        return True
    share = asked.at_least_share
    return items >= asked.at_least_items and (
        share is None or (looked_at > 0 and Fraction(items, looked_at) >= share)
    )


def _rule(asked: Conduct) -> Rule:
    if asked.package is None:
        return Rule(OWN[asked.rule], "slarules")
    # Contracts that ask for no rule of a stranger need not look for plugins.
    from slarules.plugins import load  # noqa: PLC0415

    found = load().conduct_rule(asked.rule)
    if found is None or found[0].distribution != asked.package:
        raise UsageError(
            f"the rule '{asked.rule}' is brought by {asked.package}, which is not installed; "
            "'slarules plugins' lists what is"
        )
    plugin, look = found
    return Rule(look, f"{plugin.distribution} {plugin.version}")
