"""What holds and shapes a credit's lines: its ceiling, its scale, days of service."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from slarules.contract.conditions import condition
from slarules.contract.measured import kind_of, wrong
from slarules.contract.paying import Paying
from slarules.contract.problems.completeness import PhraseMissing
from slarules.contract.problems.kinds import WrongKind
from slarules.contract.problems.structure import PhrasesExclude
from slarules.contract.scope import Scope, first
from slarules.contract.sums import amount
from slarules.core.conditions import ALWAYS, Condition
from slarules.core.contract import Kind
from slarules.core.money import AmountTerm, Pay
from slarules.core.quantities import Quantity
from slarules.syntax import tree


@dataclass(frozen=True, slots=True)
class Ceilings:
    """What the further phrases of a credit say, as `core.money.Credit` has it."""

    banded: bool = False
    at_most: Pay | None = None
    limited_by: str | None = None
    is_open: bool = False
    scaled_by: str | None = None
    worth: AmountTerm | None = None
    extends: Condition | None = None
    uses_once: str | None = None


def ceilings(
    statement: tree.Credit | tree.Points | tree.Bonus,
    what: str,
    paying: Paying,
    by: object,
    scope: Scope,
) -> Ceilings:
    """Return what else a statement says; what is missing or does not fit is told."""
    phrases = statement.phrases
    own = [span for per, span in paying.counted if by is not None and per.quantity == by]
    how, capped = first(phrases, tree.PaidFor), first(phrases, tree.LimitedBy)
    most, is_open = first(phrases, tree.AtMost), first(phrases, tree.WithoutLimit)
    scaled, worth = first(phrases, tree.ScaledBy), first(phrases, tree.DayWorth)
    longer, once = first(phrases, tree.DaysExtend), first(phrases, tree.UsesOnce)
    if own and how is None:
        lack = "whether a row pays for the whole quantity or for its part"
        example = "paid for the whole, or paid band by band"
        scope.tell(PhraseMissing(span=own[0], what=what, lack=lack, example=example))
    _check_ceiling(paying, what, (most, capped, is_open), scope)
    if scaled and paying.counted:
        span = paying.counted[0][1]
        scope.tell(PhrasesExclude(span=span, what=what, one="scaled by", other="for each"))
    if "days of service" in paying.units and not worth and not longer:
        lack = "what a day of service is worth"
        example = (
            "a day of service is worth AMOUNT pro rata for 1 calendar day, or days of service"
            " extend the term"
        )
        span = paying.units["days of service"]
        scope.tell(PhraseMissing(span=span, what=what, lack=lack, example=example))
    return Ceilings(
        banded=how is not None and how.how == "band by band",
        at_most=_at_most(most, scope) if most else None,
        limited_by=scope.find("cap", capped.cap) if capped else None,
        is_open=is_open is not None,
        scaled_by=_scale(scaled, scope) if scaled else None,
        worth=amount(worth.amount, scope) if worth else None,
        extends=_extends(longer, scope) if longer else None,
        uses_once=scope.find("measure", once.measure) if once else None,
    )


def _scale(scaled: tree.ScaledBy, scope: Scope) -> str | None:
    """Return the share by which lines are multiplied; another measure is told."""
    name = scope.find("measure", scaled.measure)
    measured = scope.known.measures.get(name) if name else None
    if name is None or (measured is None and name not in scope.known.promises):
        return name
    given = f"{name}, which is counted on each item"
    if measured:
        if (kind := kind_of(measured, scope)) == "share":
            return name
        given = f"{name}, which is a {kind}"
    wrong(scaled.measure.span, "what each line is multiplied by", "a share", given, scope)
    return None


def _check_ceiling(
    paying: Paying, what: str, held: Sequence[tree.Phrase | None], scope: Scope
) -> None:
    written = [phrase for phrase in held if phrase]
    if paying.open_at and not written:
        lack = "the most that it pays"
        example = "at most 100% of AMOUNT, limited by CAP, or without limit"
        scope.tell(PhraseMissing(span=paying.open_at, what=what, lack=lack, example=example))
    if held[-1] and len(written) > 1:
        one = "at most" if isinstance(written[0], tree.AtMost) else "limited by"
        span = written[-1].span
        scope.tell(PhrasesExclude(span=span, what=what, one=one, other="without limit"))


def _at_most(most: tree.AtMost, scope: Scope) -> Pay | None:
    if most.period:
        needed, given = "a limit of each line", "a limit of a period; a cap says that"
        span = most.period.span
        scope.tell(WrongKind(span=span, what="at most", needed=needed, given=given))

    def refused(_: tree.Quantity) -> Quantity | None:
        needed, given = "an amount", "a term that counts what happened"
        scope.tell(WrongKind(span=most.span, what="at most", needed=needed, given=given))
        return None

    return Paying(scope, refused).pay(most.amount)  # type: ignore[arg-type]


def _extends(longer: tree.DaysExtend, scope: Scope) -> Condition:
    period = scope.vocabulary.items.get("period") or Kind("period", "periods", {}, {}, {})
    return condition(longer.where, period, scope) if longer.where else ALWAYS
