"""Whether a mapping still fits its source: what is gone, renamed, not mapped, without history."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Literal

from slarules.adapters.catalogue import Catalogue, CatalogueField, CatalogueValue
from slarules.core.contract import Vocabulary
from slarules.core.mapping import FactRule, folded
from slarules.core.mapping import Mapping as Rules
from slarules.discovery.looked_at import FieldTest, field_tests, looks
from slarules.discovery.naming import quoted, shown, tested, written
from slarules.facts.raw import looking, truth

MisfitKind = Literal[
    "unknown field", "no history", "gone", "renamed", "another's name", "not mapped"
]

GIVEN = frozenset({"customer", "requester", "label", "labels", "kind", "role", "channel"})
"""Names that slarules gives to every source."""


@dataclass(frozen=True, slots=True)
class Misfit:
    """Where a mapping and its source do not fit.

    Attributes:
        word: The word of the vocabulary whose rule it is.
        field: The field as the rule names it.
        value: The value as the rule or the source names it, where one is meant.
        what: A sentence in lower case without a final stop.
    """

    kind: MisfitKind
    word: str
    field: str
    value: str | None
    what: str

    def __str__(self) -> str:
        return f"{self.kind}: {self.what}"


def misfits(
    mapping: Rules, vocabulary: Vocabulary, now: Catalogue, then: Catalogue | None = None
) -> list[Misfit]:
    """Return where a mapping does not fit what its source has.

    Identifiers win over names: a value that is tested by its identifier may be called anything.

    Args:
        vocabulary: The words of the mapping.
        now: What the source has.
        then: What it had when the mapping was made, where that was kept.
    """
    fields, before = _Fields(now), _Fields(then) if then else None
    found: list[Misfit] = []
    states = {
        f.name for kind in vocabulary.items.values() for f in kind.facts.values() if f.is_state
    }
    for test in field_tests(mapping):
        field = fields.named(test.field)
        if field is None:
            found += _unknown(test, fields)
            continue
        if not field.has_history and (test.needs_history or test.word in states):
            found.append(_no_history(test, field))
        old = before.of(field.id) if before else None
        by_id = fields.is_by_identifier(test.field, field)
        for text in sorted(test.texts):
            found += _by_id(test, field, old, text) if by_id else _by_name(test, field, old, text)
    for rule in mapping.facts.values():
        found += _not_mapped(rule, fields)
    return list(dict.fromkeys(found))


class _Fields:
    """The fields of a catalogue by the names under which a mapping may find them."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._fields = catalogue.fields
        self._by_name: dict[str, CatalogueField] = {}
        for name in (lambda f: f.id, lambda f: f"{f.id} id", lambda f: f.name, _name_id):
            for field in catalogue.fields:
                self._by_name.setdefault(folded(name(field)), field)

    @property
    def names(self) -> Sequence[str]:
        """All names."""
        return tuple(self._by_name)

    def named(self, name: str) -> CatalogueField | None:
        """Return the field that a rule names."""
        return self._by_name.get(name)

    def of(self, identifier: str) -> CatalogueField | None:
        """Return a field by its identifier."""
        return next((each for each in self._fields if each.id == identifier), None)

    def is_by_identifier(self, name: str, field: CatalogueField) -> bool:
        """Return whether a rule that names a field so compares identifiers."""
        return name in (folded(f"{field.id} id"), folded(_name_id(field)))


def _name_id(field: CatalogueField) -> str:
    return f"{field.name} id"


def _unknown(test: FieldTest, fields: _Fields) -> Iterator[Misfit]:
    if test.field in GIVEN:
        return
    near = get_close_matches(test.field, fields.names, 1)
    hint = f"; did you mean {quoted(near[0])}?" if near else ""
    what = f"the source has no field {quoted(test.field)}, which {test.word} looks at{hint}"
    yield Misfit("unknown field", test.word, test.field, None, what)


