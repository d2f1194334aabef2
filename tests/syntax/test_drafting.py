"""Mistakes of form that people make when they draft a contract, each with what they are told."""

from __future__ import annotations

import pytest

from slarules.syntax import parse
from tests.syntax.texts import source

MISTAKES = {
    "a price without its currency": (
        "credit late\n  each ticket that misses resolve\n  pays 500.00",
        "500.00 of which currency? write 'EUR 500.00', for example",
    ),
    "a percentage of nothing": (
        "cap monthly\n  on total credit\n  at most 20% every calendar month",
        "20% of what? write '20% of' and the name of an amount",
    ),
    "a percentage of nothing, written with per cent": (
        "cap monthly\n  on total credit\n  at most 20 per cent of fee every calendar month",
        "20 of which currency? write 'EUR 20', for example",
    ),
    "thousands with a point": (
        "credit late\n  each ticket that misses resolve\n  pays EUR 12.500",
        "12.500: 12,500 or 12.50?",
    ),
    "a decimal comma": (
        "multiplier twice\n  on late\n  times 1,5",
        "1,5: a comma stands before three digits, a point before the decimals",
    ),
    "a date the British way": (
        'contract a "A"\n  effective from 03/04/2026',
        "03/04/2026: dates are written year-month-day; 2026-04-03 or 2026-03-04?",
    ),
    "a day that never comes": ("clock desk\n  closed on 2026-02-29", "there is no 2026-02-29"),
    "hours of no clock": (
        "pause waiting\n  suspends resolve\n  up to 4 hours for each ticket",
        (
            "'4 hours' on which clock? '4 elapsed hours' run day and night, "
            "'4 support hours' only while the clock 'support' is open"
        ),
    ),
    "days as a duration": (
        "pause waiting\n  suspends resolve\n  up to 2 support days for each ticket",
        (
            "days are no duration: write hours, 'by the same time 2 support days later' "
            "or 'by close of the 1st support day after'"
        ),
    ),
    "a cell too few": (
        "targets desk\n  table\n  | level | respond | resolve |\n  | P1 | none |",
        "the row has 2 cells, and the table has 3 columns",
    ),
    "a cell left empty": (
        "targets desk\n  table\n  | level | respond |\n  | P1 | |",
        "a cell is never empty; 'none' says that there is no goal or no money",
    ),
    "a table pasted from a spreadsheet": (
        "targets desk\n  table\n  level\trespond",
        "a row of a table begins and ends with '|', and so does every cell between them",
    ),
    "a row without its last bar": (
        "targets desk\n  table\n  | level | respond |\n  | P1 | none",
        "a row of a table begins and ends with '|', and so does every cell between them",
    ),
    "a quote left open": (
        'contract a "A\n  currency EUR',
        "the text has no closing quote on this line",
    ),
    "and beside or": (
        "exclude own\n  removes tickets where a is b or c is d and e is f",
        "'and' and 'or' are joined by parentheses only: A and (B or C), or (A and B) or C",
    ),
    "a hyphen in a name": (
        "pause waiting-for-customer\n  suspends resolve",
        (
            "a name has letters, digits and '_' only: 'waiting_for_customer' for "
            "'waiting-for-customer'"
        ),
    ),
    "a word of the language as a name": (
        "clock elapsed\n  open every day from 00:00 to 24:00",
        "'elapsed' is a word of the language and cannot be a name",
    ),
    "a statement misspelt": (
        "exlude own\n  removes tickets where a is b",
        "no statement begins with 'exlude'; did you mean 'exclude'?",
    ),
    "a statement with a capital": (
        "Pause waiting\n  suspends resolve",
        "no statement begins with 'Pause'; did you mean 'pause'?",
    ),
    "a phrase misspelt": (
        "pause waiting\n  suspend resolve",
        "'suspend' cannot stand here; did you mean 'suspends'?",
    ),
    "a phrase that is not indented": (
        "pause waiting\nsuspends resolve",
        "'suspends' begins no statement; further lines of one begin with blanks",
    ),
    "a phrase of another statement": (
        "pause waiting\n  returns 100%",
        (
            "'returns ...' belongs to 'earnback'; 'pause' has 'extends', 'from', 'provided', "
            "'suspends', 'up', 'while'"
        ),
    ),
    "a phrase twice": (
        "cap a\n  on total credit\n  shared pro rata\n  shared in order",
        "'shared ...' stands in a statement once",
    ),
    "half a phrase": (
        "pause waiting\n  while status is\n  provided question is known",
        "the line is not complete; here follows a name",
    ),
    "a weekday without a capital": (
        "clock desk\n  open monday from 08:00 to 18:00",
        "'monday' cannot stand here; did you mean 'Monday'?",
    ),
    "a heading pasted along": (
        "4.5 Waiting for the customer",
        "no statement begins with '4'",
    ),
    "two files pasted together": (
        "language slarules 1",
        "a file says its language once; were two files pasted together?",
    ),
}


@pytest.mark.parametrize("name", MISTAKES)
def test_a_mistake_is_told_in_one_sentence(name: str) -> None:
    text, message = MISTAKES[name]
    [problem] = parse(source(f"language slarules 1\n\n{text}\n")).problems
    assert problem.message == message


@pytest.mark.parametrize(
    "text",
    [
        "contract a \u201cA\u201d\n  currency\u00a0EUR",
        "contract a \u201eA\u201c\r\n\tcurrency\tEUR\r\n",
        "contract a \u00abA\u00bb\n\u2003 currency EUR",
    ],
)
def test_what_a_word_processor_does_is_no_mistake(text: str) -> None:
    parsed = parse(source(f"language slarules 1\n\n{text}\n"))
    assert not parsed.problems
    assert len(parsed.file.statements) == 2
