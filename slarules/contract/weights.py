"""Tables of weights: what each target, condition or measure weighs."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal, TypeAlias

from slarules.contract.conditions import said_kind
from slarules.contract.problems.kinds import WeightsTooMuch, WrongKind
from slarules.contract.problems.names import DeclaredTwice, UnknownName
from slarules.contract.problems.told import elsewhere
from slarules.contract.saying import Saying
from slarules.contract.scope import Scope, clause_of, first
from slarules.core.settling import Weight
from slarules.source import Span
from slarules.syntax import tree

WEIGHT = "weight"

Found: TypeAlias = Callable[[tree.Name, Scope], str | None]
"""Returns a declared name of what is weighed; when there is none, tells so."""


@dataclass(frozen=True, slots=True)
class Weighed:
    """What a table of weights is about: the head of its first column, and how names are found."""

    column: str
    found: Found
    of: str
    numbers: bool = False


def weights(
    statement: tree.Pool | tree.Scorecard, weighed: Weighed, say: Saying
) -> tuple[Weight, ...]:
    """Return the weights of a statement's table; what is wrong in them is told."""
    table = first(statement.phrases, tree.Table)
    if table is None:
        say.lacks(f"what each {weighed.column} weighs", _example(weighed))
        return ()
    rows = list(_rows(table, weighed, say))
    found = [weight for row in rows if (weight := _weight(row, statement, weighed, say))]
    _check_names(found, rows, weighed, say)
    return tuple(weight for weight, _ in found)


def _example(weighed: Weighed) -> str:
    return f"table with the columns {weighed.column} and weight"


Row: TypeAlias = tuple[tree.Row, tree.Cell, tree.Cell]


def _rows(table: tree.Table, weighed: Weighed, say: Saying) -> Iterator[Row]:
    heads = [cell.words for cell in table.header.cells]
    wanted = (weighed.column, WEIGHT)
    if set(wanted) != set(heads):
        missing = [name for name in wanted if name not in heads]
        wrong = next((c for c in table.header.cells if c.words not in wanted), None)
        if wrong is None or wrong.words:
            cell, words = wrong or table.header, wrong.words if wrong else ""
            noun = f"column of {say.what}"
            say.scope.tell(UnknownName.among(cell.span, noun, words, missing or wanted))
        return
    first_at, weight_at = (heads.index(name) for name in wanted)
    for row in table.rows:
        if len(row.cells) == len(heads):
            yield row, row.cells[first_at], row.cells[weight_at]


def _weight(
    written: Row, statement: tree.Pool | tree.Scorecard, weighed: Weighed, say: Saying
) -> tuple[Weight, tree.Cell] | None:
    row, name, share = written
    if isinstance(name, tree.Unreadable) or isinstance(share, tree.Unreadable):
        return None
    value = _share(share, weighed, say.scope)
    found = _name(name, weighed, say.scope)
    if value is None or found is None:
        return None
    at = say.scope.row_origin(row, clause_of(statement))
    return Weight(found, value, at), share


def _name(cell: tree.Cell, weighed: Weighed, scope: Scope) -> str | None:
    if isinstance(cell, tree.Name):
        return weighed.found(cell, scope)
    needed, given = f"the name of a {weighed.column}", said_kind(cell)
    scope.tell(WrongKind(span=cell.span, what="this cell", needed=needed, given=given))
    return None


def _share(cell: tree.Cell, weighed: Weighed, scope: Scope) -> Fraction | None:
    match cell:
        case tree.Percent(value=percent):
            return Fraction(percent) / 100
        case tree.Number(value=number) if weighed.numbers:
            return Fraction(number)
        case _:
            needed = f"a percentage of {weighed.of}"
            if weighed.numbers:
                needed += ", or a number"
            given = said_kind(cell)
            scope.tell(WrongKind(span=cell.span, what="a weight", needed=needed, given=given))
            return None


def _check_names(
    found: Sequence[tuple[Weight, tree.Cell]], rows: Sequence[Row], weighed: Weighed, say: Saying
) -> None:
    seen: dict[str, Span] = {}
    for _, cell, _ in rows:
        if isinstance(cell, tree.Name):
            if cell.text in seen:
                also = elsewhere(seen[cell.text], "weighed here first")
                noun, name = f"weight of {weighed.column}", cell.text
                say.scope.tell(DeclaredTwice(span=cell.span, noun=noun, name=name, also=also))
            seen.setdefault(cell.text, cell.span)
    kinds = {type(cell) for _, cell in found}
    if len(kinds) > 1:
        odd = next(cell for _, cell in found if not isinstance(cell, tree.Percent))
        needed = "a percentage, as the other weights are"
        say.scope.tell(
            WrongKind(span=odd.span, what="a weight", needed=needed, given=said_kind(odd))
        )


def are_numbers(statement: tree.Scorecard) -> bool:
    """Tell whether weights are plain numbers, which are parts of their sum."""
    table = first(statement.phrases, tree.Table)
    cells = (cell for row in table.rows for cell in row.cells) if table else ()
    return any(isinstance(cell, tree.Number) for cell in cells)


def check_total(
    statement: tree.Pool | tree.Scorecard, found: Sequence[Weight], scope: Scope
) -> None:
    """Tell where weights are not what the text says that they total, or are each at most."""
    table = first(statement.phrases, tree.Table)
    if table is None or len(found) < len(table.rows):
        return
    total = sum((weight.share for weight in found), Fraction(0))
    if phrase := first(statement.phrases, tree.WeightsTotal):
        limit = Fraction(phrase.share.value) / 100
        if total > limit or (phrase.bound == "exactly" and total != limit):
            _too_much(statement, phrase, (total, phrase.bound, limit), scope)
    if each := first(statement.phrases, tree.WeightsEach):
        limit = Fraction(each.share.value) / 100
        for share in _above(found, limit):
            _too_much(statement, each, (share, "at most", limit), scope)


def _above(found: Iterable[Weight], limit: Fraction) -> Iterator[Fraction]:
    return (weight.share for weight in found if weight.share > limit)


def _too_much(
    statement: tree.Pool | tree.Scorecard,
    phrase: tree.Phrase,
    said: tuple[Fraction, Literal["at most", "exactly"], Fraction],
    scope: Scope,
) -> None:
    total, bound, limit = said
    scope.tell(
        WeightsTooMuch(
            span=phrase.span,
            pool=statement.name.text,
            total=percent(total),
            relation=bound,
            limit=percent(limit),
        )
    )


def percent(share: Fraction) -> str:
    """Return a share as a percentage, exactly where it has few decimals."""
    value = share * 100
    for places in range(7):
        if (value * 10**places).denominator == 1:
            whole, rest = divmod(abs(int(value * 10**places)), 10**places)
            sign = "-" if value < 0 else ""
            return f"{sign}{whole:,}{f'.{rest:0{places}d}' if places else ''}%"
    return f"{value.numerator}/{value.denominator}%"
