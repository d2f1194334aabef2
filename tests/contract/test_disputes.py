"""A dispute in a contract: what it becomes, how it is amended, what is told where it is silent."""

from __future__ import annotations

from pathlib import Path

import pytest

from slarules.contract import load
from slarules.core.contract import Contract
from slarules.core.disputes import Within
from slarules.report.contract import declarations
from tests.contract.marks import BAD

PLAIN = (
    (BAD / "E504_step_twice.sla").read_text("utf-8").replace("shortfall, shortfall", "shortfall")
)


def read(tmp_path: Path, *statements: str) -> Contract:
    path = tmp_path / "sample.sla"
    path.write_text("\n\n".join([PLAIN, *statements]), encoding="utf-8")
    read = load(path)
    assert [p.message for p in read.problems if p.tier != "advice"] == []
    assert read.contract is not None
    return read.contract


def silences(contract: Contract) -> list[str]:
    return [choice.says for choice in contract.choices if "dispute" in choice.says]


def test_every_phrase_of_a_dispute_is_kept(tmp_path: Path) -> None:
    contract = read(
        tmp_path,
        'dispute doubts clause "8"\n'
        "  settled within 20 calendar days after opening\n"
        "  on credits shortfall\n"
        "  answered within 1 calendar day after opening\n"
        "  opened by provider within 30 calendar days after period end\n"
        "  otherwise the statement stands\n",
    )
    [dispute] = contract.versions[0].terms.disputes
    assert (dispute.name, dispute.on, dispute.opener) == ("doubts", ("shortfall",), "provider")
    assert dispute.opened == Within(30, "period end")
    assert dispute.answered == Within(1, "opening")
    assert dispute.settled == Within(20, "opening")
    assert dispute.origin.clause == "8"
    assert silences(contract) == []


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", ["nobody has to open, answer or settle a dispute by any date"]),
        (
            "dispute\n  opened within 30 calendar days after statement",
            [
                "the dispute is on the statement, any credit or any fact",
                "the dispute need not be answered by any date",
                "the dispute need not be settled by any date",
            ],
        ),
        (
            "dispute d\n  on facts\n  settled within 9 calendar days after opening",
            ["dispute d may be opened at any time", "dispute d need not be answered by any date"],
        ),
    ],
)
def test_what_is_not_said_is_told_as_a_choice(tmp_path: Path, text: str, told: list[str]) -> None:
    assert silences(read(tmp_path, text)) == told


def test_an_amendment_changes_the_days_of_a_dispute(tmp_path: Path) -> None:
    contract = read(
        tmp_path,
        "dispute doubts\n  on statement\n  opened within 30 calendar days after statement",
        "amendment first\n  effective from 2026-07-01\n  replace in doubts\n"
        "    opened within 60 calendar days after statement",
        "amendment second\n  effective from 2026-09-01\n  remove dispute doubts\n"
        "  add dispute\n    on facts\n    settled within 5 calendar days after opening",
    )
    found = [version.terms.disputes for version in contract.versions]
    assert [d.opened for [d] in found] == [Within(30, "statement"), Within(60, "statement"), None]
    assert found[2][0].on == "facts"


def test_show_says_a_dispute_in_a_sentence(tmp_path: Path) -> None:
    contract = read(
        tmp_path,
        "dispute\n  on statement\n  opened by customer within 30 calendar days after statement\n"
        "  settled within 1 calendar day after answer",
    )
    assert (
        "  dispute: the statement may be disputed by the customer within 30 calendar days after the"
        " statement is issued, settled within 1 calendar day after it is answered;"
        " otherwise the statement stands\n"
    ) in declarations(contract)
