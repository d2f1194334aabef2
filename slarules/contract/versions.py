"""Amendments, applied to the tree: each makes a whole new text, built like the first."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TypeAlias

from slarules.contract.problems.completeness import PhraseMissing
from slarules.contract.problems.names import DeclaredTwice, NoSuchRow, NothingToChange
from slarules.contract.problems.structure import Misplaced, WordsAmended
from slarules.contract.problems.told import elsewhere, nearest
from slarules.contract.scope import Telling, clause_of, every, first
from slarules.syntax import tree

Statements: TypeAlias = tuple[tree.Statement, ...]

KINDS: dict[type[tree.Node], str] = {
    tree.AmountStatement: "amount",
    tree.Bonus: "bonus",
    tree.Cancel: "cancel",
    tree.Cap: "cap",
    tree.Claim: "claim",
    tree.Clock: "clock",
    tree.Combine: "combine",
    tree.ConditionStatement: "condition",
    tree.Conduct: "conduct",
    tree.Credit: "credit",
    tree.Dispute: "dispute",
    tree.Duty: "duty",
    tree.Earnback: "earnback",
    tree.Exclude: "exclude",
    tree.Exemption: "exception",
    tree.FactStatement: "fact",
    tree.Floor: "floor",
    tree.Holidays: "holidays",
    tree.Level: "level",
    tree.Measure: "measure",
    tree.Multiplier: "multiplier",
    tree.Pause: "pause",
    tree.PeriodStatement: "period",
    tree.Points: "points",
    tree.Pool: "pool",
    tree.Restart: "restart",
    tree.Right: "right",
    tree.Scorecard: "scorecard",
    tree.Settlement: "settlement",
    tree.Target: "target",
    tree.Targets: "targets",
    tree.UnknownRules: "unknown",
}
"""The word of each statement that an amendment may change."""

SOME_DAY = date(2030, 1, 1)
"""From when an amendment is taken to hold whose date is not known."""

VALUE_COLUMNS = ("amount", "weight", "times", "together")
"""Columns that say what holds; the others say for which case."""


@dataclass(frozen=True, slots=True)
class Text:
    """One whole text in force, and the amendment that made it; the first has none."""

    statements: Statements
    amendment: tree.Amendment | None
    effective: date | None


def texts(
    statements: Sequence[tree.Statement], private: str | None, telling: Telling
) -> tuple[Text, ...]:
    """Return the text as signed, and one more for each amendment in order of effect.

    Args:
        private: The file of an internal overlay, whose amendments change nothing but itself.
    """
    base = tuple(s for s in statements if not isinstance(s, tree.Amendment))
    found = [Text(base, None, None)]
    for effective, amendment in _in_order(statements, telling):
        telling.clause = clause_of(amendment)
        changed = amended(found[-1].statements, amendment, telling)
        _keep_clauses(amendment, telling)
        if amendment.span.file == private:
            _refuse_foreign(found[-1].statements, changed, amendment, telling)
        found.append(Text(changed, amendment, effective))
    return tuple(found)


def _in_order(
    statements: Iterable[tree.Statement], telling: Telling
) -> list[tuple[date, tree.Amendment]]:
    found: list[tuple[date, tree.Amendment]] = []
    seen: dict[str, tree.Amendment] = {}
    for statement in statements:
        if not isinstance(statement, tree.Amendment):
            continue
        telling.clause = clause_of(statement)
        name, phrase = statement.name, first(statement.phrases, tree.EffectiveFrom)
        if name.text in seen:
            also = elsewhere(seen[name.text].name.span, "declared here first")
            telling.tell(DeclaredTwice(span=name.span, noun="amendment", name=name.text, also=also))
        seen.setdefault(name.text, statement)
        if phrase is None:
            telling.tell(
                PhraseMissing(
                    span=name.span,
                    what=f"amendment {name}",
                    lack="from when it holds",
                    example="effective from 2026-07-01",
                )
            )
        found.append((_effective(statement), statement))
    return sorted(found, key=lambda pair: pair[0])


def _effective(amendment: tree.Amendment) -> date:
    """Return from when an amendment holds; one that does not say so is looked at all the same."""
    phrase = first(amendment.phrases, tree.EffectiveFrom)
    signed = first(amendment.phrases, tree.SignedOn)
    return phrase.date.value if phrase else signed.date.value if signed else SOME_DAY


def _keep_clauses(amendment: tree.Amendment, telling: Telling) -> None:
    """Keep the clause of each row that stands in an amendment instead of its table."""
    clause = clause_of(amendment)
    for phrase in every(amendment.phrases, tree.ReplaceIn) if clause else ():
        for table in every(phrase.phrases, tree.Table):
            telling.row_clauses.update({row.span: clause or "" for row in table.rows})


def amended(statements: Statements, amendment: tree.Amendment, telling: Telling) -> Statements:
    """Return the statements with an amendment's changes made in order."""
    for phrase in amendment.phrases:
        match phrase:
            case tree.Replace(statement=new):
                statements = _replaced(statements, new, amendment, telling)
            case tree.Add(statement=new):
                statements = _added(statements, new, telling)
            case tree.Remove():
                statements = _removed(statements, phrase, amendment, telling)
            case tree.ReplaceIn():
                statements = _replaced_in(statements, phrase, amendment, telling)
            case _:
                pass
    return statements


