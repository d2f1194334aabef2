"""`slarules mapping check`, as a person sees it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import get_args

import pytest

from slarules.cli import run
from slarules.cli.mapping import HEADINGS
from slarules.facts.findings import FindingKind
from tests.gathering import EVENTS, load, source

ROWS = """ticket,at,kind,field,value
A,2026-03-02T08:00Z,created,,
A,2026-03-02T08:00Z,set,priority,Urgent
B,2026-03-02T08:00Z,created,,
B,2026-03-02T08:00Z,set,priority,Soonish
"""

RULES = '  level is P1 when field "priority" is "Urgent"\n  reported is when created\n'


def check(folder: Path, rules: str, *more: str) -> int:
    load(folder, EVENTS + rules)
    source(folder, events=ROWS)
    return run(
        ["mapping", "check", str(folder / "m.sla"), "--source", f"csv:{folder / 'data'}", *more]
    )


def test_values_that_no_rule_maps_are_shown_with_counts(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert check(tmp_path, RULES + '  merged is the first time label "m" is added\n') == 1
    shown = capsys.readouterr().out
    assert "4 rows read, 4 used" in shown
    assert "events.csv:5 'priority': no rule of level maps 'Soonish'" in shown
    assert "merged never happened" in shown


def test_what_was_found_is_told_under_its_heading(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    check(tmp_path, RULES)
    shown = capsys.readouterr().out
    assert "\nDetected\n  events.csv: encoded in utf-8" in shown
    assert "\nValues that no rule maps\n" in shown


def test_every_kind_of_finding_has_one_heading() -> None:
    kinds = [kind for kinds in HEADINGS.values() for kind in kinds]
    assert sorted(kinds) == sorted(get_args(FindingKind))


def test_one_row_is_a_row(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    load(tmp_path, EVENTS + RULES)
    source(tmp_path, events="".join(ROWS.splitlines(keepends=True)[:2]))
    run(["mapping", "check", str(tmp_path / "m.sla"), "--source", f"csv:{tmp_path / 'data'}"])
    assert "events.csv: 1 row read, 1 used" in capsys.readouterr().out


def test_a_mapping_that_fits_ends_well(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert check(tmp_path, RULES + "  level is P4 otherwise\n", "--format", "json") == 0
    document = json.loads(capsys.readouterr().out)
    assert document["schema_version"] == 1
    assert document["counts"][0]["used"] == 4
    assert {finding["kind"] for finding in document["findings"]} == {"detected"}


def test_a_mapping_with_an_error_is_not_run(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert check(tmp_path, "  levl is P1 otherwise\n") == 1
    assert "did you mean 'level'" in capsys.readouterr().err


def test_a_source_that_cannot_be_read_ends_with_three(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    load(tmp_path, EVENTS + RULES)
    assert run(["mapping", "check", str(tmp_path / "m.sla"), "--source", f"csv:{tmp_path}"]) == 3
    assert "no file fits it" in capsys.readouterr().err


def test_many_findings_alike_are_cut_and_counted(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    load(tmp_path, EVENTS + RULES)
    wrong = "".join(f"T{day},{day}/13/2026 08:00,created,,\n" for day in range(32, 99))
    source(tmp_path, events=ROWS + wrong)
    asked = ["mapping", "check", str(tmp_path / "m.sla"), "--source", f"csv:{tmp_path / 'data'}"]
    assert run(asked) == 1
    shown = capsys.readouterr().out
    assert shown.count("is no time") == 20
    assert "events.csv 'at': 47 more like these in 47 rows; --format json has all" in shown


DESK = """language slarules 1

contract desk "Desk"
  provider "Us"
  customer "Them"
  effective from 2026-01-01
  timezone "UTC"
  currency EUR
  assessed every calendar month
  tickets belong to the period of reported
  rounded half up to the cent once per statement

use vocabulary "service-desk" version 2
use vocabulary "availability" version 1

targets desk
  measures reply from reported until {measured}
  judged by level at the end
  table
  | level     | reply           |
  | any other | 4 elapsed hours |

measure uptime
  service "web"
  a minute is bad when error_rate is at least 5%
  a minute with no data is good
  is the share of good minutes in all minutes

target up
  needs uptime at least 99%
  with no data counts as met
"""


def check_for(folder: Path, measured: str, *more: str, desk: str = DESK) -> int:
    """Check a mapping of which `merged` never happens for a contract that measures a moment."""
    (folder / "desk.sla").write_text(desk.replace("{measured}", measured), encoding="utf-8")
    source(
        folder,
        measurements="name,start,end,value,service\n"
        "error_rate,2026-03-01T00:00Z,2026-03-01T01:00Z,0.5,web\n",
        outages="customer,service,start,end\nOthers,web,2026-03-01T00:00Z,2026-03-01T01:00Z\n",
    )
    further = (
        "  level is P4 otherwise",
        "  assigned is when created",
        '  merged is the first time field "priority" becomes "Merged"',
    )
    rules = "\n".join([RULES.rstrip(), *further, ""])
    return check(folder, rules, "--contract", str(folder / "desk.sla"), *more)


def test_what_a_contract_uses_and_never_gets_has_to_be_looked_into(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert check_for(tmp_path, "resolved") == 1
    assert "the mapping never gives resolved of tickets; it is unknown" in capsys.readouterr().out


def test_what_only_cancels_and_never_comes_is_told_as_that(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    cancel = "\ncancel taken_back\n  ends all measures when withdrawn\n"
    check_for(tmp_path, "resolved", desk=DESK + cancel)
    told = capsys.readouterr().out
    assert "the mapping never gives withdrawn of tickets; it ends and reopens nothing" in told


def test_a_moment_that_the_contract_asks_for_has_to_happen(tmp_path: Path) -> None:
    assert check_for(tmp_path, "merged") == 1


def test_what_nobody_has_to_mend_is_told_and_ends_well(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert check_for(tmp_path, "assigned") == 0
    shown = capsys.readouterr().out
    assert "merged never happened" in shown
    assert "belongs to another customer; left out" in shown
    assert "measurements.csv: 1 row read, 1 used" in shown
    assert shown.endswith("\nNothing of this has to be mended.\n")


def test_programs_are_told_what_is_harmless(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    check_for(tmp_path, "assigned", "--format", "json")
    findings = json.loads(capsys.readouterr().out)["findings"]
    assert {each["kind"]: each["harmless"] for each in findings}["never happened"] is True


def test_another_mapping_than_the_contract_names_is_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    pinned = DESK.replace("  rounded", "  measured by mapping m version 2\n  rounded")
    assert check_for(tmp_path, "assigned", desk=pinned) == 1
    shown = capsys.readouterr().out
    assert "desk is measured by mapping m version 2, and this is m version 1" in shown
