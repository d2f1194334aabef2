"""The rules of a mapping, word by word: from the tree to the core."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Literal

from slarules.contract import raw
from slarules.contract.clocks import known_zone
from slarules.contract.layout import words_of
from slarules.contract.problems.fitting import NotOfContract
from slarules.contract.problems.mapping import (
    NeverMapped,
    RuleTwice,
    SameCondition,
    WrongRule,
)
from slarules.contract.problems.names import UnknownName, UnknownValue
from slarules.contract.problems.told import elsewhere
from slarules.contract.scope import Telling
from slarules.core.contract import Fact, Kind, Vocabulary
from slarules.core.mapping import (
    ANYTHING,
    Bounded,
    Case,
    FactRule,
    Happening,
    Mapped,
    Pick,
    RawCondition,
    Role,
    RowOf,
    Some,
    SpanRule,
    StateTurns,
    TimeIn,
)
from slarules.syntax import tree
from slarules.syntax import tree as written

Noun = Literal["fact", "moment", "event", "span"]

FORMS: Mapping[Noun, tuple[str, str]] = {
    "fact": ("a fact or state", 'WORD is VALUE when field "..." is "..."'),
    "moment": ("a moment", 'WORD is the first time field "..." becomes "..."'),
    "event": ("an event, which can happen often", "WORD is each public comment by an agent"),
    "span": ("a span of the world", 'WORD is each outage where field "..." is "..."'),
}

GIVES: Mapping[Noun, str] = {
    "fact": "a value",
    "moment": "one time",
    "event": "each of several times",
    "span": "spans",
}


@dataclass(slots=True)
class Rules:
    """The rules as they are put together.

    Attributes:
        narrowed: Whether the words are those of a contract, which may have left values out.
    """

    words: Vocabulary
    narrowed: bool
    telling: Telling
    facts: dict[str, FactRule] = field(default_factory=dict)
    happenings: dict[str, tuple[Happening, ...]] = field(default_factory=dict)
    spans: dict[str, SpanRule] = field(default_factory=dict)
    roles: list[tuple[Role, RawCondition]] = field(default_factory=list)
    anchors: list[tuple[tree.Name, str]] = field(default_factory=list)

    def add(self, phrase: written.WordRule) -> None:
        """Take in a rule; one that cannot be is told."""
        match phrase:
            case written.ValueWhen() | written.ValueOtherwise() | written.ValueOfField():
                self._fact(phrase)
            case written.SpanTime() | written.SpanValue():
                self._of_span(phrase)
            case written.EachIs(word=word, occurrence=written.Outage(where=where)):
                self._span(word, raw.condition(where, self.telling))
            case written.AuthorCounts(role=role, condition=condition):
                tested = raw.condition(condition, self.telling, of_comment=True)
                self.roles.append((role, tested))
            case _:
                self._happening(phrase)

    # --- words ------------------------------------------------------------------------------------

    def _noun(self, name: str) -> Noun | None:
        kinds = self.words.items.values()
        if any(name in kind.facts for kind in kinds):
            return "fact"
        if any(name in kind.moments for kind in kinds):
            return "moment"
        if any(name in kind.events for kind in kinds):
            return "event"
        return "span" if name in self.words.spans else None

    def _is(self, word: tree.Name, given: Noun) -> bool:
        """Tell whether a word is of the noun that a rule gives; when it is not, tell so."""
        noun = self._noun(word.text)
        if noun is None:
            known = {w for kind in self.words.items.values() for w in words_of(kind)}
            names = known | self.words.spans.keys()
            self._tell_unknown(word, "word", names)
        elif noun != given:
            called, form = FORMS[noun]
            self.telling.tell(
                WrongRule(
                    span=word.span,
                    word=word.text,
                    noun=called,
                    given=GIVES[given],
                    form=form.replace("WORD", word.text),
                )
            )
        return noun == given

    def _tell_unknown(self, word: tree.Name, noun: str, names: Iterable[str]) -> None:
        problem = UnknownName.among(word.span, noun, word.text, names)
        # Contracts with facts of their own share a mapping; a name like a known one is misspelt.
        if self.narrowed and problem.close is None:
            self.telling.tell(NotOfContract(span=word.span, word=word.text))
        else:
            self.telling.tell(problem)

    # --- facts ------------------------------------------------------------------------------------

    def _fact(
        self, phrase: written.ValueWhen | written.ValueOtherwise | written.ValueOfField
    ) -> None:
        name = phrase.word.text
        if not self._is(phrase.word, "fact"):
            return
        rule = self.facts.get(name, FactRule(name))
        facts = [kind.facts[name] for kind in self.words.items.values() if name in kind.facts]
        self.facts[name] = self._with(rule, phrase, facts[0])

    def _with(
        self,
        rule: FactRule,
        phrase: written.ValueWhen
        | written.ValueOtherwise
        | written.ValueOfField
        | written.SpanValue,
        fact: Fact,
    ) -> FactRule:
        match phrase:
            case written.ValueOfField(field=source):
                if rule.cases or rule.value_of or rule.otherwise:
                    self._twice(phrase, rule.word, "a rule for its value")
                return replace(rule, value_of=raw.field(source))
            case _ if rule.value_of:
                self._twice(phrase, rule.word, f'the value of field "{rule.value_of.name}"')
                return rule
            case written.ValueOtherwise(value=value):
                if rule.otherwise is not None:
                    self._twice(phrase, rule.word, f"the value {rule.otherwise} otherwise")
                return replace(rule, otherwise=self._value(value, fact))
            case _:
                tested = raw.condition(phrase.condition, self.telling)
                case = Case(self._value(phrase.value, fact), tested, phrase.span)
                self._same(rule, case)
                return replace(rule, cases=(*rule.cases, case))

    def _value(self, value: tree.Name | tree.YesNo, fact: Fact) -> str:
        text = ("yes" if value.value else "no") if isinstance(value, tree.YesNo) else value.text
        allowed = ("yes", "no") if fact.kind == "yes or no" else tuple(map(str, fact.values))
        # A contract may use fewer levels than the vocabulary, and its mapping need not know.
        narrowed = self.narrowed and fact.kind == "one of"
        if fact.kind != "text" and text not in allowed and not narrowed:
            self.telling.tell(
                UnknownValue(span=value.span, fact=fact.name, value=text, values=allowed)
            )
        return text

    def _twice(self, phrase: tree.Phrase, word: str, what: str) -> None:
        self.telling.tell(RuleTwice(span=phrase.span, word=word, what=what))

    def _same(self, rule: FactRule, new: Case) -> None:
        for old in rule.cases:
            if old.when == new.when and old.value != new.value:
                also = elsewhere(old.span, f"here it is {old.value}")
                self.telling.tell(
                    SameCondition(
                        span=new.span, word=rule.word, value=new.value, other=old.value, also=also
                    )
                )

    # --- moments and events -----------------------------------------------------------------------

    def _happening(
        self,
        phrase: written.WhenRow
        | written.MomentColumn
        | written.TimeInField
        | written.Picks
        | written.EachIs,
    ) -> None:
        given: Noun = "event" if isinstance(phrase, written.EachIs) else "moment"
        if not self._is(phrase.word, given):
            return
        rule = self._rule(phrase)
        if rule is not None:
            name = phrase.word.text
            self.happenings[name] = (*self.happenings.get(name, ()), rule)

    def _rule(
        self,
        phrase: written.WhenRow
        | written.MomentColumn
        | written.TimeInField
        | written.Picks
        | written.EachIs,
    ) -> Happening | None:
        match phrase:
            case written.WhenRow(row=row):
                return RowOf(row)
            case written.TimeInField(field=source):
                return TimeIn(raw.field(source))
            case written.MomentColumn(column=column, zone=zone, if_earlier=if_earlier):
                known = zone.value if zone and known_zone(zone, self.telling) else None
                when = raw.condition(phrase.condition, self.telling)
                return TimeIn(raw.field(column), known, when, if_earlier)
            case _:
                return self._pick(phrase)

    def _pick(self, phrase: written.Picks | written.EachIs) -> Pick | None:
        if isinstance(phrase.occurrence, written.Outage):
            self._is(phrase.word, "span")
            return None
        occurrence = raw.occurrence(phrase.occurrence, self.telling)
        if isinstance(phrase, written.EachIs):
            return Pick("each", occurrence)
        return Pick(phrase.which, occurrence, self._bound(phrase))

    def _bound(self, phrase: written.Picks) -> Bounded | None:
        if phrase.limit is None:
            return None
        anchor = phrase.limit.anchor
        self.anchors.append((anchor.word, phrase.word.text))
        if isinstance(anchor, written.WordBecomes):
            return Bounded(phrase.limit.side, StateTurns(anchor.word.text, anchor.value.text))
        return Bounded(phrase.limit.side, Mapped(anchor.word.text))

    def check_anchors(self) -> None:
        """Tell of bounds that no rule gives."""
        for anchor, _ in self.anchors:
            if anchor.text not in self.facts and anchor.text not in self.happenings:
                self.telling.tell(NeverMapped(span=anchor.span, word=anchor.text))

    def circles(self) -> Iterator[tuple[tree.Name, str]]:
        """Yield each bound that leads back to its own word, and that word."""
        leads = {word: anchor.text for anchor, word in self.anchors}
        for anchor, word in self.anchors:
            seen, at = set(), anchor.text
            while at in leads and at not in seen and at != word:
                seen.add(at)
                at = leads[at]
            if at == word:
                yield anchor, word

    # --- spans ------------------------------------------------------------------------------------

    def _span(self, word: tree.Name, where: RawCondition) -> None:
        if not self._is(word, "span"):
            return
        rule = self._span_rule(word.text)
        found = where if rule.where is ANYTHING else Some((rule.where, where))
        self.spans[word.text] = replace(rule, where=found)

    def _of_span(self, phrase: written.SpanTime | written.SpanValue) -> None:
        kind = self.words.spans.get(phrase.span_kind.text)
        if kind is None:
            self._tell_unknown(phrase.span_kind, "span", self.words.spans)
        elif isinstance(phrase, written.SpanTime):
            self._span_time(phrase, kind)
        else:
            self._span_value(phrase, kind)

    def _span_time(self, phrase: written.SpanTime, kind: Kind) -> None:
        name = phrase.moment
        if name.text not in kind.moments:
            self.telling.tell(
                UnknownName.among(name.span, f"moment of {kind.name}", name.text, kind.moments)
            )
        rule = self._span_rule(kind.name)
        moments = {**rule.moments, name.text: raw.field(phrase.field)}
        self.spans[kind.name] = replace(rule, moments=moments)

    def _span_value(self, phrase: written.SpanValue, kind: Kind) -> None:
        name = phrase.fact
        if name.text not in kind.facts:
            self.telling.tell(
                UnknownName.among(name.span, f"fact of {kind.name}", name.text, kind.facts)
            )
            return
        rule = self._span_rule(kind.name)
        known = rule.facts.get(name.text, FactRule(name.text))
        facts = {**rule.facts, name.text: self._with(known, phrase, kind.facts[name.text])}
        self.spans[kind.name] = replace(rule, facts=facts)

    def _span_rule(self, kind: str) -> SpanRule:
        return self.spans.get(kind, SpanRule(kind))
