"""Every mistake of a file is told in one run, whatever is wrong beside it."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from slarules.contract import check_files, load
from slarules.resources import shipped
from tests.contract.marks import HERE, applied, expected, found

FIXTURES = sorted((HERE / "in_one_run").glob("*.sla"))


@pytest.mark.parametrize("path", FIXTURES, ids=lambda p: p.stem)
def test_all_that_is_wrong_is_told_at_once_and_nothing_that_follows_from_it(path: Path) -> None:
    assert found(check_files([path]).problems, set()) == expected(path)


@pytest.mark.parametrize("path", FIXTURES, ids=lambda p: p.stem)
def test_no_mistake_appears_only_when_others_are_mended(path: Path, tmp_path: Path) -> None:
    before = check_files([path]).problems
    copy = tmp_path / path.name
    for problem in before:
        if problem.fix and problem.fix.edits:
            copy.write_text(applied(path.read_text("utf-8"), problem.fix.edits), encoding="utf-8")
            told = {(p.code, p.message) for p in before}
            new = [p for p in check_files([copy]).problems if p.tier == "error"]
            assert [str(p) for p in new if (p.code, p.message) not in told] == [], str(problem)


# --- any mistakes together ------------------------------------------------------------------------

HARBOUR = Path(str(shipped("rules"))) / "contracts" / "harbour.sla"
MISTAKES: dict[str, tuple[tuple[str, str], ...]] = {
    "head": (
        ('"Europe/Dublin"', '"Europe/Dubln"'),
        ("through 2028-12-31", "through 2025-12-31"),
        ("currency EUR", "currency EURO"),
        ("tickets belong to the period of resolved", "tickets belong to period of resolved"),
        ('  provider "Northwind Support Ltd"', "  provider Northwind"),
    ),
    "amount": (("EUR 42,000.00 every", "EUR 42.000 every"), ("EUR 42,000.00", "42,000.00")),
    "clock": (
        ("open Monday to Friday from 08:00", "open Monday to Friday 08:00"),
        ("open Saturday from 09:00 to 13:00", "open Saturday from 09:00 to 25:00"),
        ("closed on 2026-12-24", "closed on 24.12.2026"),
        ("closed on 2026-12-24", "closed on 2026-02-30"),
        ("clock support clause", "clock support, clause"),
    ),
    "targets": (
        ("| P1    | 15 elapsed minutes", "| P1    | 15 minutes"),
        ("30 support minutes", "30 suport minutes"),
        ("| P3    | 4 support hours ", "| P2    | 4 support hours "),
        ("| P4    | 8 support hours    |", "| P4    | 2 days |"),
        ("| P4    | 8 support hours    | none ", "| P4    | 8 support hours    | "),
        ("| P3    | 4 support hours    | 24 support hours |", "| P3    | 4 support hours    |"),
        ("respond from reported until first_reply", "respond from reportd until first_reply"),
    ),
    "exception": (
        ("notwithstanding desk", "notwithstanding dsk"),
        ("where site is quayside and level", "where site is quaysde and level"),
        ("for tickets where site is quayside and", "for tickets where site = quayside and"),
        ("| P1    | 2 elapsed hours", "| P1    | 0 elapsed hours"),
    ),
    "target": (
        ("to have resolve within", "to have resolv within"),
        ("within 6 support hours", "within 6 hours"),
        ("needs at least 90% of tickets", "needs at least 190% of tickets"),
        ("with no tickets counts as met", "with no tickets count as met"),
        ("  every calendar month\n  with fewer", "  evry calendar month\n  with fewer"),
    ),
    "pause": (
        ("suspends resolve", "suspends resolv"),
        ("while status is waiting_on_customer\n", "while status is wating\n"),
        ("question_to_customer is known", "question_to_client is known"),
    ),
    "exclude": (
        ("removes time during maintenance", "removes time during maintenence"),
        ("announced at least 5 calendar days", "announced at least 5 days"),
        ("up to 8 elapsed hours every", "up to 8 hours every"),
        ("where cause is customer and cause_agreed", "where cause is custmer and cause_agreed"),
    ),
    "lateness": (
        ("| EUR 500.00   |", "| USD 500.00   |"),
        ("| EUR 500.00   |", "| 20%          |"),
        ("above 2 elapsed hours and at most 8", "above 3 elapsed hours and at most 8"),
        ("| above 8 elapsed hours    ", "| above 8 hours    "),
        ("by lateness of resolve", "by lateness of resolv"),
        ("each ticket where level is P1 that", "each ticket where level is P7 that"),
    ),
    "shortfall": (
        ("each period that misses nine_in_ten", "each period that misses nine_in_tn"),
        ("at least 85% and below 90%", "at least 86% and below 90%"),
        ("| 5% of monthly_fee  |", "| 5% of monthly_fe   |"),
        ("| below 75%                  |", "| below 75 percent           |"),
        ("by achieved share of nine_in_ten", "by achieved shares of nine_in_ten"),
    ),
    "multiplier": (
        ("  on bulk_shortfall\n  times", "  on bulk_shortfal\n  times"),
        ("times 1.5", "times one"),
        ("missed in each of the previous", "mised in each of the previous"),
    ),
    "cap": (
        (
            "at most 20% of monthly_fee every calendar month\n  shared",
            "at most 20% every calendar month\n  shared",
        ),
        ("shared pro rata", "shared prorata"),
    ),
    "earnback": (("returns 100%", "returns 110%"), ("returns 100%", "returns all")),
    "settlement": (
        ("monthly_cap, good_run, rounding", "monthly_cap, rounding"),
        ("order base, repeat_failure", "order base, base, repeat_failure"),
    ),
    "unknown": (("when cause is unknown", "when couse is unknown"),),
    "always": (("worse nine_in_ten never", "worse nine_in_tn never"),),
    "scenario": (
        ("with level P3", "with level P9"),
        ("with site quayside", "with sites quayside"),
        ("with first_reply unknown", "with first_reply unknwn"),
        ("expect credit late_p1 EUR 500.00", "expect credit late_p2 EUR 500.00"),
        (
            "given period 2026-02 with nine_in_ten missed",
            "given period 2026-13 with nine_in_ten missed",
        ),
        ("expect D respond met", "expect D respond mett"),
    ),
}


def errors(planted: Iterable[tuple[str, str]], folder: Path) -> set[tuple[int, str]]:
    text = HARBOUR.read_text("utf-8")
    for right, wrong in planted:
        assert right in text
        text = text.replace(right, wrong, 1)
    path = folder / "harbour.sla"
    path.write_text(text, encoding="utf-8")
    return {(p.span.line, p.code) for p in load(path).problems if p.tier == "error"}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("planted")


ALONE: dict[tuple[str, str], set[tuple[int, str]]] = {}


@pytest.mark.parametrize("mistake", [m for each in MISTAKES.values() for m in each])
def test_a_mistake_alone_is_told_where_it_is(mistake: tuple[str, str], folder: Path) -> None:
    lines = {line for line, _ in errors([mistake], folder)}
    assert HARBOUR.read_text("utf-8").split(mistake[0])[0].count("\n") + 1 in lines


@st.composite
def planted(draw: st.DrawFn) -> tuple[tuple[str, str], ...]:
    words = draw(st.lists(st.sampled_from(sorted(MISTAKES)), min_size=2, max_size=9, unique=True))
    return tuple(draw(st.sampled_from(MISTAKES[word])) for word in words)


@settings(max_examples=60)
@given(mistakes=planted())
def test_mistakes_in_several_statements_are_all_told_in_one_run(
    mistakes: tuple[tuple[str, str], ...], folder: Path
) -> None:
    for mistake in mistakes:
        if mistake not in ALONE:
            ALONE[mistake] = errors([mistake], folder)
    assert errors(mistakes, folder) == set().union(*(ALONE[mistake] for mistake in mistakes))
