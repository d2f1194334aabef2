"""Accepting changes the expectations that failed, to the letter nothing else."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from slarules.core.contract import Contract
from slarules.core.promises import Origin
from slarules.core.scenarios import ExpectVerdict, Scenario
from slarules.problems import Edit
from slarules.scenarios.accept import acceptable, accepted, edited
from slarules.scenarios.checked import Failure, Passed, ScenarioResult
from slarules.source import SourceText, Span

TEXT = """\
scenario "One late"   # two blanks before this comment stay
  expect A respond met
  expect A resolve met
"""

PLACE = Span("small.sla", 3, 3, 3, 23)


def late(seen: ExpectVerdict | None, engine: str = "reference") -> ScenarioResult:
    expected = ExpectVerdict("A", "resolve", "met", origin=Origin(None, PLACE))
    failure = Failure(expected, seen, "A resolve met", "A resolve missed", "", None, PLACE)
    passed = Passed(ExpectVerdict("A", "respond", "met"))
    return ScenarioResult(Scenario("One late", (), (), ()), engine, (passed, failure))


MISSED = ExpectVerdict("A", "resolve", "missed")


def test_only_the_failing_expectation_is_rewritten(contract: Contract) -> None:
    texts = {"small.sla": SourceText("small.sla", TEXT)}
    [rewritten] = accepted(acceptable([late(MISSED)]), contract, texts)
    assert rewritten.after.text == TEXT.replace("resolve met", "resolve missed")
    assert rewritten.diff.splitlines()[-2:] == [
        "-  expect A resolve met",
        "+  expect A resolve missed",
    ]


def test_where_nothing_came_there_is_nothing_to_accept() -> None:
    assert acceptable([late(None)]) == []


def test_where_engines_differ_none_is_accepted() -> None:
    other = ExpectVerdict("A", "resolve", "open")
    assert acceptable([late(MISSED), late(other, "another")]) == []
    assert len(acceptable([late(MISSED), late(MISSED, "another")])) == 1


@given(st.lists(st.text(alphabet="abc é", min_size=1), min_size=1, max_size=6), st.data())
def test_edits_touch_only_their_places(lines: list[str], data: st.DataObject) -> None:
    chosen = data.draw(st.sets(st.integers(0, len(lines) - 1)))
    edits = [Edit(Span("t", n + 1, 1, n + 1, len(lines[n]) + 1), f"new {n}") for n in chosen]
    text = edited(SourceText("t", "\r\n".join(lines)), edits)
    assert text.text.split("\r\n") == [
        f"new {n}" if n in chosen else line for n, line in enumerate(lines)
    ]
