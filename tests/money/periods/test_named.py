"""Kinds of period that a contract names: what they are, and what is wrong with them."""

from __future__ import annotations

from datetime import date

import pytest

from slarules.core.periods import Lasting, PeriodKind, Stretch, Trailing
from slarules.instants import HOUR, Micros
from tests.money.periods.paper import END, TARGET, loaded
from tests.money.points.paper import codes


@pytest.mark.parametrize(
    ("phrase", "kind"),
    [
        (
            "is 3 calendar months from 2026-02-01",
            Stretch("own", date(2026, 2, 1), months=3),
        ),
        ("is 1 calendar year from 2026-02-01", Stretch("own", date(2026, 2, 1), 12)),
        (
            "is calendar month counts as 720 elapsed hours",
            Lasting("own", "calendar month", Micros(720 * HOUR)),
        ),
        (
            "is contract year counts as 8,760 elapsed hours",
            Lasting("own", Stretch("contract year", date(2024, 1, 1), 12), Micros(8760 * HOUR)),
        ),
        ("is 365 calendar days before claimed", Trailing("own", 365, "claimed")),
    ],
)
def test_what_a_period_statement_names(phrase: str, kind: PeriodKind) -> None:
    text = TARGET.replace("every calendar month", "every own")
    found = loaded(f"{text}period own\n  {phrase}\n{END}").versions[0].terms
    assert found.targets["good"].every == kind


@pytest.mark.parametrize(
    ("phrase", "code"),
    [
        ("is 0 calendar months from 2026-02-01", "E301"),
        ("is 1.5 calendar months from 2026-02-01", "E301"),
        ("is calendar month counts as 720 desk hours", "E301"),
        ("is 365 calendar days before clamed", "E201"),
    ],
)
def test_what_no_period_can_be(phrase: str, code: str) -> None:
    text = TARGET.replace("every calendar month", "every own")
    assert codes(f"{text}period own\n  {phrase}\n{END}") == {code}


def test_an_amount_is_of_periods_one_after_another() -> None:
    own = "period own\n  is 365 calendar days before claimed\n\n"
    assert codes(f"{TARGET}{own}amount fee\n  from billing every own\n{END}") == {"E301"}


def test_a_period_that_nobody_declared() -> None:
    text = TARGET.replace("every calendar month", "every fiscal_quarter")
    assert codes(f"{text}{END}") == {"E201"}
