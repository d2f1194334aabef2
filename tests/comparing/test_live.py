"""What Jira and Zendesk counted themselves, pulled with the history, beside the contract."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from slarules.cli import run
from slarules.instants import HOUR
from tests.adapters.jira.fake.app import epoch
from tests.adapters.jira.test_end_to_end import CONTRACT, berlin
from tests.adapters.worked import jira, zendesk
from tests.adapters.zendesk.test_audit import PILOT

JSM = {
    "id": "1",
    "name": "Time to resolution",
    "completedCycles": [
        {
            "startTime": epoch(berlin("2026-03-02 10:00")),
            "stopTime": epoch(berlin("2026-03-02 16:30")),
            "breachTime": epoch(berlin("2026-03-02 14:00")),
            "breached": True,
            "goalDuration": {"millis": 4 * HOUR // 1000},
            "elapsedTime": {"millis": int(6.5 * HOUR) // 1000},
            "remainingTime": {"millis": int(-2.5 * HOUR) // 1000},
        }
    ],
}
"""The first request, as a site counts it whose clock does not stop while the customer is asked,
and whose goal is four hours: six and a half, of which the contract counts two and a half."""


def compared(capsys: pytest.CaptureFixture[str], *words: str) -> dict[str, Any]:
    capsys.readouterr()
    assert run(["compare", *words, "--format", "json"]) == 1
    document = json.loads(capsys.readouterr().out)
    (native,) = (each for each in document["between"] if each["second"] == "native")
    return dict(native)


def test_a_clock_of_service_management_that_does_not_stop_is_laid_open(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    source = jira()
    issues = source.world.site.issues.values()  # type: ignore[attr-defined]
    next(each for each in issues if each.key == "HELP-1").slas.append(JSM)
    store = source.pulled(tmp_path / "store")
    contract = tmp_path / "support.sla"
    contract.write_text(CONTRACT, encoding="utf-8")
    found = compared(
        capsys, str(contract), "--mapping", "jira-service-management", "--source", store
    )
    (parted,) = found["parted"]
    assert (parted["item"], parted["turns"]) == ("HELP-1", True)
    assert parted["elapsed_more_s"] == str(4 * 3600)
    assert parted["parts_over"] == "stop"
    ours, theirs = parted["says"]["first"], parted["says"]["second"]
    assert ours["rule"] == "counts while status is not waiting_on_customer"
    assert theirs["does"] == "does not pause"


def test_a_goal_of_zendesk_that_no_priority_changes_is_laid_open(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    # The account promises one hour to everybody; the contract half an hour at the highest level.
    store = zendesk().pulled(tmp_path / "store")
    found = compared(capsys, str(PILOT), "--mapping", "zendesk", "--source", store)
    parted = {(each["item"], each["measure"]): each for each in found["parted"]}
    reply = parted["2", "respond"]
    assert (reply["first"]["verdict"], reply["second"]["verdict"]) == ("missed", "met")
    assert (reply["parts_over"], reply["due_later_s"]) == ("goal", str(30 * 60))
    assert reply["says"]["first"]["rule"] == "30 elapsed minutes"
    # Both wait ten hours for the customer and count three.
    wait = parted["1", "resolve"]
    assert (wait["parts_over"], wait["turns"]) == ("goal", False)
    assert wait["first"]["elapsed_s"] == wait["second"]["elapsed_s"] == str(3 * 3600)


def test_what_the_product_calls_a_measure_is_told_where_nothing_stands_for_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    store = zendesk().pulled(tmp_path / "store")
    found = compared(capsys, str(PILOT), "--mapping", "zendesk", "--source", store)
    assert found["measures_not_compared"] == ["agent_work_time"]
    assert found["not_compared"] == 3
    run(["compare", str(PILOT), "--mapping", "zendesk", "--source", store])
    told = " ".join(capsys.readouterr().out.split())
    assert "--count OURS=THEIRS says what agent_work_time stands for" in told
