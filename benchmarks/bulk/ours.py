"""What is ours: each task as a user of the library would ask for it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

# Read before the time counts, as the libraries of others are: what an audit by columns imports.
import slarules.runs.by_columns  # noqa: F401
import slarules_csv.columns  # noqa: F401
from benchmarks.bulk.question import Answer, Counted, NotMeasuredError, answered
from slarules import pipeline

if TYPE_CHECKING:
    from slarules.report.audited import Audited

TEXTS = Path(__file__).parent / "texts"


def contract(measures: Sequence[str]) -> Path:
    """Return the contract with these measures."""
    return TEXTS / ("one.sla" if len(measures) == 1 else "six.sla")


def audit(path: str, measures: Sequence[str], engine: str) -> Answer:
    """Audit the folder of a file from end to end: verdicts counted and settled.

    Raises:
        NotMeasuredError: There is no such engine.
    """
    source = f"csv:{Path(path).parent}"
    audited = pipeline.audit(contract(measures), TEXTS / "log.sla", source, engine=engine)  # type: ignore[arg-type]
    if audited.engine != engine:
        raise NotMeasuredError(f"asked for the {engine} engine, the {audited.engine} one computed")
    return answer_of(audited)


def answer_of(audited: Audited) -> Answer:
    """Return counts and credits of an audit; the credits are those that it settled."""
    statements = audited.outcome.statements
    least = sum(each.shown_least for each in statements)
    most = sum(each.shown_most for each in statements)
    if least != most:
        raise NotMeasuredError(f"the credits lie between {least} and {most}")
    counts = answered(_counted(audited)).counts
    return Answer(counts, Decimal(least.numerator) / Decimal(least.denominator))


def _counted(audited: Audited) -> Iterator[Counted]:
    for each in audited.outcome.targets:
        measure = each.target.removesuffix("_share")
        yield Counted(measure, each.period, each.counts.get("met", 0), each.counts.get("missed", 0))
