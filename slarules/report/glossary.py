"""The words of the outside world that a contract uses: what each means, and where it is found."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Literal

from slarules.core.conditions import Missing
from slarules.core.contract import Contract, Kind
from slarules.facts.history import History, Timeline
from slarules.facts.needs import Used, words_in
from slarules.report.evidence.promises import Term

MEASURED = "by its name, in the table of measurements"
EVERY = "in every row of the table of outages that no sentence takes for something else"
AGREED = "by what the parties agreed on, and nowhere else"


def glossary(
    contract: Contract, history: History, sentences: Mapping[str, tuple[str, ...]]
) -> Iterator[Term]:
    """Yield the words that a contract uses, by kind of item, then those of the world.

    Args:
        sentences: For each word, the mapping's sentences on how it is found.
    """
    used = words_in((contract.versions, contract.coverage, contract.belongs))
    for term in _terms(contract, used):
        found = sentences.get(term.word, ())
        given = "" if found else _given(term, history)
        yield term.model_copy(update={"mapping": found, "given": given})


def _terms(contract: Contract, used: Used) -> Iterator[Term]:
    for name in sorted(_counted_kinds(contract)):
        yield from _of_kind(contract.vocabulary.items[name], used)
    for word in sorted(used.spans):
        yield Term(word=word, kind="span", of="", means="", mapping=(), given="")
    for word in sorted(used.readings):
        yield Term(word=word, kind="measurement", of="", means="", mapping=(), given="")


def _counted_kinds(contract: Contract) -> set[str]:
    kinds = contract.vocabulary.items
    terms = [version.terms for version in contract.versions]
    named = {promise.measure.item for each in terms for promise in each.promises.values()}
    return (named | {removal.item for each in terms for removal in each.removals}) & kinds.keys()


def _of_kind(kind: Kind, used: Used) -> Iterator[Term]:
    for word, means in kind.moments.items():
        if word in used.moments:
            yield Term(word=word, kind="moment", of=kind.name, means=means, mapping=(), given="")
    for word, means in kind.events.items():
        if word in used.moments:
            yield Term(word=word, kind="event", of=kind.name, means=means, mapping=(), given="")
    for word, fact in kind.facts.items():
        if word in used.facts:
            called: Literal["state", "fact"] = "state" if fact.is_state else "fact"
            yield Term(word=word, kind=called, of=kind.name, means=fact.means, mapping=(), given="")


def _given(term: Term, history: History) -> str:
    """Return where a word is found of which the mapping says nothing; empty when nowhere."""
    match term.kind:
        case "measurement":
            return MEASURED if any(r.name == term.word for r in history.readings) else ""
        case "span":
            return EVERY if any(span.kind == term.word for span in history.spans) else ""
        case _:
            return AGREED if any(_knows(item, term.word) for item in history.items) else ""


def _knows(item: Timeline, word: str) -> bool:
    steps = item.facts.get(word, ())
    return word in item.happened or any(not isinstance(step.value, Missing) for step in steps)
