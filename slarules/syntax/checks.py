"""What a parse lets through although no text may say it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from slarules.node_parts import part_names
from slarules.problems import Problem
from slarules.source import Span
from slarules.syntax.cut import Chunk
from slarules.syntax.problems import (
    MissingLanguage,
    OtherLanguage,
    RepeatedPhrase,
    ReservedName,
    SecondLanguage,
)
from slarules.syntax.tree import (
    Add,
    Choice,
    Clock,
    EventOf,
    FactOf,
    FactStatement,
    Item,
    Language,
    Level,
    Measure,
    Measurement,
    Measures,
    MomentOf,
    Name,
    Node,
    Phrase,
    Replace,
    ReplaceIn,
    Statement,
    StateOf,
    WorldSpan,
)
from slarules.syntax.words import RESERVED, RESERVED_VALUES

DECLARATIONS = (
    Clock,
    EventOf,
    FactOf,
    FactStatement,
    Item,
    Level,
    Measure,
    Measurement,
    Measures,
    MomentOf,
    StateOf,
    WorldSpan,
)


def languages(chunks: Sequence[Chunk], statements: Sequence[Node]) -> Iterator[Problem]:
    """Yield what is wrong with how a file says its language."""
    said = [chunk for chunk in chunks if chunk.word == "language"]
    if chunks and chunks[0].word != "language":
        yield MissingLanguage(span=chunks[0].word_span)
    for chunk in said[1:] if chunks and chunks[0].word == "language" else ():
        yield SecondLanguage(span=chunk.word_span, before=said[0].word_span)
    for statement in statements:
        if isinstance(statement, Language):
            yield from other_language(statement)


def other_language(language: Language) -> Iterator[Problem]:
    """Yield a problem for a language that this program does not read."""
    said = f"{language.name} {language.version.value}"
    if said != "slarules 1":
        yield OtherLanguage(span=language.name.span.until(language.version.span), said=said)


def statement_checks(statement: Statement) -> Iterator[Problem]:
    """Yield what one statement may not say."""
    yield from reserved_names(statement)
    yield from repeated(phrases_of(statement))


def phrases_of(node: object) -> tuple[Phrase, ...]:
    """Return the phrases of a statement."""
    found: tuple[Phrase, ...] = getattr(node, "phrases", ())
    return found


def repeated(phrases: tuple[Phrase, ...]) -> Iterator[Problem]:
    """Yield a problem for each phrase that stands again where it can stand once."""
    first: dict[type[Phrase], Span] = {}
    for phrase in phrases:
        kind = type(phrase)
        if not kind.repeats and kind in first:
            yield RepeatedPhrase(span=phrase.span, words=first_word(kind), before=first[kind])
        first.setdefault(kind, phrase.span)
        match phrase:
            case Replace(statement=inner) | Add(statement=inner):
                yield from repeated(phrases_of(inner))
            case ReplaceIn(phrases=inner_phrases):
                yield from repeated(inner_phrases)
            case _:
                pass


def first_word(kind: type[Phrase]) -> str:
    """Return how a phrase begins, from the example its class is documented by."""
    example = (kind.__doc__ or "").partition("`")[2].partition("`")[0]
    return example.partition(" ")[0]


def reserved_names(node: object) -> Iterator[Problem]:
    """Yield a problem for each declared name that is a word of the language."""
    waiting = [node]
    while waiting:
        each = waiting.pop()
        if isinstance(each, tuple):
            waiting += reversed(each)
        elif isinstance(each, Choice):
            yield from refused(each.values, RESERVED_VALUES)
        elif isinstance(each, Node):
            if isinstance(each, DECLARATIONS):
                yield from refused((each.name,), RESERVED)
            names = part_names(type(each))
            waiting += [getattr(each, name) for name in reversed(names) if name != "span"]


def refused(names: Sequence[Name], words: frozenset[str]) -> Iterator[Problem]:
    """Yield a problem for each name among `words`."""
    for name in names:
        if name.text in words:
            yield ReservedName(span=name.span, name=name.text)
