"""Laws of settlement, for contracts and months drawn at random and read from their text."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from fractions import Fraction
from itertools import pairwise
from math import lcm

from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from slarules.core.settling import Rounding
from slarules.engine.outcome import Line
from slarules.engine.reference.rounding import rounded
from tests.money.laws import drawn
from tests.money.laws.drawn import Drawn, Limit, Month, statements, totals

# To shrink a contract that is read anew each time takes minutes and finds little.
SOME = settings(
    max_examples=15, deadline=None, phases=[Phase.explicit, Phase.reuse, Phase.generate]
)
CENT = Rounding("half up", 2)


@st.composite
def whole_contracts(draw: st.DrawFn) -> Drawn:
    """Draw a contract with steps of every kind."""
    found = draw(drawn.credits_())
    more = draw(drawn.multipliers(found.names)) + draw(drawn.combines(found.names))
    limits, _ = draw(drawn.caps())
    floor = draw(drawn.floors("pays nothing up to", "pays nothing below", "pays at least"))
    return found + more + limits + floor + draw(drawn.earn_backs(found.names))


# --- caps -----------------------------------------------------------------------------------------


def used(limit: Limit, paid: Sequence[Fraction], month: int) -> Fraction:
    """Return what was credited in a limit's window that ends with a month."""
    first = 0 if limit.months == 0 else max(0, month - limit.months + 1)
    return sum(paid[first : month + 1], Fraction(0))


@SOME
@given(drawn.credits_(), drawn.caps(), drawn.MONTHS, st.data())
def test_no_cap_is_ever_exceeded(
    base: Drawn, capped: tuple[Drawn, list[Limit]], months: list[Month], data: st.DataObject
) -> None:
    limits = capped[1]
    before = data.draw(drawn.multipliers(base.names)) + data.draw(drawn.combines(base.names))
    text = (base + before + capped[0] + data.draw(drawn.floors())).text()
    paid = totals(statements(text, drawn.given(months)))
    for month in range(len(paid)):
        assert paid[month] >= 0
        for limit in limits:
            assert used(limit, paid, month) * 100 <= limit.pence


PORTS = """amount charge
  from billing for each port every calendar month

measure lost
  separately for each port
  bad time is outages
  is the total bad time

credit c
  each port
  pays {times} times charge pro rata for lost
  limited by each_port

cap each_port
  on {on}
  separately for each port
  at most {share}% of charge every calendar month
  {shared}excess is {excess}

cap all_ports
  on total credit
  at most GBP {most}.00 every calendar month
  shared pro rata
  excess is lost

settlement
  order base, each_port, all_ports, rounding
"""


