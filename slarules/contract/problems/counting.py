"""E5, W6, A7: measures that never count, and phrases of theirs that change nothing."""

from __future__ import annotations

from dataclasses import dataclass

from slarules.contract.problems.told import Told


@dataclass(frozen=True, kw_only=True)
class NeverStarts(Told):
    """A measure or pause ends by the very thing that starts it, so that no time lies between."""

    code = "E512"
    sentence = "{name} starts at {start} and ends at it as well, so no time lies between"
    advice = "write: until next {start}, or name another start or end"

    name: str
    start: str


@dataclass(frozen=True, kw_only=True)
class NeverCounts(Told):
    """No time of a measure can ever count, so that its goal is always met."""

    code = "E513"
    sentence = "{measure} can never count any time: {way}"
    advice = "change one of the two conditions, so that some time of {measure} counts"

    measure: str
    way: str


@dataclass(frozen=True, kw_only=True)
class ReopenedBeforeStarted(Told):
    """What begins a new cycle also takes up the last one, which goes before."""

    code = "W607"
    tier = "warning"
    sentence = "{start} begins a new cycle of {measure} and takes up the last one; it is taken up"
    advice = "leave the line out for a new cycle each time, or leave out: each time"

    measure: str
    start: str


@dataclass(frozen=True, kw_only=True)
class EndsOnceAndReopens(Told):
    """A measure is taken up again, and ends with nothing that can come a second time."""

    code = "W608"
    tier = "warning"
    sentence = (
        "{measure} is taken up again and ends with {ends}, which comes once: the time between "
        "counts, or it never ends again"
    )
    advice = "end it with a state or an event, such as: until status becomes solved"

    measure: str
    ends: str


@dataclass(frozen=True, kw_only=True)
class ReopenedByItsEnd(Told):
    """A measure is taken up again by a step from one of its ends to another."""

    code = "W609"
    tier = "warning"
    sentence = "{measure} is taken up again when {when}, also where {state} becomes {ends}"
    advice = "write: {when} where {state} is not {ends}"

    measure: str
    when: str
    state: str
    ends: str


@dataclass(frozen=True, kw_only=True)
class NextOfNoStart(Told):
    """`next` stands before an end that is no start, where it says hardly anything."""

    code = "A706"
    tier = "advice"
    sentence = (
        "{end} never starts {name}, so 'next' matters only where it comes together with a start"
    )
    advice = "leave out the word next, unless that is meant"

    name: str
    end: str


@dataclass(frozen=True, kw_only=True)
class EndsFirst(Told):
    """A cancel or restart comes by what ends the measure, and the end goes before it."""

    code = "A707"
    tier = "advice"
    sentence = "{stop} never reaches {measure} at {when}, which ends it before"
    advice = "leave {when} out here, or out of the ends of {measure}"

    stop: str
    measure: str
    when: str
