"""What was taken where the text is silent, and how to write it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from slarules.contract.checks.life import has_due
from slarules.contract.measured_time import said as said_interval
from slarules.contract.scope import clause_of, every, first
from slarules.contract.silences import silences
from slarules.contract.silent_measures import silent_measures
from slarules.contract.silent_money import silent_money
from slarules.contract.terms import Built
from slarules.core.clocks import Clock
from slarules.core.contract import Choice, Contract, Terms
from slarules.core.english import listed
from slarules.core.promises import AtMoment, Earliest, Goal, Latest, Origin, Promise
from slarules.syntax import tree


def choices(contract: Contract, built: Built) -> Iterator[Choice]:
    """Yield each choice made in the latest text, in the order of the file."""
    terms = built.terms
    yield from _conventions(terms.clocks.values())
    yield from _readings(built)
    yield from _touched(terms)
    yield from silences(contract, terms)
    yield from _periods(contract, built)
    yield from silent_measures(contract, built)
    yield from _money(terms, built)
    yield from silent_money(contract, built)
    if terms.credits or terms.pools:
        yield from _disputes(terms)


CONVENTIONS = (
    (
        "budget_at_closing_due_next_opening",
        "a budget that ends at closing falls due at closing",
        "a budget ending at closing falls due at the next opening",
    ),
    (
        "days_count_from_next_opening",
        "days count from the start itself, also when the clock is shut",
        "days count from the next opening",
    ),
    (
        "deadlines_move_back_to_closing",
        "deadlines outside its hours move to the next opening",
        "deadlines outside hours move back to closing",
    ),
)
"""What each convention of a clock means where it is not written, and how it is."""


def _conventions(clocks: Iterable[Clock]) -> Iterator[Choice]:
    """Yield what holds of clocks that do not say; those that are silent on the same together."""
    alike: dict[tuple[str, ...], list[Clock]] = {}
    for clock in clocks:
        silent = tuple(name for name, _, _ in CONVENTIONS if not getattr(clock.conventions, name))
        alike.setdefault(silent, []).append(clock)
    for silent, several in alike.items():
        names = listed((clock.name for clock in several), "and")
        about = f"{'clock' if len(several) == 1 else 'clocks'} {names}"
        at = Origin(several[0].clause, several[0].span)
        for name, says, write in CONVENTIONS:
            if name in silent:
                yield Choice(says, write, at, about)


def _readings(built: Built) -> Iterator[Choice]:
    """Yield which value of a fact picks the row of a table that does not say."""
    for statement in built.statements:
        if isinstance(statement, tree.Targets):
            written = {phrase.fact.text for phrase in every(statement.phrases, tree.JudgedBy)}
            name = statement.name.text
            promises = [p for p in built.terms.promises.values() if p.table == name]
            silent = {
                fact: promise
                for promise in promises
                for fact, _ in promise.readings
                if fact not in written and promise.measure.reading is None
            }
            for fact, promise in silent.items():
                yield _reading(fact, promise, promises)


def _reading(fact: str, promise: Promise, promises: Sequence[Promise]) -> Choice:
    reading = dict(promise.readings)[fact]
    row = "row and on its clock" if len(clocks_of(promises)) > 1 else "row"
    counted = f"after a change the whole run counts again by the new {row}"
    says = f"{promise.table} reads the {fact} {reading}: {counted}"
    return Choice(says, f"judged by {fact} as it changes keeping time used", promise.origin)


def clocks_of(promises: Iterable[Promise]) -> frozenset[str]:
    """Return the clocks on which the goals of promises count."""
    goals = (row.goal for promise in promises for row in promise.rows if row.goal is not None)
    return frozenset(clock for goal in goals for clock in _clocks_in(goal))


def _clocks_in(goal: Goal) -> Iterator[str]:
    match goal:
        case Earliest(goals) | Latest(goals):
            for part in goals:
                yield from _clocks_in(part)
        case AtMoment():
            return
        case _:
            yield goal.clock


def _touched(terms: Terms) -> Iterator[Choice]:
    measures = dict.fromkeys(p.measure.name for p in terms.promises.values())
    every_measure = listed([*measures, *terms.measures], "and")
    for exclusion in terms.exclusions:
        if exclusion.measures is None:
            yield Choice(
                f"{exclusion.name} removes time from all measures: {every_measure}",
                "removes time from NAME",
                exclusion.origin,
            )


def _periods(contract: Contract, built: Built) -> Iterator[Choice]:
    for statement in built.statements:
        if isinstance(statement, tree.Target) and not first(statement.phrases, tree.Every):
            clause = clause_of(statement)
            yield Choice(
                f"{statement.name} is assessed every {contract.every}, as the head says",
                f"every {contract.every}",
                Origin(clause, statement.span),
            )
    yield from _due(contract, built)
    yield from _empty_intervals(built)


def _due(contract: Contract, built: Built) -> Iterator[Choice]:
    """Yield what decides the period of items that only credits speak of."""
    terms, known = built.terms, contract.vocabulary.items
    paid = {c.subject.kind: c for c in terms.credits.values() if has_due(c, terms)}
    for kind, credit in paid.items():
        if kind in known and kind not in contract.belongs:
            says = f"{known[kind].plural} belong to the period of due"
            yield Choice(says, says, credit.origin)


def _empty_intervals(built: Built) -> Iterator[Choice]:
    """Yield what an interval without data is, where a total of bad time does not say."""
    for statement in built.statements:
        phrases = statement.phrases if isinstance(statement, tree.Measure) else ()
        says = first(phrases, tree.NoData) or first(phrases, tree.SmallVolume)
        if first(phrases, tree.TotalBad) and (when := first(phrases, tree.BadWhen)) and not says:
            interval = said_interval(when.interval)
            write = f"{interval} with no data is good"
            yield Choice(f"{interval} with no data is no bad time", write, _origin(statement))


def _origin(statement: tree.Statement) -> Origin:
    clause = statement.clause if isinstance(statement, tree.Measure) else None
    return Origin(clause.value if clause else None, statement.span)


def _money(terms: Terms, built: Built) -> Iterator[Choice]:
    for cap in terms.caps.values():
        if not _says_excess(cap.name, built):
            yield Choice(f"what {cap.name} removes is lost", "excess is lost", cap.origin)
    for earnback in terms.earnbacks.values():
        if earnback.offset is None and not _says_money(earnback.name, built):
            yield Choice(f"what {earnback.name} returns is paid back", "as money", earnback.origin)
    if (terms.credits or terms.pools) and not terms.claims and not _says_automatic(built):
        names = listed([*terms.credits, *terms.pools], "and")
        yield Choice(f"{names} need not be asked for", "claim automatic")


def _disputes(terms: Terms) -> Iterator[Choice]:
    """Yield what a dispute does not say; where there is none, that no date is kept."""
    if not terms.disputes:
        says = "nobody has to open, answer or settle a dispute by any date"
        yield Choice(says, "dispute opened within 30 calendar days after statement")
    for dispute in terms.disputes:
        which = f"dispute {dispute.name}" if dispute.name else "the dispute"
        at = dispute.origin
        if dispute.on is None:
            yield Choice(f"{which} is on the statement, any credit or any fact", "on statement", at)
        if dispute.opened is None:
            write = "opened within 30 calendar days after statement"
            yield Choice(f"{which} may be opened at any time", write, at)
        if dispute.answered is None:
            write = "answered within 10 calendar days after opening"
            yield Choice(f"{which} need not be answered by any date", write, at)
        if dispute.settled is None:
            write = "settled within 30 calendar days after opening"
            yield Choice(f"{which} need not be settled by any date", write, at)


def _says_excess(cap: str, built: Built) -> bool:
    return any(
        isinstance(s, tree.Cap)
        and s.name.text == cap
        and any(isinstance(phrase, tree.CapExcess) for phrase in s.phrases)
        for s in built.statements
    )


def _says_money(earnback: str, built: Built) -> bool:
    return any(
        isinstance(s, tree.Earnback)
        and s.name.text == earnback
        and first(s.phrases, tree.AsMoney) is not None
        for s in built.statements
    )


def _says_automatic(built: Built) -> bool:
    return any(
        isinstance(s, tree.Claim) and first(s.phrases, tree.Automatic) is not None
        for s in built.statements
    )
