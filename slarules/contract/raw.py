"""Conditions and occurrences in a raw history: from the tree to the core."""

from __future__ import annotations

from fractions import Fraction
from typing import assert_never

from slarules.contract.problems.mapping import OutsideComment
from slarules.contract.scope import Telling
from slarules.core.mapping import (
    ANYTHING,
    CommentBy,
    CommentPart,
    Equals,
    Every,
    Field,
    IsEmpty,
    Labelled,
    Not,
    RawCondition,
    RawOccurrence,
    Resembles,
    Rises,
    Role,
    Some,
    Stands,
    Starts,
    Stops,
    Subject,
    folded,
)
from slarules.syntax import tree
from slarules.syntax import tree as raw

AUTHORS: dict[str, Role] = {
    "an agent": "agent",
    "a customer": "customer",
    "automation": "automation",
}


def field(written: raw.Field | tree.Text) -> Field:
    """Return a field or column; its name is compared without case."""
    name = written.name if isinstance(written, raw.Field) else written
    return Field(folded(name.value))


def condition(
    written: raw.RawCondition | None, telling: Telling, *, of_comment: bool = False
) -> RawCondition:
    """Return a condition; the parts of a comment outside of one are told.

    Args:
        written: None for a rule without one, which always holds.
        telling: Where problems are told.
        of_comment: Whether there is a comment to test.
    """
    match written:
        case None:
            return ANYTHING
        case raw.RawAll(parts=parts):
            return Every(tuple(condition(p, telling, of_comment=of_comment) for p in parts))
        case raw.RawAny(parts=parts):
            return Some(tuple(condition(p, telling, of_comment=of_comment) for p in parts))
        case raw.RawNot(part=part):
            return Not(condition(part, telling, of_comment=of_comment))
        case raw.LabelPresent(label=label, present=present):
            labelled = Labelled(folded(label.value))
            return labelled if present else Not(labelled)
        case _:
            subject = written.subject
            if isinstance(subject, raw.CommentPart) and not of_comment:
                telling.tell(OutsideComment(span=subject.span, part=subject.word))
            return _test(written)


def _test(
    written: raw.RawIs | raw.RawIsEmpty | raw.RawMatches | raw.RawCompares,
) -> RawCondition:
    subject = _subject(written.subject)
    match written:
        case raw.RawIs(negated=negated, values=values):
            equals = Equals(subject, _texts(values))
            return Not(equals) if negated else equals
        case raw.RawIsEmpty(negated=negated):
            return Not(IsEmpty(subject)) if negated else IsEmpty(subject)
        case raw.RawMatches(how=how, text=text):
            return Resembles(subject, how, folded(text.value))
        case raw.RawCompares(bound=bound, number=number):
            return Stands(subject, bound, Fraction(number.value))
        case _:
            assert_never(written)


def _subject(written: raw.Subject) -> Subject:
    return field(written) if isinstance(written, raw.Field) else CommentPart(written.word)


def _texts(values: tuple[tree.Text, ...]) -> frozenset[str]:
    return frozenset(folded(value.value) for value in values)


def occurrence(
    written: raw.Comment
    | raw.FieldBecomes
    | raw.FieldStopsBeing
    | raw.FieldEmpties
    | raw.FieldRises
    | raw.LabelAdded,
    telling: Telling,
) -> RawOccurrence:
    """Return an occurrence in the history of an item."""
    match written:
        case raw.Comment(visibility=visibility, author=author, where=where):
            tested = condition(where, telling, of_comment=True)
            return CommentBy(visibility, AUTHORS.get(author, "requester"), tested)
        case raw.FieldBecomes(field=name, values=values):
            return Starts(Equals(field(name), _texts(values)))
        case raw.FieldStopsBeing(field=name, values=values):
            return Stops(Equals(field(name), _texts(values)))
        case raw.FieldEmpties(field=name, stops=stops):
            return (Stops if stops else Starts)(IsEmpty(field(name)))
        case raw.FieldRises(field=name):
            return Rises(field(name))
        case raw.LabelAdded(label=label):
            return Starts(Labelled(folded(label.value)))
        case _:
            assert_never(written)
