"""What counting reads of verdicts is the same where nothing more of them is worked out."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from slarules.core.contract import Contract
from slarules.core.mapping import Mapping
from slarules.engine.bulk.auditing import Auditing
from slarules.engine.bulk.judging.columns import VerdictColumns
from slarules.engine.bulk.reading.gathering import reading
from slarules.facts.columns import ColumnSource
from slarules.facts.source import Source
from tests.engine.bulk.walking.rows import Told, contracts, tables
from tests.walk.strategies import SEASONS

pytestmark = pytest.mark.filterwarnings("ignore:Generating overly large repr")

EXAMPLES = int(os.environ.get("WALK_EXAMPLES", "40"))


def counted(
    contract: Contract, mapping: Mapping, source: Source, told: Told, *, only_counts: bool
) -> list[tuple[object, ...]]:
    assert isinstance(source, ColumnSource)
    with reading(contract, mapping, source, told.until) as read:
        auditing = Auditing(contract, read, keeps_facts=False)
        auditing.only_counts = only_counts
        return [row for judged in auditing.judged() for row in _rows(judged.verdicts)]


def _rows(found: VerdictColumns) -> Iterator[tuple[object, ...]]:
    for k in range(len(found.item)):
        recipe = found.legend.recipes[found.recipe[k]]
        yield (
            found.items[int(found.item[k])],
            (recipe.promise.name, recipe.cycle, recipe.until_closed),
            int(found.word[k]),
            bool(found.provisional[k]),
            int(found.belongs_at[k]),
            int(found.period[k]),
        )
    yield from ((item, found.alone[item]) for item in sorted(found.alone))


@settings(
    max_examples=EXAMPLES,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
@given(contracts(), st.sampled_from(SEASONS).flatmap(tables))
def test_what_is_counted_is_the_same_where_nothing_more_is_asked(
    contract: Contract, told: Told
) -> None:
    with TemporaryDirectory() as folder:
        words, mapping, source = told.placed(Path(folder))
        contract = replace(contract, vocabulary=words)
        whole = counted(contract, mapping, source, told, only_counts=False)
        only = counted(contract, mapping, source, told, only_counts=True)
    assert only == whole
