"""Each rule finds what it looks for in a small history, and nothing in its honest twin."""

from __future__ import annotations

from pathlib import Path

import pytest

from slarules import audit
from slarules.conduct import Watched, rules
from slarules.core.conduct import FORMS
from slarules.report.audited import Audited

CASES = Path(__file__).parent / "cases"
RULES = sorted(FORMS)

GAINS = {
    rule: "customer"
    if rule in ("answer_held_back", "priority_raised_after_closing")
    else "provider"
    for rule in RULES
}

ITEMS = {
    "priority_lowered_after_deadline": ["T-1", "T-2"],
    "reopened_around_deadline": ["T-1", "T-2"],
}


def audited(folder: Path, rule: str, which: str, asks: str | None = None) -> Audited:
    fragment = (CASES / f"{rule}.sla").read_text(encoding="utf-8") if asks is None else asks
    text = (CASES / "desk.sla").read_text(encoding="utf-8")
    (folder / "desk.sla").write_text(f"{text}\n{fragment}", encoding="utf-8")
    events = (CASES / f"{rule}_{which}.csv").read_bytes()
    (folder / "data").mkdir(exist_ok=True)
    (folder / "data" / "events.csv").write_bytes(events)
    return audit(folder / "desk.sla", CASES / "desk-csv.sla", f"csv:{folder / 'data'}")


def watched(folder: Path, rule: str, which: str, asks: str | None = None) -> Watched:
    [found] = audited(folder, rule, which, asks).conduct
    return found


def test_every_rule_of_ours_is_a_module_of_its_name() -> None:
    assert set(rules.OWN) == set(FORMS)
    for name, look in rules.OWN.items():
        assert look.__module__ == f"slarules.conduct.{name}"


@pytest.mark.parametrize("rule", RULES)
def test_a_rule_finds_what_it_looks_for(rule: str, tmp_path: Path) -> None:
    found = watched(tmp_path, rule, "gamed")
    assert {each.gains for each in found.findings} == {GAINS[rule]}
    if rule == "heaping_under_goal":
        assert len(found.findings) == 1
        assert len(found.findings[0].items) >= 25
    else:
        assert [i for each in found.findings for i in each.items] == ITEMS.get(rule, ["T-1"])


@pytest.mark.parametrize("rule", RULES)
def test_a_finding_shows_its_rows_and_what_speaks_against_it(rule: str, tmp_path: Path) -> None:
    for each in watched(tmp_path, rule, "gamed").findings:
        assert each.against
        assert list(each.seen) == sorted(each.seen, key=lambda seen: seen.at)
        assert {seen.row.file for seen in each.seen if seen.row} <= {"events.csv"}
        assert any(seen.row for seen in each.seen) or rule == "heaping_under_goal"


@pytest.mark.parametrize("rule", RULES)
def test_a_rule_finds_nothing_in_the_honest_twin(rule: str, tmp_path: Path) -> None:
    found = watched(tmp_path, rule, "honest")
    assert found.findings == ()
    assert found.looked_at
    assert not found.not_known