def _refuse_foreign(
    before: Statements, after: Statements, amendment: tree.Amendment, telling: Telling
) -> None:
    """Tell which statements of the contract an amendment of its overlay would change."""
    kept = {id(statement) for statement in after}
    for statement in before:
        if id(statement) not in kept and statement.span.file != amendment.span.file:
            telling.tell(
                Misplaced(
                    span=amendment.name.span,
                    what=f"a change of {KINDS[type(statement)]} {_name(statement)}",
                    file="an internal overlay",
                    place="the contract, if both parties agree to it",
                )
            )


def _name(statement: tree.Node) -> str | None:
    name = getattr(statement, "name", None)
    return None if name is None else str(name)


def _place(statements: Statements, kind: str, name: str | None) -> int | None:
    for i, statement in enumerate(statements):
        if KINDS.get(type(statement)) == kind and (name is None or _name(statement) == name):
            return i
    return None


def _refuse_words(kind: str, node: tree.Node, telling: Telling) -> None:
    if kind in ("fact", "level"):
        name = _name(node) or ""
        telling.tell(WordsAmended(span=node.span, what=f"{kind} {name}".strip()))


def _nothing(
    statements: Statements,
    node: tree.Node,
    kind: str,
    name: str | None,
    amendment: tree.Amendment,
) -> NothingToChange:
    names = [n for s in statements if KINDS.get(type(s)) == kind and (n := _name(s))]
    close = nearest(name, names) if name else None
    return NothingToChange(
        span=node.span,
        amendment=f"amendment {amendment.name}",
        noun=kind,
        name=name or kind,
        hint=f"; did you mean '{close}'?" if close else "",
    )


def _replaced(
    statements: Statements, new: tree.Amendable, amendment: tree.Amendment, telling: Telling
) -> Statements:
    kind, name = KINDS[type(new)], _name(new)
    _refuse_words(kind, new, telling)
    i = _place(statements, kind, name)
    if i is None:
        telling.tell(_nothing(statements, _pointed(new), kind, name, amendment))
        return statements
    return (*statements[:i], new, *statements[i + 1 :])


def _pointed(statement: tree.Node) -> tree.Node:
    name = getattr(statement, "name", None)
    return name if isinstance(name, tree.Node) else statement


def _added(statements: Statements, new: tree.Amendable, telling: Telling) -> Statements:
    _refuse_words(KINDS[type(new)], new, telling)
    return (*statements, new)


def _removed(
    statements: Statements, phrase: tree.Remove, amendment: tree.Amendment, telling: Telling
) -> Statements:
    name = phrase.name.text if phrase.name else None
    _refuse_words(phrase.kind, phrase, telling)
    i = _place(statements, phrase.kind, name)
    if i is None:
        node = phrase.name or phrase
        telling.tell(_nothing(statements, node, phrase.kind, name, amendment))
        return statements
    return (*statements[:i], *statements[i + 1 :])


# --- replace in -----------------------------------------------------------------------------------


def _replaced_in(
    statements: Statements, phrase: tree.ReplaceIn, amendment: tree.Amendment, telling: Telling
) -> Statements:
    name = phrase.name.text
    for i, statement in enumerate(statements):
        if type(statement) in KINDS and _name(statement) == name and hasattr(statement, "phrases"):
            phrases = tuple(statement.phrases)
            for place, new in enumerate(phrase.phrases):
                phrases = _with_phrase(phrases, new, phrase.phrases[:place], statement, telling)
            changed = replace(statement, phrases=phrases)  # type: ignore[arg-type]
            return (*statements[:i], changed, *statements[i + 1 :])
    known = [n for s in statements if type(s) in KINDS and (n := _name(s))]
    close = nearest(name, known)
    telling.tell(
        NothingToChange(
            span=phrase.name.span,
            amendment=f"amendment {amendment.name}",
            noun="statement",
            name=name,
            hint=f"; did you mean '{close}'?" if close else "",
        )
    )
    return statements


