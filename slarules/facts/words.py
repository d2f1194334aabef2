"""Facts and states: their value at a row, by all rules of the word together."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from slarules.core.conditions import UNKNOWN, Missing, Value
from slarules.core.contract import Fact
from slarules.core.mapping import FactRule, Field, Subject
from slarules.facts.findings import FindingKind, shown
from slarules.facts.raw import Text, subjects, truth
from slarules.facts.values import Mark, typed


class Answer(NamedTuple):
    """The value at a row, and what is odd about it."""

    value: Value | Missing
    odd: FindingKind | None = None
    what: str = ""


SILENT = Answer(UNKNOWN)
"""Nothing is known, and nothing is odd: the fields are empty, or not there."""


@dataclass(slots=True)
class Word:
    """The rules of one fact or state.

    Attributes:
        fields: The fields that decide, in a fixed order.
    """

    fact: Fact
    rule: FactRule
    mark: Mark
    fields: tuple[str, ...] = ()
    _answers: dict[tuple[Text, ...], Answer] = field(default_factory=dict)

    def __post_init__(self) -> None:
        found = (s for case in self.rule.cases for s in subjects(case.when))
        names = {subject.name for subject in found if isinstance(subject, Field)}
        if self.rule.value_of:
            names.add(self.rule.value_of.name)
        self.fields = tuple(sorted(names))

    @property
    def name(self) -> str:
        """The word."""
        return self.fact.name

    def answer(self, values: tuple[Text, ...]) -> Answer:
        """Return what the values of `fields` say; each combination is worked out once."""
        known = self._answers.get(values)
        if known is None:
            known = self._answers[values] = self._answer(values)
        return known

    def look(self, get: Callable[[str], Text]) -> Answer:
        """Return what the fields say that `get` gives."""
        return self.answer(tuple([get(name) for name in self.fields]))

    def _answer(self, values: tuple[Text, ...]) -> Answer:
        if None in values:
            return SILENT
        if self.rule.value_of:
            return self._of_field(values[0] or "")
        found = self._cases(dict(zip(self.fields, values, strict=True)))
        if len(found) > 1:
            return Answer(UNKNOWN, "disagree", f"{self._shown(values)} is {' and '.join(found)}")
        if not found and self.rule.otherwise is None:
            return self._unmapped(values)
        return self._typed(found[0] if found else str(self.rule.otherwise))

    def _cases(self, values: Mapping[str, Text]) -> list[str]:
        def look(subject: Subject) -> Text:
            return values.get(subject.name, "") if isinstance(subject, Field) else None

        held = (case.value for case in self.rule.cases if truth(case.when, look, self.mark))
        return sorted(set(held))

    def _of_field(self, text: str) -> Answer:
        if not text.strip():
            return SILENT
        return self._typed(text)

    def _typed(self, text: str) -> Answer:
        value = typed(self.fact, text, self.mark)
        if value is None:
            return Answer(UNKNOWN, "undeclared", f"{self.name} cannot be {shown(text)}")
        return Answer(value)

    def _unmapped(self, values: tuple[Text, ...]) -> Answer:
        if not any(value and value.strip() for value in values):
            return SILENT
        return Answer(UNKNOWN, "unmapped", f"no rule of {self.name} maps {self._shown(values)}")

    def _shown(self, values: tuple[Text, ...]) -> str:
        if len(values) == 1:
            return shown(values[0] or "")
        parts = zip(self.fields, values, strict=True)
        return " with ".join(f"{name} {shown(value or '')}" for name, value in parts)
