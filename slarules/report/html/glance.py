"""The answer in one glance: who, when, which targets were met, what is owed, and how sure it is."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from markupsafe import Markup

from slarules.report.evidence import Evidence
from slarules.report.evidence.figures import Target
from slarules.report.evidence.money import Payable, Statement
from slarules.report.html import strip
from slarules.report.html.shown import (
    WORDS,
    amount,
    badge,
    from_to,
    has_money,
    name,
    on_the_wall,
    owed,
    periods_of,
    plainly,
    with_clause,
)
from slarules.report.html.tables import Row, Table, columns, table

MOST = 12
"""So many provisional periods are explained at once; the section on what is unsure has all."""


@dataclass(frozen=True, slots=True)
class Tile:
    """One answer."""

    title: str
    figure: Markup | str
    told: str


@dataclass(frozen=True, slots=True)
class Glance:
    """What the head and the first section show.

    Attributes:
        doubts: For each provisional period, why it is.
    """

    facts: tuple[tuple[str, Markup | str], ...]
    tiles: tuple[Tile, ...]
    doubts: tuple[tuple[str, tuple[str, ...]], ...]
    drawing: Markup
    periods: Table


def glance(evidence: Evidence) -> Glance:
    """Return the first section of the page."""
    return Glance(
        tuple(_facts(evidence)),
        tuple(_tiles(evidence)),
        tuple(
            (each.period, each.why_provisional)
            for each in [each for each in evidence.statements.statements if not each.final][:MOST]
        ),
        strip.strips(_strips(evidence)),
        _periods(evidence),
    )


def _facts(evidence: Evidence) -> Iterator[tuple[str, Markup | str]]:
    head, manifest = evidence.promises.head, evidence.manifest
    wall = on_the_wall(head.zone)
    yield "Agreement", name(", ".join(filter(None, (head.title, head.reference))))
    yield "Provider", name(head.provider)
    yield "Customer", name(head.customer)
    yield "Periods", f"{periods_of(evidence)}, each a {head.every}"
    yield "As of", f"{wall(manifest.as_of)} {head.zone}"
    if manifest.complete_through != manifest.as_of:
        yield "Complete through", f"{wall(manifest.complete_through)} {head.zone}"


def _tiles(evidence: Evidence) -> Iterator[Tile]:
    yield _targets_tile(evidence)
    yield from _money_tiles(evidence)
    statements = evidence.statements.statements
    provisional = [each.period for each in statements if not each.final]
    told = ", ".join(provisional[:6]) + (" and others" if len(provisional) > 6 else "")
    if provisional:
        yield Tile("How sure", badge("provisional"), f"Still open: {told}. The reasons are below.")
    elif statements:
        yield Tile("How sure", badge("final"), "Nothing that is still to come can change it.")
    if revised := [each for each in statements if each.revision > 1]:
        yield Tile("Revised", ", ".join(map(_revision, revised)), "Issued before, and changed.")


def _revision(statement: Statement) -> str:
    return f"{statement.period}: revision {statement.revision}"


def _targets_tile(evidence: Evidence) -> Tile:
    outcomes = evidence.targets.outcomes
    said = [f"{count} {WORDS.get(word, word)}" for word, count in outcomes.items() if count]
    missed = outcomes.get("missed", 0)
    kind = "missed" if missed else "undetermined" if outcomes.get("undetermined") else "met"
    figure = f"{missed} missed" if missed else WORDS[kind]
    if not said:
        return Tile("Targets", "none", "The agreement has no target that is computed.")
    return Tile("Targets", badge(kind, figure), f"{', '.join(said)}, over all periods.")


def _money_tiles(evidence: Evidence) -> Iterator[Tile]:
    statements = evidence.statements
    if not has_money(evidence):
        yield Tile("Owed", "nothing", "The agreement has no credits.")
        return
    if not any(each.lines for each in statements.statements):
        yield Tile("Owed", _sum(statements.payable, statements.currency), "No credit is earned.")
        return
    told = "What is left of the credits of all periods."
    if statements.payable != statements.total:
        earned = _sum(statements.total, statements.currency)
        told = f"{earned} was earned; the rest was not claimed in time."
    yield Tile("Owed", _sum(statements.payable, statements.currency), told)


def _sum(value: Payable, currency: str) -> str:
    return from_to(amount(value.least, currency), amount(value.most, currency))


def _strips(evidence: Evidence) -> tuple[strip.Strip, ...]:
    periods = evidence.manifest.periods
    return tuple(
        strip.Strip(titled(found[0]), periods, {each.period: outcome(each) for each in found})
        for found in by_target(evidence)
    )


def by_target(evidence: Evidence) -> list[tuple[Target, ...]]:
    """Return the results of each target and thing, in the order of the contract."""
    found: dict[tuple[str, str | None], list[Target]] = {}
    for each in evidence.targets.targets:
        found.setdefault((each.target, each.of), []).append(each)
    return [tuple(results) for results in found.values()]


def titled(target: Target) -> str:
    """Return the title of a target, and the thing that it is about."""
    return f"{target.title}, {target.of}" if target.of else target.title


def outcome(target: Target) -> str:
    """Return how a target ended, or that there was nothing to judge."""
    return "nothing" if target.outcome == "met" and is_idle(target) else target.outcome


def is_idle(target: Target) -> bool:
    """Tell whether there was nothing to judge a target by."""
    return target.achieved is None and not target.rule and not target.needs


def _periods(evidence: Evidence) -> Table:
    rows = [_period(evidence, each) for each in evidence.statements.statements]
    heads = columns("=Period", "Targets missed", ">Owed", "State")
    return table("Period by period", heads, rows, 60, "statement.json has all periods")


def _period(evidence: Evidence, statement: Statement) -> Row:
    found = [each for each in evidence.targets.targets if each.period == statement.period]
    missed: list[Markup | str] = [
        with_clause(titled(each), each.clause) for each in found if each.outcome == "missed"
    ]
    currency = evidence.statements.currency
    payable = _sum(statement.payable, currency)
    total = owed(statement.total, currency)
    return Row(
        (
            statement.period,
            plainly(missed) or "none",
            payable if payable == total else plainly([payable, f"of {total} earned"]),
            state(statement),
        )
    )


def state(statement: Statement) -> Markup:
    """Return whether a statement is final, and its revision where it is not the first."""
    word = "final" if statement.final else "provisional"
    told = f"{word}, revision {statement.revision}" if statement.revision > 1 else word
    return badge(word, told)
