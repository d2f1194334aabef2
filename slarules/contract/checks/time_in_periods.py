"""Spans that last over the end of a period."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from slarules.contract.checks.checked import Checked
from slarules.contract.problems.completeness import PhraseMissing
from slarules.core.contract import Contract, Terms
from slarules.core.measures import PeriodMeasure, Spans, ThatOf, TotalBad, of_time
from slarules.problems import Problem
from slarules.syntax import tree


def spans_have_periods(checked: Checked) -> Iterator[Problem]:
    """Yield each kind of span of which the head lacks what measures and credits need it to say."""
    head = next((s for s in checked.asked.statements if isinstance(s, tree.Contract)), None)
    told: set[str] = set()
    for version, _ in checked.texts():
        for kind, write in _lacking(version.terms, checked.contract):
            plural = checked.contract.vocabulary.spans[kind].plural
            said = f"{plural} {write}"
            if head and said not in told:
                told.add(said)
                lack = f"in which period the time of {plural} counts that last over its end"
                what = f"contract {head.name}"
                yield PhraseMissing(span=head.name.span, what=what, lack=lack, example=said)


SPLIT, BELONG = "are split at period ends", "belong to the period of end"


def _lacking(terms: Terms, contract: Contract) -> Iterator[tuple[str, str]]:
    """Yield kinds of span with the phrase that is needed of them and not there."""
    for measure in terms.measures.values():
        kind = _kind(measure, terms.measures)
        if kind is None or kind in contract.split:
            continue
        if not isinstance(measure.value, TotalBad) or kind not in contract.belongs:
            paid = (c.subject.of == measure.name for c in terms.credits.values())
            yield kind, BELONG if any(paid) else SPLIT
    for credit in terms.credits.values():
        paid_of = terms.measures.get(credit.subject.of or "")
        kind = _kind(paid_of, terms.measures) if paid_of else None
        if kind is not None and kind not in contract.belongs:
            yield kind, BELONG


def _kind(measure: PeriodMeasure, measures: Mapping[str, PeriodMeasure]) -> str | None:
    """Return the kind of span whose time is bad, in the end."""
    seen = {measure.name}
    time = of_time(measure.value)
    while time and isinstance(time.bad, ThatOf) and time.bad.measure not in seen:
        seen.add(time.bad.measure)
        other = measures.get(time.bad.measure)
        time = of_time(other.value) if other else None
    return time.bad.kind if time and isinstance(time.bad, Spans) else None
