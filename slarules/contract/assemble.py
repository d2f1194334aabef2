"""A contract with all it uses, built: every text in force, its scenarios, the choices made."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from slarules.contract.belonging import belongs, one_event, split
from slarules.contract.checks import CHECKS, Checked
from slarules.contract.choices import choices
from slarules.contract.clocks import holidays
from slarules.contract.conditions import condition
from slarules.contract.doubts import ANY
from slarules.contract.head import Head, head, party, unread_head
from slarules.contract.problems.names import UnknownName
from slarules.contract.problems.structure import PhrasesExclude
from slarules.contract.rights import successions
from slarules.contract.scenarios import scenarios
from slarules.contract.scope import NOUNS, Scope, Telling, every, first, origin
from slarules.contract.stage import Stage
from slarules.contract.terms import Built, build
from slarules.contract.versions import Text, texts
from slarules.contract.words import declared, words
from slarules.core.clocks import Holidays
from slarules.core.contract import (
    Applies,
    Contract,
    Coverage,
    Terms,
    Version,
    Vocabulary,
)
from slarules.core.targets import Outcome
from slarules.hours.local import local_date, midnight
from slarules.source import NOWHERE, SourceText
from slarules.syntax import tree


@dataclass(frozen=True, slots=True)
class Sources:
    """The files of one contract, in the roles they play.

    Attributes:
        overlay: The internal overlay, when that is what was asked for.
        used: Vocabularies, holidays and parts.
    """

    contract: tree.File
    overlay: tree.File | None
    used: Sequence[tree.File]
    texts: Mapping[str, SourceText]

    @property
    def asked(self) -> tree.File:
        """The file that was asked for."""
        return self.overlay or self.contract


@dataclass(slots=True)
class Assembly:
    """A contract in the making."""

    sources: Sources
    head: Head
    vocabulary: Vocabulary
    undeclared: frozenset[tuple[str, str]]
    calendars: Mapping[str, Holidays]
    broken: dict[str, set[str]]
    telling: Telling
    built: list[Built] = field(default_factory=list)

    def scope(self) -> Scope:
        """Return the names of a text before any of its statements is read."""
        written = first(self.head.written.phrases, tree.Currency)
        return Scope(
            self.head.zone,
            self.head.currency,
            self.head.every,
            self.vocabulary,
            self.undeclared,
            self.head.groups,
            _counted(self.head.written),
            self.telling,
            self.sources.texts,
            broken=self.broken,
            currency_at=written.span if written else NOWHERE,
            private=overlay.span.file if (overlay := self.sources.overlay) else None,
            starts=local_date(self.head.starts, self.head.zone),
        )


def assemble(sources: Sources, telling: Telling) -> Contract | None:
    """Return the contract as far as it could be built; what is wrong is told."""
    statement = first_of(sources.contract.statements, tree.Contract)
    if statement is None and not _is_broken(sources.contract):
        return None
    own = [s for file in _written(sources) for s in file.statements if _is_term(s)]
    head_ = head(statement, telling, own) if statement else unread_head(sources.contract)
    used = [s for file in sources.used for s in file.statements]
    found = words([*used, *own], telling)
    broken = _broken(sources)
    telling.doubts.broken = broken
    vocabulary, undeclared = declared(found, [*used, *own], broken, telling)
    assembly = Assembly(sources, head_, vocabulary, undeclared, {}, broken, telling)
    assembly.calendars = _calendars(used, assembly.scope())
    private = sources.overlay.span.file if sources.overlay else None
    in_force = texts([*(s for s in used if _is_part(s)), *own], private, telling)
    for text in in_force:
        assembly.built.append(build(text.statements, assembly.scope(), assembly.calendars))
    return _contract(assembly, in_force)


def _is_broken(file: tree.File) -> bool:
    """Tell whether the file has a head that could not be read."""
    return any(broken.word == "contract" for broken in file.broken)


def _written(sources: Sources) -> Iterable[tree.File]:
    return (sources.contract, sources.overlay) if sources.overlay else (sources.contract,)


def _is_term(statement: tree.Statement) -> bool:
    return not isinstance(
        statement,
        (tree.Language, tree.Use, tree.Contract, tree.Overlay, tree.Scenario, tree.Mapping),
    )


def _is_part(statement: tree.Statement) -> bool:
    """Tell whether a statement of a used file is a term, and not a word or a calendar."""
    words_ = (tree.Vocabulary, tree.Item, tree.WorldSpan, tree.Measurement, tree.Holidays)
    return _is_term(statement) and not isinstance(statement, words_)


def _broken(sources: Sources) -> dict[str, set[str]]:
    """Return the names of statements that could not be read: nothing more is told of them."""
    found: dict[str, set[str]] = {}
    for file in (*_written(sources), *sources.used):
        for broken in file.broken:
            found.setdefault(broken.word, set()).add(broken.name or ANY)
            # What else these would have declared cannot be known.
            for noun in DECLARING.get(broken.word, ()):
                found.setdefault(noun, set()).add(ANY)
        for torn in file.torn:
            for noun in DECLARING.get(torn.word, ()):
                found.setdefault(noun, set()).update(WORD.findall(" ".join(torn.lines)))
    return found


WORD = re.compile(r"\w+")
DECLARING: Mapping[str, tuple[str, ...]] = {
    "contract": ("group",),
    "targets": ("measure",),
    "internal": ("measure", "targets"),
    "amendment": (*NOUNS.values(), "settlement", "claim"),
    "use": tuple(NOUNS.values()),
}
"""What statements declare beside their own name."""


def first_of(
    statements: Iterable[tree.Statement], kind: type[tree.Contract]
) -> tree.Contract | None:
    """Return the first statement of a class."""
    return next((s for s in statements if isinstance(s, kind)), None)


def _calendars(used: Iterable[tree.Statement], scope: Scope) -> dict[str, Holidays]:
    return {str(s.name): holidays(s, scope) for s in used if isinstance(s, tree.Holidays)}


# --- the contract ---------------------------------------------------------------------------------


def _contract(assembly: Assembly, in_force: Sequence[Text]) -> Contract:
    head_, asked = assembly.head, assembly.sources.asked
    assembly.telling.clause = None
    versions = tuple(
        _version(text, built.terms, assembly)
        for text, built in zip(in_force, assembly.built, strict=True)
    )
    latest = assembly.built[-1]
    every_term = [built.terms for built in assembly.built]
    internal = assembly.sources.overlay is not None
    tests = scenarios(asked.statements, Stage(every_term, latest.scope, internal))
    written = head_.written
    contract = Contract(
        name=written.name.text,
        title=written.title.value if written.title else written.name.text,
        reference=_reference(written),
        provider=party(written, "provider"),
        customer=party(written, "customer"),
        groups=head_.groups,
        zone=head_.zone,
        currency=head_.currency,
        every=head_.every,
        starts=head_.starts,
        ends=head_.ends,
        signed=None,
        before_start=_before_start(written),
        belongs=belongs(written, latest.scope),
        rounding=head_.rounding,
        mapping=_mapping(written),
        vocabulary=assembly.vocabulary,
        coverage=tuple(_coverage(written, latest.scope)),
        versions=versions,
        scenarios=tests,
        not_computed=_not_computed(asked),
        overlay=_overlay_name(assembly.sources),
        split=split(written, latest.scope),
        one_event=one_event(written, latest.scope),
        successions=successions(asked.statements, latest.scope),
    )
    _check(contract, assembly)
    return _with_choices(contract, assembly)


def _with_choices(contract: Contract, assembly: Assembly) -> Contract:
    return replace(contract, choices=tuple(choices(contract, assembly.built[-1])))


def _check(contract: Contract, assembly: Assembly) -> None:
    telling = assembly.telling
    built, told = tuple(assembly.built), tuple(telling.problems)
    checked = Checked(contract, built, assembly.sources.asked, told, telling.doubts)
    for check in CHECKS:
        for problem in check(checked):
            telling.tell(problem)


def _version(text: Text, terms: Terms, assembly: Assembly) -> Version:
    amendment, zone = text.amendment, assembly.head.zone
    if amendment is None or text.effective is None:
        return Version("", "As signed", assembly.head.starts, terms)
    title = amendment.title.value if amendment.title else amendment.name.text
    effective = midnight(text.effective, zone)
    applies = tuple(_applies(amendment, assembly))
    at = origin(amendment, amendment.clause)
    return Version(amendment.name.text, title, effective, terms, applies, at)


def _applies(amendment: tree.Amendment, assembly: Assembly) -> Iterator[Applies]:
    """Yield which items an amended text judges: of each kind, those since one date."""
    scope = assembly.built[-1].scope
    said: dict[str, tree.AppliesTo] = {}
    for phrase in every(amendment.phrases, tree.AppliesTo):
        kind = scope.item(phrase.items)
        if kind is None:
            continue
        if before := said.get(kind.name):
            one, other = scope.written(before.span), scope.written(phrase.span)
            what = f"amendment {amendment.name}"
            scope.tell(PhrasesExclude(span=phrase.span, what=what, one=one, other=other))
            continue
        said[kind.name] = phrase
        if phrase.moment.text in kind.moments:
            since = midnight(phrase.date.value, scope.zone)
            yield Applies(kind.name, phrase.moment.text, since)
            continue
        noun, moment = f"moment of a {kind.name}", phrase.moment
        scope.tell(UnknownName.among(moment.span, noun, moment.text, kind.moments))


def _reference(written: tree.Contract) -> str:
    phrase = first(written.phrases, tree.Reference)
    return phrase.text.value if phrase else ""


def _before_start(written: tree.Contract) -> Outcome | None:
    phrase = first(written.phrases, tree.BeforeTheStart)
    return phrase.result if phrase else None


def _counted(written: tree.Contract) -> frozenset[str]:
    belonging = (p.items.text for p in every(written.phrases, tree.Belonging))
    return frozenset([*belonging, *(p.items.text for p in every(written.phrases, tree.Covers))])


def _mapping(written: tree.Contract) -> tuple[str, int] | None:
    phrase = first(written.phrases, tree.MeasuredBy)
    return (phrase.mapping.text, int(phrase.version.value)) if phrase else None


def _coverage(written: tree.Contract, scope: Scope) -> Iterable[Coverage]:
    for phrase in every(written.phrases, tree.Covers):
        if kind := scope.item(phrase.items):
            yield Coverage(kind.name, condition(phrase.where, kind, scope))


def _not_computed(file: tree.File) -> tuple[tuple[str, str], ...]:
    return tuple(
        (s.clause.value, s.why.value) for s in file.statements if isinstance(s, tree.NotComputed)
    )


def _overlay_name(sources: Sources) -> str | None:
    if sources.overlay is None:
        return None
    return next(
        (s.of.text for s in sources.overlay.statements if isinstance(s, tree.Overlay)), None
    )
