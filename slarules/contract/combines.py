"""Combining: which lines of one event, thing or period are kept."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations
from typing import Literal

from slarules.contract.conditions import said_kind
from slarules.contract.measures import said_title
from slarules.contract.problems.combining import (
    PairMissing,
    PairsForNothing,
    TooManyToCombine,
)
from slarules.contract.problems.kinds import WrongKind
from slarules.contract.problems.names import DeclaredTwice, UnknownName
from slarules.contract.problems.structure import PhrasesExclude
from slarules.contract.problems.told import elsewhere
from slarules.contract.saying import Saying
from slarules.contract.scope import Noun, Scope, clause_of, first, origin
from slarules.core.settling import Combine, Pair
from slarules.source import Span
from slarules.syntax import tree

ON: tuple[Noun, ...] = ("credit", "points", "bonus", "pool", "combine")
"""What may be combined."""

MOST = 8
"""So many credits at most are tried in every set that may stand together."""

COLUMNS = ("credit", "other", "together")

Keeps = Literal["highest", "sum", "first", "elected", "best together"]

KEEPS: Mapping[str, Keeps] = {
    "the highest": "highest",
    "the sum": "sum",
    "the first": "first",
    "what the customer elects": "elected",
    "the best that may stand together": "best together",
}


def combines(statements: Sequence[tree.Statement], scope: Scope) -> dict[str, Combine]:
    """Return every combination by its name."""
    found: dict[str, Combine] = {}
    for statement in statements:
        if isinstance(statement, tree.Combine):
            scope.telling.clause = clause_of(statement)
            if made := _combine(statement, scope):
                found[made.name] = made
    return found


def _combine(statement: tree.Combine, scope: Scope) -> Combine | None:
    say = Saying(f"combine {statement.name}", statement, statement.name, scope)
    on = _on(statement, say)
    keeps = first(statement.phrases, tree.Combined)
    if not keeps:
        say.lacks("which lines are kept", "pays the highest")
        return None
    each = first(statement.phrases, tree.EachThing)
    of = separated(each, scope) if each else None
    if keeps.otherwise_highest and keeps.what != "what the customer elects":
        one, other = keeps.what, "otherwise the highest"
        scope.tell(PhrasesExclude(span=keeps.span, what=say.what, one=one, other=other))
    kind = KEEPS[keeps.what]
    return Combine(
        statement.name.text,
        said_title(statement.title, statement.name),
        on,
        of,
        kind,
        _pairs(statement, kind, on, say),
        keeps.otherwise_highest,
        origin(statement, statement.clause),
    )


def _on(statement: tree.Combine, say: Saying) -> tuple[str, ...]:
    phrase = first(statement.phrases, tree.OnCredits)
    if phrase is None:
        say.lacks("which lines it combines", "on NAME, NAME")
        return ()
    seen: dict[str, Span] = {}
    for name in phrase.credits:
        if name.text in seen:
            also = elsewhere(seen[name.text], "named here first")
            noun = f"name in {say.what}"
            say.scope.tell(DeclaredTwice(span=name.span, noun=noun, name=name.text, also=also))
        elif found := _line(name, say.scope):
            seen[found] = name.span
    return tuple(seen)


def _line(name: tree.Name, scope: Scope) -> str | None:
    """Return a declared credit, points, bonus, pool or combination."""
    for noun in ON:
        if name.text in scope.names(noun):
            return scope.find(noun, name)
    if not any(scope.excused(noun, name.text) for noun in ON):
        known = [each for noun in ON for each in scope.names(noun)]
        scope.tell(UnknownName.among(name.span, "credit", name.text, known))
    return None


def separated(phrase: tree.EachThing, scope: Scope) -> str | None:
    """Return the kind of thing, or the fact, that separates groups."""
    words = scope.vocabulary
    kinds = [*words.items.values(), *words.spans.values()]
    known = [*words.items, *(fact for kind in kinds for fact in kind.facts)]
    if phrase.kind.text in known:
        scope.used_facts.add(phrase.kind.text)
        return phrase.kind.text
    noun = "kind of item or fact"
    scope.tell(UnknownName.among(phrase.kind.span, noun, phrase.kind.text, known))
    return None


# --- pairs ----------------------------------------------------------------------------------------


def _pairs(
    statement: tree.Combine, keeps: Keeps, on: Sequence[str], say: Saying
) -> tuple[Pair, ...]:
    table = first(statement.phrases, tree.Table)
    if keeps != "best together":
        if table:
            say.scope.tell(PairsForNothing(span=table.header.span, combine=statement.name.text))
        return ()
    if table is None:
        say.lacks("which may stand together", "table with the columns credit, other and together")
        return ()
    if len(on) > MOST:
        span, name = statement.name.span, statement.name.text
        say.scope.tell(TooManyToCombine(span=span, combine=name, count=len(on), most=MOST))
    count = say.scope.telling.count
    found = tuple(_rows(table, on, say))
    if say.scope.telling.count == count:
        _check_complete(statement, found, on, say)
    return tuple(pair for pair, _ in found)


def _rows(table: tree.Table, on: Sequence[str], say: Saying) -> Iterator[tuple[Pair, Span]]:
    heads = [cell.words for cell in table.header.cells]
    for cell in table.header.cells:
        if cell.words and cell.words not in COLUMNS:
            missing = [name for name in COLUMNS if name not in heads] or list(COLUMNS)
            noun = f"column of {say.what}"
            say.scope.tell(UnknownName.among(cell.span, noun, cell.words, missing))
    if sorted(heads) != sorted(COLUMNS):
        if all(head in COLUMNS for head in heads):
            say.lacks("a column of its table", "| credit | other | together |")
        return
    at = [heads.index(name) for name in COLUMNS]
    for row in table.rows:
        if len(row.cells) == len(heads):
            yield from _row(row, [row.cells[i] for i in at], on, say)


def _row(
    row: tree.Row, cells: Sequence[tree.Cell], on: Sequence[str], say: Saying
) -> Iterator[tuple[Pair, Span]]:
    if any(isinstance(cell, tree.Unreadable) for cell in cells):
        return
    credit, other = (_paired(cell, on, say) for cell in cells[:2])
    match cells[2]:
        case tree.YesNo(value=together):
            if credit and other:
                yield Pair(credit, other, together), row.span
        case cell:
            needed, given = "yes or no", said_kind(cell)
            say.scope.tell(WrongKind(span=cell.span, what="this cell", needed=needed, given=given))


def _paired(cell: tree.Cell, on: Sequence[str], say: Saying) -> str | None:
    if not isinstance(cell, tree.Name):
        needed, given = "the name of a credit", said_kind(cell)
        say.scope.tell(WrongKind(span=cell.span, what="this cell", needed=needed, given=given))
        return None
    if cell.text in on:
        return cell.text
    say.scope.tell(UnknownName.among(cell.span, f"credit of {say.what}", cell.text, on))
    return None


def _check_complete(
    statement: tree.Combine,
    found: Sequence[tuple[Pair, Span]],
    on: Sequence[str],
    say: Saying,
) -> None:
    seen: dict[frozenset[str], Span] = {}
    for pair, span in found:
        both = frozenset((pair.credit, pair.other))
        if both in seen:
            also = elsewhere(seen[both], "this pair stands here first")
            name = f"{pair.credit} and {pair.other}"
            say.scope.tell(DeclaredTwice(span=span, noun="pair", name=name, also=also))
        seen.setdefault(both, span)
    table = first(statement.phrases, tree.Table)
    for credit, other in combinations(on, 2):
        if frozenset((credit, other)) not in seen and table:
            span, name = table.header.span, statement.name.text
            say.scope.tell(PairMissing(span=span, combine=name, credit=credit, other=other))
