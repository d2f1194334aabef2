"""Settlement by columns says what the reference says, and does not hand its work to it."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from fractions import Fraction
from functools import cache
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from slarules.contract import load
from slarules.core.contract import Contract
from slarules.engine.bulk.settling.beyond import Open
from slarules.engine.bulk.settling.contract_sums import Settling, by_reference
from slarules.engine.bulk.settling.customers import Customer
from slarules.engine.bulk.settling.plan import Plan
from slarules.engine.reference.evaluation import evaluate
from slarules.errors import UsageError
from slarules.facts.history import History, Reading
from slarules.instants import Instant, Interval, instant
from slarules.resources import shipped
from tests.engine.bulk.settling import drawn

CASES = Path(__file__).parent / "cases"
SHAPES = ("carry_over", "nested_caps")


def contract_of(text: str, folder: Path) -> Contract:
    path = folder / "drawn.sla"
    path.write_text(text, "utf-8")
    found = load(path).contract
    assert found is not None, text
    return found


def after(months: int) -> Instant:
    year, month = divmod(months, 12)
    return instant(datetime(2026 + year, month + 1, 1, tzinfo=UTC))


def same(contract: Contract, until: Instant, customer: Customer) -> None:
    """Check that both ways come to the same, where the fast one has an answer."""
    settling = Settling(contract, until)
    assert settling.beyond is None
    wanted = by_reference(contract, until, settling.periods, customer)
    try:
        found = Plan(contract, settling.periods).settled(customer)
    except Open:
        found = wanted
    assert found == wanted
    assert dict(settling.settled([customer])) == {customer.name: wanted}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("drawn")


@settings(
    max_examples=50, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(data=st.data())
def test_drawn_contracts_and_histories_come_to_the_same(data: st.DataObject, folder: Path) -> None:
    contract = contract_of(data.draw(drawn.contracts()), folder)
    until = after(data.draw(st.integers(2, 9)))
    measures = tuple(contract.versions[0].terms.measures)
    periods = len(Settling(contract, until).periods)
    same(contract, until, data.draw(drawn.customers(measures, periods)))


@cache
def shaped(shape: str) -> Contract:
    contract = load(Path(str(shipped("rules"))) / "shapes" / f"{shape}.sla").contract
    assert contract is not None
    return contract


@pytest.mark.parametrize("shape", SHAPES)
@settings(max_examples=15, deadline=None)
@given(data=st.data())
def test_shapes_of_money_come_to_the_same(data: st.DataObject, shape: str) -> None:
    contract = shaped(shape)
    until = after(data.draw(st.integers(2, 14)))
    terms, periods = contract.versions[0].terms, len(Settling(contract, until).periods)
    customer = data.draw(drawn.customers(tuple(terms.measures), periods))
    fees = dict.fromkeys(terms.amounts, customer.fees["fee"])
    same(contract, until, Customer("drawn", customer.values, fees))


@pytest.mark.parametrize("case", sorted(CASES.glob("*.sla")), ids=lambda path: path.stem)
def test_kept_cases_come_to_the_same(case: Path, folder: Path) -> None:
    told = json.loads(case.with_suffix(".json").read_text("utf-8"))
    columns = {
        kind: {
            name: [None if v is None else Fraction(v) for v in column]
            for name, column in told[kind].items()
        }
        for kind in ("values", "fees")
    }
    contract = contract_of(case.read_text("utf-8"), folder)
    same(contract, after(told["months"]), Customer("kept", columns["values"], columns["fees"]))


def test_columns_are_what_readings_would_have_come_to() -> None:
    contract = load(Path(str(shipped("rules"))) / "shapes" / "carry_over.sla").contract
    assert contract is not None
    until = after(6)
    periods = Settling(contract, until).periods
    mail = [Fraction(980 + 5 * i, 1000) for i in range(len(periods))]
    web = [Fraction(999 - 7 * i, 1000) for i in range(len(periods))]
    columns = {"mail_uptime": mail, "web_uptime": web}
    fees = {"monthly_fee": [Fraction(1000)] * len(periods)}
    settled = dict(Settling(contract, until).settled([Customer("one", columns, fees)]))["one"]
    readings = tuple(
        Reading(name, Interval(p.start, Instant(p.start + 1)), value)
        for name, column in (("mail_reading", mail), ("web_reading", web))
        for p, value in zip(periods, column, strict=True)
    )
    billed = {("monthly_fee", p.label): Fraction(1000) for p in periods}
    history = History((), until, until, readings=readings, fees=billed)
    statements = evaluate(contract, history).statements
    assert [each.least for each in settled] == [each.total_least for each in statements]
    assert any(each.least for each in settled)


def test_a_credit_of_items_is_left_to_the_reference() -> None:
    contract = load(Path(str(shipped("rules"))) / "shapes" / "one_event.sla").contract
    assert contract is not None
    assert Settling(contract, after(2)).beyond is not None


def test_columns_of_another_length_are_refused() -> None:
    contract = load(Path(str(shipped("rules"))) / "shapes" / "carry_over.sla").contract
    assert contract is not None
    short = Customer("short", {"mail_uptime": [Fraction(1)]})
    with pytest.raises(UsageError, match="column mail_uptime of short has 1 values"):
        list(Settling(contract, after(3)).settled([short]))
    strange = Customer("strange", {"post_uptime": [Fraction(1)] * 3})
    with pytest.raises(UsageError, match="name post_uptime"):
        list(Settling(contract, after(3)).settled([strange]))
