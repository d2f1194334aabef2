"""What is written and changes nothing: caps that never bind, targets never met or never missed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal
from fractions import Fraction

from slarules.contract.checks.checked import Checked
from slarules.contract.measures import measure_kind
from slarules.contract.problems.remarks import CapNeverBinds, TargetDecided
from slarules.contract.scope import Scope
from slarules.contract.weights import percent
from slarules.core.contract import Contract, Terms
from slarules.core.measures import ShareOfFixed
from slarules.core.money import Credit, Money, Named, Pay, Times
from slarules.core.settling import Cap
from slarules.core.targets import ShareInTime, Target
from slarules.problems import Problem

Most = dict[str, Fraction]
"""So much of each amount at most; of plain money under an empty name."""


def caps_bind(checked: Checked) -> Iterator[Problem]:
    """Yield each cap that is never reached in any text, where the sums in it prove that."""
    found: dict[str, list[CapNeverBinds | None]] = {}
    for version, _ in checked.texts():
        for cap in version.terms.caps.values():
            idle = _idle(cap, version.terms, checked.contract)
            found.setdefault(cap.name, []).append(idle)
    for idles in found.values():
        told = [idle for idle in idles if idle]
        if len(told) == len(idles):
            yield told[-1]


def _idle(cap: Cap, terms: Terms, contract: Contract) -> CapNeverBinds | None:
    if any(other.excess == "carried" for other in terms.caps.values()):
        return None
    limit, most = _of(cap.limit), _most(cap, terms, contract)
    if limit is None or not most:
        return None
    if any(value >= limit.get(name, 0) for name, value in most.items()):
        return None
    return CapNeverBinds(
        span=cap.origin.span,
        clause=cap.origin.clause,
        cap=cap.name,
        most=_said(most, contract.currency),
        limit=_said(limit, contract.currency),
    )


def _most(cap: Cap, terms: Terms, contract: Contract) -> Most | None:
    """Return what a cap can ever be on in a period; None where the text does not prove it."""
    if cap.window or cap.each or cap.every != contract.every:
        return None
    owed = [name for name, credit in terms.credits.items() if credit.kind == "credit"]
    added: Most = {}
    for name in cap.credits if cap.credits is not None else (*owed, *terms.pools):
        if _is_multiplied(name, terms):
            return None
        if name in terms.pools:
            most = _of(terms.pools[name].size)
        else:
            most = _line(terms.credits[name]) if name in terms.credits else None
        if most is None:
            return None
        added = {n: added.get(n, Fraction(0)) + most.get(n, Fraction(0)) for n in {*added, *most}}
    return added


def _is_multiplied(name: str, terms: Terms) -> bool:
    return any(name in multiplier.credits for multiplier in terms.multipliers.values())


def _line(credit: Credit) -> Most | None:
    """Return the most that the one line of a credit of whole periods pays."""
    if credit.subject.kind != "period":
        return None
    paid = [pay for pay in (credit.pays, *(band.pays for band in credit.bands)) if pay]
    rows = [_paid(credit.at_most)] if credit.at_most else [_paid(pay) for pay in paid]
    most: Most = {}
    for row in rows:
        if row is None:
            return None
        most = {n: max(most.get(n, Fraction(0)), row.get(n, Fraction(0))) for n in {*most, *row}}
    return most


def _paid(pay: Pay) -> Most | None:
    added: Most = {}
    for part in pay:
        of = None if part.per or part.less else _of(part.sum)
        if of is None:
            return None
        added = {n: added.get(n, Fraction(0)) + of.get(n, Fraction(0)) for n in {*added, *of}}
    return added


def _of(term: object) -> Most | None:
    match term:
        case Money(value, ""):
            return {"": value}
        case Named(name, 0, False):
            return {name: Fraction(1)}
        case Times(factor, inner):
            of = _of(inner)
            return None if of is None else {name: factor * value for name, value in of.items()}
        case _:
            return None


def _said(most: Most, currency: str) -> str:
    said: Iterable[str] = (
        f"{percent(value)} of {name}" if name else f"{currency} {_decimal(value):,.2f}"
        for name, value in sorted(most.items())
    )
    return " and ".join(said)


def _decimal(value: Fraction) -> Decimal:
    return Decimal(value.numerator) / value.denominator


# --- targets --------------------------------------------------------------------------------------


def targets_are_open(checked: Checked) -> Iterator[Problem]:
    """Yield each target that every value meets, or that none can meet."""
    for version, built in checked.texts():
        for target in version.terms.targets.values():
            if checked.doubtful(target.origin.span, "needs"):
                continue
            least, most = _ends(target, version.terms, built.scope)
            rows = [row.level for row in target.levels if row.level is not None]
            for level in dict.fromkeys(rows or [target.level]):
                if word := _decided(target, level, least, most):
                    yield TargetDecided(
                        span=target.origin.span,
                        clause=target.origin.clause,
                        target=target.name,
                        word=word,
                        values="every value" if word == "missed" else "no value",
                        relation=target.relation,
                        level=percent(level) if most is not None else str(level),
                    )


def _ends(target: Target, terms: Terms, scope: Scope) -> tuple[Fraction | None, Fraction | None]:
    """Return the least and the greatest value that a target can be asked on."""
    nothing, all_ = Fraction(0), Fraction(1)
    if isinstance(target.value, ShareInTime):
        return nothing, all_
    measure = terms.measures.get(target.value.measure)
    if measure is None:
        return None, None
    fixed = isinstance(measure.value, ShareOfFixed) and measure.least is None
    match measure_kind(measure, scope):
        case "share":
            return None if fixed else nothing, all_
        case "count" | "duration":
            return nothing, None
        case _:
            return None, None


def _decided(
    target: Target, level: Fraction, least: Fraction | None, most: Fraction | None
) -> str | None:
    match target.relation:
        case "at least" if least is not None and level <= least:
            return "missed"
        case "at most" if most is not None and level >= most:
            return "missed"
        case "above" if most is not None and level >= most:
            return "met"
        case "below" if least is not None and level <= least:
            return "met"
        case _:
            return None
