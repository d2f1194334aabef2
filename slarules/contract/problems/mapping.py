"""E8: rules of a mapping that give no word a value, or more than one."""

from __future__ import annotations

from dataclasses import dataclass

from slarules.contract.problems.told import Told


@dataclass(frozen=True, kw_only=True)
class WrongRule(Told):
    """A rule gives a word what it cannot be: a time for a fact, a value for a moment."""

    code = "E801"
    sentence = "{word} is {noun}, and this rule gives {given}"
    advice = "for {noun} write: {form}"

    word: str
    noun: str
    given: str
    form: str


@dataclass(frozen=True, kw_only=True)
class NoFiles(Told):
    """The mapping names no file that anything could be read from."""

    code = "E802"
    sentence = "the mapping {mapping} names no files"
    advice = 'write: tickets from "tickets.csv", or events from "events.csv"'

    mapping: str


@dataclass(frozen=True, kw_only=True)
class TwoHistories(Told):
    """Items of one kind come from tables of two shapes, and nobody could say which is right."""

    code = "E803"
    sentence = "the history of a {item} is read from {first} already"
    advice = "keep the one that knows more; several files of one shape are named with a *"

    item: str
    first: str


@dataclass(frozen=True, kw_only=True)
class OutsideComment(Told):
    """The author or channel of a comment is tested where there is no comment."""

    code = "E804"
    sentence = "the {part} of a comment is tested, and this rule speaks of no comment"
    advice = 'write it behind a comment: ... comment by an agent where {part} is "..."'

    part: str


@dataclass(frozen=True, kw_only=True)
class RuleTwice(Told):
    """Two rules for a word that leave no room for each other."""

    code = "E805"
    sentence = "{word} has {what} already"
    advice = "keep one of the two"

    word: str
    what: str


@dataclass(frozen=True, kw_only=True)
class AnchorCircle(Told):
    """A moment is bounded by another that is in the end bounded by it."""

    code = "E806"
    sentence = "{word} is bounded by itself, by way of {way}"
    advice = "bound one of them by a field, or not at all"

    word: str
    way: str


@dataclass(frozen=True, kw_only=True)
class UnreadableLayout(Told):
    """A phrase about files says something that no file can be read by."""

    code = "E807"
    sentence = "'{given}' is no {noun}"
    advice = "write {form}"

    given: str
    noun: str
    form: str


@dataclass(frozen=True, kw_only=True)
class NoZone(Told):
    """An instant is written, and the mapping does not say in which zone."""

    code = "E808"
    sentence = "this time has no zone, because the mapping does not say where its times are"
    advice = 'add a phrase: times without an offset are in "Europe/Berlin"'


@dataclass(frozen=True, kw_only=True)
class NoMapping(Told):
    """The file holds no mapping."""

    code = "E809"
    sentence = "this file holds no mapping"
    advice = 'begin it with: mapping NAME version 1 of "vocabulary" version 1 from "csv"'


@dataclass(frozen=True, kw_only=True)
class NeverMapped(Told):
    """A bound names a word that the mapping never gives."""

    code = "E810"
    sentence = "{word} is named as a bound, and no rule of this mapping gives it"
    advice = "add a rule for {word}"

    word: str


@dataclass(frozen=True, kw_only=True)
class SameCondition(Told):
    """Two rules give different values under the same condition, so the fact is never known then."""

    code = "W851"
    tier = "warning"
    sentence = "{word} is {value} and {other} under the same condition, so it is unknown then"
    advice = "remove one of the two, or add a condition that tells them apart"

    word: str
    value: str
    other: str


@dataclass(frozen=True, kw_only=True)
class NeedsHistory(Told):
    """A rule asks for a history, and the files have one row an item."""

    code = "W852"
    tier = "warning"
    sentence = "{word} needs a history, and one row an item has none; it will be unknown"
    advice = "read an export of events or snapshots, or a column that holds the time"

    word: str


@dataclass(frozen=True, kw_only=True)
class OpenEnded(Told):
    """The mapping does not say how far the history is complete."""

    code = "A853"
    tier = "advice"
    sentence = "the mapping does not say how far the history is complete; each run has to"
    advice = "write: history is complete through the latest time in the file"


@dataclass(frozen=True, kw_only=True)
class TestsMissing(Told):
    """A rule compares a field with a text that the mapping reads as a missing value."""

    code = "W854"
    tier = "warning"
    sentence = "'{sign}' is how a missing value is written here, so no field ever is that"
    advice = "write: is empty; or leave the sign out of: missing values are written ..."

    sign: str
