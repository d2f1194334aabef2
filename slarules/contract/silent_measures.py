"""What holds of measures and targets of periods where the text is silent, and how to write it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from math import ceil

from slarules.contract.checks.inside import parts
from slarules.contract.terms import Built
from slarules.core.contract import Choice, Contract, Kind, Terms
from slarules.core.english import listed
from slarules.core.measures import (
    NOTHING,
    BadTime,
    GoodShare,
    PeriodMeasure,
    ShareOfFixed,
    Spans,
    of_time,
)
from slarules.core.periods import THIS_PERIOD
from slarules.core.quantities import Latch, TargetIs
from slarules.core.targets import ShareInTime, Target
from slarules.syntax import tree

Silent = tuple[str, str]
"""What holds, and how to write something else."""

Rule = Callable[[PeriodMeasure, BadTime | None, "Contract"], Silent | None]


def silent_measures(contract: Contract, built: Built) -> Iterator[Choice]:
    """Yield what is taken of measures and targets of periods, those alike together."""
    terms = built.terms
    written = {s.name.text for s in built.statements if isinstance(s, tree.Measure)}
    measures = [m for m in terms.measures.values() if m.name in written]
    for rule in RULES:
        alike: dict[Silent, list[PeriodMeasure]] = {}
        for measure in measures:
            if silent := rule(measure, of_time(measure.value), contract):
                alike.setdefault(silent, []).append(measure)
        for (says, write), several in alike.items():
            about = listed((m.name for m in several), "and")
            yield Choice(says, write, several[0].origin, about)
    yield from _of_targets(terms, contract)


# --- measures -------------------------------------------------------------------------------------


def _rounded(measure: PeriodMeasure, time: BadTime | None, _: Contract) -> Silent | None:
    of_length = time is not None and not isinstance(measure.value, GoodShare | ShareOfFixed)
    if measure.rounded or of_length:
        return None
    return "exact, nothing is rounded before a target or a row sees it", ROUNDED


ROUNDED = "rounded half up to 2 decimals"


def _length(measure: PeriodMeasure, _: BadTime | None, __: Contract) -> Silent | None:
    if not isinstance(measure.value, GoodShare):
        return None
    write = "is 100% less the share of bad time in 43,200 elapsed minutes"
    return "a share of the real time of each period, a longer one has more", write


def _clamped(measure: PeriodMeasure, _: BadTime | None, __: Contract) -> Silent | None:
    if not isinstance(measure.value, ShareOfFixed) or measure.least is not None:
        return None
    return "below 0% where more time is bad than the stated whole", "never below 0%"


def _to_the_instant(_: PeriodMeasure, time: BadTime | None, contract: Contract) -> Silent | None:
    kind = _kind(time, contract)
    if time is None or kind is None or time.counted_in or time.deductibles:
        return None
    if time.at_least != NOTHING:
        return None
    says = f"each {kind.name} counts to the instant, however short it is"
    units = f"bad time counts in full 1 elapsed minutes for each {kind.name}"
    return says, f"bad time under 10 elapsed minutes does not count; or: {units}"


def _bounds(_: PeriodMeasure, time: BadTime | None, contract: Contract) -> Silent | None:
    kind = _kind(time, contract)
    spans = time.bad if time else None
    if kind is None or not isinstance(spans, Spans) or not kind.moments:
        return None
    if (spans.starts, spans.ends) != (("start",), ("end",)):
        return None
    names = tuple(kind.moments)
    says = f"{kind.plural} run from the start to the end that the source gives them"
    return says, f"bad time runs from {names[0]} until {names[-1]}"


def _affected(_: PeriodMeasure, time: BadTime | None, contract: Contract) -> Silent | None:
    kind = _kind(time, contract)
    if time is None or kind is None or time.weighing:
        return None
    numbers = [fact.name for fact in kind.facts.values() if fact.kind == "number"]
    if not numbers:
        return None
    says = f"each {kind.name} counts whole, whatever {listed(numbers)} is"
    return says, f"bad time counts by {numbers[0]} of NUMBER"


def _sources(_: PeriodMeasure, time: BadTime | None, contract: Contract) -> Silent | None:
    kind = _kind(time, contract)
    if time is None or kind is None or time.sources or "source" not in kind.facts:
        return None
    return "every source is believed, none ahead of another", 'source "one" ahead of "another"'


def _kind(time: BadTime | None, contract: Contract) -> Kind | None:
    """Return the kind of span whose time is bad."""
    spans = time.bad if time else None
    return contract.vocabulary.spans.get(spans.kind) if isinstance(spans, Spans) else None


RULES: tuple[Rule, ...] = (
    _rounded,
    _length,
    _clamped,
    _to_the_instant,
    _bounds,
    _affected,
    _sources,
)


# --- targets --------------------------------------------------------------------------------------


def _of_targets(terms: Terms, contract: Contract) -> Iterator[Choice]:
    back = looked_back_at(terms)
    for name, target in terms.targets.items():
        if target.empty is None:
            says = f"{name} is undetermined in a period without data"
            says += ", and so is what looks back at it" if name in back else ""
            yield Choice(says, "with no data counts as met", target.origin)
        if target.averaged and not target.averaged.alone:
            says = f"{name} is undetermined while an earlier period is not known"
            yield Choice(says, "with no earlier period stands alone", target.origin)
        if silent := _small(target, contract):
            yield Choice(*silent, target.origin)


def _small(target: Target, contract: Contract) -> Silent | None:
    """Return that few items are judged by the share like many."""
    value = target.value
    if not isinstance(value, ShareInTime) or target.small or target.relation != "at least":
        return None
    kind = contract.vocabulary.items.get(value.item)
    plural = kind.plural if kind else f"{value.item}s"
    if not 0 < target.level < 1:
        return None
    enough = ceil(1 / (1 - target.level))
    says = f"{target.name} holds of few {plural} as of many: of fewer than {enough} none may miss"
    return says, f"with fewer than {enough} {plural} at most 1 may miss"


def looked_back_at(terms: Terms) -> frozenset[str]:
    """Return the targets that something looks at in another period than its own."""
    families = (terms.credits, terms.multipliers, terms.earnbacks, terms.rights, terms.duties)
    asking: list[object] = [each.when for family in families for each in family.values()]
    asking += [condition.holds for condition in terms.conditions.values()]
    return frozenset(_looked_at(asking, terms, other=False))


def _looked_at(node: object, terms: Terms, *, other: bool) -> Iterator[str]:
    match node:
        case TargetIs(target=name, window=window):
            other = other or window != THIS_PERIOD
            if name in terms.conditions and other:
                yield from _looked_at(terms.conditions[name].holds, terms, other=True)
            elif name in terms.targets and other:
                yield name
        case Latch():
            # Later periods look at what starts or ends a state.
            yield from _looked_at((node.starts, node.ends), terms, other=True)
        case _:
            for part in parts(node):
                yield from _looked_at(part, terms, other=other)
