"""Ambiguities of money: rows, rounding, claims, caps, earn-back, fees, texts."""

from __future__ import annotations

from tests.money.ambiguities.cases import END, PAYS, READ, REPLIES, TABLE, Case

RAW = READ.replace("  rounded half up to 1 decimal\n", "")
TENTHS = TABLE.replace(
    "  | below 99%                    | 30% of fee |\n",
    "  | at least 98% and at most 98.9% | 20% of fee |\n  | below 98% | 30% of fee |\n",
)
STEPS = """credit steps
  each period that misses promised
  pays 2% of fee for each full 1 percentage point of shortfall of promised
  at most 100% of fee

"""
SECOND = """credit repeated
  each period that misses promised
  pays 5% of fee
  when promised is missed in the previous period

"""
HIGHEST = """combine best
  on slow, repeated
  pays the highest

"""
SETTLED = """settlement
  order base, {steps}rounding

claim
  automatic
"""
CLAIMED = """settlement
  order base, rounding

claim
  within 30 calendar days after period end
  otherwise no credit
"""
CAP = """cap month
  on total credit
  at most 20% of fee every calendar month
  shared pro rata
  excess is lost

"""
YEAR = """cap year
  on total credit over the last 12 periods
  at most 10% of total fee over the last 12 periods
  shared pro rata
  excess is lost

"""
BACK = """earnback good
  on slow
  returns 50%
  when promised is met in each of the next 3 periods
  as money

"""
FLOOR = """floor small
  on total credit
  pays nothing up to GBP 1.00

"""
EURO = """amount euro
  from billing every calendar month

settlement
  order base, rounding
  paid in EUR at euro as on period end

claim
  automatic
"""
SECOND_TEXT = f"""{REPLIES}amendment faster
  signed on 2024-06-01
  effective from 2024-07-01
  applies to tickets reported on or after 2024-07-01
  replace targets replies
    measures reply from reported until first_reply
    judged by level as reported
    table
    | level | reply            |
    | P1    | 2 elapsed hours  |
    | P2    | 8 elapsed hours  |
"""
DATED = """amount dated
  as on reported
  table
  | reported                      | amount   |
  | 2024-01-01 through 2024-06-30 | GBP 5.00 |
  | from 2024-07-01               | GBP 6.00 |

credit late
  each ticket that misses reply
  pays dated

"""
FORCE = """exclude force_majeure
  removes shipments where force_majeure is yes

"""
BOTH = READ + PAYS + SECOND


def settled(*steps: str) -> str:
    """Return a settlement with steps between base and rounding."""
    return SETTLED.format(steps="".join(f"{step}, " for step in steps))


OF_MONEY = (
    Case("A1", READ + TABLE + END, "below 99% ", "E403", "below 98% "),
    Case("A1", READ + TABLE + END, "below 99% ", "E404", "at most 99% "),
    Case("A2", READ + TENTHS + END, "  rounded half up to 1 decimal\n", "E403"),
    Case("A3", READ + PAYS + END, "  rounded half up to 1 decimal\n", "exact, nothing is rounded"),
    Case("A3", READ + PAYS + END, "  rounded half up to the cent once per statement\n", "E405"),
    Case(
        "A14",
        READ + PAYS + CLAIMED,
        CLAIMED[CLAIMED.index("claim") :],
        "slow need not be asked for",
    ),
    Case("A14", READ + PAYS + CLAIMED, " after period end", "E010"),
    Case("A14", READ + PAYS + CLAIMED, "calendar ", "E009"),
    Case("A14", READ + PAYS + CLAIMED, "  otherwise no credit\n", "is not owed any more"),
    Case(
        "A15", BOTH + HIGHEST + settled("best"), HIGHEST, "slow and repeated add up", also="best, "
    ),
    Case("A18", READ + PAYS + END, "5% of fee", "E014", "5%"),
    Case("A18", READ + STEPS + END, "1 percentage point of", "E009", "1% of"),
    Case(
        "A23",
        READ + PAYS + CAP + settled("month"),
        CAP,
        "nothing caps the total credit",
        also="month, ",
    ),
    Case("A23", READ + PAYS + CAP + settled("month"), "month, ", "E503"),
    Case("A23", BOTH + CAP + settled("month"), "  shared pro rata\n", "E405"),
    Case(
        "A23",
        READ + PAYS + YEAR + settled("year"),
        "credit over the last 12 periods",
        "E405",
        "credit",
    ),
    Case(
        "A23",
        READ + PAYS + YEAR + settled("year"),
        "total fee over the last 12 periods",
        "E405",
        "fee",
    ),
    Case(
        "A23",
        READ + PAYS + CAP + settled("month"),
        " every calendar month\n  shared",
        "one limit for each assessed period",
        "\n  shared",
    ),
    Case(
        "A24",
        READ + PAYS + CAP + settled("month"),
        "  excess is lost\n",
        "what month removes is lost: excess is lost",
    ),
    Case("A24", READ + PAYS + CAP + settled("month"), "  excess is lost\n", "A703"),
    Case("A27", READ + PAYS + BACK + settled("good"), "  as money\n", "what good returns is paid"),
    Case("A27", READ + PAYS + BACK + settled("good"), "the next 3", "E009", "3"),
    Case("A28", READ + PAYS + END, "5% of fee", "E014", "5%"),
    Case(
        "A29",
        SECOND_TEXT,
        "  applies to tickets reported on or after 2024-07-01\n",
        "faster judges no tickets",
    ),
    Case("A29", REPLIES + DATED + END, "each ticket that misses reply", "E518", "each period"),
    Case("A29", REPLIES + DATED + END, "from 2024-07-01 ", "E414", "from 2024-08-01 "),
    Case("A32", READ + PAYS + FLOOR + settled("small"), "nothing up to", "E009", "nothing"),
    Case(
        "A32",
        READ + PAYS + FLOOR + settled("small"),
        FLOOR,
        "the smallest total is paid",
        also="small, ",
    ),
    Case("A32", READ + PAYS + EURO, " as on period end", "euro is that of the period assessed"),
    Case("A34", FORCE, "force_majeure is yes", "E009", "it is beyond reasonable control"),
)
