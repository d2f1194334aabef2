"""Settlement by columns: by a plan, and by the reference wherever that leaves something open."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from slarules.core.contract import Contract
from slarules.engine.bulk.settling.beyond import Beyond, Open
from slarules.engine.bulk.settling.customers import Column, Customer, LineSum, PeriodSum
from slarules.engine.bulk.settling.plan import Plan
from slarules.engine.outcome import Achieved, MeasureResult, Statement
from slarules.engine.reference.ground import Ground
from slarules.engine.reference.periods import assessed, version_of_period
from slarules.engine.reference.scorecards import scorecards
from slarules.engine.reference.statements import statements
from slarules.engine.reference.targets import targets
from slarules.errors import UsageError
from slarules.facts.history import History
from slarules.hours.periods import Period
from slarules.instants import Instant


class Settling:
    """How the customers of one contract are settled through an instant.

    Attributes:
        periods: The assessed periods, in whose order the columns are.
        beyond: What the contract uses that is left to the reference; `None` where it is nothing.
    """

    def __init__(self, contract: Contract, until: Instant) -> None:
        self.contract = contract
        self.until = until
        self.periods = assessed(contract, History((), until, until))
        self.beyond: str | None = None
        self._plan: Plan | None = None
        try:
            self._plan = Plan(contract, self.periods)
        except Beyond as why:
            self.beyond = str(why)

    def settled(self, customers: Iterable[Customer]) -> Iterator[tuple[str, list[PeriodSum]]]:
        """Yield every customer's name with what each period comes to.

        Raises:
            UsageError: A column is of nothing in the contract, or not of every period.
        """
        for customer in customers:
            self._check(customer)
            yield customer.name, self._settled(customer)

    def _check(self, customer: Customer) -> None:
        texts = [version.terms for version in self.contract.versions]
        measures = {name for terms in texts for name in terms.measures}
        amounts = {name for terms in texts for name in terms.amounts}
        unknown = (customer.values.keys() - measures) | (customer.fees.keys() - amounts)
        if unknown:
            raise UsageError(
                f"the columns of {customer.name} name {', '.join(sorted(unknown))}, "
                f"which {self.contract.name} has no measure or amount of"
            )
        for name, column in (*customer.values.items(), *customer.fees.items()):
            if len(column) != len(self.periods):
                raise UsageError(
                    f"the column {name} of {customer.name} has {len(column)} values, "
                    f"but there are {len(self.periods)} assessed periods"
                )

    def _settled(self, customer: Customer) -> list[PeriodSum]:
        if self._plan is not None:
            try:
                return self._plan.settled(customer)
            except Open:
                pass
        return by_reference(self.contract, self.until, self.periods, customer)


def by_reference(
    contract: Contract, until: Instant, periods: Sequence[Period], customer: Customer
) -> list[PeriodSum]:
    """Return what the reference makes of the same columns."""
    fees = {
        (amount, period.label): fee
        for amount, column in customer.fees.items()
        for period, fee in zip(periods, column, strict=True)
        if fee is not None
    }
    history = History((), until, until, fees=fees)
    measured = tuple(_measured(contract, periods, customer.values))
    measured += scorecards(contract, history, measured, periods)
    met = targets(contract, history, (), measured, periods)
    ground = Ground(contract, history, (), measured, met, periods)
    return [_sums(statement) for statement in statements(ground)]


def _measured(
    contract: Contract, periods: Sequence[Period], values: Mapping[str, Column]
) -> Iterator[MeasureResult]:
    none: Column = [None] * len(periods)
    for at, period in enumerate(periods):
        for measure in version_of_period(contract, period).terms.measures.values():
            value = values.get(measure.name, none)[at]
            achieved = None if value is None else Achieved(value, value)
            yield MeasureResult(
                measure.name, measure.title, period.label, achieved, (), measure.origin
            )


def _sums(statement: Statement) -> PeriodSum:
    lines = (
        LineSum(line.statement, line.subject, line.unit, line.least, line.most)
        for line in statement.lines
    )
    return PeriodSum(
        statement.period,
        statement.total_least,
        statement.total_most,
        statement.shown_least,
        statement.shown_most,
        tuple(lines),
    )