def _with_phrase(
    phrases: tuple[tree.Phrase, ...],
    new: tree.Phrase,
    as_new: Sequence[tree.Phrase],
    statement: tree.Statement,
    telling: Telling,
) -> tuple[tree.Phrase, ...]:
    """Return phrases with a new one in the place of those that say the same kind of thing.

    Those that are `as_new` as it is stay beside it.
    """
    if isinstance(new, tree.Table) and (old := first(phrases, tree.Table)):
        table = _with_rows(old, new, statement, telling)
        return tuple(table if phrase is old else phrase for phrase in phrases)
    same = [
        phrase
        for phrase in phrases
        if _family(phrase) == _family(new)
        and _subject(phrase) == _subject(new)
        and not any(phrase is other for other in as_new)
    ]
    if not same:
        return (*phrases, new)
    kept = [phrase for phrase in phrases if not any(phrase is other for other in same[1:])]
    return tuple(new if phrase is same[0] else phrase for phrase in kept)


FAMILIES: tuple[tuple[type[tree.Phrase], ...], ...] = (
    (tree.FromUntil, tree.EachTime, tree.Separately),
    (tree.Suspends, tree.Extends),
    (tree.RemovesTime, tree.RemovesItems),
    (tree.OnCredits, tree.OnTotalCredit, tree.OnCreditsOver, tree.OnTotalCreditOver),
    (tree.ExcessIsLost, tree.ExcessIsCarried, tree.ExcessIsPaid),
    (tree.PaysNothing, tree.PaysAtLeast),
    (tree.AsMoney, tree.AsOffset),
    (tree.Automatic, tree.WithinAfter, tree.ByCloseAfter, tree.ByEndOf),
    (tree.LapsesAfter, tree.LapsesNever),
    (tree.PaidEvery, tree.PaidOnInvoice, tree.PaidWithin),
)
"""Phrases of which a statement has one."""


def _family(phrase: tree.Phrase) -> tuple[type[tree.Phrase], ...]:
    return next((kinds for kinds in FAMILIES if type(phrase) in kinds), (type(phrase),))


def _subject(phrase: tree.Phrase) -> str | None:
    """Return what one of several phrases of a class is about."""
    match phrase:
        case tree.Measures(name=name) | tree.JudgedBy(fact=name):
            return name.text
        case _:
            return None


def _with_rows(
    old: tree.Table, new: tree.Table, statement: tree.Statement, telling: Telling
) -> tree.Table:
    heads = [cell.words for cell in old.header.cells]
    changes = [cell.words for cell in new.header.cells]
    keys = [word for word in changes if word in heads and not _says(word, statement)]
    rows = list(old.rows)
    for row in new.rows:
        if len(row.cells) != len(changes):
            continue
        cells = dict(zip(changes, row.cells, strict=True))
        i = _matching(rows, heads, keys, cells)
        if i is None and _is_vague(old.rows, heads, keys, cells):
            continue
        if i is None:
            case = ", ".join(f"{key} {_shown(cells[key])}" for key in keys)
            table = f"{KINDS[type(statement)]} {_name(statement)}"
            telling.tell(NoSuchRow(span=row.span, table=table, case=case))
        else:
            merged = zip(heads, rows[i].cells, strict=False)
            rows[i] = replace(row, cells=tuple(cells.get(head, cell) for head, cell in merged))
    return replace(old, rows=tuple(rows))


def _is_vague(
    rows: Sequence[tree.Row],
    heads: Sequence[str],
    keys: Sequence[str],
    cells: dict[str, tree.Cell],
) -> bool:
    """Tell whether a row may be replaced of which a cell could not be read."""
    places = [heads.index(key) for key in keys]
    old = (row.cells[i] for row in rows for i in places if i < len(row.cells))
    return any(isinstance(cell, tree.Unreadable) for cell in (*old, *(cells[k] for k in keys)))


def _matching(
    rows: Sequence[tree.Row],
    heads: Sequence[str],
    keys: Sequence[str],
    cells: dict[str, tree.Cell],
) -> int | None:
    for i, row in enumerate(rows):
        if len(row.cells) == len(heads) and all(
            row.cells[heads.index(key)] == cells[key] for key in keys
        ):
            return i
    return None


def _says(column: str, statement: tree.Statement) -> bool:
    """Tell whether a column says what holds, and not for which case."""
    return column in VALUE_COLUMNS or column in set(_measured(statement))


def _measured(statement: tree.Statement) -> Iterator[str]:
    for phrase in every(getattr(statement, "phrases", ()), tree.Measures):
        yield phrase.name.text


def _shown(cell: tree.Cell) -> str:
    match cell:
        case tree.Name() | tree.Text():
            return str(cell)
        case tree.AnyValue():
            return "any"
        case tree.AnyOther():
            return "any other"
        case tree.YesNo(value=yes):
            return "yes" if yes else "no"
        case tree.Number(value=value):
            return f"{value:f}"
        case _:
            return "this case"
