"""Every mistake of a file is told in one run."""

from __future__ import annotations

import pytest

from slarules.syntax import parse
from tests.syntax.texts import source

GOOD = {
    "contract": ('contract harbour "Support"', "  currency EUR", "  assessed every calendar month"),
    "amount": ("amount monthly_fee", "  is EUR 42,000.00 every calendar month", ""),
    "clock": ("clock desk", "  open Monday from 08:00 to 18:00", "  closed on 2026-12-24"),
    "holidays": ("holidays own version 1", '  on 2026-05-08 "Harbour day"', "  on 2026-05-09"),
    "measure": ("measure uptime", '  service "storage"', "  is the value of reading"),
    "targets": (
        "targets desk",
        "  measures respond from a until b",
        "  judged by level at the end",
    ),
    "exception": ("exception quay", "  notwithstanding desk", "  for tickets where site is quay"),
    "target": ("target nine", "  covers tickets", "  needs uptime at least 99%"),
    "pause": ("pause waiting", "  suspends resolve", "  while status is on_hold"),
    "exclude": (
        "exclude works",
        "  removes time during works",
        "  up to 8 elapsed hours every calendar month",
    ),
    "cancel": ("cancel taken_back", "  ends all measures when withdrawn or merged", ""),
    "restart": ("restart new_site", "  starts respond again when site changes", ""),
    "unknown": (
        "unknown",
        "  when cause is unknown ticket is kept",
        "  when a is unknown b is met",
    ),
    "credit": ("credit late", "  each ticket that misses resolve", "  pays EUR 500.00"),
    "multiplier": ("multiplier twice", "  on late", "  times 2"),
    "cap": ("cap monthly", "  on total credit", "  shared pro rata"),
    "earnback": ("earnback good", "  on late", "  returns 100%"),
    "pool": ("pool at_risk", "  size 12% of charges", "  weights total at most 200%"),
    "claim": ("claim", "  within 30 calendar days after period end", "  otherwise no credit"),
    "dispute": (
        "dispute",
        "  on credits late, at_risk",
        "  settled within 30 calendar days after answer",
    ),
    "settlement": ("settlement", "  order base, monthly, rounding", ""),
    "always": ('always "Never"', "  worse uptime never earns provider more", ""),
    "scenario": ('scenario "One"', "  given ticket A", "  expect A resolve met"),
    "amendment": ("amendment second", "  signed on 2026-06-15", "  effective from 2026-07-01"),
    "vocabulary": ('vocabulary "desk" version 1', '  means "Tickets"', ""),
    "item": ("item ticket", "  moment reported", "  fact level one of P1, P2"),
    "span": ("span works", "  moment announced", "  fact planned yes or no"),
    "measurement": ("measurement rate", "  is a share", "  every 1 elapsed minute"),
    "mapping": (
        'mapping own version 1 of "desk" version 1 from "csv"',
        '  events from "events.csv"',
        '  level is P1 when field "priority" is "1"',
    ),
}


def text(lines: tuple[str, ...]) -> str:
    return "\n".join(line for line in lines if line)


@pytest.mark.parametrize("word", GOOD)
def test_the_texts_to_be_broken_are_sound(word: str) -> None:
    assert not parse(source(f"language slarules 1\n\n{text(GOOD[word])}\n")).problems


@pytest.mark.parametrize("one", GOOD)
def test_three_planted_mistakes_are_three_problems(one: str) -> None:
    first, phrase, *_ = GOOD[one]
    for other, (head, good, last) in GOOD.items():
        lines = [
            "language slarules 1",
            "",
            first,
            f"{phrase} misplaced )",
            "",
            f"{head} ) misplaced",
            good,
            f"{last or good} misplaced )",
        ]
        found = [problem.span.line for problem in parse(source("\n".join(lines))).problems]
        assert found == [4, 6, 8], other


@pytest.mark.parametrize("word", GOOD)
def test_a_statement_without_a_lost_line_stays_with_its_neighbours(word: str) -> None:
    head, phrase, last = GOOD[word]
    lines = ["language slarules 1", "", 'use part "a"', "", head, f"{phrase} )", last]
    file = parse(source("\n".join([*lines, "", 'use part "b"']))).file
    assert [statement.span.line for statement in file.statements] == [1, 3, 5, 9]
    [torn] = file.torn
    assert (torn.word, torn.span.line) == (word, 5)
    assert torn.lines == (f"{phrase.strip()} )",)
    # What is said of a ticket stays even where the rest of its line is lost.
    kept = bool(last) + (word == "scenario")
    assert len(getattr(file.statements[2], "phrases", ())) == kept


