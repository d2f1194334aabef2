"""Worked numbers that published agreements print, and those derived from their terms.

Each is a small contract of the clause with the number beside it as a scenario. The names in the
tests' parameters are the rows of our collection of published agreements (W: printed by the
source, X: derived from its terms by hand).
"""

from __future__ import annotations

import pytest

from tests.money.points.paper import codes, failures, read

FEE = "amount fee\n  from billing every calendar month\n\n"
LEVEL = """measurement level_reached_reading
  is a share

measure level_reached
  is the value of level_reached_reading

"""
DOWN = "measure downtime\n  bad time is outages\n  is the total bad time\n\n"
UPTIME = """measure uptime
  bad time is outages
  is the share of good time in all time not excluded

"""
SPLIT = "  outages are split at period ends\n"


def settlement(*steps: str) -> str:
    return f"settlement\n  order {', '.join(('base', *steps, 'rounding'))}\n\n"


def scenario(*lines: str, month: str = "2026-06") -> str:
    """Return a scenario of one month; lines that go on with what was given are indented."""
    told = "".join(f"  {line}\n" for line in lines)
    return f'scenario "As printed"\n  given period {month}\n{told}'


def outage(name: str, start: str, end: str, *more: str) -> str:
    lines = (*more, f"start {start}", f"end {end}")
    return f"given outage {name}" + "".join(f"\n    with {line}" for line in lines)


def holds(text: str) -> None:
    assert failures(text, SPLIT) == []


def refuses(text: str) -> None:
    """Say that one and only one expectation fails: the numbers of a test are really compared."""
    assert len(failures(text, SPLIT)) == 1


# --- minutes, buckets and months ------------------------------------------------------------------

BOARD = """amount product_fee
  from billing for each product every calendar month

measure uptime
  separately for each product
  a minute is bad when failed is above 5% of requests
  a minute with fewer than 1 requests is good
  is the share of good minutes in all minutes
{rounded}
target monthly
  needs uptime at least 99.9%
  every calendar month

credit c
  each product that misses monthly
  by uptime
  table
  | uptime                         | amount             |
  | at least 99.0% and below 99.9% | 10% of product_fee |
  | below 99.0%                    | 25% of product_fee |

"""
TO_TWO = "  rounded half up to 2 decimals\n"


def minutes(number: int, requests: int, failed: int) -> tuple[str, ...]:
    of = ("product board", f"requests {requests}", f"failed {failed}")
    return (f"given {number} minutes", *(f"  with {value}" for value in of))


ON_THE_BOARD = ("given product board", "  with product_fee GBP 2,000.00")


def test_sixty_bad_minutes_of_a_month_are_99_86_and_a_tenth_w4() -> None:
    text = BOARD.format(rounded=TO_TWO) + settlement()
    given = scenario(*ON_THE_BOARD, *minutes(60, 100, 100), "expect uptime of board 99.86%")
    holds(f"{text}{given}  expect credit c of board GBP 200.00\n")
    refuses(f"{text}{given}  expect credit c of board GBP 200.01\n")


@pytest.mark.parametrize(("failed", "good"), [(100, "43,199"), (10, "43,199"), (1, "43,200")])
def test_a_minute_is_bad_above_five_in_a_hundred_w5(failed: int, good: str) -> None:
    text = BOARD.format(rounded="") + settlement()
    told = (*ON_THE_BOARD, *minutes(1, 100, failed), f"expect uptime of board {good} of 43,200")
    holds(text + scenario(*told))


def test_exactly_five_in_a_hundred_is_not_above_it_w5() -> None:
    text = BOARD.format(rounded="") + settlement()
    told = (*ON_THE_BOARD, *minutes(1, 100, 5), "expect uptime of board 43,200 of 43,200")
    holds(text + scenario(*told))


BUCKETS = """amount charges
  from billing for each class every calendar month

measure uptime
  separately for each class
  a 5 minute interval with no requests {empty}
  is 100% less the mean over 5 minute intervals of the share of failed in requests
  rounded half up to 4 decimals

target promised
  needs uptime at least 99.9%
  every calendar month

credit c
  each class that misses promised
  by uptime
  table
  | uptime                         | amount          |
  | at least 99.0% and below 99.9% | 10% of charges  |
  | at least 95.0% and below 99.0% | 25% of charges  |
  | below 95.0%                    | 100% of charges |

"""


def buckets(number: int, failed: int) -> tuple[str, ...]:
    of = ("class standard", "requests 200", f"failed {failed}")
    return (f"given {number} intervals", *(f"  with {value}" for value in of))


IN_THE_CLASS = ("given class standard", "  with charges GBP 4,000.00")


