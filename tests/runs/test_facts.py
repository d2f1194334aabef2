"""Whatever an engine saw is in `facts.parquet`: what is read back is judged the same."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date
from fractions import Fraction
from pathlib import Path
from random import Random
from typing import Literal, TypeVar

import duckdb
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from slarules.contract import load
from slarules.core.conditions import UNKNOWN
from slarules.core.contract import Contract
from slarules.core.scenarios import GivenFact, GivenMoment, GivenPeriod
from slarules.engine.reference import evaluate
from slarules.errors import RunFolderError
from slarules.facts.history import (
    BEGINNING,
    Happening,
    History,
    Reading,
    RowRef,
    Step,
    Timeline,
    UnknownMoment,
    WorldSpan,
)
from slarules.hours.periods import periods_between
from slarules.instants import DAY, Instant, Interval, Micros
from slarules.runs.facts import read_facts, read_items, write_facts
from tests.laws.histories import DAYS, history
from tests.laws.texts import CONTRACTS

Known = TypeVar("Known", Step, Happening)

WORDS: tuple[Literal["met", "missed", "unknown"], ...] = ("met", "missed", "unknown")


@pytest.fixture(scope="module")
def contracts(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Contract]:
    folder = tmp_path_factory.mktemp("contracts")
    for name, text in CONTRACTS.items():
        (folder / name).write_text(text, "utf-8")
    found = {name: load(folder / name).contract for name in CONTRACTS}
    return {name: contract for name, contract in found.items() if contract is not None}


def full(contract: Contract, random: Random) -> History:
    """Return a history in which credits are claimed, rows are known, and values are given."""
    told = history(contract, random)
    terms = contract.versions[-1].terms
    end = Instant(contract.starts + DAYS * DAY)
    months = periods_between(contract.starts, end, contract.every, contract.zone)
    labels = [month.label for month in months]
    claims = {
        (name, label): Instant(contract.starts + random.randrange(DAYS) * DAY)
        for name in [*terms.credits, *terms.pools]
        for label in labels
        if random.random() < 0.3
    }
    outcomes = tuple((name, random.choice(WORDS)) for name in list(terms.targets)[::2])
    shares = tuple((name, Fraction(random.randrange(9), 8)) for name in list(terms.targets)[1::2])
    amounts = tuple((name, Fraction(random.randrange(9**6), 7)) for name in terms.amounts)
    period = GivenPeriod(random.choice(labels), outcomes, shares, amounts)
    rows = tuple(
        replace(reading, row=RowRef("readings.csv", number))
        for number, reading in enumerate(told.readings, 2)
    )
    items = [
        replace(
            item,
            happened={name: tuple(_rowed(found, random)) for name, found in item.happened.items()},
            facts={name: tuple(_rowed(steps, random)) for name, steps in item.facts.items()},
            unsettled=frozenset(name for name in item.happened if random.random() < 0.3),
        )
        for item in told.items
    ]
    return replace(
        told,
        items=items,
        claims=claims,
        given={period.label: period} if random.random() < 0.5 else {},
        readings=rows,
        spans_complete_through=random.choice((None, told.complete_through)),
    )


def _rowed(known: Iterable[Known], random: Random) -> Iterator[Known]:
    """Yield what is known with its rows, some of which were recorded later."""
    for number, each in enumerate(known, 2):
        late = random.choice((None, Instant(max(each.at, 0) + random.randrange(9) * DAY)))
        yield replace(each, row=RowRef("events.csv", number, late))


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_what_is_read_back_is_judged_the_same(
    contracts: dict[str, Contract], tmp_path: Path, data: st.DataObject
) -> None:
    contract = contracts[data.draw(st.sampled_from(sorted(contracts)))]
    told = full(contract, Random(data.draw(st.integers(0, 10**6))))  # noqa: S311 - for a test
    write_facts(tmp_path / "facts.parquet", told)
    back = read_facts(tmp_path / "facts.parquet")
    assert evaluate(contract, back) == evaluate(contract, told)
    assert back == replace(
        told,
        items=tuple(told.items),
        spans=tuple(told.spans),
        readings=tuple(told.readings),
        bad=tuple(told.bad),
    )


def test_things_cycles_and_what_is_given_of_them_are_read_back(tmp_path: Path) -> None:
    end = Instant(40 * DAY)
    period = GivenPeriod(
        "2026-03",
        outcomes=(("up", "yes"),),
        credits=(("total credit", Fraction(7, 2)),),
        of=("port", "p1"),
        facts=(GivenFact("plan", "gold"), GivenFact("size", UNKNOWN, Instant(DAY), end)),
        moments=(GivenMoment("moved", Instant(DAY)), GivenMoment("left", None, None, end)),
    )
    told = History(
        items=(
            Timeline("p1", "port", {"plan": (Step(BEGINNING, "gold"),)}, {}, period="2026-03"),
            Timeline("I1", "ticket", {}, {}, told={"resolve": Micros(9), "respond": "met"}),
        ),
        as_of=end,
        complete_through=end,
        spans=(
            WorldSpan(
                "outage", "O1", Instant(DAY), end, {}, {}, length=Micros(5), period="2026-03"
            ),
        ),
        readings=(
            Reading("up", Interval(Instant(0), Instant(DAY)), Fraction(1, 3), "p1", None, "probe"),
        ),
        fees={("fee", "2026-03"): Fraction(3)},
        fees_of={("fee", "2026-03", "p1"): Fraction(2), ("fee", "", "p2"): Fraction(1)},
        given_of={("2026-03", "port", "p1"): period},
        cycles=(date(2026, 1, 15), date(2026, 2, 15)),
    )
    write_facts(tmp_path / "facts.parquet", told)
    assert read_facts(tmp_path / "facts.parquet") == told


@pytest.mark.parametrize("content", [b"", b"PAR1", b"item,name\n1,2\n"])
def test_facts_that_no_run_wrote_are_refused(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "facts.parquet").write_bytes(content)
    with pytest.raises(RunFolderError, match="holds no facts"):
        read_facts(tmp_path / "facts.parquet")


def test_a_number_that_takes_a_day_to_compute_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "facts.parquet"
    end = Instant(DAY)
    write_facts(path, History((), end, end, fees={("fee", "2026-03"): Fraction(1, 3)}))
    assert read_facts(path).fees == {("fee", "2026-03"): Fraction(1, 3)}
    duckdb.sql(f"CREATE OR REPLACE TABLE facts AS FROM read_parquet('{path}')")
    duckdb.sql("UPDATE facts SET value = '1e999999999' WHERE record = 'fee'")
    duckdb.sql(f"COPY facts TO '{path}' (FORMAT parquet)")
    with pytest.raises(RunFolderError, match="is no number of a run"):
        read_facts(path)


@pytest.mark.parametrize("at", ["290000-01-01", "9999-12-31", "0001-01-01", "infinity"])
def test_instants_past_the_reach_of_dates_are_refused(tmp_path: Path, at: str) -> None:
    path = tmp_path / "facts.parquet"
    write_facts(path, History((), Instant(DAY), Instant(DAY)))
    duckdb.sql(f"CREATE OR REPLACE TABLE facts AS FROM read_parquet('{path}')")
    duckdb.execute('UPDATE facts SET "at" = CAST(? AS TIMESTAMPTZ)', [at])
    duckdb.sql(f"COPY facts TO '{path}' (FORMAT parquet)")
    with pytest.raises(RunFolderError, match="holds no facts"):
        read_facts(path)


@pytest.mark.parametrize("is_told", [True, False])
def test_an_unknown_moment_keeps_whether_the_source_tells_of_it(
    tmp_path: Path, *, is_told: bool
) -> None:
    path, end = tmp_path / "facts.parquet", Instant(DAY)
    item = Timeline("A", "ticket", {}, {}, {"merged": UnknownMoment(is_told=is_told)})
    write_facts(path, History((item,), end, end))
    assert read_facts(path).items == (item,)


def test_items_without_a_name_are_listed(tmp_path: Path) -> None:
    path = tmp_path / "facts.parquet"
    duckdb.sql(f"COPY (SELECT 'item' AS record, NULL::VARCHAR AS item) TO '{path}'")
    assert read_items(path) == [""]
