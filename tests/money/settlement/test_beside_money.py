"""Claims, rights, duties, successions, payment: they have dates, and none of them moves money."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from fractions import Fraction
from zoneinfo import ZoneInfo

import pytest

from slarules.core.scenarios import Scenario
from slarules.engine.outcome import Outcome
from slarules.engine.reference import evaluate
from slarules.instants import Instant, instant
from slarules.scenarios.given import history
from tests.money.points.paper import codes, failures, read
from tests.money.settlement.ledgers import CREDITS, months, outcome


def at(text: str) -> Instant:
    return instant(datetime.fromisoformat(text).replace(tzinfo=ZoneInfo("Europe/London")))


SETTLED = "settlement\n  order base, rounding\n"


def claims(*phrases: str) -> str:
    return "".join(
        f"claim c{i}\n  {phrase}\n  otherwise no credit\n\n" for i, phrase in enumerate(phrases)
    )


@pytest.mark.parametrize(
    ("phrases", "last"),
    [
        (("within 30 calendar days after period end",), "2026-03-03 00:00"),
        (("by the end of the 2nd calendar month after period end",), "2026-04-01 00:00"),
        (("within 72 elapsed hours after period end",), "2026-02-04 00:00"),
        (
            (
                "within 30 calendar days after period end",
                "within 72 elapsed hours after period end",
            ),
            "2026-02-04 00:00",
        ),
    ],
)
def test_a_line_can_be_claimed_until_the_first_of_its_last_days(
    phrases: tuple[str, ...], last: str
) -> None:
    text = f"{CREDITS}{claims(*phrases)}{SETTLED}"
    [found] = outcome(text, months([(100, 0)])).statements
    [line] = found.lines
    assert (line.claimable_until, line.state) == (at(last), "claimable")
    assert line.claims == tuple(f"c{i}" for i in range(len(phrases)))


def told(text: str, given: str, as_of: str | None = None) -> Outcome:
    """Return the outcome of a history as of an instant."""
    loaded = read(f'{text}\nscenario "S"\n{given}\n  expect total credit GBP 0.00\n')
    assert loaded.contract is not None, [str(problem) for problem in loaded.problems]
    [scenario] = loaded.contract.scenarios
    seen: Scenario = replace(scenario, as_of=at(as_of) if as_of else None)
    return evaluate(loaded.contract, history(seen, loaded.contract))


def test_a_line_that_nobody_claimed_in_time_expires_and_is_no_longer_payable() -> None:
    text = f"{CREDITS}{claims('within 30 calendar days after period end')}{SETTLED}"
    found = told(text, months([(100, 0)]), "2026-03-03 00:00").statements[0]
    [line] = found.lines
    assert line.state == "expired"
    assert (found.total_least, found.payable_least) == (Fraction(1), Fraction(0))
    assert [booking.what for booking in line.booked] == ["earned", "expired"]


RIGHT = """right leave "May leave"
  for customer
  when good is missed in each of the last 2 periods
  lapses 60 calendar days after period end

"""


def test_a_right_opens_lapses_and_moves_no_money() -> None:
    given = months([(100, 0)] * 3)
    with_right = outcome(f"{CREDITS}{RIGHT}{SETTLED}", given)
    without = outcome(f"{CREDITS}{SETTLED}", given)
    assert with_right.statements == without.statements
    assert [right.state for right in with_right.rights] == ["closed", "open", "open"]
    assert with_right.rights[1].until == at("2026-04-30 00:00")
    later = told(f"{CREDITS}{RIGHT}{SETTLED}", given, "2026-05-15 00:00")
    assert [right.state for right in later.rights][:3] == ["closed", "lapsed", "open"]


def test_a_right_on_what_is_unknown_is_undetermined_and_says_what_would_settle_it() -> None:
    given = months([(100, 0)] * 2).replace("with grade 50", "with good unknown", 1)
    [_, second] = outcome(f"{CREDITS}{RIGHT}{SETTLED}", given).rights
    assert second.state == "undetermined"
    assert second.needs


def test_a_contract_with_rights_only_needs_no_settlement() -> None:
    without_money = CREDITS.split("credit first")[0].split("measurement", 1)[1]
    assert codes(f"measurement{without_money}{RIGHT}") == set()


DUTY = """duty report "A report on the cause"
  for provider
  each period that misses good
  due within 5 calendar days after period end

