from __future__ import annotations

import csv
from pathlib import Path

import pytest

from tests.real.boston import Compare, run
from tests.real.city import rules
from tests.real.comparison import Compared, Reason
from tests.shared import needs_shared

pytestmark = [needs_shared, pytest.mark.slow, pytest.mark.xdist_group("boston")]


@pytest.fixture(scope="module")
def result(tmp_path_factory: pytest.TempPathFactory) -> Compare:
    return run(tmp_path_factory.mktemp("boston"))


def targeted(result: Compare) -> list[Compared]:
    return [c for c in result.compared if c.request.target is not None]


def of_fitting_pairs(result: Compare) -> list[Compared]:
    fitting = {pair for pair, rule in rules().items() if rule.fits and rule.days}
    return [c for c in result.compared if c.request.pair in fitting]


def test_every_request_of_the_year_is_compared(result: Compare) -> None:
    assert len(result.compared) == 121_145
    assert len(targeted(result)) == 94_154


def test_the_citys_verdict_is_ours_for_at_least_95_in_100_with_a_target(result: Compare) -> None:
    agreed = sum(c.same_verdict for c in targeted(result))
    assert agreed >= 0.95 * len(targeted(result))


def test_every_closed_request_of_pairs_whose_rule_fits_is_judged_as_by_the_city(
    result: Compare,
) -> None:
    fitting = of_fitting_pairs(result)
    closed = [c for c in fitting if c.request.closed and c.request.verdict]
    assert len(closed) > 19_625
    assert [c.request.number for c in closed if not c.same_verdict] == []


def test_due_times_of_pairs_whose_rule_fits_are_the_citys_within_90_seconds(
    result: Compare,
) -> None:
    fitting = of_fitting_pairs(result)
    assert len(fitting) > 34_141
    assert [c.request.number for c in fitting if not c.same_due] == []


def test_what_was_closed_before_it_was_opened_counts_as_reported_when_it_was_closed(
    result: Compare,
) -> None:
    first = [c for c in targeted(result) if c.request.closed_first]
    assert len(first) == 57
    assert {c.verdict for c in first} == {"ONTIME"}
    assert "undetermined" not in {c.verdict for c in result.compared}


def test_everything_that_parts_is_listed_once_with_a_reason(
    result: Compare, tmp_path: Path
) -> None:
    file = tmp_path / "disagreements.csv"
    result.reasons.write(file)
    with file.open(encoding="utf-8", newline="") as rows:
        listed = list(csv.DictReader(rows))
    parting = [c for c in result.compared if not (c.same_due and c.same_verdict)]
    assert {row["case"] for row in listed} == {c.request.number for c in parting}
    assert len(listed) == len(parting) == result.reasons.counts().total()
    assert {row["reason"] for row in listed} <= {str(reason) for reason in Reason}


def test_most_of_what_parts_has_a_reason_that_names_a_cause(result: Compare) -> None:
    counts = result.reasons.counts()
    explained = counts.total() - counts[Reason.OWN_TIME] - counts[Reason.OWN_DAYS]
    assert explained >= 0.85 * counts.total()
