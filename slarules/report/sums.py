"""The lines of a statement taken together: by credit, and by step of the settlement."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal, TypeAlias

from slarules.core.contract import Contract
from slarules.core.promises import Origin
from slarules.engine.outcome import Line, LineKind, Statement

Unit: TypeAlias = Literal["money", "points", "days"]


@dataclass(frozen=True, slots=True)
class Sum:
    """What several lines come to, exact.

    Attributes:
        name: The credit, or the step.
        why: The basis of an only line, or why the step was taken.
        lines: How many there are.
        unit: What the sums are.
        kind: What the lines are.
        left_least, left_most: What is left of a credit's lines after all steps.
        shown_least, shown_most: The same, as the lines are shown.
    """

    name: str
    title: str
    origin: Origin
    why: str
    lines: int
    least: Fraction
    most: Fraction
    left_least: Fraction = Fraction(0)
    left_most: Fraction = Fraction(0)
    shown_least: Fraction = Fraction(0)
    shown_most: Fraction = Fraction(0)
    unit: Unit = "money"
    kind: LineKind = "credit"


def earned(lines: Iterable[Line]) -> list[Sum]:
    """Return what each credit earns before the steps."""
    by: dict[tuple[str, Unit, LineKind], list[Line]] = {}
    for line in lines:
        by.setdefault((line.statement, line.unit, line.kind), []).append(line)
    return [
        Sum(
            name,
            members[0].title,
            members[0].origin,
            members[0].basis if len(members) == 1 else "",
            len(members),
            *_sums((line.base_least, line.base_most) for line in members),
            *_sums((line.least, line.most) for line in members),
            *_sums((line.shown_least, line.shown_most) for line in members),
            unit,
            kind,
        )
        for (name, unit, kind), members in by.items()
    ]


def _sums(ranges: Iterable[tuple[Fraction, Fraction]]) -> tuple[Fraction, Fraction]:
    ends = list(ranges)
    return sum((e[0] for e in ends), Fraction(0)), sum((e[1] for e in ends), Fraction(0))


def steps(contract: Contract, statement: Statement) -> Sequence[Sum]:
    """Return what each step of the settlement did, in its order."""
    done: dict[tuple[str, Unit], Sum] = {}
    for unit, change in ((line.unit, each) for line in statement.lines for each in line.changes):
        so_far = done.get((change.step, unit))
        least, most = (so_far.least, so_far.most) if so_far else (Fraction(0), Fraction(0))
        done[change.step, unit] = Sum(
            change.step,
            "",
            change.origin,
            change.why,
            1 + (so_far.lines if so_far else 0),
            least + change.least,
            most + change.most,
            unit=unit,
        )
    order = _order(contract, statement)
    last = len(order)
    return sorted(done.values(), key=lambda s: order.index(s.name) if s.name in order else last)


def _order(contract: Contract, statement: Statement) -> tuple[str, ...]:
    texts = {version.name: version.terms for version in contract.versions}
    return texts[statement.version].settlement.order if statement.version in texts else ()
