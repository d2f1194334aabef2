"""What a change would have cost: both texts judge the same history, which is read once."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import count
from typing import TypeVar

from slarules.agreement import Agreement
from slarules.core.contract import Contract
from slarules.core.promises import UNWRITTEN
from slarules.engine.outcome import Line, Outcome, Statement, TargetResult, Verdict
from slarules.engine.reference import evaluate
from slarules.facts.gathering import Gathered, gather_again, share
from slarules.facts.source import Source
from slarules.hours.local import local_date
from slarules.instants import Instant
from slarules.planning.alike import alike
from slarules.planning.found import NOTHING, Cost, Month, Owed, TargetTurn, Turn
from slarules.report.periods import Ended, reported

T = TypeVar("T")
K = TypeVar("K", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Judged:
    """What one text makes of the history."""

    contract: Contract
    gathered: Gathered
    outcome: Outcome


def cost(old: Agreement, new: Agreement, source: Source, as_of: Instant | None) -> Cost:
    """Return what comes out otherwise by the new text.

    Raises:
        SourceError: The source cannot be read to its end.
        UsageError: No `as_of` is given, and the mapping does not say how far the source goes.
    """
    shared = share(source, (old.mapping, new.mapping))
    before = _judged(old.contract, gather_again(old.contract, old.mapping, shared, as_of))
    at = before.gathered.history.as_of
    after = _judged(new.contract, gather_again(new.contract, new.mapping, shared, at))
    return _difference(before, after)


def _judged(contract: Contract, gathered: Gathered) -> Judged:
    history = gathered.history
    outcome = evaluate(contract, history)
    return Judged(contract, gathered, reported(outcome, Ended(history.until), contract))


def _difference(before: Judged, after: Judged) -> Cost:
    turns = tuple(_turns(before.outcome.verdicts, after.outcome.verdicts))
    targets = tuple(_target_turns(before.outcome.targets, after.outcome.targets))
    runs = {_run(each) for side in (before, after) for each in side.outcome.verdicts}
    months = tuple(_months(before, after, _touched(turns, targets)))
    labels = [month.period for month in months]
    return Cost(
        as_of=after.gathered.history.as_of,
        periods=(labels[0], labels[-1]) if labels else None,
        runs=len(runs),
        turns=turns,
        targets=targets,
        months=months,
        currencies=(before.contract.currency, after.contract.currency),
        decimals=max(before.contract.rounding.decimals, after.contract.rounding.decimals),
        idle=tuple(_idle(before.contract, after)),
    )


def _idle(old: Contract, after: Judged) -> Iterator[tuple[str, str]]:
    """Yield amendments that are new and hold only after the history, with their dates."""
    known = {version.name: version for version in old.versions}
    for version in after.contract.versions[1:]:
        same = known.get(version.name)
        is_new = same is None or not alike(version.terms, same.terms)
        if is_new and version.effective >= after.gathered.history.until:
            yield version.title, str(local_date(version.effective, after.contract.zone))


# --- verdicts and targets -------------------------------------------------------------------------


def _turns(old: Sequence[Verdict], new: Sequence[Verdict]) -> Iterator[Turn]:
    """Yield runs judged otherwise, by item and measure; a table counts by its name, then by any."""
    pairs = sorted(_of_verdicts(old, new), key=_place)
    told: dict[object, Turn] = {}
    for turn in (each for each in pairs if _differs(each)):
        # A target of a period judges a run again that a table has judged.
        told.setdefault((_run(turn.known), _said(turn.old), _said(turn.new)), turn)
    yield from told.values()


def _said(of: Verdict | None) -> tuple[object, ...]:
    return () if of is None else (of.verdict, of.due_at, of.due_latest, of.lateness)


def _of_verdicts(old: Sequence[Verdict], new: Sequence[Verdict]) -> Iterator[Turn]:
    left, right = [], []
    for before, after in _pairs(old, new, lambda v: (_run(v), v.table)):
        if before and after:
            yield Turn(before, after)
        elif before:
            left.append(before)
        elif after:
            right.append(after)
    for before, after in _pairs(left, right, _run):
        yield Turn(before, after)


def _run(of: Verdict) -> tuple[str, str, str, int, str]:
    return of.kind, of.item, of.measure, of.cycle, of.cycle_of or ""


def _place(turn: Turn) -> tuple[object, ...]:
    return (*_run(turn.known), turn.known.table)


def _differs(turn: Turn) -> bool:
    old, new = turn.old, turn.new
    return _said(old) != _said(new)


def _target_turns(old: Sequence[TargetResult], new: Sequence[TargetResult]) -> Iterator[TargetTurn]:
    pairs = _pairs(old, new, lambda t: (t.target, t.of or "", t.period))
    turns = [TargetTurn(before, after) for before, after in pairs]
    yield from (turn for turn in turns if _came_otherwise(turn.old, turn.new))


def _came_otherwise(old: TargetResult | None, new: TargetResult | None) -> bool:
    if old is None or new is None:
        return True
    return (old.outcome, old.achieved, old.level) != (new.outcome, new.achieved, new.level)


def _touched(turns: Sequence[Turn], targets: Sequence[TargetTurn]) -> set[str]:
    """Return the items and periods of which something comes out otherwise."""
    return {turn.known.item for turn in turns} | {turn.known.period for turn in targets}


# --- money ----------------------------------------------------------------------------------------


def _months(before: Judged, after: Judged, touched: set[str]) -> Iterator[Month]:
    pairs = _pairs(before.outcome.statements, after.outcome.statements, lambda s: s.period)
    for old, new in sorted(pairs, key=lambda pair: _label(*pair)):
        sums = _owed(before.contract, old), _owed(after.contract, new)
        if before.contract.currency != after.contract.currency:
            yield Month(_label(old, new), *sums, None)
            continue
        whole = (sums[1] or NOTHING).less(sums[0] or NOTHING)
        lines = _by_line(_lines(old), _lines(new), touched)
        # Both hold whatever the facts turn out to be.
        least, most = max(whole.least, lines.least), min(whole.most, lines.most)
        yield Month(_label(old, new), *sums, Owed(least, most))


def _by_line(old: Sequence[Posted], new: Sequence[Posted], touched: set[str]) -> Owed:
    """Return the difference line by line: a line of what is untouched is unknown alike in both."""
    total = NOTHING
    for before, after in _pairs(old, new, lambda posted: posted.key):
        same = before and after and before.line == after.line and after.line.subject not in touched
        if not same:
            gone, came = (each.owed if each else NOTHING for each in (before, after))
            total += came.less(gone)
    return total


@dataclass(frozen=True, slots=True)
class Posted:
    """A line of a statement without its places, and what the provider owes by it."""

    line: Line
    owed: Owed

    @property
    def key(self) -> tuple[str, ...]:
        """What the line is of."""
        line = self.line
        return line.statement, line.subject, line.of or "", line.kind, line.earned_in or ""


def _lines(of: Statement | None) -> tuple[Posted, ...]:
    if of is None:
        return ()
    money = (line for line in of.lines if line.unit == "money")
    return tuple(Posted(_plain(line), _owed_by(line)) for line in money)


def _owed_by(line: Line) -> Owed:
    if line.kind == "bonus":
        return NOTHING.less(Owed(line.shown_least, line.shown_most))
    return Owed(line.shown_least, line.shown_most)


def _plain(of: Line) -> Line:
    changes = tuple(replace(change, origin=UNWRITTEN) for change in of.changes)
    return replace(of, origin=UNWRITTEN, changes=changes, title="")


def _label(old: Statement | None, new: Statement | None) -> str:
    return (new or old).period if new or old else ""  # type: ignore[union-attr]


def _owed(contract: Contract, of: Statement | None) -> Owed | None:
    """Return what the provider owes for a period: its bonuses lessen it."""
    if of is None:
        return None
    bonus = NOTHING if _nets(contract, of) else Owed(of.bonus_least, of.bonus_most)
    credit = Owed(of.shown_least + of.beside_least, of.shown_most + of.beside_most)
    return credit.less(bonus)


def _nets(contract: Contract, of: Statement) -> bool:
    """Tell whether bonuses are part of the total already."""
    return any(v.terms.settlement.nets for v in contract.versions if v.name == of.version)


# --- pairs ----------------------------------------------------------------------------------------


def _pairs(
    old: Sequence[T], new: Sequence[T], key: Callable[[T], K]
) -> Iterator[tuple[T | None, T | None]]:
    """Yield what has the same key in both, in the order of the old and then of the new."""
    before, after = _numbered(old, key), _numbered(new, key)
    for each in {**before, **after}:
        yield before.get(each), after.get(each)


def _numbered(of: Sequence[T], key: Callable[[T], K]) -> Mapping[tuple[K, int], T]:
    """Return each by its key, several of one key numbered."""
    counters: dict[K, count[int]] = {}
    return {(k := key(each), next(counters.setdefault(k, count()))): each for each in of}
