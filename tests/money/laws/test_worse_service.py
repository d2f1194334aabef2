"""Better service never costs more, unless the contract says so; then the checker says so too."""

from __future__ import annotations

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from tests.money.laws import drawn
from tests.money.laws.drawn import HEAD, Drawn, Month, Outage, loaded, statements, totals

# To shrink a contract that is read anew each time takes minutes and finds little.
SOME = settings(
    max_examples=20, deadline=None, phases=[Phase.explicit, Phase.reuse, Phase.generate]
)


def warned(text: str) -> set[str]:
    """Return the codes of the warnings that worse service may earn less."""
    codes = {problem.code for problem in loaded(text, "  given period 2026-01", HEAD).problems}
    return codes & {"W611"}


@st.composite
def worse(draw: st.DrawFn, month: Month) -> Month:
    """Draw the same month with outages that last longer, or with one more."""
    longer: list[Outage] = [
        (start, length + draw(st.integers(0, 3_000))) for start, length in month.outages
    ]
    return Month(month.fee, (*longer, *draw(drawn.OUTAGES.map(lambda found: found[:1]))))


@SOME
@given(drawn.credits_(), st.data(), st.builds(Month, drawn.FEES, drawn.OUTAGES))
def test_worse_service_never_costs_less_where_tables_rise(
    base: Drawn, data: st.DataObject, month: Month
) -> None:
    more = data.draw(drawn.combines(base.names))
    limits, _ = data.draw(drawn.caps(excess=st.just("lost")))
    floor = data.draw(drawn.floors("pays nothing up to", "pays nothing below", "pays at least"))
    text = (base + more + limits + floor).text()
    [good] = totals(statements(text, drawn.given([month])))
    [bad] = totals(statements(text, drawn.given([data.draw(worse(month))])))
    assert warned(text) == set()
    assert good <= bad


def table(*amounts: str, by: str = "downtime", more: str = "", rises: bool = True) -> str:
    """Return a credit by three bands, the best service first."""
    limits = {
        "downtime": (
            "at most 1 elapsed hour",
            "above 1 elapsed hour and at most 5 elapsed hours",
            "above 5 elapsed hours",
        ),
        "uptime": ("at least 99%", "at least 95% and below 99%", "below 95%"),
    }[by]
    rows = "".join(f"  | {limit} | {a} |\n" for limit, a in zip(limits, amounts, strict=True))
    rows = rows if rises else "".join(reversed(rows.splitlines(keepends=True)))
    return f"credit c\n  each period\n  by {by}\n  table\n  | {by} | amount |\n{rows}{more}"


HOURLY = "{}% of fee for each full 1 elapsed hour of downtime"
LESS = """credit c
  each period
  pays 50% of fee less 1% of fee for each full 1 elapsed hour of downtime
  at most fee
"""
FALLS = [
    table("none", "20% of fee", "10% of fee"),
    table("none", "20% of fee", "10% of fee", by="uptime"),
    table("none", "20% of fee plus GBP 5.00", "10% of fee plus GBP 5.00"),
    table("none", "GBP 20.00", "GBP 10.00 plus GBP 5.00"),
    table("none", HOURLY.format(9), HOURLY.format(2), more="  paid for the whole\n  at most fee\n"),
    table("none", "50% of fee", HOURLY.format(1), more="  paid for the whole\n  at most fee\n"),
    LESS,
    table(
        "none",
        "50% of fee less 5% of fee for each full 1 elapsed hour of downtime",
        "60% of fee",
        more="  paid for the whole\n  at most fee\n",
    ),
]

RISES = [
    table("none", "10% of fee", "20% of fee"),
    table("none", "10% of fee", "20% of fee", by="uptime"),
    table("none", "10% of fee", "10% of fee"),
    table("none", HOURLY.format(2), HOURLY.format(3), more="  paid for the whole\n  at most fee\n"),
    table(
        "none",
        "10% of fee",
        f"10% of fee plus {HOURLY.format(1)} beyond 5 elapsed hours",
        more="  paid for the whole\n  at most fee\n",
    ),
]


@pytest.mark.parametrize("credit", FALLS)
def test_a_credit_that_falls_as_service_gets_worse_is_told(credit: str) -> None:
    assert warned(Drawn((credit,)).text()) == {"W611"}


@pytest.mark.parametrize("credit", RISES)
def test_a_credit_that_rises_is_not(credit: str) -> None:
    assert warned(Drawn((credit,)).text()) == set()