@pytest.mark.parametrize("word", GOOD)
def test_a_statement_with_a_broken_first_line_keeps_what_it_is_called(word: str) -> None:
    head, phrase, _ = GOOD[word]
    file = parse(source("\n".join(["language slarules 1", "", f"{head} )", phrase]))).file
    names = [broken.name for broken in file.broken]
    names += [str(getattr(s, "name", None) or "") for s in file.statements[1:]]
    assert len(names) == 1
    assert names[0] is None or names[0] in head


def test_mistakes_in_rows_and_in_what_is_given_are_told_line_by_line() -> None:
    lines = [
        "language slarules 1",
        "",
        "targets desk",
        "  measures respond from reported until first_reply",
        "  table",
        "  | level | respond               |",
        "  | P1    | 15 elapsed minutes or |",
        "  | P2    | by close of business  |",
        "",
        'scenario "One"',
        "  given ticket A",
        "    with level",
        "    with reported 2026-03-03 at 16:00",
        "  expect A respond due 2026-03-03 17:00",
        "  expect A respond met",
    ]
    found = [problem.span.line for problem in parse(source("\n".join(lines))).problems]
    assert found == [7, 8, 12, 13, 14]


def test_mistakes_inside_an_amendment_are_told_line_by_line() -> None:
    lines = [
        "language slarules 1",
        "",
        "amendment second",
        "  signed in 2026-06-15",
        "  replace in incidents",
        "    table",
        "    | level | restore |",
        "    | P1    | 3 hours |",
        "  add cap lower clause 4",
        "    on total credit",
        "    at most 10% every calendar month",
    ]
    found = [problem.span.line for problem in parse(source("\n".join(lines))).problems]
    assert found == [4, 8, 9, 11]


MISTAKES = """language slarules 1

measure reply
  each time customer_message until agent_message  # told
  counted in minutes  # told
  reopens when reopened goes on with the time between  # told

measure held
  separately for group from reported until resolved  # told
  counts while status is open
  reopens when reopened  # told

targets touch
  measures fix each time from reported until  # told
    counts while status is open
  measures call from reported until resolved
    reopens where reopened and starts again  # told
  judged by level highest  # told

cancel gone
  ends fix where merged  # told

restart moved
  restarts fix when site changes  # told

scenario "One"
  expect A held for met  # told
  expect A held cycle 2 for desk met  # told
"""


def test_mistakes_in_what_a_measure_counts_are_told_line_by_line() -> None:
    wrong = [n for n, line in enumerate(MISTAKES.splitlines(), 1) if line.endswith("# told")]
    assert [problem.span.line for problem in parse(source(MISTAKES)).problems] == wrong


def test_what_begins_a_line_is_not_taken_for_the_name_that_the_line_before_lacks() -> None:
    lines = [
        "language slarules 1",
        "",
        "targets touch",
        "  measures fix from reported until",
        "    reopens when reopened and starts again",
    ]
    [problem] = parse(source("\n".join(lines))).problems
    assert problem.message == "the line is not complete; here follows a name"
    assert problem.span.line == 4


def test_a_word_is_told_at_its_place_though_a_remark_stands_behind_it() -> None:
    text = 'language slarules 1\n\nscenario "One"\n  expect A fix paused 2 hours  # at most\n'
    [problem] = parse(source(text)).problems
    assert (problem.code, problem.span.column, problem.span.end_column) == ("E012", 23, 30)


@pytest.mark.parametrize(
    ("written", "message"),
    [
        (
            "targets t\n  measures fix\n  judged level at the end",
            "'level' cannot stand here; here can stand 'by'",
        ),
        ("targets t\n  measures fix\n  judged", "the line is not complete; here follows 'by'"),
        ("targets t\n  judged # how\n", "the line is not complete; here follows 'by'"),
        (
            "pause p\n  while reported is on desk day",
            "'desk' cannot stand here; here can stand 'a' or 'an'",
        ),
    ],
)
def test_what_has_to_follow_a_word_is_said(written: str, message: str) -> None:
    [problem] = parse(source(f"language slarules 1\n\n{written}")).problems
    assert problem.message == message
