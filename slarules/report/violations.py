"""`violations.json`: how runs were judged, by customer, service, group, level, measure, period."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from itertools import starmap

from slarules.engine.outcome import Verdict, VerdictWord
from slarules.facts.history import History, Timeline
from slarules.instants import Instant
from slarules.report.audited import Audited
from slarules.report.documents import SCHEMA_VERSION
from slarules.report.evidence.misses import Dimension, Judged, Violated, Violations
from slarules.report.evidence.parts import Number
from slarules.report.numbers import percent

WORST_FIRST: tuple[VerdictWord, ...] = (
    "missed",
    "undetermined",
    "open",
    "met",
    "excluded",
    "cancelled",
)
"""A run that several tables judge counts once, by the first of these that one of them says."""


MOST_VALUES = 1_000
"""So many values of a dimension are listed over all periods, those with most misses."""

MOST_BY_PERIOD = 10_000
"""So many rows are listed period by period, of fewer values where there are many periods."""


GIVEN: tuple[Dimension, ...] = ("group", "service")
"""Dimensions that are facts of an item, where the source has them."""


@dataclass(frozen=True, slots=True)
class Facts:
    """What the source says of items when their runs ended.

    Attributes:
        each: The fact for each value of which a measure has a run, by the measure's name.
    """

    history: History
    items: Mapping[tuple[str, str], Timeline]
    each: Mapping[str, str]

    def has(self, fact: str) -> bool:
        """Return whether the source says the fact of any item."""
        return any(fact in item.facts for item in self.history.items)

    def of(self, fact: str) -> Callable[[Verdict], str]:
        """Return what says a fact of the item of a verdict, as `known` does."""
        return lambda verdict: self.known(fact, verdict)

    def known(self, fact: str, verdict: Verdict) -> str:
        """Return a fact of the item at the end of the run; empty where it is not known."""
        if verdict.cycle_of is not None and self.each.get(verdict.measure) == fact:
            return verdict.cycle_of
        timeline = self.items.get((verdict.kind, verdict.item))
        if timeline is None:
            return ""
        at = self.history.until if verdict.ended_at is None else Instant(verdict.ended_at)
        value = timeline.value(fact, at)
        return value if isinstance(value, str) else ""


def violations(audited: Audited) -> Violations:
    """Return what `violations.json` holds."""
    runs = list(_runs(audited.outcome.verdicts))
    tables = [
        _table(by, of, [run for run in runs if run.internal is internal], internal=internal)
        for internal in (False, True)
        for by, of in _dimensions(audited).items()
    ]
    return Violations(
        schema_version=SCHEMA_VERSION,
        contract=audited.contract.name,
        tables=tuple(table for table in tables if any(row.value for row in table.rows)),
    )


def _dimensions(audited: Audited) -> Mapping[Dimension, Callable[[Verdict], str]]:
    history = audited.history
    measures = [p.measure for v in audited.contract.versions for p in v.terms.promises.values()]
    facts = Facts(
        history,
        {(item.kind, item.item): item for item in history.items},
        {measure.name: measure.each for measure in measures if measure.each is not None},
    )
    return {
        "measure": lambda verdict: verdict.measure,
        "level": lambda verdict: verdict.level or "",
        **{fact: facts.of(fact) for fact in GIVEN if facts.has(fact)},
        "customer": lambda verdict: verdict.customer or "",
    }


def _runs(verdicts: Iterable[Verdict]) -> Iterable[Verdict]:
    """Return one verdict a run, and one more where internal promises judge it too."""
    worst: dict[tuple[object, ...], Verdict] = {}
    for each in verdicts:
        run = (each.kind, each.item, each.measure, each.cycle, each.cycle_of)
        key = (*run, each.internal)
        known = worst.setdefault(key, each)
        if WORST_FIRST.index(each.verdict) < WORST_FIRST.index(known.verdict):
            worst[key] = each
    return worst.values()


def _table(
    by: Dimension, of: Callable[[Verdict], str], runs: Iterable[Verdict], *, internal: bool
) -> Violated:
    several = Counter((of(run), run.period, run.verdict) for run in runs)
    counted: defaultdict[tuple[str, str | None], Counter[str]] = defaultdict(Counter)
    for (value, period, verdict), number in several.items():
        for when in {None, period}:
            counted[value, when][verdict] += number
    rows = sorted(starmap(_judged, counted.items()), key=_worst_first)
    periods = {row.period for row in rows} - {None}
    ranked = [row.value for row in rows if row.period is None]
    listed = set(ranked[:MOST_VALUES])
    by_period = set(ranked[: min(MOST_VALUES, MOST_BY_PERIOD // max(1, len(periods)))])
    return Violated(
        by=by,
        internal=internal,
        rows=tuple(r for r in rows if r.value in (listed if r.period is None else by_period)),
        left_out=len(ranked) - len(listed),
        left_out_by_period=len(listed) - len(by_period),
    )


def _worst_first(row: Judged) -> tuple[str, int, str]:
    """Return what puts the sums over all periods first, and those with most misses ahead."""
    return row.period or "", -row.missed, row.value


def _judged(key: tuple[str, str | None], words: Counter[str]) -> Judged:
    value, period = key
    judged = words["met"] + words["missed"]
    return Judged(
        value=value,
        period=period,
        judged=judged,
        missed=words["missed"],
        missed_share=_share(words["missed"], judged),
        counts={word: words[word] for word in WORST_FIRST if words[word]},
    )


def _share(part: int, whole: int) -> Number | None:
    if not whole:
        return None
    share = Fraction(part, whole)
    return Number(exact=str(share), shown=percent(share, 1))