"""


def test_a_duty_is_owed_for_each_miss_and_late_after_its_last_day() -> None:
    given = months([(100, 0)]) + "\n  given period 2026-02 with good met"
    [duty] = outcome(f"{CREDITS}{DUTY}{SETTLED}", given).duties
    assert (duty.period, duty.until, duty.state) == ("2026-01", at("2026-02-06 00:00"), "late")
    [soon] = told(f"{CREDITS}{DUTY}{SETTLED}", months([(100, 0)]), "2026-02-03 00:00").duties
    assert soon.state == "owed"


@pytest.mark.parametrize("of", ["", " of downtime"])
def test_a_duty_may_be_owed_for_each_outage(of: str) -> None:
    text = f"""measure downtime
  bad time is outages
  is the total bad time

target little
  needs downtime at most 1 elapsed hour

duty report "A report on the cause"
  for provider
  each outage{of}
  due within 5 calendar days after start
  done when end

"""
    scenario = """scenario "One outage"
  given period 2026-01
  given outage O1
    with start 2026-01-07 10:00
    with end 2026-01-09 12:00
  expect duty report of O1 until 2026-01-12
"""
    assert failures(f"{text}{scenario}") == []


def test_statements_name_the_party_of_their_period() -> None:
    text = (
        'succession "Taken over"\n  provider becomes "Heir Ltd"\n  from 2026-02-01\n'
        '  keeps "prices"\n\n'
    )
    found = outcome(f"{CREDITS}{text}{SETTLED}", months([(1, 1), (1, 1)])).statements
    assert [(each.provider, each.customer) for each in found] == [
        ("Provider", "Customer"),
        ("Heir Ltd", "Customer"),
    ]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (RIGHT.replace("  lapses 60 calendar days after period end\n", ""), "E405"),
        (RIGHT.replace("period end", "periodend"), "E201"),
        (DUTY.replace("  for provider\n", ""), "E405"),
        ('succession "x"\n  from 2026-02-01\n\n', "E405"),
    ],
)
def test_what_has_to_be_said_is_asked_for(text: str, code: str) -> None:
    assert codes(f"{CREDITS}{text}{SETTLED}") == {code}


# --- payment --------------------------------------------------------------------------------------


def paid(*phrases: str, amounts: str = "") -> str:
    said = "".join(f"  {phrase}\n" for phrase in phrases)
    return f"{CREDITS}{amounts}settlement\n  order base, rounding\n{said}"


@pytest.mark.parametrize(
    ("phrase", "day"),
    [
        ("paid within 30 calendar days after period end", "2026-03-03 00:00"),
        ("paid every calendar quarter", "2026-04-01 00:00"),
        ("paid on the next invoice", None),
    ],
)
def test_a_total_is_paid_by_its_day(phrase: str, day: str | None) -> None:
    [found] = outcome(paid(phrase), months([(100, 0)])).statements
    assert found.pay_by == (at(day) if day else None)


@pytest.mark.parametrize(
    ("currency", "rate", "sum_"), [("JPY", "150.55", "151"), ("KWD", "0.255", "0.258")]
)
def test_a_total_in_another_currency_is_rounded_once_to_its_decimals(
    currency: str, rate: str, sum_: str
) -> None:
    amounts = "amount rate\n  from billing every calendar month\n\n"
    text = paid(f"paid in {currency} at rate", amounts=amounts) + (
        f'scenario "S"\n  given period 2026-01\n    with first_sum GBP 1.00\n'
        f"    with second_sum GBP 0.01\n    with grade 50\n    with rate {currency} {rate}\n"
        f"  expect total credit {currency} {sum_}\n"
    )
    if currency == "JPY":
        text = text.replace("JPY 150.55", "JPY 150").replace("JPY 151", "JPY 152")
    assert failures(text) == []


# --- a late revision ------------------------------------------------------------------------------


def test_the_one_fact_that_narrows_the_range_most_is_named() -> None:
    other = CREDITS.replace(
        "credit second\n  each period that misses good",
        "credit second\n  each period that misses fair",
    ) + (
        "target fair\n  needs grade at least 40\n  every calendar month\n"
        "  with no data counts as missed\n\n"
    )
    given = months([(10_000, 500)]).replace(
        "with grade 50", "with good unknown\n    with fair unknown"
    )
    [found] = outcome(other + SETTLED, given).statements
    assert (found.total_least, found.total_most) == (Fraction(0), Fraction(105))
    assert found.narrows_most is not None
    assert "good" in found.narrows_most
