"""A plan: what a contract pays, made ready for columns of any number of customers."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from slarules.core.contract import Contract, Terms
from slarules.core.periods import BillingCycle, Trailing
from slarules.engine.bulk.settling.beyond import Beyond
from slarules.engine.bulk.settling.case import Case, Number, Owed, Test
from slarules.engine.bulk.settling.credits import ReadyCredits
from slarules.engine.bulk.settling.customers import Customer, LineSum, PeriodSum
from slarules.engine.bulk.settling.frame import Frame
from slarules.engine.bulk.settling.history_tests import ReadyTests
from slarules.engine.bulk.settling.limits import Step, capping, flooring, multiplying
from slarules.engine.bulk.settling.quantities import ReadyQuantities
from slarules.engine.reference.rounding import rounded
from slarules.hours.periods import Period

NOTHING = Fraction(0)


class Plan:
    """What a contract pays in the assessed periods, ready for any customer.

    Args:
        contract: The contract.
        periods: All its assessed periods, in order.

    Raises:
        Beyond: It uses something that is not made ready for columns.
    """

    def __init__(self, contract: Contract, periods: Sequence[Period]) -> None:
        if isinstance(contract.every, BillingCycle | Trailing):
            raise Beyond("periods that billing or a claim says")
        self.frame = Frame(contract, periods)
        self.tests = ReadyTests(self.frame, ReadyQuantities(self.frame))
        ready: dict[int, tuple[Step, ...]] = {}
        texts = [self.frame.terms(at) for at in range(len(periods))]
        for terms in texts:
            if id(terms) not in ready:
                ready[id(terms)] = tuple(_Steps(self.frame, terms, self.tests).all())
        self._steps = [ready[id(terms)] for terms in texts]

    def settled(self, customer: Customer) -> list[PeriodSum]:
        """Return what every period comes to.

        Raises:
            Open: Something that the money hangs on is not given.
        """
        case = Case(customer.values, customer.fees)
        for name, missed in self.tests.asked.items():
            case.missed[name] = missed(case)
        return [self._period(case, at, period) for at, period in enumerate(self.frame.periods)]

    def _period(self, case: Case, at: int, period: Period) -> PeriodSum:
        lines: list[Owed] = []
        case.due, case.carried = case.carried, []
        for step in self._steps[at]:
            step(case, at, lines)
        total = sum((line.amount for line in lines), NOTHING)
        case.totals.append(total)
        case.lines.append(lines)
        shown = rounded(total, self.frame.contract.rounding)
        sums = tuple(self._sum(line, at, period) for line in lines if line.base or line.amount)
        return PeriodSum(period.label, total, total, shown, shown, sums)

    def _sum(self, line: Owed, at: int, period: Period) -> LineSum:
        subject = period.label
        if line.earned_in != at:
            subject = f"carried from {self.frame.periods[line.earned_in].label}"
        return LineSum(line.statement, subject, "money", line.amount, line.amount)


class _Steps:
    """The steps of one text in the order of its settlement."""

    def __init__(self, frame: Frame, terms: Terms, tests: ReadyTests) -> None:
        strange = (*terms.pools, *terms.combines, *terms.earnbacks)
        if strange or terms.settlement.conversion is not None:
            raise Beyond(", ".join(strange) or "payment in another currency")
        self.frame = frame
        self.terms = terms
        self.tests = tests
        self.credits = ReadyCredits(frame, terms, tests)

    def all(self) -> list[Step]:
        """Return them."""
        order = self.terms.settlement.order
        steps: list[Step] = []
        carries = [name for name in order if name in self.terms.caps or name == "rounding"]
        for name in order:
            if carries and name == carries[0]:
                steps.append(_carried_to_here)
            steps += self._step(name)
        return steps

    def _step(self, name: str) -> list[Step]:
        terms, amounts = self.terms, self.credits.amounts
        if name == "base":
            own = terms.settlement.order
            return [
                _earning(each, *self.credits.credit(c))
                for each, c in terms.credits.items()
                if each not in own
            ]
        if name in terms.credits:
            return [_earning(name, *self.credits.credit(terms.credits[name]))]
        if name in terms.multipliers:
            multiplier = terms.multipliers[name]
            return [multiplying(multiplier, self.tests.of(multiplier.when))]
        if name in terms.caps:
            return [capping(terms.caps[name], self.frame, amounts)]
        return [flooring(terms.floors[name], amounts)] if name in terms.floors else []


def _earning(statement: str, when: Test | None, owed: Number) -> Step:
    def step(case: Case, at: int, lines: list[Owed]) -> None:
        if when is None or when(case, at):
            amount = owed(case, at)
            if amount:
                lines.append(Owed(statement, at, amount, amount))

    return step


def _carried_to_here(case: Case, _: int, lines: list[Owed]) -> None:
    """Add what was carried to here: one line for each that was earned, the oldest first."""
    found: dict[tuple[str, int], Owed] = {}
    for line in case.due:
        known = found.setdefault((line.statement, line.earned_in), line)
        if known is not line:
            known.amount += line.amount
            known.base += line.amount
    lines += sorted(found.values(), key=lambda line: -line.age)
