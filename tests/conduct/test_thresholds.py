"""Thresholds are those of the text that is in force, and too few is no finding."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.conduct.test_findings import audited, watched

RULE = "waiting_set_before_deadline"


def asks(*phrases: str) -> str:
    return f'conduct {RULE} clause "9"\n' + "".join(f"  {phrase}\n" for phrase in phrases)


@pytest.mark.parametrize(
    ("minutes", "findings"), [(9, 0), (10, 1), (30, 1)], ids=["beyond", "just", "well"]
)
def test_near_is_what_the_text_says(minutes: int, findings: int, tmp_path: Path) -> None:
    # It was set ten minutes before the deadline.
    found = watched(tmp_path, RULE, "gamed", asks(f"within {minutes} elapsed minutes"))
    assert len(found.findings) == findings


def test_fewer_items_than_asked_for_are_counted_and_not_told(tmp_path: Path) -> None:
    found = watched(tmp_path, RULE, "gamed", asks("within 1 elapsed hour", "at least 2 tickets"))
    assert (found.findings, found.below) == ((), 1)


@pytest.mark.parametrize(("share", "findings"), [("100%", 1), ("50%", 1)])
def test_a_share_is_of_the_items_looked_at(share: str, findings: int, tmp_path: Path) -> None:
    found = watched(tmp_path, RULE, "gamed", asks("within 1 elapsed hour", f"at least {share}"))
    assert found.looked_at == 1
    assert len(found.findings) == findings


def test_a_rule_about_other_measures_looks_at_nothing_here(tmp_path: Path) -> None:
    found = watched(tmp_path, RULE, "gamed", asks("watches respond", "within 1 elapsed hour"))
    assert found.findings == ()


AMENDED = """\
amendment second "Amendment No. 2"
  signed on 2026-02-01
  effective from 2026-03-03
  replace in waiting_set_before_deadline
    within 5 elapsed minutes
"""


@pytest.mark.parametrize(("day", "findings"), [("2026-03-03", 0), ("2026-04-01", 1)])
def test_a_text_looks_at_what_happened_while_it_was_in_force(
    day: str, findings: int, tmp_path: Path
) -> None:
    text = asks("within 30 elapsed minutes") + "\n" + AMENDED.replace("2026-03-03", day)
    found = audited(tmp_path, RULE, "gamed", text).conduct
    assert sum(len(each.findings) for each in found) == findings
    assert [each.text_version for each in found] == ["", "second"]


def test_what_the_source_never_says_is_told(tmp_path: Path) -> None:
    rule = "waiting_without_question"
    found = audited(tmp_path, rule, "gamed").conduct
    assert found[0].not_known == ()
    events = tmp_path / "data" / "events.csv"
    lines = events.read_text(encoding="utf-8").splitlines()
    rows = [line for line in lines if ",comment," not in line]
    events.write_text("\n".join([*rows, ""]), encoding="utf-8")
    from slarules import audit

    again = audit(
        tmp_path / "desk.sla",
        Path(__file__).parent / "cases" / "desk-csv.sla",
        f"csv:{tmp_path / 'data'}",
    ).conduct[0]
    assert again.findings == ()
    assert again.not_known == ("agent_message or question_to_customer",)
