"""Clocks that open in every month of the contract's life, and periods that every item falls in."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from slarules.contract.checks.checked import Checked
from slarules.contract.problems.completeness import ClockNeverOpens, NoPeriodForItems
from slarules.contract.problems.remarks import MayFallInNoPeriod
from slarules.contract.problems.told import after
from slarules.contract.scope import every
from slarules.core.clocks import Clock
from slarules.core.conditions import Happens
from slarules.core.contract import Contract, Terms
from slarules.core.money import Credit
from slarules.core.targets import ShareInTime
from slarules.hours.checks import shut_too_long_from
from slarules.hours.local import local_date
from slarules.hours.opentime import open_time
from slarules.problems import Edit, Problem
from slarules.source import Span
from slarules.syntax import tree

OPEN_ENDED = timedelta(days=5 * 366)
"""How far clocks are proved of a contract without an end."""


def every_clock_opens(checked: Checked) -> Iterator[Problem]:
    """Yield each clock that stays shut for more than 31 days."""
    proved: list[Clock] = []
    first, through = _life(checked.contract)
    for version, _ in checked.texts():
        for clock in version.terms.clocks.values():
            if clock in proved:
                continue
            proved.append(clock)
            if since := shut_too_long_from(open_time(clock), first, through):
                yield ClockNeverOpens(
                    span=clock.span, clause=clock.clause, clock=clock.name, since=f"{since}"
                )


def _life(contract: Contract) -> tuple[date, date]:
    first = local_date(contract.starts, contract.zone)
    if contract.ends is None:
        return first, first + OPEN_ENDED
    return first, local_date(contract.ends, contract.zone) - timedelta(days=1)


def items_have_periods(checked: Checked) -> Iterator[Problem]:
    """Yield each kind of item that is counted in periods although the head gives it none."""
    head = _head(checked)
    for item in dict.fromkeys(_counted(checked)):
        kind = checked.contract.vocabulary.items.get(item)
        if kind and item not in checked.contract.belongs and head:
            end = after(_last(head))
            edits = (Edit(end, f"\n  {kind.plural} belong to the period of due"),)
            yield NoPeriodForItems(span=head.name.span, items=kind.plural, edits=edits)


def _last(head: tree.Contract) -> Span:
    return head.phrases[-1].span if head.phrases else head.span


def _counted(checked: Checked) -> Iterator[str]:
    for version, _ in checked.texts():
        for target in version.terms.targets.values():
            if isinstance(target.value, ShareInTime):
                yield target.value.item
        for credit in version.terms.credits.values():
            kind = credit.subject.kind
            kept = kind in (measure.each for measure in version.terms.measures.values())
            if not kept and _has_moments(kind, checked) and not has_due(credit, version.terms):
                yield kind


def has_due(credit: Credit, terms: Terms) -> bool:
    """Tell whether a credit is for a run of an item, which belongs to the period of its due time.

    Where the head is silent that is a choice, which is told.
    """
    measures = {promise.measure.name for promise in terms.promises.values()}
    return credit.subject.target in measures


def _has_moments(item: str, checked: Checked) -> bool:
    """Tell whether an item has moments to go by; a thing has none, and a claim is its own."""
    kind = checked.contract.vocabulary.items.get(item)
    return kind is not None and bool(kind.moments) and item not in ("period", "claim")


def _head(checked: Checked) -> tree.Contract | None:
    return next((s for s in checked.asked.statements if isinstance(s, tree.Contract)), None)


def items_without_their_moment(checked: Checked) -> Iterator[Problem]:
    """Yield each head that names a moment an item may lack, and does not say what holds then."""
    head = _head(checked)
    for phrase in every(head.phrases, tree.Belonging) if head else ():
        kind = next(
            (
                kind
                for kind in checked.contract.vocabulary.items.values()
                if phrase.items.text in (kind.name, kind.plural)
            ),
            None,
        )
        if kind and not phrase.or_due and _may_lack(phrase.moment.text, kind.name, checked):
            edits = (Edit(after(phrase.span), ", or of due while unresolved"),)
            moment = phrase.moment.text
            yield MayFallInNoPeriod(span=phrase.span, items=kind.plural, moment=moment, edits=edits)


def _may_lack(moment: str, item: str, checked: Checked) -> bool:
    """Tell whether a run of such an item can be without the moment."""
    if moment in ("due", "started"):
        return False
    return any(
        promise.measure.item == item and Happens(moment) not in promise.measure.starts
        for version, _ in checked.texts()
        for promise in version.terms.promises.values()
    )