def _no_history(test: FieldTest, field: CatalogueField) -> Misfit:
    what = (
        f"the source does not say when field {shown(field.name)} ({shown(field.id)}) changed, and "
        f"{test.word} needs that"
    )
    return Misfit("no history", test.word, test.field, None, what)


# --- values of rules ------------------------------------------------------------------------------


def _by_id(
    test: FieldTest, field: CatalogueField, old: CatalogueField | None, text: str
) -> Iterator[Misfit]:
    if not field.values:
        return
    value, was = _value(field, text), _value(old, text) if old else None
    if value is None:
        called = f" ({shown(was.name)})" if was else ""
        what = f"{_of(field)} has no value {quoted(text)}{called} any more; {test.word} tests it"
        yield Misfit("gone", test.word, test.field, text, what)
    elif was is not None and was.name != value.name:
        what = (
            f"value {quoted(text)} of {_of(field)} was called {shown(was.name)} and is "
            f"{shown(value.name)} now; the rule of {test.word} still holds"
        )
        yield Misfit("renamed", test.word, test.field, text, what)


def _by_name(
    test: FieldTest, field: CatalogueField, old: CatalogueField | None, text: str
) -> Iterator[Misfit]:
    if not field.values:
        return
    value, was = _called(field, text), _called(old, text) if old else None
    if was is not None and value is not None and was.id != value.id:
        what = (
            f"{quoted(text)} of {_of(field)} was the value {shown(was.id)} and is the value "
            f"{shown(value.id)} now; {test.word} means only one of them: write "
            f"{written(field, value)}"
        )
        yield Misfit("another's name", test.word, test.field, text, what)
    elif value is None and was is not None and (same := _value(field, folded(was.id))):
        what = (
            f"{quoted(text)} of {_of(field)} is called {shown(same.name)} now, and {test.word} "
            f"tests its name: write {written(field, same)}"
        )
        yield Misfit("renamed", test.word, test.field, text, what)
    elif value is None:
        near = get_close_matches(text, [folded(each.name) for each in field.values], 1)
        hint = f"; did you mean {quoted(near[0])}?" if near else ""
        what = f"{_of(field)} has no value that is called {quoted(text)}{hint}"
        yield Misfit("gone", test.word, test.field, text, f"{what} ({test.word} tests it)")


def _value(field: CatalogueField | None, text: str) -> CatalogueValue | None:
    return next((v for v in field.values if folded(v.id) == text), None) if field else None


def _called(field: CatalogueField | None, text: str) -> CatalogueValue | None:
    """Return the value of a name; some sources say the identifier where others say the name."""
    if field is None:
        return None
    named = (v for v in field.values if folded(v.name) == text)
    return next(named, None) or _value(field, text)


def _of(field: CatalogueField) -> str:
    return f"field {shown(field.name)} ({shown(field.id)})"


# --- values of the source -------------------------------------------------------------------------


def _not_mapped(rule: FactRule, fields: _Fields) -> Iterator[Misfit]:
    """Yield the values for which none of the rules of a fact holds."""
    if not rule.cases or rule.otherwise is not None:
        return
    looked_at = {test.field for test in looks(rule.word, rule, needs_history=False)}
    for field in {each.id: each for name in looked_at if (each := fields.named(name))}.values():
        for value in field.values:
            look = looking(_cells(field, value))
            if all(truth(case.when, look, "point") is False for case in rule.cases):
                what = (
                    f"no rule of {rule.word} maps {shown(value.name)} of {_of(field)}; it is "
                    f"unknown there until one says: {rule.word} is ... {_when(field, value)}"
                )
                yield Misfit("not mapped", rule.word, tested(field), value.id, what)


def _when(field: CatalogueField, value: CatalogueValue) -> str:
    return f"when {written(field, value)}"


def _cells(field: CatalogueField, value: CatalogueValue) -> Mapping[str, str]:
    return {
        folded(field.name): value.name,
        folded(_name_id(field)): value.id,
        folded(field.id): value.name,
        folded(f"{field.id} id"): value.id,
    }
