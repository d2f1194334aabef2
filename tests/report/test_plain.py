"""What a contract promises in plain English."""

from __future__ import annotations

from pathlib import Path

import pytest

from slarules.cli import run
from slarules.cli.exits import WELL
from slarules.report.plain_contract import shown
from tests.report.test_explanation_of_changes import lighthouse
from tests.shared import ROOT


@pytest.mark.parametrize(
    "said",
    [
        "Once for each ticket, from reported until first_reply or resolved, whichever comes first.",
        "Again and again, from customer_message (only if status is not closed) until",
        "While one is going, a further customer_message changes nothing.",
        "One that begins with agent_message ends with the next, not with itself.",
        "Every instant is first cut down to whole minutes.",
        "Once for each group that the ticket had, from reported until resolved.",
        "Time counts only while status is new or open.",
        "reopened comes, the end is withdrawn; the time between does not count.",
        "reopened comes, the end is withdrawn; the time between counts too.",
        "reopened comes, it starts again from nothing, and what was before is dropped.",
        "status stops being solved comes, a new cycle begins; both are judged.",
        "Rows go by the first level known at or after the start",
        "Rows go by the group at the start itself (at the start).",
        "Rows go by the last level, also where it was set after the end (as closed).",
        "Rows go by the highest level that it had on the way (at its highest).",
        "the time used carries over, and a miss stays (as it changes keeping time used).",
        "each change closes it and begins the next from nothing (as it changes starting again).",
        "and only from agent_message until customer_message.",
        "The due time of deliver_part moves, while the clock runs on, by the time while status",
        "up to 12 desk hours for each item.",
        "provided that announced lies at least 5 calendar days before start, up to 6 elapsed hours",
        "Time of maintenance of the item's own service where planned is yes does not count in",
        "withdrawn or merged ends all measures without a verdict, unless it is missed by then.",
        "deleted ends all measures without a verdict, even if it is missed.",
        "site changes starts respond again; the time before is dropped.",
    ],
)
def test_every_phrase_has_a_sentence(said: str) -> None:
    assert said in shown(lighthouse(), width=400)


@pytest.mark.parametrize("width", [40, 80])
def test_the_sentences_keep_to_the_screen(width: int) -> None:
    assert max(map(len, shown(lighthouse(), width).splitlines())) <= width


def test_show_says_it_on_request(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["show", "--plain", f"{ROOT}/rules/contracts/lighthouse.sla"]) == WELL
    assert "What stops or moves a clock" in capsys.readouterr().out


def _plainly(text: str, capsys: pytest.CaptureFixture[str]) -> str:
    assert run(["show", "--plain", text]) == WELL
    return " ".join(capsys.readouterr().out.split())


@pytest.mark.parametrize(
    ("contract", "said"),
    [
        ("contracts/harbour", "at least 90% of the runs of resolve that are judged are met. With"),
        ("contracts/harbour", "With fewer than 10 of them, at most 1 may miss. With nothing to"),
        ("contracts/harbour", "With nothing to judge it counts as met."),
        ("demo/alster", "In every calendar month, uptime is at least 99.8%."),
    ],
)
def test_a_target_says_what_it_needs_of_a_period(
    contract: str, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert said in _plainly(f"{ROOT}/rules/{contract}.sla", capsys)


@pytest.mark.parametrize(
    ("measure", "said"),
    [
        ("held", "90% of the runs of held that are judged, one for each group that a ticket had,"),
        ("next_reply", "runs of next_reply that are judged, several of one ticket where it has"),
    ],
)
def test_the_runs_of_one_item_count_for_themselves(
    measure: str, said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = Path(ROOT, "rules/contracts/lighthouse.sla").read_text(encoding="utf-8")
    file = tmp_path / "lighthouse.sla"
    target = f"needs at least 90% of tickets to meet {measure}\n  every calendar month"
    file.write_text(f"{text}\ntarget share\n  {target}\n", encoding="utf-8")
    assert said in _plainly(str(file), capsys)
