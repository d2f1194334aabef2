"""A plan from two files: what changes in the text, in meaning, and on a history."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from slarules import contract as contracts
from slarules.agreement import agreement, sound
from slarules.contract.files import Texts
from slarules.core.contract import Contract
from slarules.errors import ContractError
from slarules.order import Order
from slarules.planning.costs import cost
from slarules.planning.found import Cost, Plan, TextChange
from slarules.planning.meanings import Changed, meanings
from slarules.planning.texts import Paired, changed, text_change
from slarules.problems import Problem
from slarules.source import SourceText, Span
from slarules.sources import sources_named

OF_PEOPLE = frozenset({"scenario"})
"""Statements that say nothing of what is owed."""

OF_WORDS = frozenset(
    {
        "vocabulary",
        "item",
        "span",
        "measurement",
        "fact",
        "holidays",
        "language",
        "mapping",
        "sheet",
    }
)
"""Statements that other statements rest on; their words mean what all of these mean."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What is planned.

    Attributes:
        mapping, source: What to judge both texts on; the texts alone without them.
        as_of: Nothing after it exists.
        search: Folders to look in for what the files use, after their own and the shipped parts.
        beside: Further sources that are read beside the one.
    """

    old: Path
    new: Path
    mapping: Path | None = None
    source: str | None = None
    as_of: date | datetime | None = None
    search: tuple[Path, ...] = ()
    beside: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Side:
    contract: Contract
    files: tuple[SourceText, ...]


def planned(asked: Asked) -> Plan:
    """Return what a change would do.

    Raises:
        ContractError: One of the texts, or the mapping, has problems.
        SourceError: The source cannot be read to its end.
        UsageError: What is asked cannot be done as asked.
    """
    texts = Texts()
    old, new = _sides(asked, texts)
    found = meanings(old.contract, new.contract)
    pairs = changed(old.files, new.files)
    return Plan(
        contract=new.contract.name,
        zone=new.contract.zone,
        text=tuple(_told(pair, found) for pair in pairs),
        meaning=tuple(each.change for each in found),
        cost=_cost(asked, texts),
    )


def _sides(asked: Asked, texts: Texts) -> tuple[_Side, _Side]:
    """Return both contracts; the problems of both are told together."""
    loaded = [contracts.load(path, asked.search, texts) for path in (asked.old, asked.new)]
    problems = _once(p for each in loaded for p in each.problems)
    if any(problem.tier == "error" for problem in problems):
        raise ContractError(problems)
    old, new = (
        _Side(sound(path, each), each.files)
        for path, each in zip((asked.old, asked.new), loaded, strict=True)
    )
    return old, new


def _once(problems: object) -> Sequence[Problem]:
    found = {(p.code, p.span, p.message): p for p in problems}  # type: ignore[attr-defined]
    return tuple(found.values())


def _cost(asked: Asked, texts: Texts) -> Cost | None:
    if asked.mapping is None or asked.source is None:
        return None
    old, new = (
        agreement(_order(asked, path, asked.mapping, asked.source), texts)
        for path in (asked.old, asked.new)
    )
    order = _order(asked, asked.old, asked.mapping, asked.source)
    source = sources_named((asked.source, *asked.beside))
    return cost(old, new, source, order.as_of_in(old.contract.zone))


def _order(asked: Asked, contract: Path, mapping: Path, source: str) -> Order:
    # A plan looks at what may come to be: it needs nobody's consent to another mapping.
    return Order(contract, mapping, source, None, asked.as_of, "provider", "a plan", asked.search)


def _told(pair: Paired, found: Sequence[Changed]) -> TextChange:
    return text_change(pair, says_the_same=_says_the_same(pair, found))


def _says_the_same(pair: Paired, found: Sequence[Changed]) -> bool | None:
    """Return whether a statement means what it meant; None where nothing says so."""
    if pair.how != "changed":
        return False
    known = pair.known
    if known.word in OF_PEOPLE:
        return None
    if any(_is_about(each, pair) for each in found):
        return False
    rests = known.word in OF_WORDS or known.word.startswith("use ")
    return None if rests and found else True


def _is_about(changed_: Changed, pair: Paired) -> bool:
    change, known = changed_.change, pair.known
    word = known.word.removeprefix("internal ")
    if change.word == word and (change.name == known.name or word == "contract"):
        return True
    spans = [span for term in changed_.terms for span in term.spans]
    return any(_holds(side.span, span) for side in (pair.old, pair.new) if side for span in spans)


def _holds(outer: Span, inner: Span) -> bool:
    same = outer.file == inner.file
    return same and outer.line <= inner.line and inner.end_line <= outer.end_line