@pytest.mark.parametrize(
    ("empty", "good", "uptime", "met", "owed"),
    [
        ("counts as 0%", 8_628, "99.9306%", "met", "0.00"),
        ("is skipped", 88, "94%", "missed", "4,000.00"),
    ],
    ids=["X4", "X5"],
)
def test_buckets_without_requests(empty: str, good: int, uptime: str, met: str, owed: str) -> None:
    text = BUCKETS.format(empty=empty) + settlement()
    told = (
        *(*IN_THE_CLASS, *buckets(12, 100), *buckets(88, 0)),
        f"expect uptime of standard {uptime}",
        f"expect promised of standard {met}",
        f"expect total credit GBP {owed}",
    )
    assert good + 12 in (8_640, 100)
    holds(text + scenario(*told))


@pytest.mark.parametrize(
    ("reads", "uptime", "met"),
    [
        ("good or excluded time in all time", "99.9028%", "met"),
        ("good time in all time not excluded", "99.8981%", "missed"),
    ],
    ids=["added back", "both sides"],
)
def test_two_thousand_minutes_excluded_and_42_counted_x6(reads: str, uptime: str, met: str) -> None:
    text = f"""measure uptime
  bad time is outages
  is the share of {reads}
  rounded half up to 4 decimals

exclude windows
  removes time during maintenance

target promised
  needs uptime at least 99.9%
  every calendar month

"""
    told = (
        "given maintenance M1",
        "  with start 2026-06-03 00:00",
        "  with end 2026-06-04 09:20",
        outage("O1", "2026-06-10 12:00", "2026-06-10 12:42"),
        f"expect uptime {uptime}",
        f"expect promised {met}",
    )
    holds(text + scenario(*told))


def test_a_month_of_31_days_over_a_fixed_43_200_minutes_stops_at_zero_x7() -> None:
    text = """measure availability
  bad time is outages
  is 100% less the share of bad time in 43,200 elapsed minutes
  never below 0%

"""
    whole = outage("O1", "2026-07-01 00:00", "2026-08-01 00:00")
    holds(text + scenario(whole, "expect availability 0%", month="2026-07"))


@pytest.mark.parametrize(
    ("level", "month", "last", "allowed"),
    [
        ("99.9%", "2026-06", "00:43:12", "2,592"),
        ("99.5%", "2026-07", "03:43:12", "13,392"),
    ],
    ids=["43.2 minutes of 30 days", "3.72 hours of 744"],
)
def test_what_a_share_of_a_month_allows_w33(
    level: str, month: str, last: str, allowed: str
) -> None:
    text = f"""{UPTIME}{DOWN}target promised
  needs uptime at least {level}
  every calendar month

"""
    start = f"{month}-05 00:00:00"
    kept = outage("O1", start, f"{month}-05 {last}")
    expected = (f"expect downtime {allowed} elapsed seconds", "expect promised met")
    holds(text + scenario(kept, *expected, month=month))
    late = outage("O1", start, f"{month}-05 {last[:-1]}3")
    holds(text + scenario(late, "expect promised missed", month=month))


def test_what_goes_beyond_the_allowance_is_paid_exactly_w33() -> None:
    text = f"""{UPTIME}{DOWN}target promised
  needs uptime at least 99.9%
  every calendar month

credit c
  each period
  pays GBP 1.00 for each exact 1 elapsed minute of downtime beyond the allowance of promised
  without limit

{settlement()}"""
    hour = outage("O1", "2026-06-05 00:00", "2026-06-05 01:00")
    holds(text + scenario(hour, "expect total credit GBP 16.80"))


def test_two_hours_break_a_month_and_not_a_quarter_w33() -> None:
    text = f"""{UPTIME}target month
  needs uptime at least 99.9%
  every calendar month

target quarter
  needs uptime at least 99.9%
  every calendar quarter

"""
    hours = outage("O1", "2026-06-05 00:00", "2026-06-05 02:00")
    holds(text + scenario(hours, "expect month missed", "expect quarter met in 2026-Q2"))


@pytest.mark.parametrize(
    ("resolved", "met"),
    [
        ("2026-02-11 15:30:36", "met"),
        ("2026-02-11 16:00:00", "met"),
        ("2026-02-11 16:00:01", "missed"),
    ],
)
def test_99_951_percent_of_the_time_is_in_time_w35(resolved: str, met: str) -> None:
    text = """targets fixing
  measures fix from reported until resolved
  table
  | severity                     | fix                 |
  | one of critical, high, low   | 1,000 elapsed hours |

"""
    given = f"""scenario "Not rounded"
  given ticket T1
    with severity high
    with reported 2026-01-01 00:00
    with resolved {resolved}
  expect T1 fix {met}
"""
    holds(text + given)


# --- points and tables ----------------------------------------------------------------------------