@SOME
@given(
    st.integers(1, 40),
    st.sampled_from(["c", "total credit"]),
    st.integers(1, 100),
    drawn.EXCESS,
    st.integers(1, 5_000),
    st.lists(st.tuples(drawn.FEES, drawn.FEES, st.integers(0, 30_000)), min_size=1, max_size=3),
)
def test_no_cap_of_a_thing_is_ever_exceeded(
    times: int, on: str, share: int, excess: str, most: int, months: list[tuple[int, int, int]]
) -> None:
    text = PORTS.format(
        times=times,
        on=on,
        share=share,
        shared="shared in order\n  ",
        excess=excess,
        most=f"{most:,}",
    )
    told = []
    for label, (one, two, minutes) in zip(drawn.LABELS, months, strict=False):
        told += [f"  given period {label}"]
        for port, charge, length in (("p1", one, minutes), ("p2", two, minutes // 2)):
            told += [f"  given port {port}", f"    with charge {drawn.pounds(charge)}"]
            told += [f"  given outage O{label[-2:]}{port}", f"    with port {port}"]
            told += [f"    with start {drawn.at(label, 0)}"]
            told += [f"    with end {drawn.at(label, length)}"]
    found = statements(text, "\n".join(told))
    for statement, (one, two, _) in zip(found, months, strict=False):
        by_port: dict[str | None, Fraction] = defaultdict(Fraction)
        for line in statement.lines:
            by_port[line.of] += line.least
        assert set(by_port) <= {"p1", "p2"}
        assert by_port["p1"] * 10_000 <= one * share
        assert by_port["p2"] * 10_000 <= two * share
        assert statement.total_least <= most


# --- order ----------------------------------------------------------------------------------------


def told_of(line: Line) -> tuple[object, ...]:
    ends = line.base_least, line.earned_least, line.least, line.most
    return line.statement, line.subject, line.kind, line.unit, *ends


@SOME
@given(whole_contracts(), drawn.MONTHS, st.randoms(use_true_random=False))
def test_the_order_of_statements_does_not_matter_where_nothing_is_shared_in_order(
    contract: Drawn, months: list[Month], random: object
) -> None:
    statements_ = tuple(s.replace("in order", "pro rata") for s in contract.statements)
    contract = Drawn(statements_, contract.steps, contract.head, contract.names)
    order = list(range(len(statements_)))
    random.shuffle(order)  # type: ignore[attr-defined]
    told = drawn.given(months)
    here = statements(contract.text(), told)
    there = statements(contract.text(order), told)
    assert totals(here) == totals(there)
    for one, other in zip(here, there, strict=True):
        assert Counter(map(told_of, one.lines)) == Counter(map(told_of, other.lines))
        assert (one.shown_least, one.points_least) == (other.shown_least, other.points_least)


@SOME
@given(whole_contracts(), drawn.MONTHS)
def test_the_order_in_which_outages_are_told_does_not_matter(
    contract: Drawn, months: list[Month]
) -> None:
    turned = [Month(month.fee, month.outages[::-1]) for month in months]
    text = contract.text().replace("in order", "pro rata")
    here = statements(text, drawn.given(months))
    there = statements(text, drawn.given(turned))
    assert totals(here) == totals(there)


# --- pieces ---------------------------------------------------------------------------------------


@SOME
@given(whole_contracts(), drawn.MONTHS, st.data())
def test_an_outage_told_in_pieces_that_adjoin_or_overlap_is_the_same(
    contract: Drawn, months: list[Month], data: st.DataObject
) -> None:
    text = contract.text().replace("each outage of downtime", "each period")
    text = text.replace("by length", "by downtime").replace("| length |", "| downtime |")
    under = data.draw(st.sampled_from(["", "  bad time under 30 elapsed minutes does not count\n"]))
    text = text.replace("bad time is outages\n", f"bad time is outages\n{under}")
    cut = [Month(month.fee, pieces(month, data)) for month in months]
    here = statements(text, drawn.given(months))
    there = statements(text, drawn.given(cut))
    assert totals(here) == totals(there)
    for one, other in zip(here, there, strict=True):
        assert list(map(told_of, one.lines)) == list(map(told_of, other.lines))


def pieces(month: Month, data: st.DataObject) -> tuple[tuple[int, int], ...]:
    """Return the same minutes in other pieces."""
    found: list[tuple[int, int]] = []
    for start, length in month.outages:
        parts = data.draw(st.lists(st.integers(0, length), max_size=2).map(sorted))
        ends = [0, *parts, length]
        for one, other in pairwise(ends):
            back = data.draw(st.sampled_from([0, 3]))
            if one < other:
                begin = max(0, one - back)
                found.append((start + begin, other - begin))
    return tuple(found)


# --- exact sums and the one rounding --------------------------------------------------------------

IN_ALL = 100**4 * lcm(44_640, 43_200, 40_320, 44_580, *range(1, 241))
"""A common denominator of all sums: of pence, percentages, months and units in minutes."""


@SOME
@given(whole_contracts(), drawn.MONTHS)
def test_money_is_rounded_once_and_shown_so_that_it_adds_up(
    contract: Drawn, months: list[Month]
) -> None:
    for statement in statements(contract.text(), drawn.given(months)):
        owed = [line for line in statement.lines if line.unit == "money"]
        exact = sum((line.least for line in owed), Fraction(0))
        assert exact == statement.total_least
        assert statement.shown_least == rounded(exact, CENT)
        assert sum(line.shown_least for line in owed) == statement.shown_least
        for line in owed:
            assert (line.shown_least * 100).denominator == 1
            assert abs(line.shown_least - line.least) < Fraction(1, 100)


@SOME
@given(drawn.credits_(), drawn.MONTHS)
def test_no_line_is_rounded_before(base: Drawn, months: list[Month]) -> None:
    text = base.text()
    told = drawn.given(months)
    # A million times the fee is a million times the line: nothing was rounded on the way.
    fees = [Month(month.fee * 1_000_000, month.outages) for month in months]
    if "for each point" in text:
        return
    for one, other in zip(statements(text, told), statements(text, drawn.given(fees)), strict=True):
        assert [line.least * 1_000_000 for line in one.lines] == [
            line.least for line in other.lines
        ]
        for line in one.lines:
            assert IN_ALL % line.least.denominator == 0


# --- what comes back ------------------------------------------------------------------------------


@SOME
@given(drawn.credits_(), st.data(), drawn.MONTHS)
def test_no_more_comes_back_than_was_kept(
    base: Drawn, data: st.DataObject, months: list[Month]
) -> None:
    limits, _ = data.draw(drawn.caps())
    text = (base + limits + data.draw(drawn.earn_backs(base.names))).text()
    found = statements(text, drawn.given(months))
    kept: dict[tuple[str, str], Fraction] = defaultdict(Fraction)
    back: dict[tuple[str, str], Fraction] = defaultdict(Fraction)
    for line in (line for statement in found for line in statement.lines):
        if line.source is None:
            kept[line.statement, line.period] += line.least
        elif line.kind == "carried":
            kept[line.source[0], str(line.earned_in)] += line.least
        elif line.kind in ("returned", "offset"):
            back[line.source[0], str(line.earned_in)] -= line.base_least
    for source, sum_ in back.items():
        assert 0 <= sum_ <= kept[source]
