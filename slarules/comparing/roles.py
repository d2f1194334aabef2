"""Which measure of a vendor stands for a measure of the contract."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

from slarules.core.conditions import (
    ABSENT,
    Becomes,
    Changes,
    Happens,
    Occurrence,
    Value,
)
from slarules.core.contract import Contract, Kind, Terms
from slarules.core.promises import Measure, touches
from slarules.errors import UsageError
from slarules.facts.truth import ValueOf, holds, words

Role: TypeAlias = Literal["response", "next reply", "update", "ownership", "assignment", "solution"]
"""What a measure is for, told by what starts and ends it."""

ANSWERS = frozenset({"first_reply", "agent_message"})
QUESTIONS = frozenset({"customer_message"})
ASSIGNED = frozenset({"assigned"})
DONE = frozenset({"resolved", "restored"})
DONE_STATES = frozenset({"solved", "closed"})


@dataclass(frozen=True, slots=True)
class Stand:
    """What a measure of the contract is counted as.

    Attributes:
        theirs: The measure that stands for it; `None` where it stays the contract's own.
        why: Why that one, as a sentence without its stop.
        others: Further measures of the role, any of which `--count` would take.
    """

    ours: Measure
    theirs: Measure | None
    why: str
    others: tuple[str, ...] = ()


def role_of(measure: Measure) -> Role | None:
    """Return what a measure is for; `None` where its words do not tell."""
    begins, ends = _names(measure.starts), _names(measure.ends)
    if measure.each is not None or any(isinstance(o, Changes) for o in measure.starts):
        return "ownership"
    if ends & ANSWERS:
        if begins & ANSWERS:
            return "update"
        return "next reply" if measure.repeats and begins & QUESTIONS else "response"
    if ends & ASSIGNED:
        return "assignment"
    return "solution" if ends & DONE or _is_done(measure.ends) else None


def _names(occurrences: Iterable[Occurrence]) -> frozenset[str]:
    return frozenset(o.name for o in occurrences if isinstance(o, Happens))


def _is_done(occurrences: Iterable[Occurrence]) -> bool:
    return any(isinstance(o, Becomes) and DONE_STATES & set(o.values) for o in occurrences)


def stands(
    contract: Contract, theirs: Mapping[str, Measure], said: Mapping[str, Sequence[str]]
) -> tuple[Stand, ...]:
    """Return what stands for each measure that the contract has a goal for.

    Args:
        theirs: The measures of a vendor, by name.
        said: The names that were said to stand for a measure of the contract.
    """
    if not theirs:
        why = "the mapping holds no measures"
        return tuple(Stand(ours, None, why) for ours in measured(contract))
    return tuple(_stand(ours, contract, theirs, said) for ours in measured(contract))


def measured(contract: Contract) -> tuple[Measure, ...]:
    """Return the measures of the latest text that have goals, in the order of the text."""
    promises = contract.versions[-1].terms.promises.values()
    return tuple({promise.measure.name: promise.measure for promise in promises}.values())


def refuse_unknown(
    contract: Contract, theirs: Iterable[str], said: Mapping[str, Sequence[str]]
) -> None:
    """Refuse names of measures that nobody has.

    Raises:
        UsageError: There is one.
    """
    ours, known = [measure.name for measure in measured(contract)], sorted(set(theirs))
    for name, others in said.items():
        if name not in ours:
            raise UsageError(
                f"--count {name}=...: the contract has no goal for a measure {name}; "
                f"it has {', '.join(ours)}"
            )
        for other in others:
            if other not in known:
                there = f"there are {', '.join(known)}" if known else "no mapping holds measures"
                raise UsageError(f"--count {name}={other}: no mapping measures {other}; {there}")


def _stand(
    ours: Measure,
    contract: Contract,
    theirs: Mapping[str, Measure],
    said: Mapping[str, Sequence[str]],
) -> Stand:
    for name in said.get(ours.name, ()):
        if name in theirs:
            return Stand(ours, theirs[name], "as --count says")
    role = role_of(ours)
    found = [each for each in theirs.values() if role is not None and role_of(each) == role]
    if not found:
        what = f"there is none for {_with_article(role)}" if role else "its words tell no role"
        return Stand(ours, None, what)
    kind = contract.vocabulary.items[ours.item]
    stopped = stopped_states(ours, contract.versions[-1].terms, kind)
    nearest = min(found, key=lambda each: len(stopped ^ stopped_states(each, None, kind)))
    others = tuple(each.name for each in found if each is not nearest)
    why = f"both are {_with_article(role)}"
    return Stand(ours, nearest, f"{why}, and stop alike" if others else why, others)


def _with_article(role: Role | None) -> str:
    return f"{'an' if role in {'update', 'ownership', 'assignment'} else 'a'} {role}"


def stopped_states(
    measure: Measure, terms: Terms | None, kind: Kind
) -> frozenset[tuple[str, Value]]:
    """Return the values of states in which a measure stands still, what ends it left out."""
    ending = {(o.state, v) for o in measure.ends if isinstance(o, Becomes) for v in o.values}
    still = {*_stopped_by_measure(measure, kind)}
    for pause in terms.pauses if terms else ():
        if touches(pause, measure.name):
            still |= {
                (state, value)
                for state, value in _states(kind)
                if state in words(pause.while_) and holds(pause.while_, _only(state, value))
            }
    return frozenset(still - ending - {("status", value) for value in DONE_STATES})


def _stopped_by_measure(measure: Measure, kind: Kind) -> Iterator[tuple[str, Value]]:
    named = set(words(measure.counts_while))
    for state, value in _states(kind):
        if state in named and holds(measure.counts_while, _only(state, value)) is False:
            yield state, value


def _states(kind: Kind) -> Iterator[tuple[str, Value]]:
    for fact in kind.facts.values():
        if fact.is_state:
            yield from ((fact.name, value) for value in fact.values)


def _only(state: str, value: Value) -> ValueOf:
    """Return what an item says of which one state alone is known."""
    return lambda name: value if name == state else ABSENT