POINTS = """amount point_value
  is GBP 3.00 every calendar month

measure building_points
  separately for each building
  is the value of points_recorded

credit c
  each building
  by building_points
  table
  | building_points           | amount                                                  |
  | at most 20                | none                                                    |
  | above 20 and at most 100  | point_value for each point of building_points           |
  | above 100 and at most 200 | 1.2 times point_value for each point of building_points |
  | above 200                 | 1.5 times point_value for each point of building_points |
  paid band by band
  without limit

"""


@pytest.mark.parametrize(
    ("points", "owed"),
    [(120, "312.00"), (250, "825.00"), (20, "0.00"), (21, "3.00"), (100, "240.00")],
    ids=["W6", "X1", "all free", "the first that counts", "the whole first band"],
)
def test_points_are_paid_inside_each_band(points: int, owed: str) -> None:
    given = ("given building b1", f"  with points_recorded {points}")
    holds(POINTS + settlement() + scenario(*given, f"expect credit c of b1 GBP {owed}"))


def test_a_weight_of_sixty_percent_of_eighty_w27() -> None:
    text = """measure technical
  is the value of technical_score

measure management
  is the value of management_score

scorecard rating
  every calendar month
  weights total exactly 100%
  table
  | measure    | weight |
  | technical  | 60%    |
  | management | 40%    |

settlement
  order base

"""
    given = ("  with technical 80", "  with management 0", "expect rating 48")
    holds(text + scenario(*given))


def test_a_default_takes_its_share_of_the_pool_of_what_is_at_risk() -> None:
    text = f"""amount invoice
  from billing every calendar month

amount at_risk
  is 10% of invoice every calendar month

{LEVEL}target minimum
  needs level_reached at least 99.5%
  every calendar month

pool p
  size 50% of at_risk every calendar month
  weights total at most 100%
  table
  | target  | weight |
  | minimum | 40%    |

{settlement()}"""
    given = ("  with invoice GBP 738,500.00", "  with level_reached 99.2%")
    holds(text + scenario(*given, "expect total credit GBP 14,770.00"))


def test_at_exactly_the_edges_of_a_table_that_says_between_x2() -> None:
    text = f"""{FEE}{LEVEL}target promised
  needs level_reached at least 99.9%
  every calendar month

credit c
  each period
  by level_reached
  table
  | level_reached                    | amount     |
  | above 99.9%                      | none       |
  | above 99.0% and at most 99.9%    | 10% of fee |
  | exactly 99.0%                    | none       |
  | below 99.0%                      | 25% of fee |

{settlement()}"""
    fee = "  with fee GBP 300.00"
    at_top = ("  with level_reached 99.9%", "expect promised met", "expect total credit GBP 30.00")
    holds(text + scenario(fee, *at_top))
    between = ("  with level_reached 99.0%", "expect total credit GBP 0.00")
    holds(text + scenario(fee, *between))
    assert "warning" in {problem.tier for problem in read(text).problems}


def gapped(rounded: str) -> str:
    return f"""measurement level_reached_reading
  is a share

measure level_reached
  is the value of level_reached_reading
{rounded}
points c
  each period
  by level_reached
  table
  | level_reached                    | amount   |
  | at least 99.0%                   | none     |
  | at least 98.0% and at most 98.9% | 1 point  |
  | at least 97.0% and at most 97.9% | 2 points |
  | at least 96.0% and at most 96.9% | 3 points |
  | below 96.0%                      | 4 points |

settlement
  order base

"""


def test_98_95_in_no_band_is_refused_until_its_rounding_is_said_x3() -> None:
    assert codes(gapped("")) == {"E403"}
    reading = "  with level_reached_reading 98.95%"
    for how, level, points in (("half up", "99.0%", 0), ("down", "98.9%", 1)):
        text = gapped(f"  rounded {how} to 1 decimal\n")
        told = (reading, f"expect level_reached {level}", f"expect points c {points}")
        holds(text + scenario(*told))


# --- money ----------------------------------------------------------------------------------------


def test_a_fifth_of_the_fee_w7a() -> None:
    text = f"{FEE}credit c\n  each period\n  pays 20% of fee\n\n{settlement()}"
    told = ("  with fee GBP 10,000.00", "expect total credit GBP 2,000.00")
    holds(text + scenario(*told))


def test_three_and_a_half_hours_of_720_w7b() -> None:
    text = f"""{FEE}{DOWN}credit c
  each period
  pays fee pro rata for downtime out of 720 elapsed hours
  at most 100% of fee

{settlement()}"""
    lost = outage("O1", "2026-07-03 10:00", "2026-07-03 13:30")
    told = ("  with fee GBP 10,000.00", lost, "expect total credit GBP 48.61")
    holds(text + scenario(*told, month="2026-07"))


