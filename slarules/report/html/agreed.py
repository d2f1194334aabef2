"""The promises with their clauses, in the contract's words, and the mapping's sentences beside."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import groupby

from markupsafe import Markup

from slarules.report.evidence import Evidence
from slarules.report.evidence.promises import Declaration, Head, Passage, Term
from slarules.report.html.shown import code, name, with_clause
from slarules.report.html.tables import Column, Row, Table, columns, table

FAMILIES: Mapping[str, str] = {
    "clock": "Clocks",
    "promise": "Promises",
    "exception": "Exceptions",
    "pause": "What pauses the clock",
    "exclusion": "Time that does not count",
    "removal": "Items that do not count",
    "cancellation": "What ends a promise early",
    "restart": "What starts a promise again",
    "unknown": "What holds while a fact is unknown",
    "measure": "Measures of a period",
    "target": "Targets",
    "condition": "Conditions of a period",
    "amount": "Amounts of money",
    "credit": "Credits",
    "pool": "Pools",
    "scorecard": "Scorecards",
    "multiplier": "Multipliers",
    "combine": "What may stand together",
    "cap": "Caps",
    "floor": "Floors",
    "earn-back": "Earn-backs",
    "settlement": "Order of settlement",
    "claim": "Claims",
    "right": "Rights",
    "duty": "Duties",
    "dispute": "Disputes",
    "conduct": "What the parties ask to be told of",
    "always": "What always holds",
    "amendment": "Amendments",
}
"""The families of declarations as a reader calls them."""

MOST = 400


@dataclass(frozen=True, slots=True)
class Article:
    """A declaration, what it does to time, and beside it how its words are found in the source."""

    title: Markup
    text: str
    internal: bool
    passages: tuple[tuple[tuple[str, ...], Table | None], ...]
    plain: tuple[str, ...]
    found: tuple[tuple[str, tuple[str, ...]], ...]


@dataclass(frozen=True, slots=True)
class Chapter:
    """The declarations of a family."""

    title: str
    articles: tuple[Article, ...]


def texts(evidence: Evidence) -> Table | None:
    """Return the texts of the contract, as signed and as amended."""
    versions = evidence.promises.head.texts
    rows = [Row((name(each.title), each.since, each.applies)) for each in versions]
    heads = columns("Text", "=In force from", "For")
    if len(rows) < 2:
        return None
    return table("Texts of the agreement", heads, rows, MOST, "promises.json has all")


def levels(evidence: Evidence) -> Table | None:
    """Return what each level means."""
    rows = [Row((each.level, name(each.means))) for each in evidence.promises.levels]
    if not rows:
        return None
    return table("Levels", columns("Level", "Means"), rows, MOST, "promises.json has all")


def chapters(evidence: Evidence) -> tuple[Chapter, ...]:
    """Return what the contract declares, family by family."""
    terms: dict[str, list[Term]] = {}
    for term in evidence.promises.glossary:
        terms.setdefault(term.word, []).append(term)
    titles = {text.name: text.title for text in evidence.promises.head.texts}
    told = filter(_says, evidence.promises.declarations)
    return tuple(
        Chapter(FAMILIES[family], tuple(_article(each, terms, titles) for each in several))
        for family, several in groupby(told, lambda each: each.family)
    )


def _says(said: Declaration) -> bool:
    """Tell whether the text says anything; it may be silent, and what holds then stands apart."""
    return bool(said.name or said.title or said.clause or said.passages)


def _article(
    said: Declaration, terms: Mapping[str, list[Term]], titles: Mapping[str, str]
) -> Article:
    found = {term.word: _found(term) for word in said.words for term in terms.get(word, ())}
    return Article(
        _headline(said),
        titles.get(said.text_version, said.text_version) if said.text_version else "",
        said.internal,
        tuple((each.says, _cells(said, each)) for each in said.passages),
        said.plain,
        tuple((word, sentences) for word, sentences in found.items() if sentences),
    )


def _found(term: Term) -> tuple[str, ...]:
    return term.mapping or ((term.given,) if term.given else ())


def _headline(said: Declaration) -> Markup:
    if not said.title and not said.name:
        return name(f"Clause {said.clause}") if said.clause else Markup("")
    title = with_clause(said.title or said.name, said.clause)
    if not said.title or not said.name or said.title == said.name:
        return title
    return Markup("{} {}").format(title, code(said.name))


def _cells(said: Declaration, passage: Passage) -> Table | None:
    if not passage.table:
        return None
    head, *rows = passage.table
    caption = f"Table of {said.title or said.name}"
    shown = [Row(tuple(row)) for row in rows]
    return table(caption, tuple(map(Column, head)), shown, MOST, "promises.json has every row")


def glossary(evidence: Evidence) -> Table | None:
    """Return every word of the outside world, what it means, and how the mapping finds it."""
    rows = [
        Row((name(each.word), each.means, _sentences(each))) for each in evidence.promises.glossary
    ]
    heads = columns("Word", "Means", "How the mapping finds it")
    return (
        table("Words of the agreement", heads, rows, MOST, "promises.json has all")
        if rows
        else None
    )


def _sentences(term: Term) -> Markup | str:
    return "; ".join(term.mapping) or term.given or "the mapping says nothing: unknown throughout"


def measured_by(head: Head) -> str:
    """Return what the words are measured by."""
    parts = [f"mapping {head.mapping}"] if head.mapping else []
    parts += [f"vocabulary {each}" for each in head.vocabularies]
    return ", ".join(parts)
