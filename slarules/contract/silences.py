"""What holds of single measures, pauses and cancels where the text is silent, and how to write it.

Measures of which the same holds are named together, so that it is said once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple, TypeAlias

from slarules.core.conditions import (
    ALWAYS,
    Becomes,
    Changes,
    Condition,
    Every,
    Happens,
    Known,
    Occurrence,
    Some,
    StopsBeing,
)
from slarules.core.contract import Choice, Contract, Kind, Terms
from slarules.core.english import listed, occurrence, occurrences
from slarules.core.promises import Cancel, Measure, Pause, Promise, Restart, touches
from slarules.core.targets import ShareInTime

ENDED_ELSEWHERE = ("withdrawn", "merged", "deleted")
"""Words of a vocabulary for what takes an item away."""

ANSWERS = frozenset({"first_reply", "agent_message", "answered", "replied"})
"""Words of a vocabulary for an answer."""

SOLVED = frozenset({"resolved", "solved", "closed", "restored", "done"})
"""Words of a vocabulary, or values of a state, for work that is done."""

SEVERAL = 2
"""More measures than these are not named where the same holds of all."""

RESUMING = (
    "reopens when {when} and goes on without the time between; or: and goes on with the time "
    "between; or: and starts again; or: as a new cycle"
)


class Silence(NamedTuple):
    """What holds where nothing is said, and how to write something else."""

    says: str
    write: str


@dataclass(frozen=True)
class InForce:
    """A measure of a text in force, with all that bears on it."""

    measure: Measure
    promises: Sequence[Promise]
    terms: Terms
    kind: Kind

    @property
    def words(self) -> frozenset[str]:
        """The moments and events that the vocabulary has."""
        return frozenset({*self.kind.moments, *self.kind.events})

    @cached_property
    def answers(self) -> tuple[str, ...]:
        """The answers that end it."""
        ends = (end.name for end in self.measure.ends if isinstance(end, Happens))
        return tuple(name for name in ends if name in ANSWERS)

    @property
    def solutions(self) -> tuple[Occurrence, ...]:
        """What ends it as done."""
        return tuple(end for end in self.measure.ends if _solves(end))

    @property
    def cancels(self) -> tuple[Cancel, ...]:
        """What cancels it."""
        return tuple(each for each in self.terms.cancels if touches(each, self.measure.name))

    @property
    def restarts(self) -> tuple[Restart, ...]:
        """What starts it again."""
        return tuple(each for each in self.terms.restarts if touches(each, self.measure.name))


Rule: TypeAlias = Callable[[InForce], Silence | None]


def silences(contract: Contract, terms: Terms) -> Iterator[Choice]:
    """Yield what holds of the measures, pauses and cancels of a text where it says nothing."""
    yield from _of_measures(contract, terms)
    for pause in terms.pauses:
        yield from _of_pause(pause)
    for cancel in terms.cancels:
        if not cancel.even_if_missed:
            says = "what is missed before it stays missed"
            yield Choice(says, "even if missed", cancel.origin, cancel.name)


def _of_measures(contract: Contract, terms: Terms) -> Iterator[Choice]:
    """Yield what holds of each measure, those of which the same holds together."""
    counted = _counted(contract, terms)
    found: dict[Silence, list[Measure]] = {}
    for rule in RULES:
        for each in counted:
            if silence := rule(each):
                found.setdefault(silence, []).append(each.measure)
    alike: dict[str, list[Choice]] = {}
    for (says, write), measures in found.items():
        every = len(measures) == len(counted) > SEVERAL
        about = "every measure" if every else listed((each.name for each in measures), "and")
        choice = Choice(says, write, measures[0].origin, about)
        alike.setdefault(about, []).append(choice)
    for choices in alike.values():
        yield from choices


def _counted(contract: Contract, terms: Terms) -> Sequence[InForce]:
    """Return the measures that the text promises something on, in its order."""
    promises: dict[str, list[Promise]] = {}
    for promise in terms.promises.values():
        promises.setdefault(promise.measure.name, []).append(promise)
    return [
        InForce(several[0].measure, several, terms, contract.vocabulary.items[item])
        for several in promises.values()
        if (item := several[0].measure.item) in contract.vocabulary.items
    ]


def _solves(end: Occurrence) -> bool:
    match end:
        case Happens(name):
            return name in SOLVED
        case Becomes(values=values):
            return bool(SOLVED & {str(value) for value in values})
        case _:
            return False


# --- measures -------------------------------------------------------------------------------------


def _reopened(counted: InForce) -> Silence | None:
    measure = counted.measure
    if measure.repeats or measure.reopenings:
        return None
    turned = [end for end in measure.ends if isinstance(end, Becomes)]
    if "reopened" in counted.words:
        when = "reopened"
    elif turned:
        when = occurrence(StopsBeing(turned[0].state, turned[0].values))
    else:
        return None
    says = "the first end stays; what is reopened later is not counted"
    return Silence(says, RESUMING.format(when=when))


def _cancelled(counted: InForce) -> Silence | None:
    bounds = {*counted.measure.starts, *counted.measure.ends}
    named = {*bounds, *(when for cancel in counted.cancels for when in cancel.when)}
    known = [word for word in ENDED_ELSEWHERE if word in counted.words]
    silent = [word for word in known if Happens(word) not in named]
    if silent:
        says = f"{listed(silent)} ends nothing: the clock runs on until an end"
        return Silence(says, f"cancel NAME, ends MEASURE when {' or '.join(silent)}")
    if not known and not counted.cancels:
        says = "nothing cancels: the clock runs on until an end"
        return Silence(says, "cancel NAME, ends MEASURE when OCCURRENCE")
    return None


def _split(counted: InForce) -> Silence | None:
    # Where nothing can be merged, nothing is split either.
    if "merged" not in counted.words:
        return None
    item = counted.measure.item
    says = f"a {item} split from another has a clock of its own, from its own start"
    return Silence(says, f"in the mapping, what starts it as the source says of the first {item}")


def _unanswered(counted: InForce) -> Silence | None:
    done = next((word for word in ("resolved", "solved", "closed") if word in counted.words), "")
    if not counted.answers or counted.solutions or not done:
        return None
    says = f"solving without {listed(counted.answers)} does not fulfil it"
    return Silence(says, f"until {' or '.join(counted.answers)} or {done}")


def _answered(counted: InForce) -> Silence | None:
    """Return what an answer is: the vocabulary says so, of a person and of a note."""
    if not counted.answers:
        return None
    word = counted.answers[0]
    means = counted.kind.moments.get(word) or counted.kind.events.get(word) or ""
    note = "agent_note" if "agent_note" in counted.words else "OCCURRENCE"
    if means:
        says = f'automatic answers and internal notes count only if {word} means them: "{means}"'
    else:
        says = f"the vocabulary does not say whether an automatic answer or a note is {word}"
    return Silence(says, f"until {' or '.join(counted.answers)} or {note}")


def _looked_back(counted: InForce) -> Silence | None:
    """Return that a run looks back to its start, however late what picks the row was said."""
    read = any(promise.readings for promise in counted.promises)
    changing = any(isinstance(start, Changes) for start in counted.measure.starts)
    if not read or changing or counted.measure.bounds.where != ALWAYS:
        return None
    says = "a run looks back to its start, however late the row that governs came to apply"
    return Silence(says, "from FACT changes until ..., or: from OCCURRENCE where ...")


def _oldest(counted: InForce) -> Silence | None:
    measure = counted.measure
    again = {when for restart in counted.restarts for when in restart.when}
    silent = [s for s in measure.starts if s not in again and s not in measure.ends]
    if not measure.repeats or not silent:
        return None
    says = f"a further {occurrences(silent)} while a cycle goes on changes nothing"
    return Silence(says, f"restart NAME, starts MEASURE again when {occurrences(silent)}")


def _rounded(counted: InForce) -> Silence | None:
    if counted.measure.unit is not None:
        return None
    return Silence("time is counted exactly, nothing is rounded", "counted in whole minutes")


def _in_a_share(counted: InForce) -> Silence | None:
    """Return that a share counts runs, where an item may have several."""
    measure = counted.measure
    anew = any(each.resuming == "as a new cycle" for each in measure.reopenings)
    if not (measure.repeats or measure.each or anew):
        return None
    promises = counted.terms.promises
    values = (target.value for target in counted.terms.targets.values())
    shares = [v.promise for v in values if isinstance(v, ShareInTime) and v.promise in promises]
    if all(promises[share].measure.name != measure.name for share in shares):
        return None
    says = (
        f"in a share of {measure.item}s each run counts by itself, so one {measure.item} may count"
    )
    return Silence(f"{says} several times", "from OCCURRENCE until OCCURRENCE, for one run of each")


RULES: tuple[Rule, ...] = (
    _unanswered,
    _answered,
    _reopened,
    _cancelled,
    _oldest,
    _in_a_share,
    _looked_back,
    _split,
    _rounded,
)


# --- pauses ---------------------------------------------------------------------------------------


def _of_pause(pause: Pause) -> Iterator[Choice]:
    evidence = list(_known(pause.provided))
    if pause.between is None and pause.provided == ALWAYS:
        says = "its condition alone is enough, without any evidence"
        yield Choice(says, "provided MOMENT is known", pause.origin, pause.name)
    elif pause.between is None and evidence:
        says = f"once {evidence[0]} is known, every later wait counts too"
        write = f"from {evidence[0]} until OCCURRENCE"
        yield Choice(says, write, pause.origin, pause.name)
    if pause.allowance is None and pause.effect != "excludes":
        what = "has no limit, and without an end lasts as long as the run"
        yield Choice(what, "up to 12 elapsed hours for each ticket", pause.origin, pause.name)


def _known(condition: Condition) -> Iterator[str]:
    match condition:
        case Known(moment):
            yield moment
        case Every(parts) | Some(parts):
            for part in parts:
                yield from _known(part)
        case _:
            return
