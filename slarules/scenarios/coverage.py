"""What of a contract its scenarios exercise, and what they leave untried."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass
from typing import assert_never

from slarules.core.clocks import AllOpen, Always, AnyOpen, Hours, HoursOf, Shut, WeeklyHours
from slarules.core.conditions import UNKNOWN
from slarules.core.contract import Contract
from slarules.core.measures import of_time
from slarules.core.promises import AtMoment, Earliest, Goal, Latest, Origin, Row
from slarules.core.scenarios import ExpectDueTime, ExpectOpen
from slarules.engine.outcome import Outcome, Statement, Verdict
from slarules.instants import Micros
from slarules.scenarios.bands import edges
from slarules.scenarios.engines import REFERENCE, Engine
from slarules.scenarios.exercise import Exercise
from slarules.scenarios.parts import removable
from slarules.scenarios.rows_changed import changed_rows
from slarules.scenarios.told import Told
from slarules.scenarios.variants import Variant, variants
from slarules.source import Span


@dataclass(frozen=True, slots=True)
class Coverage:
    """Everything that scenarios can exercise, and whether one does."""

    exercises: tuple[Exercise, ...]

    def count(self, kind: str) -> tuple[int, int]:
        """Return how many exercises of a kind are exercised, and how many there are."""
        found = [exercise.exercised for exercise in self.exercises if exercise.kind == kind]
        return sum(found), len(found)

    @property
    def kinds(self) -> tuple[str, ...]:
        """The kinds of exercises that the contract has."""
        return tuple(dict.fromkeys(exercise.kind for exercise in self.exercises))

    @property
    def untried(self) -> tuple[Exercise, ...]:
        """What no scenario exercises, in the order of the text."""
        missing = (exercise for exercise in self.exercises if not exercise.exercised)
        return tuple(sorted(missing, key=lambda exercise: exercise.origin.span))


def coverage(contract: Contract, engine: Engine = REFERENCE) -> Coverage:
    """Return what the scenarios of a contract exercise; of an overlay, what stands in its file."""
    tellings = [engine.tell(contract, scenario) for scenario in contract.scenarios]
    single = [
        *_clocks(contract, tellings),
        *_rows(contract, tellings),
        *_targets(contract, tellings),
        *_tables(contract, tellings, engine),
        *edges(contract, tellings),
        *_parts(contract, tellings, engine),
        *_phrases(contract, tellings, engine),
        *_claims(contract, tellings),
        *_followed(contract, tellings),
    ]
    if contract.overlay is not None:
        files = {scenario.origin.span.file for scenario in contract.scenarios}
        single = [exercise for exercise in single if exercise.origin.span.file in files]
    return Coverage((*_clauses(single), *single))


def _clauses(exercises: Sequence[Exercise]) -> Iterator[Exercise]:
    """Yield each clause; one of its statements is enough to exercise it."""
    clauses = dict.fromkeys(e.origin.clause for e in exercises if e.origin.clause)
    for clause in clauses:
        of_it = [e for e in exercises if e.origin.clause == clause]
        yield Exercise("clause", clause, of_it[0].origin, any(e.exercised for e in of_it))


def _rows(contract: Contract, tellings: Sequence[Told]) -> Iterator[Exercise]:
    used = {verdict.origin.span for told in tellings for verdict in told.outcome.verdicts}
    for name, row in _all_rows(contract):
        yield Exercise("row", f"{name}: {row.goal_text}", row.origin, row.origin.span in used)


def _all_rows(contract: Contract) -> Iterator[tuple[str, Row]]:
    """Yield each row that promises something, once for all texts and targets that hold it."""
    seen: set[tuple[str, Span]] = set()
    for version in contract.versions:
        for promise in version.terms.promises.values():
            for row in (*promise.rows, *(row for e in promise.exceptions for row in e.rows)):
                place = (promise.measure.name, row.origin.span)
                if row.goal is not None and place not in seen:
                    seen.add(place)
                    yield promise.measure.name, row


def _clocks(contract: Contract, tellings: Sequence[Told]) -> Iterator[Exercise]:
    """Yield each clock; a row or an expectation that counts on it exercises it."""
    used = {verdict.origin.span for told in tellings for verdict in told.outcome.verdicts}
    rows = [row.goal for _, row in _all_rows(contract) if row.origin.span in used]
    counted = {clock for goal in rows if goal for clock in _counts_on(goal)}
    for scenario in contract.scenarios:
        for expected in scenario.expectations:
            if isinstance(expected, ExpectOpen | ExpectDueTime):
                counted.add(expected.clock)
    counted |= {clock for goal in _met_deadlines(contract, tellings) for clock in _counts_on(goal)}
    counted |= set(_measured_on(contract, tellings))
    clocks = contract.versions[-1].terms.clocks
    # A clock that is open while others are is tried on theirs.
    counted |= {part for name in counted & clocks.keys() for part in made_of(clocks[name].hours)}
    for clock in clocks.values():
        yield Exercise("clock", clock.name, Origin(clock.clause, clock.span), clock.name in counted)


def _met_deadlines(contract: Contract, tellings: Sequence[Told]) -> Iterator[Goal]:
    """Yield the goals of claims, rights and duties that some case came to."""
    outcomes = [told.outcome for told in tellings]
    terms = contract.versions[-1].terms
    opened = {right.right for outcome in outcomes for right in outcome.rights if right.until}
    owed = {duty.duty for outcome in outcomes for duty in outcome.duties}
    windows = {each.origin.span for each in _claims(contract, tellings) if each.exercised}
    deadlines = (
        *(duty.by for duty in terms.duties.values() if duty.name in owed),
        *(right.lapses for right in terms.rights.values() if right.name in opened),
        *(claim.deadline for claim in terms.claims if claim.origin.span in windows),
    )
    yield from (each.goal for each in deadlines if each is not None and each.goal is not None)


def _measured_on(contract: Contract, tellings: Sequence[Told]) -> Iterator[str]:
    """Yield the clocks of measures for which some case had bad time."""
    came = {result.measure for t in tellings for result in t.outcome.measures if result.pieces}
    for measure in contract.versions[-1].terms.measures.values():
        time = of_time(measure.value)
        if time and time.counts_on and measure.name in came:
            yield time.counts_on


def made_of(hours: Hours) -> Iterator[str]:
    """Yield the clocks that hours are made of."""
    match hours:
        case HoursOf(clock):
            yield clock.name
            yield from made_of(clock.hours)
        case AllOpen(members) | AnyOpen(members):
            for member in members:
                yield from made_of(member)
        case Shut(member):
            yield from made_of(member)
        case WeeklyHours() | Always():
            return
        case _:
            assert_never(hours)


def _counts_on(goal: Goal) -> Iterator[str]:
    match goal:
        case Earliest(goals) | Latest(goals):
            for part in goals:
                yield from _counts_on(part)
        case AtMoment(or_next_opening_of=clock):
            yield from [clock] if clock else []
        case _:
            yield goal.clock


def _tables(contract: Contract, tellings: Sequence[Told], engine: Engine) -> Iterator[Exercise]:
    """Yield the rows of all tables but those of promises; a case that changes exercises one."""
    came = [essence(told.outcome) for told in tellings]
    for kind, name, origin, others in changed_rows(contract):
        differs = any(
            essence(engine.tell(other, told.scenario).outcome) != before
            for other in others
            for told, before in zip(tellings, came, strict=True)
        )
        yield Exercise(kind, name, origin, differs)


def _followed(contract: Contract, tellings: Sequence[Told]) -> Iterator[Exercise]:
    """Yield conditions, rights and duties; one that holds, is open or is owed is exercised."""
    outcomes = [told.outcome for told in tellings]
    terms = contract.versions[-1].terms
    held = {c.condition for outcome in outcomes for c in outcome.conditions if c.holds}
    held |= {
        name
        for told in tellings
        for period in told.scenario.periods
        for name, word in period.outcomes
        if word == "yes"
    }
    opened = {r.right for outcome in outcomes for r in outcome.rights if r.state == "open"}
    owed = {d.duty for outcome in outcomes for d in outcome.duties}
    for condition in terms.conditions.values():
        yield Exercise("condition", condition.name, condition.origin, condition.name in held)
    for right in terms.rights.values():
        yield Exercise("right", right.name, right.origin, right.name in opened)
    for duty in terms.duties.values():
        yield Exercise("duty", duty.name, duty.origin, duty.name in owed)


def _claims(contract: Contract, tellings: Sequence[Told]) -> Iterator[Exercise]:
    """Yield each claim window; a line that has to be claimed exercises it."""
    lines = [
        line
        for told in tellings
        for statement in told.outcome.statements
        for line in statement.lines
    ]
    for claim in contract.versions[-1].terms.claims:
        due = [line for line in lines if line.claimable_until is not None]
        within = any(claim.credits is None or line.statement in claim.credits for line in due)
        name = ", ".join(claim.credits or ("of every credit",))
        yield Exercise("claim", name, claim.origin, within)


def _targets(contract: Contract, tellings: Sequence[Told]) -> Iterator[Exercise]:
    judged = {name for told in tellings for name in _judged(told)}
    earned = {
        line.statement
        for told in tellings
        for statement in told.outcome.statements
        for line in statement.lines
        if line.base_most
    }
    terms = contract.versions[-1].terms
    for target in terms.targets.values():
        yield Exercise("target", target.name, target.origin, target.name in judged)
    for pool in terms.pools.values():
        yield Exercise("pool", pool.name, pool.origin, pool.name in earned)
    for credit in terms.credits.values():
        yield Exercise(credit.kind, credit.name, credit.origin, credit.name in earned)


def _judged(told: Told) -> Iterator[str]:
    """Yield the targets on which a scenario says something; silence counts for none."""
    for period in told.scenario.periods:
        yield from (name for name, _ in (*period.outcomes, *period.achieved))
    for result in told.outcome.targets:
        if any(result.counts.values()) or result.achieved is not None:
            yield result.target


def _parts(contract: Contract, tellings: Sequence[Told], engine: Engine) -> Iterator[Exercise]:
    """Yield the statements that change what others say; one is exercised when it changes a case."""
    came = [essence(told.outcome) for told in tellings]
    for part in removable(contract):
        differs = any(
            essence(engine.tell(part.without, told.scenario).outcome) != before
            for told, before in zip(tellings, came, strict=True)
        ) or (part.kind == "unknown" and any(_unknown(part.name, told) for told in tellings))
        yield Exercise(part.kind, part.name, part.origin, differs)


def _phrases(contract: Contract, tellings: Sequence[Told], engine: Engine) -> Iterator[Exercise]:
    """Yield each phrase on time; one is exercised when it changes a case to say it otherwise."""
    found: dict[str, list[Variant]] = {}
    for variant in variants(contract):
        found.setdefault(f"{variant.kind} {variant.name}", []).append(variant)
    for name, several in found.items():
        differs = any(tells_apart(variant, tellings, engine) for variant in several)
        yield Exercise("phrase", name, several[0].origin, differs)


def tells_apart(variant: Variant, tellings: Sequence[Told], engine: Engine = REFERENCE) -> bool:
    """Tell whether a case comes out otherwise by a variant of its contract."""
    return any(
        essence(engine.tell(variant.contract, told.scenario).outcome) != essence(told.outcome)
        for told in tellings
        if _bears_on(variant, told)
    )


def _bears_on(variant: Variant, told: Told) -> bool:
    """Tell whether a scenario judges what a phrase is about; one on all measures is everywhere."""
    measured = {verdict.measure for verdict in told.outcome.verdicts}
    measured |= {result.measure for result in told.outcome.measures}
    return variant.measures is None or not variant.measures.isdisjoint(measured)


def _unknown(rule: str, told: Told) -> bool:
    """Tell whether a scenario leaves unknown what a rule is about.

    Many rules only write down what would hold without them, so no case differs.
    """
    word = rule.split(" ", maxsplit=1)[0]
    things = told.scenario.things
    moments = (m.name for t in things for m in t.moments if m.at is None)
    facts = (f.name for t in things for f in t.facts if f.value is UNKNOWN)
    return word in {*moments, *facts}


def essence(outcome: Outcome) -> Hashable:
    """Return what an outcome says about time and money, without how it came about."""
    return (
        tuple(
            (v.item, v.promise, v.cycle, v.cycle_of, v.verdict, v.due_at, *_lengths(v))
            for v in outcome.verdicts
        ),
        tuple((m.measure, m.period, m.of, m.achieved) for m in outcome.measures),
        tuple((t.target, t.period, t.of, t.outcome) for t in outcome.targets),
        tuple((s.period, s.total_least, s.total_most, *_lines(s)) for s in outcome.statements),
        tuple((c.condition, c.period, c.of, c.holds) for c in outcome.conditions),
        tuple((r.right, r.period, r.of, r.state, r.until) for r in outcome.rights),
        tuple((d.duty, d.period, d.of, d.state, d.until) for d in outcome.duties),
    )


def _lines(statement: Statement) -> Iterator[Hashable]:
    yield statement.points_least, statement.points_most, statement.paid_least, statement.paid_most
    for line in statement.lines:
        if line.earned_most or line.most or line.earned_least or line.least:
            yield line.statement, line.subject, line.earned_least, line.earned_most, line.most


def _lengths(verdict: Verdict) -> tuple[Micros, ...]:
    return verdict.elapsed, verdict.paused, verdict.excluded
