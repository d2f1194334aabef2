"""Rules of conduct: each with the thresholds it needs, and none that say nothing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction

from slarules.contract.problems.completeness import PhraseMissing
from slarules.contract.problems.conduct import (
    RuleLacksWords,
    RuleNotInstalled,
    ThresholdSaysNothing,
    ThresholdUnused,
)
from slarules.contract.problems.names import DeclaredTwice, UnknownName
from slarules.contract.problems.told import elsewhere
from slarules.contract.scope import Scope, clause_of, first, origin
from slarules.contract.words import micros
from slarules.core.conduct import FORMS, Conduct, RuleForm, Threshold
from slarules.core.english import listed
from slarules.core.promises import Budget
from slarules.source import Span
from slarules.syntax import tree

LACKS: Mapping[Threshold, tuple[str, str]] = {
    "within": ("how near counts as near", "within 30 elapsed minutes"),
    "at least items": ("from how many items on it looks", "at least 100 {items}"),
    "at least share": ("from which share on it tells", "at least 5%"),
}
"""What is missing without a threshold, and how one is written."""


def conduct(statements: Sequence[tree.Statement], scope: Scope) -> tuple[Conduct, ...]:
    """Return the rules that are asked for, in the order of the file; what is wrong is told."""
    taken: dict[str, Span] = {}
    found = []
    for statement in statements:
        if isinstance(statement, tree.Conduct):
            scope.telling.clause = clause_of(statement)
            _refuse_second(statement, taken, scope)
            if rule := _conduct(statement, scope):
                found.append(rule)
    return tuple(found)


def _refuse_second(statement: tree.Conduct, taken: dict[str, Span], scope: Scope) -> None:
    name = statement.name
    if name.text in taken:
        also = elsewhere(taken[name.text], "declared here first")
        scope.tell(DeclaredTwice(span=name.span, noun="conduct", name=name.text, also=also))
    taken.setdefault(name.text, name.span)


def _conduct(statement: tree.Conduct, scope: Scope) -> Conduct | None:
    phrases, name = statement.phrases, statement.name.text
    watched = first(phrases, tree.Watches)
    measures = scope.find_all("measure", watched.measures) if watched else None
    form = _form(statement, scope)
    within, items = _within(phrases, scope), _items(phrases, scope)
    share = _share(phrases, scope)
    if form is None:
        return None
    _check_thresholds(statement, form, scope)
    _check_words(statement, form, scope)
    return Conduct(
        rule=name,
        title=statement.title.value if statement.title else name.replace("_", " ").capitalize(),
        measures=frozenset(measures) if measures is not None else None,
        within=within,
        at_least_items=items,
        at_least_share=share,
        package=form.package,
        internal=statement.span.file == scope.private,
        origin=origin(statement, statement.clause),
    )


# --- the rule -------------------------------------------------------------------------------------


def _form(statement: tree.Conduct, scope: Scope) -> RuleForm | None:
    name, brought = statement.name, first(statement.phrases, tree.BroughtBy)
    if name.text in FORMS and not brought:
        return FORMS[name.text]
    installed = _installed()
    if brought:
        return _brought(name.text, brought, installed, scope)
    if name.text not in installed:
        known = (*FORMS, *installed)
        scope.tell(UnknownName.among(name.span, "rule of conduct", name.text, known))
        return None
    example = f'brought by "{installed[name.text].package}"'
    lack = "which package brings the rule"
    scope.tell(PhraseMissing(span=name.span, what=f"conduct {name}", lack=lack, example=example))
    return None


def _brought(
    rule: str, phrase: tree.BroughtBy, installed: Mapping[str, RuleForm], scope: Scope
) -> RuleForm | None:
    package = phrase.package.value
    form = installed.get(rule)
    if form is not None and form.package == package:
        return form
    there = any(each.package == package for each in installed.values())
    lack = "is installed and has no such rule" if there else "is not installed"
    scope.tell(RuleNotInstalled(span=phrase.span, rule=rule, package=package, lack=lack))
    return None


def _installed() -> Mapping[str, RuleForm]:
    # Contracts that ask for no rule of a stranger need not look for plugins.
    from slarules.plugins import load  # noqa: PLC0415

    return load().conduct_forms


def _check_words(statement: tree.Conduct, form: RuleForm, scope: Scope) -> None:
    kinds = scope.vocabulary.items.values()
    known = {word for kind in kinds for word in (*kind.facts, *kind.moments, *kind.events)}
    for group in form.words:
        if known.isdisjoint(group):
            words = listed(f"'{word}'" for word in group)
            scope.tell(RuleLacksWords(span=statement.name.span, rule=form.name, words=words))


# --- its thresholds -------------------------------------------------------------------------------


def _written(phrases: Sequence[tree.ConductPhrase]) -> Iterator[tuple[Threshold, tree.Phrase]]:
    for phrase in phrases:
        match phrase:
            case tree.WithinLength():
                yield "within", phrase
            case tree.AtLeastItems():
                yield "at least items", phrase
            case tree.AtLeastShare():
                yield "at least share", phrase
            case _:
                pass


def _check_thresholds(statement: tree.Conduct, form: RuleForm, scope: Scope) -> None:
    written = dict(_written(statement.phrases))
    if "within" in written and "within" not in form.needs:
        span = written["within"].span
        scope.tell(ThresholdUnused(span=span, rule=form.name, threshold="a length of time"))
    kind = scope.likely_item()
    for threshold, (lack, example) in LACKS.items():
        if threshold in form.needs and threshold not in written:
            what = f"conduct {form.name}"
            write = example.format(items=kind.plural if kind else "tickets")
            span = statement.name.span
            scope.tell(PhraseMissing(span=span, what=what, lack=lack, example=write))


def _within(phrases: Sequence[tree.ConductPhrase], scope: Scope) -> Budget | None:
    phrase = first(phrases, tree.WithinLength)
    if phrase is None or (clock := scope.clock(phrase.length.clock)) is None:
        return None
    length = micros(phrase.length)
    if length == 0:
        _says_nothing(phrase, "nothing to look at", "within 30 elapsed minutes", scope)
    return Budget(length, clock)


def _items(phrases: Sequence[tree.ConductPhrase], scope: Scope) -> int:
    phrase = first(phrases, tree.AtLeastItems)
    if phrase is None:
        return 1
    scope.item(phrase.items)
    count = phrase.count.value
    if count != int(count) or count < 1:
        example = f"a whole number, such as: at least 3 {phrase.items}"
        _says_nothing(phrase, "no number of items to reach", example, scope)
        return 1
    return int(count)


def _share(phrases: Sequence[tree.ConductPhrase], scope: Scope) -> Fraction | None:
    phrase = first(phrases, tree.AtLeastShare)
    if phrase is None:
        return None
    percent = phrase.share.value
    if not 0 < percent <= 100:
        what = "nothing that could be less" if percent == 0 else "nothing that could be as much"
        _says_nothing(phrase, what, "a percentage above 0% and at most 100%", scope)
    return Fraction(percent) / 100


def _says_nothing(phrase: tree.Phrase, what: str, example: str, scope: Scope) -> None:
    threshold = f"'{scope.written(phrase.span)}'"
    scope.tell(
        ThresholdSaysNothing(span=phrase.span, threshold=threshold, what=what, example=example)
    )
