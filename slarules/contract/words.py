"""The words of all used vocabularies and of the contract, as one vocabulary."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from slarules.contract.problems.names import (
    DeclaredTwice,
    NotInVocabulary,
    UnknownName,
    WordDiffers,
)
from slarules.contract.problems.told import elsewhere
from slarules.contract.scope import Telling, first
from slarules.core.contract import Fact, Kind, Measurement, Vocabulary
from slarules.core.english import listed
from slarules.instants import HOUR, MINUTE, SECOND, Micros
from slarules.source import Span
from slarules.syntax import tree

UNITS: Mapping[tree.Unit, Micros] = {"second": SECOND, "minute": MINUTE, "hour": HOUR}


def micros(duration: tree.Duration) -> Micros:
    """Return an amount of time in whole microseconds."""
    return Micros(int(duration.count * UNITS[duration.unit]))


def plural(noun: str) -> str:
    """Return how the language speaks of several: `tickets`, `classes`, `queries`."""
    if noun.endswith(("s", "x", "ch", "sh")):
        return f"{noun}es"
    if noun.endswith("y") and noun[-2:-1] not in ("a", "e", "i", "o", "u"):
        return f"{noun[:-1]}ies"
    return f"{noun}s"


@dataclass(slots=True)
class Words:
    """The vocabulary as it is put together, and which facts the contract has still to declare."""

    items: dict[str, Kind] = field(default_factory=dict)
    spans: dict[str, Kind] = field(default_factory=dict)
    measurements: dict[str, Measurement] = field(default_factory=dict)
    used: list[tuple[str, int]] = field(default_factory=list)
    open_facts: dict[tuple[str, str], Span] = field(default_factory=dict)

    def vocabulary(self) -> Vocabulary:
        """Return the words so far."""
        return Vocabulary(self.items, self.spans, self.measurements, tuple(self.used))


def words(statements: Iterable[tree.Statement], telling: Telling) -> Words:
    """Return the words that statements of vocabularies declare."""
    found = Words()
    for statement in statements:
        match statement:
            case tree.Vocabulary(name=name, version=version):
                found.used.append((name.value, int(version.value)))
            case tree.Item() | tree.WorldSpan():
                _add_kind(found, statement, telling)
            case tree.Measurement():
                _add_measurement(found, statement, telling)
            case _:
                pass
    return found


def _add_kind(found: Words, statement: tree.Item | tree.WorldSpan, telling: Telling) -> None:
    kinds = found.items if isinstance(statement, tree.Item) else found.spans
    new = _kind(found, statement, telling)
    old = kinds.get(new.name)
    kinds[new.name] = _merged(old, new, statement.name.span, telling) if old else new


def _kind(found: Words, statement: tree.Item | tree.WorldSpan, telling: Telling) -> Kind:
    facts: dict[str, Fact] = {}
    moments: dict[str, str] = {}
    events: dict[str, str] = {}
    seen: dict[str, Span] = {}
    for phrase in statement.phrases:
        name = phrase.name.text
        if name in seen:
            also = elsewhere(seen[name], "declared here first")
            telling.tell(DeclaredTwice(span=phrase.name.span, noun="word", name=name, also=also))
        seen.setdefault(name, phrase.name.span)
        means = phrase.means.text.value if phrase.means else ""
        match phrase:
            case tree.FactOf() | tree.StateOf():
                facts[name] = _fact(phrase, means)
                if isinstance(phrase.type, tree.DeclaredByContract):
                    found.open_facts.setdefault((statement.name.text, name), phrase.name.span)
            case tree.MomentOf():
                moments[name] = means
            case tree.EventOf():
                events[name] = means
    of_service = isinstance(statement, tree.WorldSpan) and statement.of is not None
    called = statement.name.text
    return Kind(called, plural(called), facts, moments, events, of_service)


def _fact(phrase: tree.FactOf | tree.StateOf, means: str) -> Fact:
    is_state = isinstance(phrase, tree.StateOf)
    return replace(typed(phrase.name.text, phrase.type), means=means, is_state=is_state)


def typed(name: str, written: tree.FactType) -> Fact:
    """Return a fact of a type; values that have an order stand highest first."""
    match written:
        case tree.Choice(values=values, order=order):
            named = tuple(value.text for value in values)
            highest_first = named[::-1] if order == "lowest first" else named
            return Fact(name, "one of", highest_first, is_ordered=order is not None)
        case tree.YesOrNo():
            return Fact(name, "yes or no")
        case tree.AnyNumber():
            return Fact(name, "number")
        case tree.AnyText() | tree.DeclaredByContract():
            return Fact(name, "text")


def _merged(old: Kind, new: Kind, span: Span, telling: Telling) -> Kind:
    """Return one kind for two that are declared alike where both speak."""
    for name in old.facts.keys() & new.facts.keys():
        if _meaning(old.facts[name]) != _meaning(new.facts[name]):
            telling.tell(WordDiffers(span=span, noun=f"fact of a {new.name}", name=name))
    return Kind(
        old.name,
        old.plural,
        {**old.facts, **new.facts},
        {**old.moments, **new.moments},
        {**old.events, **new.events},
        old.of_service or new.of_service,
    )


def _meaning(fact: Fact) -> tuple[object, ...]:
    return fact.kind, fact.values, fact.is_state


def _add_measurement(found: Words, statement: tree.Measurement, telling: Telling) -> None:
    new = _measurement(statement)
    old = found.measurements.get(new.name)
    if old is None:
        found.measurements[new.name] = new
        return
    every = (old, *old.others)
    if any((each.kind, each.values) != (new.kind, new.values) for each in every):
        span = statement.name.span
        telling.tell(WordDiffers(span=span, noun="measurement", name=new.name))
    elif all(each.of != new.of for each in every):
        found.measurements[new.name] = replace(old, others=(*old.others, new))
    elif all(replace(each, others=()) != new for each in every):
        span = statement.name.span
        telling.tell(WordDiffers(span=span, noun="measurement", name=new.name))


def _measurement(statement: tree.Measurement) -> Measurement:
    typed_as = first(statement.phrases, tree.MeasurementType)
    chosen = first(statement.phrases, tree.MeasurementChoice)
    interval = first(statement.phrases, tree.EveryDuration)
    return Measurement(
        statement.name.text,
        "one of" if chosen else typed_as.kind if typed_as else "number",
        micros(interval.interval) if interval else None,
        statement.of.text if statement.of else None,
        tuple(value.text for value in chosen.values) if chosen else (),
    )


# --- what the contract adds -----------------------------------------------------------------------


def declared(
    found: Words,
    statements: Sequence[tree.Statement],
    broken: Mapping[str, Collection[str]],
    telling: Telling,
) -> tuple[Vocabulary, frozenset[tuple[str, str]]]:
    """Return the vocabulary with the contract's own values, and the facts it leaves undeclared.

    Args:
        broken: Names of statements that could not be read, by their words.
    """
    own = {s.name.text: s for s in statements if isinstance(s, tree.FactStatement)}
    levels = [s for s in statements if isinstance(s, tree.Level)]
    if "level" in broken:
        # Which levels the contract has cannot be known, so it may have any.
        levels = []
    for name, statement in own.items():
        if not any(name in kind.facts for kind in found.items.values()):
            known = {fact for kind in found.items.values() for fact in kind.facts}
            telling.tell(UnknownName.among(statement.name.span, "fact", name, known))
        elif not _may_declare(found, name, statement):
            telling.tell(WordDiffers(span=statement.name.span, noun="fact", name=name))
    items = {kind.name: _completed(kind, found, own, levels) for kind in found.items.values()}
    _check_levels(found, levels, telling)
    told = {*own, *broken.get("fact", ()), *(("level",) if levels or "level" in broken else ())}
    silent = {pair for pair in found.open_facts if pair[1] not in told}
    vocabulary = Vocabulary(items, found.spans, found.measurements, tuple(found.used))
    return vocabulary, frozenset(silent)


def _may_declare(found: Words, name: str, statement: tree.FactStatement) -> bool:
    """Tell whether the vocabulary leaves a fact to the contract, or both say the same of it."""
    own = typed(name, statement.type)
    having = [kind for kind in found.items.values() if name in kind.facts]
    return any(
        (kind.name, name) in found.open_facts or _meaning(kind.facts[name]) == _meaning(own)
        for kind in having
    )


def _completed(
    kind: Kind,
    found: Words,
    own: Mapping[str, tree.FactStatement],
    levels: Sequence[tree.Level],
) -> Kind:
    """Return a kind with the values that the contract declares of its facts."""
    facts = dict(kind.facts)
    for name, fact in kind.facts.items():
        is_open = (kind.name, name) in found.open_facts
        if is_open and name in own:
            typed_as = typed(name, own[name].type)
            facts[name] = replace(typed_as, means=fact.means, is_state=fact.is_state)
        elif name == "level" and levels:
            facts[name] = _narrowed(fact, levels, is_open=is_open)
    return replace(kind, facts=facts)


def _narrowed(fact: Fact, levels: Sequence[tree.Level], *, is_open: bool) -> Fact:
    named = tuple(level.name.text for level in levels)
    if is_open:
        return replace(fact, kind="one of", values=named)
    kept = tuple(value for value in fact.values if value in named)
    return replace(fact, values=kept or fact.values)


def _check_levels(found: Words, levels: Sequence[tree.Level], telling: Telling) -> None:
    having = [kind.facts["level"] for kind in found.items.values() if "level" in kind.facts]
    known = {str(value) for fact in having for value in fact.values}
    if not levels or any(name == "level" for _, name in found.open_facts):
        return
    for level in levels:
        if level.name.text not in known:
            telling.tell(
                NotInVocabulary(
                    span=level.name.span, name=level.name.text, levels=listed(sorted(known), "and")
                )
            )