def test_a_tier_of_the_month_and_one_slow_repair_w8() -> None:
    text = f"""{FEE}measure downtime
  bad time is outages
  is the total bad time

credit availability
  each period
  by downtime
  table
  | downtime                                           | amount     |
  | at most 4 elapsed hours                            | none       |
  | above 4 elapsed hours and at most 12 elapsed hours | 20% of fee |
  | above 12 elapsed hours                             | 40% of fee |

credit repair
  each outage of downtime
  by length
  table
  | length                  | amount    |
  | at most 4 elapsed hours | none      |
  | above 4 elapsed hours   | 4% of fee |

combine both
  on availability, repair
  pays the sum

{settlement("both")}"""
    told = (
        "  with fee GBP 100.00",
        outage("O1", "2026-06-03 08:00", "2026-06-03 11:42"),
        outage("O2", "2026-06-11 08:00", "2026-06-11 12:48"),
        "expect downtime 510 elapsed minutes",
        "expect credit repair of O1 GBP 0.00",
        "expect credit repair of O2 GBP 4.00",
        "expect total credit GBP 24.00",
    )
    holds(text + scenario(*told))


@pytest.mark.parametrize(("delay", "owed"), [("44.9", "400.00"), ("60", "1,500.00")])
def test_full_milliseconds_above_a_guarantee_of_forty_x8(delay: str, owed: str) -> None:
    text = f"""{FEE}amount thirtieth
  is fee pro rata for 1 calendar day out of 30 calendar days every calendar month

measure delay_ms
  is the mean of delay over probes

target quick
  needs delay_ms at most 40
  every calendar month

credit c
  each period that misses quick
  pays thirtieth for each full 1 of excess of quick
  at most 15 times thirtieth

{settlement()}"""
    told = ("  with fee GBP 3,000.00", f"  with delay_ms {delay}")
    holds(text + scenario(*told, f"expect total credit GBP {owed}"))


def test_three_days_of_service_of_thirty_x17() -> None:
    text = f"""{FEE}{LEVEL}credit c
  each period
  by level_reached
  table
  | level_reached                  | amount             |
  | at least 99.9%                 | none               |
  | at least 99.0% and below 99.9% | 3 days of service  |
  | at least 95.0% and below 99.0% | 7 days of service  |
  | below 95.0%                    | 15 days of service |
  a day of service is worth fee pro rata for 1 calendar day

{settlement()}"""
    told = ("  with fee GBP 300.00", "  with level_reached 99.5%")
    expected = ("expect credit c 3 days of service", "expect total credit GBP 30.00")
    holds(text + scenario(*told, *expected))


# --- two caps, one inside the other (W10) ---------------------------------------------------------

CAPPED = """amount charge
  from billing every calendar month

{level}target promised
  needs level_reached at least 99.8%
  every calendar month
  with no data counts as missed

credit tiers
  each period that misses promised
  by level_reached
  table
  | level_reached                | amount             |
  | at least 98% and below 99.8% | 2% of charge       |
  | below 98%                    | {second}% of charge |
  | unknown                      | {second}% of charge |

cap monthly
  on total credit
  at most 10% of charge every calendar month
  shared in order
  excess is lost

cap rolling
  on total credit over the last 12 periods
  at most 10% of total charge over the last 12 periods
  shared in order
  excess is lost

{settled}"""


def capped(second: int) -> str:
    return CAPPED.format(level=LEVEL, second=second, settled=settlement("monthly", "rolling"))


@pytest.mark.parametrize(
    ("second", "level", "owed"),
    [(3, "100%", "0.00"), (3, "99.7%", "0.20"), (3, "97%", "0.30"), (11, "97%", "1.00")],
    ids=["W10a", "W10b", "W10c", "W10d"],
)
def test_tiers_under_a_cap_of_a_tenth(second: int, level: str, owed: str) -> None:
    told = ("  with charge GBP 10.00", f"  with level_reached {level}")
    holds(capped(second) + scenario(*told, f"expect total credit GBP {owed}"))


def test_the_rolling_year_leaves_a_penny_less_w10e() -> None:
    before = """  given the previous 10 periods
    with charge GBP 10.00
    with total credit GBP 1.00
  given the previous 1 periods
    with charge GBP 10.00
    with total credit GBP 1.01
"""
    head, period = scenario("  with charge GBP 10.00", "  with level_reached 97%").split("\n", 1)
    given = f"{head}\n{before}{period}"
    holds(f"{capped(11)}{given}  expect credit tiers GBP 1.10\n  expect total credit GBP 0.99\n")
    refuses(f"{capped(11)}{given}  expect total credit GBP 1.00\n")


@pytest.mark.parametrize(("level", "code"), [("-10%", "E009"), ("110%", "E301"), ("1.01", "E301")])
def test_a_share_below_nothing_or_above_all_is_refused_in_a_scenario_w10f(
    level: str, code: str
) -> None:
    told = ("  with charge GBP 10.00", f"  with level_reached_reading {level}")
    assert codes(capped(3) + scenario(*told, "expect total credit GBP 0.30")) == {code}
