"""Incidents judged in columns and counted come out as the reference engine has them."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from slarules.engine.bulk.counting.tallies import Tally
from slarules.engine.bulk.judging.judging import Judging, batch_of
from slarules.engine.reference import evaluate
from tests.engine.bulk.counting.desk_texts import drafted, incidents, texts


@settings(max_examples=25)
@given(texts(), st.integers(0, 10**6), st.sampled_from((0, 2)))
def test_judged_and_counted_in_columns(text: str, seed: int, unknown: int) -> None:
    contract = drafted(text)
    history = incidents(contract, seed, 100, unknown)
    expected = evaluate(contract, history)
    judging = Judging(contract, history)
    tally = Tally(contract, replace(history, items=()))
    for first in range(0, len(history.items), 40):
        batch = batch_of(judging, replace(history, items=history.items[first : first + 40]))
        tally.add(batch, judging.judge(batch))
    assert tally.outcome(expected.verdicts) == expected
