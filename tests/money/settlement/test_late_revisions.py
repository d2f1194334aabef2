"""Late facts about an earlier period: what they change later is an adjustment that says why."""

from __future__ import annotations

from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st

from slarules.contract.load import Loaded
from slarules.engine.outcome import Statement
from slarules.engine.reference import evaluate
from slarules.engine.reference.revisions import revised, shown_credits
from slarules.facts.history import RowRef
from slarules.facts.known import REGISTER, IssuedStatement
from slarules.instants import Instant
from slarules.scenarios.given import history
from tests.money.points.paper import read
from tests.money.settlement.ledgers import CREDITS, months

CARRIED = """cap limit
  on total credit
  at most GBP 100.00 every calendar month
  shared pro rata
  excess is carried without end

settlement
  order base, limit, rounding
"""

ROLLING = CARRIED.replace(
    "on total credit\n  at most GBP 100.00 every calendar month",
    "on total credit over the last 3 periods\n  at most GBP 150.00",
).replace("carried without end", "lost")


def both(steps: str, before: str, after: str) -> tuple[tuple[Statement, ...], ...]:
    """Return the statements of two histories, those of the second as revisions of the first."""
    loaded: Loaded = read(
        f'{CREDITS}{steps}\nscenario "S"\n{before}\n  expect total credit GBP 0.00\n\n'
        f'scenario "T"\n{after}\n  expect total credit GBP 0.00\n'
    )
    assert loaded.contract is not None, [str(problem) for problem in loaded.problems]
    first, second = loaded.contract.scenarios
    then = evaluate(loaded.contract, history(first, loaded.contract)).statements
    now = evaluate(loaded.contract, history(second, loaded.contract)).statements
    return then, revised(now, [issue(each) for each in then], loaded.contract)


def issue(of: Statement) -> IssuedStatement:
    ends, ref = (of.shown_least, of.shown_most), RowRef(REGISTER, 1)
    return IssuedStatement(of.period, 1, of.currency, *ends, shown_credits(of), Instant(0), ref)


def test_a_carried_sum_that_comes_late_shows_in_the_month_that_pays_it() -> None:
    then, now = both(CARRIED, months([(9_000, 0), (0, 0)]), months([(15_000, 0), (0, 0)]))
    assert [each.adjustment.least for each in now if each.adjustment] == [10, 50]
    assert now[1].adjustment is not None
    [because] = now[1].adjustment.because
    assert "2026-01" in because
    assert "revised" in because
    assert then[1].total_least == 0


def test_a_cap_over_several_months_names_the_month_that_used_it_up() -> None:
    _, now = both(ROLLING, months([(5_000, 0), (10_000, 0)]), months([(9_000, 0), (10_000, 0)]))
    assert now[1].adjustment is not None
    assert now[1].adjustment.least == -40
    assert now[1].adjustment.because == ("limit looks back at 2026-01, which was revised.",)


sums = st.lists(st.tuples(st.integers(0, 20_000), st.just(0)), min_size=3, max_size=3)


@settings(max_examples=12, deadline=None)
@given(sums, st.integers(0, 20_000))
def test_adjustments_add_up_to_what_is_owed_now(owed: list[tuple[int, int]], late: int) -> None:
    then, now = both(CARRIED, months(owed), months([(late, 0), *owed[1:]]))
    issued = sum((each.shown_least for each in then), Fraction(0))
    changes = sum((each.adjustment.least for each in now if each.adjustment), Fraction(0))
    assert issued + changes == sum((each.shown_least for each in now), Fraction(0))
