"""What is written of columns is what is written of verdicts and timelines, byte for byte."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from slarules.contract import load
from slarules.core.contract import Contract
from slarules.engine.bulk.reading.views import UNREMARKABLE
from slarules.engine.bulk.recording.fact_rows import FactRows
from slarules.facts.history import History
from tests.engine.bulk.recording.parted import parts, written_by_columns, written_by_objects
from tests.laws.texts import CONTRACTS
from tests.runs.test_facts import full
from tests.walk.strategies import Season, contracts, histories

pytestmark = pytest.mark.filterwarnings("ignore:Generating overly large repr")

EXAMPLES = int(os.environ.get("WALK_EXAMPLES", "25"))

drawn = settings(
    max_examples=EXAMPLES,
    deadline=None,
    suppress_health_check=[
        HealthCheck.too_slow,
        HealthCheck.data_too_large,
        HealthCheck.filter_too_much,
    ],
)


def assert_same_files(
    contract: Contract, history: History, size: int, alone: set[int], months: set[str | None]
) -> None:
    def reports(period: str | None) -> bool:
        return not months or period in months

    with TemporaryDirectory() as held:
        expected, review = written_by_objects(Path(held) / "objects", contract, history, reports)
        batches = parts(contract, history, size, alone)
        found, by_columns = written_by_columns(
            Path(held) / "columns", contract, history, batches, reports
        )
    assert by_columns == review
    assert list(by_columns.words) == list(review.words)
    for name, content in expected.items():
        assert found[name] == content, name


@drawn
@given(contracts(), histories(), st.integers(1, 9), st.sets(st.integers(0, 20)))
def test_the_files_are_the_same_bytes(
    contract: Contract, told: tuple[Season, History], size: int, alone: set[int]
) -> None:
    _, history = told
    assert_same_files(contract, history, size, alone & {*range(len(history.items))}, set())


@pytest.mark.parametrize("name", CONTRACTS)
@drawn
@given(st.integers(0, 10_000), st.integers(1, 9), st.sets(st.integers(0, 20)))
def test_so_they_are_where_rows_and_claims_are_known(
    texts: dict[str, Contract], name: str, seed: int, size: int, alone: set[int]
) -> None:
    history = full(texts[name], Random(seed))  # noqa: S311 - chance for a test
    chosen = alone & {*range(len(history.items))}
    assert_same_files(texts[name], history, size, chosen, {"2026-01", "2026-02", None})


@pytest.fixture(scope="module")
def texts(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Contract]:
    folder = tmp_path_factory.mktemp("contracts")
    for name, text in CONTRACTS.items():
        (folder / name).write_text(text, "utf-8")
    found = {name: load(folder / name).contract for name in CONTRACTS}
    return {name: contract for name, contract in found.items() if contract is not None}


def test_facts_that_were_not_asked_for_are_not_written_as_if_there_were_none(
    texts: dict[str, Contract],
) -> None:
    history = full(texts["meridian.sla"], Random(3))  # noqa: S311 - chance for a test
    part = next(parts(texts["meridian.sla"], history, 9))
    for outlines in (None, np.full(len(part.items), UNREMARKABLE, np.int32)):
        with pytest.raises(TypeError, match="not asked for"):
            [*FactRows(history.until).of(replace(part.items, outlines=outlines), {})]
