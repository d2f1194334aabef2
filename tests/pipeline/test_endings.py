"""Merged, split, deleted and withdrawn tickets, from an export to what explain says of them."""

from __future__ import annotations

import contextlib
from pathlib import Path

import pytest

from slarules import cli
from slarules.pipeline import explain

FOLDER = Path(__file__).parent / "endings"
CANCEL = """\
cancel removed "Deleted" clause "4"
  ends reply, solve when deleted even if missed
"""
EXCLUDE = """\
exclude removed "Deleted" clause "4"
  removes tickets where deleted is known
"""


def audit(contract: Path, out: Path) -> Path:
    words = ["--mapping", "endings-csv.sla", "--source", "csv:export", "--register", "none"]
    with contextlib.chdir(FOLDER):
        assert cli.run(["audit", str(contract), *words, "--out", str(out)]) == 0
    return out


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return audit(FOLDER / "endings.sla", tmp_path_factory.mktemp("endings") / "run")


@pytest.mark.parametrize(
    ("item", "measure", "verdict"),
    [
        # What was merged into it changes nothing of the ticket that goes on.
        ("E-1", "reply", "met"),
        ("E-1", "solve", "missed"),
        # Merged after 40 minutes of the hour, and after 90.
        ("E-2", "reply", "cancelled"),
        ("E-3", "reply", "missed"),
        ("E-3", "solve", "cancelled"),
        # Where no cancel speaks of it, it runs on.
        ("E-2", "runs_on", "missed"),
        # Split off at noon from what was reported at nine; answered at 12:10, solved at 12:45.
        ("E-4", "reply", "missed"),
        ("E-4", "solve", "met"),
        # Deleted with its history; late, but the contract says even if missed.
        ("E-5", "reply", "cancelled"),
        # Deleted, and its rows are lost, whether the source says so or not.
        ("E-6", "reply", "undetermined"),
        ("E-8", "reply", "undetermined"),
        ("E-7", "reply", "cancelled"),
    ],
)
def test_the_verdict(run: Path, item: str, measure: str, verdict: str) -> None:
    [ledger] = explain(run, item, measure).ledgers
    assert ledger.verdict.verdict == verdict


@pytest.mark.parametrize(
    ("item", "measure", "said"),
    [
        ("E-2", "reply", "cancelled by given_up (clause 3)\n"),
        ("E-2", "reply", "ended       Mon 2026-03-02 10:40, cut off"),
        ("E-2", "reply", "10:40  merged            events.csv:10"),
        ("E-2", "reply", 'merged is the first time label "closed_by_merge" is added'),
        ("E-3", "reply", "missed, 30 min over; given_up (clause 3) came when it was late already"),
        ("E-4", "reply", "started     Mon 2026-03-02 09:00"),
        ("E-4", "reply", "events.csv:20, recorded 3 h later, Mon 2026-03-02 12:00"),
        ("E-4", "reply", "Mon 2026-03-02 10:00  no run was known"),
        ("E-4", "reply", 'reported is column "reported_first" if earlier'),
        ("E-5", "reply", "cancelled by removed (clause 4), though it was late already"),
        ("E-6", "reply", "to settle it: reported (the start is unknown)"),
        ("E-8", "reply", "to settle it: reported (the start is unknown)"),
        ("E-7", "reply", "Mon 2026-03-02 09:50  withdrawn"),
    ],
)
def test_explain_says_what_became_of_it(run: Path, item: str, measure: str, said: str) -> None:
    assert said in explain(run, item, measure).text(140)


@pytest.mark.parametrize("item", ["E-5", "E-6", "E-8"])
def test_what_was_deleted_may_be_left_out_whatever_is_lost_of_it(tmp_path: Path, item: str) -> None:
    text = (FOLDER / "endings.sla").read_text("utf-8")
    assert CANCEL in text
    contract = tmp_path / "endings.sla"
    contract.write_text(text.replace(CANCEL, EXCLUDE), "utf-8")
    told = explain(audit(contract, tmp_path / "run"), item, "reply")
    assert [ledger.verdict.verdict for ledger in told.ledgers] == ["excluded"]
    assert "excluded by removed (clause 4)" in told.text()
