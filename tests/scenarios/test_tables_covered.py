"""Coverage of the tables of money: a row is exercised when a case changes with it."""

from __future__ import annotations

from pathlib import Path

import pytest

from slarules.contract import load
from slarules.scenarios.always import tried
from slarules.scenarios.coverage import Coverage, coverage
from tests.shared import ROOT

SHAPES = Path(ROOT, "rules", "shapes")


def covered(shape: str) -> Coverage:
    contract = load(SHAPES / f"{shape}.sla").contract
    assert contract is not None
    return coverage(contract)


def untried(found: Coverage, kind: str) -> set[str]:
    return {each.name.split(": ", 1)[-1] for each in found.untried if each.kind == kind}


def test_rows_by_facts_and_factors_by_table() -> None:
    """Its cases are three late answers of P2 of high severity, and one late repair of low."""
    found = covered("programme_points")
    assert found.count("row") == (2, 6)
    assert {"critical", "medium"} <= untried(found, "factor")
    assert untried(found, "factor").isdisjoint({"high", "low"})


def test_levels_by_facts() -> None:
    """Its cases bought the editions basic and plus, never top."""
    assert untried(covered("excluded_time"), "level") == {"top"}


def test_rates_by_date() -> None:
    """Faults fall into both years of rates; visits and starts only into the later one."""
    found = {e.name for e in covered("fixed_sums").untried if e.kind == "rate"}
    assert found == {"appointment_rate from 2025-04-01", "start_rate from 2025-04-01"}


def test_pairs_of_a_combination() -> None:
    """A case has all three credits, so that each pair says which may stand together."""
    found = covered("stacking")
    done, of = found.count("pair")
    assert of == 3
    assert done >= 2
    assert found.count("combine") == (1, 1)


def test_weights_of_pools_and_scorecards() -> None:
    assert covered("at_risk_pool").count("weight") == (3, 3)
    assert covered("scorecard").count("weight") == (6, 6)


@pytest.mark.parametrize(
    ("shape", "kind"),
    [
        ("carry_over", "cap"),
        ("seats_floor", "floor"),
        ("earnback_kinds", "earnback"),
        ("reclassify", "condition"),
        ("reclassify", "right"),
        ("scorecard", "bonus"),
        ("programme_points", "points"),
        ("stacking", "claim"),
    ],
)
def test_every_statement_of_a_kind_is_exercised(shape: str, kind: str) -> None:
    done, of = covered(shape).count(kind)
    assert done == of > 0


ALWAYS = """
always "Never more than the charge"
  total credit is at most 100% of port_charge every calendar month

always "Worse never earns the provider more"
  worse {subject} never earns provider more
"""


@pytest.mark.parametrize("subject", ["delay_target", "availability", "loss_target"])
def test_neighbours_of_cases_are_tried_in_targets_and_measures(
    tmp_path: Path, subject: str
) -> None:
    text = (SHAPES / "steps.sla").read_text("utf-8")
    path = tmp_path / "steps.sla"
    path.write_text(text + ALWAYS.format(subject=subject), "utf-8")
    contract = load(path, [ROOT / "rules" / "vocabulary"]).contract
    assert contract is not None
    _, worse = tried(contract)
    assert worse.cases > len(contract.scenarios)
    assert worse.counterexample is None
