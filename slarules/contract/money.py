"""Amounts, pools, multipliers, caps, earn-backs, claims and the settlement."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from slarules.contract.amounts import amount
from slarules.contract.conditions import said_kind
from slarules.contract.measures import said_title, share_of
from slarules.contract.problems.completeness import PhraseMissing
from slarules.contract.problems.kinds import WeightsTooMuch, WrongKind
from slarules.contract.problems.names import UnknownName
from slarules.contract.problems.remarks import ExcessLost
from slarules.contract.problems.structure import NotYetComputed
from slarules.contract.scope import Scope, clause_of, first, origin
from slarules.core.money import Cap, Claim, EarnBack, Multiplier, Pool, Settlement, Weight
from slarules.core.quantities import EveryHistory, History, NotHistory, SomeHistory, TargetIs
from slarules.syntax import tree

Named = tree.Multiplier | tree.Cap | tree.Earnback | tree.Pool | tree.Claim


@dataclass(frozen=True, slots=True)
class Saying:
    """A statement in the making, and how it tells that a phrase is missing."""

    what: str
    statement: tree.Node
    name: tree.Node
    scope: Scope

    def lacks(self, lack: str, example: str) -> None:
        """Tell that a phrase is missing."""
        self.scope.tell(
            PhraseMissing(span=self.name.span, what=self.what, lack=lack, example=example)
        )


# --- history --------------------------------------------------------------------------------------


def history(written: tree.History, scope: Scope) -> History | None:
    """Return a condition on the outcomes of targets; None when a part is wrong, which is told."""
    match written:
        case tree.Outcome():
            return _outcome(written, scope)
        case tree.AllOutcomes(parts=parts):
            found = _parts(parts, scope)
            return EveryHistory(found) if found else None
        case tree.AnyOutcome(parts=parts):
            found = _parts(parts, scope)
            return SomeHistory(found) if found else None
        case tree.NotOutcome(part=part):
            inner = history(part, scope)
            return NotHistory(inner) if inner else None


def _parts(parts: Iterable[tree.History], scope: Scope) -> tuple[History, ...] | None:
    built = [history(part, scope) for part in parts]
    found = tuple(part for part in built if part)
    return found if len(found) == len(built) else None


def _outcome(written: tree.Outcome, scope: Scope) -> TargetIs | None:
    name = scope.find("target", written.target)
    if name is None:
        return None
    if written.result == "exceeded":
        scope.tell(NotYetComputed(span=written.span, what="whether a target is exceeded"))
        return None
    match written.window:
        case None:
            return TargetIs(name, written.result)
        case tree.InEachOf(side=side, periods=periods):
            return TargetIs(name, written.result, side, periods)
        case tree.InSomeOf():
            what = "outcomes in some of several periods"
            scope.tell(NotYetComputed(span=written.window.span, what=what))
            return None


# --- steps ----------------------------------------------------------------------------------------


@dataclass(slots=True)
class Steps:
    """The steps of a settlement by their names, and what is claimed."""

    pools: dict[str, Pool]
    multipliers: dict[str, Multiplier]
    caps: dict[str, Cap]
    earnbacks: dict[str, EarnBack]
    claims: list[Claim]


def steps(statements: Sequence[tree.Statement], scope: Scope) -> Steps:
    """Return every step of the settlement that is a statement of its own."""
    made = Steps({}, {}, {}, {}, [])
    for statement in statements:
        if isinstance(statement, Named):
            scope.telling.clause = clause_of(statement)
            _add(made, statement, scope)
    return made


def _add(made: Steps, statement: Named, scope: Scope) -> None:
    match statement:
        case tree.Pool() if pool := _pool(statement, scope):
            made.pools[pool.name] = pool
        case tree.Multiplier() if multiplier := _multiplier(statement, scope):
            made.multipliers[multiplier.name] = multiplier
        case tree.Cap() if cap := _cap(statement, scope):
            made.caps[cap.name] = cap
        case tree.Earnback() if earnback := _earnback(statement, scope):
            made.earnbacks[earnback.name] = earnback
        case tree.Claim():
            made.claims += _claim(statement, scope)
        case _:
            pass


def _credits(phrases: Sequence[tree.Phrase], say: Saying, *, total: bool) -> tuple[str, ...] | None:
    """Return the credits that a step is on; None is the total credit."""
    scope = say.scope
    if on := first(phrases, tree.OnCredits):
        return tuple(name for each in on.credits if (name := credit_or_pool(each, scope)))
    if whole := first(phrases, tree.OnTotalCredit):
        if not total:
            what = f"{say.what} on the total credit"
            scope.tell(NotYetComputed(span=whole.span, what=what))
        return None
    say.lacks("which credits it is on", "on total credit" if total else "on NAME")
    return ()


def credit_or_pool(name: tree.Name, scope: Scope) -> str | None:
    """Return the name of a declared credit or pool; when there is none, tell so."""
    if name.text in scope.names("pool"):
        return scope.find("pool", name)
    return scope.find("credit", name)


def _multiplier(statement: tree.Multiplier, scope: Scope) -> Multiplier | None:
    say = Saying(f"multiplier {statement.name}", statement, statement.name, scope)
    on = _credits(statement.phrases, say, total=False)
    times, when = first(statement.phrases, tree.Times), first(statement.phrases, tree.When)
    if not times:
        say.lacks("by how much it multiplies", "times 2")
    if not when:
        say.lacks("when it multiplies", "when NAME is missed in the previous period")
    test = history(when.history, scope) if when else None
    if not on or not times or not test:
        return None
    at = origin(statement, statement.clause)
    return Multiplier(statement.name.text, on, Fraction(times.factor.value), test, at)


def _earnback(statement: tree.Earnback, scope: Scope) -> EarnBack | None:
    say = Saying(f"earnback {statement.name}", statement, statement.name, scope)
    on = _credits(statement.phrases, say, total=False)
    returns, when = first(statement.phrases, tree.Returns), first(statement.phrases, tree.When)
    if not returns:
        say.lacks("how much it returns", "returns 100%")
    if not when:
        say.lacks("when it returns", "when NAME is met in each of the next 3 periods")
    test = history(when.history, scope) if when else None
    share = share_of(say.what, returns.share, scope) if returns else None
    if not on or share is None or not test:
        return None
    at = origin(statement, statement.clause)
    return EarnBack(statement.name.text, on, share, test, at)


def _cap(statement: tree.Cap, scope: Scope) -> Cap | None:
    say = Saying(f"cap {statement.name}", statement, statement.name, scope)
    on = _credits(statement.phrases, say, total=True)
    most, shared = first(statement.phrases, tree.AtMost), first(statement.phrases, tree.Shared)
    if not most:
        say.lacks("how much is paid at most", "at most 20% of AMOUNT every calendar month")
    if not shared:
        say.lacks("how it is shared among several credits", "shared pro rata")
    if not first(statement.phrases, tree.ExcessIsLost):
        scope.tell(ExcessLost(span=statement.name.span, cap=statement.name.text))
    limit = amount(most.amount, scope) if most else None
    if on == () or not most or not limit or not shared:
        return None
    at = origin(statement, statement.clause)
    period = scope.period(most.period)
    return Cap(statement.name.text, on, limit, period, shared.how, at)


def _claim(statement: tree.Claim, scope: Scope) -> Iterator[Claim]:
    phrases = statement.phrases
    if first(phrases, tree.Automatic):
        return
    within, named = first(phrases, tree.WithinDaysAfter), first(phrases, tree.OnCredits)
    if within is None:
        say = Saying("the claim", statement, statement, scope)
        say.lacks("within how many days", "within 30 calendar days after period end")
        return
    if within.anchor:
        what = "a claim that is counted from a moment"
        scope.tell(NotYetComputed(span=within.anchor.span, what=what))
        return
    on = tuple(n for name in named.credits if (n := credit_or_pool(name, scope))) if named else None
    yield Claim(within.days.count, on, origin(statement, statement.clause))


# --- pool -----------------------------------------------------------------------------------------


def _pool(statement: tree.Pool, scope: Scope) -> Pool | None:
    say = Saying(f"pool {statement.name}", statement, statement.name, scope)
    size, table = first(statement.phrases, tree.Size), first(statement.phrases, tree.Table)
    if not size:
        say.lacks("how large it is", "size 10% of AMOUNT every calendar month")
    if not table:
        say.lacks("what each target weighs", "table with the columns target and weight")
    sum_at_risk = amount(size.amount, scope) if size else None
    weights = tuple(_weights(table, say)) if table else ()
    _check_weights(statement, weights, scope)
    if not size or not sum_at_risk or not table:
        return None
    return Pool(
        statement.name.text,
        said_title(statement.title, statement.name),
        sum_at_risk,
        scope.period(size.period),
        weights,
        origin(statement, statement.clause),
    )


def _weights(table: tree.Table, say: Saying) -> Iterator[Weight]:
    heads = [cell.words for cell in table.header.cells]
    for wanted in ("target", "weight"):
        if wanted not in heads:
            names = [name for name in ("target", "weight") if name not in heads]
            wrong = next(
                (c for c in table.header.cells if c.words not in ("target", "weight")), None
            )
            cell = wrong or table.header
            words = wrong.words if wrong else ""
            say.scope.tell(UnknownName.among(cell.span, f"column of {say.what}", words, names))
            return
    target_at, weight_at = heads.index("target"), heads.index("weight")
    for row in table.rows:
        if len(row.cells) == len(heads):
            yield from _weight(row, row.cells[target_at], row.cells[weight_at], say)


def _weight(row: tree.Row, target: tree.Cell, share: tree.Cell, say: Saying) -> Iterator[Weight]:
    scope = say.scope
    clause = scope.telling.clause
    if isinstance(target, tree.Unreadable) or isinstance(share, tree.Unreadable):
        return
    if not isinstance(target, tree.Name):
        needed, given = "the name of a target", said_kind(target)
        scope.tell(WrongKind(span=target.span, what="this cell", needed=needed, given=given))
        return
    if not isinstance(share, tree.Percent):
        needed, given = "a percentage of the pool", said_kind(share)
        scope.tell(WrongKind(span=share.span, what="a weight", needed=needed, given=given))
        return
    name = scope.find("target", target)
    if name:
        yield Weight(name, Fraction(share.value) / 100, scope.row_origin(row, clause))


def _check_weights(statement: tree.Pool, weights: Sequence[Weight], scope: Scope) -> None:
    table = first(statement.phrases, tree.Table)
    if table and len(weights) < len(table.rows):
        return
    total = sum((weight.share for weight in weights), Fraction(0))
    if phrase := first(statement.phrases, tree.WeightsTotal):
        limit = Fraction(phrase.share.value) / 100
        if total > limit or (phrase.bound == "exactly" and total != limit):
            _too_much(statement, phrase, percent(total), phrase.bound, percent(limit), scope)
    if each := first(statement.phrases, tree.WeightsEach):
        limit = Fraction(each.share.value) / 100
        for weight in weights:
            if weight.share > limit:
                bound: Literal["at most"] = "at most"
                _too_much(statement, each, percent(weight.share), bound, percent(limit), scope)


def _too_much(
    statement: tree.Pool,
    phrase: tree.Phrase,
    total: str,
    bound: str,
    limit: str,
    scope: Scope,
) -> None:
    scope.tell(
        WeightsTooMuch(
            span=phrase.span, pool=statement.name.text, total=total, relation=bound, limit=limit
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


# --- settlement -----------------------------------------------------------------------------------


def settlement(statements: Sequence[tree.Statement]) -> tuple[Settlement, tree.Order] | None:
    """Return the order in which the steps apply, and where it is written; the last one stands."""
    found = None
    for statement in statements:
        if isinstance(statement, tree.Settlement) and (
            order := first(statement.phrases, tree.Order)
        ):
            names = tuple(step.text for step in order.steps)
            found = Settlement(names, origin(statement, statement.clause)), order
    return found
