"""Problems as text, JSON, SARIF and GitHub commands."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

import pytest

from slarules.problems import Edit, Fix, Place, Problem, Tier
from slarules.report.problems import RENDERERS, as_github, as_json, as_sarif, as_text, by_name
from slarules.source import SourceText, Span

TEXT = SourceText("gold.sla", "clock desk\n  open while ofice is open\n")
TEXTS = by_name([TEXT])


@dataclass(frozen=True, kw_only=True)
class UnknownClock(Problem):
    """A clock is named that nobody declares."""

    code = "E201"

    @property
    def message(self) -> str:
        return "no clock is called 'ofice'; did you mean 'office'?"

    @property
    def others(self) -> tuple[Place, ...]:
        return (Place(Span("gold.sla", 1, 7, 1, 11), "the clock that needs it"),)

    @property
    def fix(self) -> Fix:
        return Fix("write office", (Edit(self.span, "office"),))


@dataclass(frozen=True, kw_only=True)
class Remark(Problem):
    """Something to look at again."""

    code = "W601"
    tier: Tier = "warning"  # type: ignore[misc]

    @property
    def message(self) -> str:
        return "100%: strange"


PLACE = Span("gold.sla", 2, 14, 2, 19)
PROBLEMS = (UnknownClock(span=PLACE, clause="2.1"), Remark(span=PLACE))


def test_text_shows_the_line_a_caret_every_place_and_the_fix() -> None:
    assert as_text(PROBLEMS, TEXTS) == (
        "gold.sla:2:14: E201: no clock is called 'ofice'; did you mean 'office'? (clause 2.1)\n"
        "  2 |   open while ofice is open\n"
        "    |              ^^^^^\n"
        "  also: gold.sla:1:7: the clock that needs it\n"
        "  1 | clock desk\n"
        "    |       ^^^^\n"
        "  fix: write office\n"
        "\n"
        "gold.sla:2:14: W601: warning: 100%: strange\n"
        "  2 |   open while ofice is open\n"
        "    |              ^^^^^\n"
        "\n"
        "1 error, 1 warning\n"
    )


def test_text_says_when_there_is_nothing_to_say() -> None:
    assert as_text((), TEXTS) == "no errors, no warnings\n"


def test_json_carries_its_version_and_the_edits_of_a_fix() -> None:
    told = json.loads(as_json(PROBLEMS, TEXTS))
    assert told["schema_version"] == 1
    first = told["problems"][0]
    assert (first["code"], first["tier"], first["clause"]) == ("E201", "error", "2.1")
    assert first["place"] == {
        "file": "gold.sla",
        "line": 2,
        "column": 14,
        "end_line": 2,
        "end_column": 19,
    }
    assert first["fix"] == {
        "advice": "write office",
        "edits": [{"place": first["place"], "text": "office"}],
    }


def sarif() -> dict[str, Any]:
    log: dict[str, Any] = json.loads(as_sarif(PROBLEMS, TEXTS))
    return log


def test_sarif_has_one_rule_a_code_with_its_help() -> None:
    driver = sarif()["runs"][0]["tool"]["driver"]
    assert sarif()["version"] == "2.1.0"
    assert [rule["id"] for rule in driver["rules"]] == ["E201", "W601"]
    assert driver["rules"][0]["help"]["text"] == "A clock is named that nobody declares."


def test_sarif_points_at_the_place_and_offers_the_fix() -> None:
    first, second = sarif()["runs"][0]["results"]
    region = first["locations"][0]["physicalLocation"]["region"]
    assert region == {"startLine": 2, "startColumn": 14, "endLine": 2, "endColumn": 19}
    change = first["fixes"][0]["artifactChanges"][0]["replacements"][0]
    assert change["insertedContent"]["text"] == "office"
    assert (first["level"], second["level"]) == ("error", "warning")
    assert "fixes" not in second


def test_a_problem_of_a_whole_file_has_no_region() -> None:
    whole = Remark(span=Span("gold.sla", 0, 0, 0, 0))
    result = json.loads(as_sarif([whole], TEXTS))["runs"][0]["results"][0]
    assert "region" not in result["locations"][0]["physicalLocation"]


def test_github_escapes_what_its_commands_would_read() -> None:
    _, second = as_github(PROBLEMS, TEXTS).splitlines()
    assert second.startswith("::warning file=gold.sla,line=2,col=14,endLine=2,endColumn=19,")
    assert second.endswith("::100%25: strange")


@pytest.mark.parametrize("form", RENDERERS)
def test_every_form_ends_its_last_line_and_shows_no_problems_too(form: str) -> None:
    assert RENDERERS[form]((), TEXTS) == "" or RENDERERS[form]((), TEXTS).endswith("\n")
    assert RENDERERS[form](PROBLEMS, TEXTS).endswith("\n")
