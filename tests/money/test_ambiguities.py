"""What can be read two ways is impossible to write, has to be decided, or is told as a choice.

`docs/ambiguities.md` says the same in words.
"""

from __future__ import annotations

import re

import pytest

from tests.money.ambiguities.cases import (
    DOWN,
    END,
    PAYS,
    READ,
    REPLIES,
    TABLE,
    Case,
    errors,
    failures,
    told,
)
from tests.money.ambiguities.of_money import OF_MONEY
from tests.money.ambiguities.of_time import OF_TIME

CASES = (*OF_TIME, *OF_MONEY)


def named(case: Case) -> str:
    return f"{case.number}-{re.sub(r'[^a-z0-9]+', '-', case.line.lower()).strip('-')[:40]}"


@pytest.mark.parametrize("case", CASES, ids=named)
def test_what_is_left_open_is_told(case: Case) -> None:
    assert [each for each in told(case.silent) if case.tells in each], told(case.silent)


@pytest.mark.parametrize("case", CASES, ids=named)
def test_of_what_is_decided_nothing_is_told(case: Case) -> None:
    assert errors(case.contract) == []
    assert [each for each in told(case.contract) if case.tells in each] == []


# --- what cannot be written otherwise, and is computed so -----------------------------------------


def test_a4_tenths_are_exact() -> None:
    steps = """credit steps
  each period that misses promised
  pays GBP 0.10 for each full 0.1 percentage points of shortfall of promised
  without limit

"""
    # With binary floats 99.9 - 99.6 is 0.30000000000001137, and 99.9 - 99.2 is less than 0.7.
    given = """
scenario "Three tenths"
  given period 2024-03
    with level_reading 99.6%
  expect total credit GBP 0.30

scenario "Seven tenths"
  given period 2024-03
    with level_reading 99.2%
  expect total credit GBP 0.70
"""
    assert failures(READ + steps + END + given) == []


def test_a16_what_several_outages_cover_is_bad_once() -> None:
    given = """
scenario "Two at once"
  given outage O1
    with start 2024-03-04 10:00
    with end 2024-03-04 11:00
  given outage O2
    with start 2024-03-04 10:30
    with end 2024-03-04 11:30
  given period 2024-03
  expect up 44,490 of 44,580 in 2024-03
"""
    # March 2024 has 31 days less the hour of the change of clocks: 44,580 minutes, 90 of them bad.
    assert failures(DOWN + given) == []


EXAMPLE = """
scenario "As the agreement prints it"
  {says}given period 2024-03
    with fee GBP 100.00
    with level_reading 99.5%
  expect total credit GBP 7.00
"""
SAYS = 'contradicts clause "2" because "the annex takes seven per cent, the clause five"\n  '


def test_a19_a_printed_example_that_the_rule_refutes_fails() -> None:
    assert len(failures(READ + PAYS + END + EXAMPLE.format(says=""))) == 1


def test_a19_unless_the_text_says_that_it_contradicts_its_clause() -> None:
    clause = PAYS.replace("credit slow", 'credit slow clause "2"')
    assert failures(READ + clause + END + EXAMPLE.format(says=SAYS)) == []


def test_a33_what_was_cured_in_time_and_costs_nothing_still_counts_as_missed() -> None:
    cured = """targets cures
  measures cured from reported until resolved
  judged by level as reported
  table
  | level | cured            |
  | P1    | 24 elapsed hours |
  | P2    | 24 elapsed hours |

credit late
  each ticket that misses cured
  pays GBP 100.00

right leave
  for customer
  when number of tickets that miss reply is at least 1
  lapses never

"""
    given = """
scenario "Answered late, cured in time"
  given ticket T1
    with level P1
    with reported 2024-03-04 08:00
    with first_reply 2024-03-04 20:00
    with resolved 2024-03-05 07:00
  expect total credit GBP 0.00
  expect leave open
"""
    assert failures(REPLIES + cured + END + given) == []


def test_a34_what_nobody_has_judged_gives_a_range() -> None:
    text = """exclude customers_fault
  removes tickets where event is "by the customer"

credit late
  each ticket that misses reply
  pays GBP 100.00

"""
    given = """
scenario "Whose fault it was is not known"
  given ticket T1
    with level P1
    with event unknown
    with reported 2024-03-04 08:00
    with first_reply 2024-03-04 20:00
  expect total credit from GBP 0.00 to GBP 100.00
"""
    assert failures(REPLIES + text + END + given) == []


def test_several_readings_without_an_aggregate_are_never_silently_one_of_them() -> None:
    given = """
scenario "Read twice"
  given period 2024-03
    with fee GBP 100.00
    with level_reading 99.5% from 2024-03-01 00:00 until 2024-03-16 00:00
    with level_reading 98.5% from 2024-03-16 00:00 until 2024-04-01 00:00
  expect total credit from GBP 10.00 to GBP 30.00
"""
    assert failures(READ + TABLE + END + given) == []


def test_every_ambiguity_has_a_case() -> None:
    computed = {name[5:].split("_")[0].upper() for name in globals() if name.startswith("test_a")}
    known = {case.number for case in CASES} | computed
    assert {f"A{number}" for number in range(1, 37)} - known == set()
