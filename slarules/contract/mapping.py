"""A mapping from its file, or every problem of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields
from pathlib import Path
from typing import get_args

from slarules.contract.files import Library, Read, Texts
from slarules.contract.layout import layout
from slarules.contract.own_measures import NONE_OF_ITS_OWN, OwnMeasures, own_measures
from slarules.contract.problems.mapping import (
    AnchorCircle,
    NeedsHistory,
    NoMapping,
    TestsMissing,
)
from slarules.contract.problems.names import FileNotFound, OtherVersion
from slarules.contract.rules import Rules
from slarules.contract.scope import Telling
from slarules.contract.words import words
from slarules.core.contract import Contract, Vocabulary
from slarules.core.english import listed
from slarules.core.mapping import Layout, Mapping, Thing, TimeIn, folded
from slarules.errors import UsageError
from slarules.problems import Problem
from slarules.source import NOWHERE, SourceText, Span
from slarules.syntax import tree as written

PERIOD = "period"
"""The kind of thing that a period is, by its label."""


@dataclass(frozen=True, slots=True)
class LoadedMapping:
    """A mapping, or None where something in it is an error; every problem; every text read.

    Attributes:
        words: The vocabulary that it was checked against.
        own: How the file counts, where it holds measures beside the mapping.
    """

    mapping: Mapping | None
    problems: tuple[Problem, ...]
    files: tuple[SourceText, ...]
    words: Vocabulary | None = None
    own: OwnMeasures = NONE_OF_ITS_OWN


def load_mapping(
    path: Path,
    of: Contract | Vocabulary | None = None,
    search: Sequence[Path] = (),
    texts: Texts | None = None,
) -> LoadedMapping:
    """Return the mapping of a file.

    Args:
        path: The file; it may hold measures beside the mapping.
        of: The contract or vocabulary whose words it yields; without one, the vocabulary that it
            names is looked for.
        search: Folders to look in after the file's own and the shipped parts.
        texts: What was read before, and need not be read again.

    Raises:
        UsageError: The contract does not use the vocabulary that the mapping is of.
    """
    library, telling = Library(search, texts or Texts()), Telling()
    read = library.read(path, NOWHERE)
    statement = _statement(read, telling) if read else None
    vocabulary = _words(statement, of, path.parent, library, telling) if statement else None
    mapping, own = None, NONE_OF_ITS_OWN
    if read and statement and vocabulary:
        narrowed = isinstance(of, Contract)
        mapping = _mapping(statement, read.text, Rules(vocabulary, narrowed, telling))
        own = own_measures(read.file, read.text, vocabulary, telling)
    problems = _sorted(library, telling, path)
    if any(problem.tier == "error" for problem in problems):
        mapping = None
    return LoadedMapping(mapping, problems, library.texts, vocabulary, own)


def _statement(read: Read, telling: Telling) -> written.Mapping | None:
    found = [s for s in read.file.statements if isinstance(s, written.Mapping)]
    if not found and not any(broken.word == "mapping" for broken in read.file.broken):
        telling.tell(NoMapping(span=Span(read.text.name, 1, 1, 1, 2)))
    return found[0] if found else None


def _sorted(library: Library, telling: Telling, path: Path) -> tuple[Problem, ...]:
    read = library.files.get(path.resolve())
    own = read.problems if read else ()
    found = {(p.code, p.span, p.message): p for p in (*own, *library.problems, *telling.problems)}
    return tuple(sorted(found.values(), key=lambda p: (p.span, p.code, p.message)))


# --- words ----------------------------------------------------------------------------------------


def _words(
    statement: written.Mapping,
    of: Contract | Vocabulary | None,
    beside: Path,
    library: Library,
    telling: Telling,
) -> Vocabulary | None:
    if of is None:
        return _found(statement, beside, library, telling)
    vocabulary = of.vocabulary if isinstance(of, Contract) else of
    name, version = statement.vocabulary.value, int(statement.vocabulary_version.value)
    if vocabulary.used and (name, version) not in vocabulary.used:
        used = listed([f'"{n}" version {v}' for n, v in vocabulary.used], "and")
        raise UsageError(
            f'{statement.span.file} is a mapping of "{name}" version {version}; '
            f"the contract uses {used}"
        )
    return vocabulary


def _found(
    statement: written.Mapping, beside: Path, library: Library, telling: Telling
) -> Vocabulary | None:
    name, version = statement.vocabulary, str(int(statement.vocabulary_version.value))
    found = library.find("vocabulary", name.value, version, beside)
    if isinstance(found, Path):
        read = library.read(found, name.span)
        return words(read.file.statements, Telling()).vocabulary() if read else None
    what = f'vocabulary "{name.value}"'
    if found is None:
        telling.tell(FileNotFound(span=name.span, what=f"{what} version {version}"))
    else:
        telling.tell(OtherVersion(span=name.span, what=what, found=found, wanted=version))
    return None


# --- rules ----------------------------------------------------------------------------------------


def _mapping(statement: written.Mapping, text: SourceText, rules: Rules) -> Mapping:
    files = layout(statement, rules.words, rules.telling)
    said: dict[str, list[str]] = {}
    for phrase in statement.phrases:
        if isinstance(phrase, get_args(written.WordRule)):
            rules.add(phrase)
            for word in _words_given(phrase):
                said.setdefault(word, []).append(_sentence(text, phrase.span))
    rules.check_anchors()
    for anchor, word in rules.circles():
        rules.telling.tell(AnchorCircle(span=anchor.span, word=word, way=anchor.text))
    mapping = Mapping(
        statement.name.text,
        int(statement.version.value),
        (statement.vocabulary.value, int(statement.vocabulary_version.value)),
        statement.source.value,
        files,
        rules.facts,
        rules.happenings,
        rules.spans,
        tuple(rules.roles),
        {word: tuple(sentences) for word, sentences in said.items()},
        dict(_things(files, rules)),
    )
    _check_history(mapping, statement, rules)
    _check_missing(mapping, statement, rules.telling)
    return mapping


def _things(files: Layout, rules: Rules) -> Iterator[tuple[str, Thing]]:
    """Yield the kinds of thing that have a table: nothing happens to them, but to a period.

    What has moments is a thing too where no rule says when one of them happened: each is a column.
    """
    for table in files.tables:
        kind = rules.words.items.get(table.item or "")
        if kind is None:
            continue
        ruled = kind.events or any(moment in rules.happenings for moment in kind.moments)
        if kind.name == PERIOD or not ruled:
            yield kind.name, Thing(tuple(kind.facts), tuple(kind.moments))


def _words_given(phrase: written.WordRule) -> Iterator[str]:
    match phrase:
        case (
            written.SpanTime(span_kind=kind, moment=word)
            | written.SpanValue(span_kind=kind, fact=word)
        ):
            yield from (kind.text, word.text)
        case written.AuthorCounts():
            return
        case _:
            yield phrase.word.text


def _sentence(text: SourceText, span: Span) -> str:
    """Return what the text says at a place, on one line."""
    lines = text.lines[span.line - 1 : span.end_line]
    if not lines:
        return ""
    lines[-1] = lines[-1][: span.end_column - 1]
    lines[0] = lines[0][span.column - 1 :]
    return " ".join(" ".join(lines).split())


def _check_history(mapping: Mapping, statement: written.Mapping, rules: Rules) -> None:
    """Warn of moments that a table of one row an item cannot give."""
    wide = [table.item for table in mapping.layout.tables if table.shape == "wide"]
    kinds = [rules.words.items[item] for item in wide if item]
    for phrase in statement.phrases:
        if not isinstance(phrase, written.Picks | written.EachIs | written.WhenRow):
            continue
        word = phrase.word.text
        given = mapping.happenings.get(word, ())
        known = any(word in kind.moments or word in kind.events for kind in kinds)
        if known and given and not any(isinstance(rule, TimeIn) for rule in given):
            rules.telling.tell(NeedsHistory(span=phrase.span, word=word))


def _check_missing(mapping: Mapping, statement: written.Mapping, telling: Telling) -> None:
    """Warn of tests for a text that is read as an empty field."""
    for phrase in statement.phrases:
        if isinstance(phrase, get_args(written.WordRule)):
            for text in _texts_tested(phrase):
                if folded(text.value) in mapping.layout.missing:
                    telling.tell(TestsMissing(span=text.span, sign=text.value))


def _texts_tested(node: object) -> Iterator[written.Text]:
    match node:
        case written.RawIs(values=texts) | written.FieldBecomes(values=texts):
            yield from texts
        case written.FieldStopsBeing(values=texts):
            yield from texts
        case tuple():
            for part in node:
                yield from _texts_tested(part)
        case written.Node():
            for each in fields(node):
                yield from _texts_tested(getattr(node, each.name))
        case _:
            pass
