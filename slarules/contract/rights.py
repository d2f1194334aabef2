"""Rights, duties and successions, from the tree to the core."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from slarules.contract.by_when import OF_SPANS, by_when, lasting
from slarules.contract.conditions import condition
from slarules.contract.period_tests import history
from slarules.contract.problems.kinds import WrongKind
from slarules.contract.problems.names import UnknownName
from slarules.contract.problems.structure import PhrasesExclude
from slarules.contract.saying import Saying
from slarules.contract.scope import Scope, clause_of, every, first, origin
from slarules.contract.subjects import kind_of
from slarules.core.conditions import ALWAYS
from slarules.core.contract import Kind
from slarules.core.measures import PeriodMeasure
from slarules.core.promises import Promise
from slarules.core.quantities import (
    EveryHistory,
    FactsAre,
    History,
    Lateness,
    Loss,
    NotHistory,
    Over,
    PeriodCondition,
    Quantity,
    QuantityIs,
    SomeHistory,
    TargetIs,
    ValueOf,
)
from slarules.core.rights import Duty, Right, Succession
from slarules.core.targets import Target
from slarules.syntax import tree


@dataclass(frozen=True, slots=True)
class Asked:
    """What the conditions of rights and duties may ask for, by name."""

    promises: Mapping[str, Promise]
    measures: Mapping[str, PeriodMeasure]
    targets: Mapping[str, Target]
    conditions: Mapping[str, PeriodCondition]
    scope: Scope


def rights(statements: Sequence[tree.Statement], asked: Asked) -> dict[str, Right]:
    """Return every right by its name; what is wrong is told."""
    found: dict[str, Right] = {}
    for statement in statements:
        if isinstance(statement, tree.Right):
            asked.scope.telling.clause = clause_of(statement)
            if made := _right(statement, asked):
                found[made.name] = made
    return found


def _right(statement: tree.Right, asked: Asked) -> Right | None:
    scope, phrases = asked.scope, statement.phrases
    say = Saying(f"right {statement.name}", statement, statement.name, scope)
    party = first(phrases, tree.ForParty)
    when, after = first(phrases, tree.When), first(phrases, tree.LapsesAfter)
    never = first(phrases, tree.LapsesNever)
    if not party:
        say.lacks("whose right it is", "for customer")
    if not when:
        say.lacks("when it opens", "when NAME is missed in each of the last 3 periods")
    if not after and not never:
        say.lacks("until when it lasts", "lapses 60 calendar days after period end")
    if after and never:
        one, other = "lapses never", "a last day"
        scope.tell(PhrasesExclude(span=never.span, what=say.what, one=one, other=other))
    test = history(when.history, scope) if when else None
    until = lasting(after, scope) if after else None
    if not party or not test or (after and not until):
        return None
    title = statement.title.value if statement.title else statement.name.text
    at = origin(statement, statement.clause)
    return Right(statement.name.text, title, party.party, test, until, at, each_of(test, asked))


def each_of(test: History, asked: Asked) -> str | None:
    """Return the kind of thing or item that a condition is separate for; None is the period."""
    match test:
        case TargetIs(target=name):
            return _each_of_name(name, asked)
        case QuantityIs(quantity=quantity):
            return _each_of_quantity(quantity, asked)
        case EveryHistory(parts) | SomeHistory(parts):
            return next((each for part in parts if (each := each_of(part, asked))), None)
        case NotHistory(part):
            return each_of(part, asked)
        case FactsAre():
            return None


def _each_of_name(name: str, asked: Asked) -> str | None:
    if name in asked.promises:
        return asked.promises[name].measure.item
    if name in asked.targets:
        return asked.targets[name].each
    return asked.conditions[name].each if name in asked.conditions else None


def _each_of_quantity(quantity: Quantity, asked: Asked) -> str | None:
    match quantity:
        case Lateness(promise):
            return _each_of_name(promise, asked)
        case ValueOf(measure) | Loss(measure):
            return asked.measures[measure].each if measure in asked.measures else None
        case Over(quantity=inner):
            return _each_of_quantity(inner, asked)
        case _:
            target = getattr(quantity, "target", None)
            return _each_of_name(target, asked) if isinstance(target, str) else None


# --- duties ---------------------------------------------------------------------------------------


def duties(statements: Sequence[tree.Statement], asked: Asked) -> dict[str, Duty]:
    """Return every duty by its name; what is wrong is told."""
    found: dict[str, Duty] = {}
    for statement in statements:
        if isinstance(statement, tree.Duty):
            asked.scope.telling.clause = clause_of(statement)
            if made := _duty(statement, asked):
                found[made.name] = made
    return found


def _duty(statement: tree.Duty, asked: Asked) -> Duty | None:
    scope, phrases = asked.scope, statement.phrases
    say = Saying(f"duty {statement.name}", statement, statement.name, scope)
    party, due = first(phrases, tree.ForParty), first(phrases, tree.Due)
    each, when = first(phrases, tree.Each), first(phrases, tree.When)
    done = first(phrases, tree.DoneWhen)
    if not party:
        say.lacks("whose duty it is", "for provider")
    if not each:
        say.lacks("how often it is due", "each period")
    if not due:
        say.lacks("by when it is due", "due within 5 calendar days after period end")
    kind = kind_of(each.item, scope) if each else None
    of = scope.find("measure", each.of) if each and each.of else None
    deadline = by_when(due.by, scope) if due else None
    if not party or not each or not kind or not deadline or (each.of and not of):
        return None
    title = statement.title.value if statement.title else statement.name.text
    return Duty(
        statement.name.text,
        title,
        party.party,
        title,
        deadline,
        history(when.history, scope) if when else None,
        kind.name,
        condition(each.where, kind, scope) if each.where else ALWAYS,
        _missed(each, asked),
        _done(done, kind, scope) if done else None,
        origin(statement, statement.clause),
        of,
    )


def _missed(each: tree.Each, asked: Asked) -> str | None:
    """Return the measure, target or condition whose miss brings a duty."""
    name = each.target
    if name is None:
        return None
    if each.outcome != "misses":
        given = asked.scope.written(each.span)
        needed, what = f"that misses {name}", "what brings a duty"
        asked.scope.tell(WrongKind(span=each.span, what=what, needed=needed, given=given))
        return None
    known = (*asked.promises, *asked.targets, *asked.conditions)
    if name.text in known:
        for noun in ("measure", "target"):
            asked.scope.used.add((noun, name.text))
        return name.text
    asked.scope.tell(UnknownName.among(name.span, "measure or target", name.text, known))
    return None


def _done(done: tree.DoneWhen, kind: Kind, scope: Scope) -> str | None:
    of_span = OF_SPANS if kind.name in scope.vocabulary.spans else ()
    known = (*of_span, *kind.moments, *kind.events)
    if done.moment.text in known:
        return done.moment.text
    noun = f"moment of a {kind.name}"
    scope.tell(UnknownName.among(done.moment.span, noun, done.moment.text, known))
    return None


# --- successions ----------------------------------------------------------------------------------


def successions(statements: Sequence[tree.Statement], scope: Scope) -> tuple[Succession, ...]:
    """Return every change of a party in order of its date; what is wrong is told."""
    found = [made for s in statements if isinstance(s, tree.Succession) for made in _of(s, scope)]
    return tuple(sorted(found, key=lambda succession: succession.since))


def _of(statement: tree.Succession, scope: Scope) -> Iterator[Succession]:
    scope.telling.clause = clause_of(statement)
    say = Saying("this succession", statement, statement.title, scope)
    becomes = first(statement.phrases, tree.PartyBecomes)
    since = first(statement.phrases, tree.SucceedsFrom)
    if not becomes:
        say.lacks("which party becomes which", 'provider becomes "NAME"')
    if not since:
        say.lacks("from when on", "from 2027-01-01")
    if becomes and since:
        keeps = tuple(t.value for p in every(statement.phrases, tree.KeepsTerms) for t in p.terms)
        at = origin(statement, statement.clause)
        yield Succession(becomes.party, becomes.successor.value, since.date.value, keeps, at)
