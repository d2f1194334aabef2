"""Contracts on money, drawn as texts, and the columns of their customers."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise

from hypothesis import strategies as st

from slarules.engine.bulk.settling.customers import Customer

READINGS = ("availability_reading", "answer_reading", "completion_reading")
LEVELS = ("99.5", "98", "95")

HEAD = """language slarules 1

contract drawn "Drawn"
  reference "Drawn"
  provider "A provider"
  customer "Many"
  effective from 2026-{start}
  timezone "Europe/Berlin"
  currency EUR
  assessed every calendar month
  periods before the start count as {before}
  rounded {mode} to the cent once per statement

use vocabulary "services" version 1

amount fee clause "1"
  from billing every calendar month

amount rent clause "1"
  is the greater of one_third and EUR 250.00 every calendar month

amount one_third clause "1"
  is fee pro rata for 10 calendar days out of 30 calendar days every calendar month
"""

percents = st.integers(1, 40).map(lambda tenths: f"{tenths / 2:g}%")
bases = st.sampled_from(("fee", "rent"))


@st.composite
def sums(draw: st.DrawFn) -> str:
    """Draw what is paid without regard to a quantity."""
    share = f"{draw(percents)} of {draw(bases)}"
    cents = draw(st.integers(1, 90_000))
    fixed = f"EUR {cents // 100}.{cents % 100:02}"
    return draw(st.sampled_from((share, fixed, f"{share} plus {fixed}", f"{share} less {fixed}")))


@st.composite
def tests(draw: st.DrawFn, targets: int) -> str:
    """Draw a condition on the history of periods."""
    name, word = f"t{draw(st.integers(0, targets - 1))}", draw(st.sampled_from(("missed", "met")))
    count = draw(st.integers(2, 4))
    some = draw(st.integers(1, count))
    windows = (
        "",
        " in the previous period",
        f" in each of the last {count} periods",
        f" in each of the previous {count} periods",
        f" in at least {some} of the last {count} periods",
    )
    found = f"{name} is {word}{draw(st.sampled_from(windows))}"
    if draw(st.booleans()):
        return found
    joined, other = draw(st.sampled_from(("and", "or"))), draw(st.integers(0, targets - 1))
    return f"{found} {joined} t{other} is missed in the previous period"


@st.composite
def tables(draw: st.DrawFn, name: str, level: str) -> str:
    """Draw the rows of a table by a measure, from its target's level down."""
    tops = [Fraction(level)]
    for _ in range(draw(st.integers(0, 3))):
        tops.append(tops[-1] - Fraction(draw(st.integers(1, 30)), 10))
    rows = [
        f"  | at least {float(low):g}% and below {float(high):g}% | {draw(sums())} |"
        for high, low in pairwise(tops)
    ]
    rows.append(f"  | below {float(tops[-1]):g}% | {draw(sums())} |")
    if draw(st.booleans()):
        rows.append(f"  | unknown | {draw(sums())} |")
    return "\n".join((f"  by {name}", "  table", f"  | {name} | amount |", *rows))


@st.composite
def earning(draw: st.DrawFn, number: int, targets: int) -> str:
    """Draw a credit."""
    of = draw(st.integers(0, targets - 1))
    form = draw(st.sampled_from(("table", "flat", "steps", "loss", "scaled", "each")))
    head = [f'credit c{number} clause "3.{number}"']
    head.append("  each period" if form == "each" else f"  each period that misses t{of}")
    if draw(st.integers(0, 3)) == 0 or form == "each":
        head.append(f"  when {draw(tests(targets))}")
    how = draw(st.sampled_from(("full", "started", "nearest", "exact")))
    unit = draw(st.sampled_from(("0.1", "0.25", "1")))
    ceiling = f"  at most {draw(percents)} of fee"
    per = f"  pays {draw(percents)} of fee for each {how} {unit} percentage points of"
    body = {
        "table": [draw(tables(f"m{of}", LEVELS[of]))],
        "flat": [f"  pays {draw(sums())}"],
        "each": [f"  pays {draw(sums())}"],
        "steps": [f"{per} shortfall of t{of}", ceiling],
        "loss": [f"{per} loss of m{of} beyond 1%", ceiling],
        "scaled": [f"  pays {draw(sums())}", f"  scaled by m{of}"],
    }[form]
    return "\n".join((*head, *body))


@st.composite
def caps(draw: st.DrawFn, number: int, count: int) -> str:
    """Draw a cap."""
    some = draw(st.lists(st.integers(0, count - 1), min_size=1, unique=True))
    on = draw(st.sampled_from(("total credit", ", ".join(f"c{i}" for i in sorted(some)))))
    share, periods = draw(percents), draw(st.integers(2, 4))
    on, limit = draw(
        st.sampled_from(
            (
                (on, f"{share} of fee every calendar month"),
                (on, "EUR 900.00 every calendar quarter"),
                (
                    f"{on} over the last {periods} periods",
                    f"{share} of total fee over the last {periods} periods",
                ),
                (f"{on} so far in the calendar year", "EUR 700.00"),
            )
        )
    )
    excess = draw(st.sampled_from(("lost", "carried without end", "carried for 2 periods")))
    return "\n".join(
        (
            f'cap k{number} clause "5.{number}"',
            f"  on {on}",
            f"  at most {limit}",
            f"  shared {draw(st.sampled_from(('pro rata', 'in order')))}",
            f"  excess is {excess}",
        )
    )


@st.composite
def floors(draw: st.DrawFn) -> str:
    """Draw a floor."""
    said = ("nothing up to EUR 40.00", "nothing below EUR 40.00")
    kind = draw(st.sampled_from((*said, "at least EUR 75.00 once anything is owed")))
    return f'floor small clause "6"\n  on total credit\n  pays {kind}'


@st.composite
def contracts(draw: st.DrawFn) -> str:
    """Draw a contract on one to three measures."""
    targets, count = draw(st.integers(1, 3)), draw(st.integers(1, 4))
    mode = draw(st.sampled_from(("half up", "half even", "half down", "up", "down")))
    before, start = (
        draw(st.sampled_from(("met", "missed"))),
        draw(st.sampled_from(("01-01", "02-10"))),
    )
    parts = [HEAD.format(mode=mode, before=before, start=start)]
    for i in range(targets):
        parts.append(f'measure m{i} clause "2"\n  is the value of {READINGS[i]}\n')
        word = draw(st.sampled_from(("met", "missed")))
        parts.append(
            f'target t{i} clause "2"\n  needs m{i} at least {LEVELS[i]}%\n'
            f"  every calendar month\n  with no data counts as {word}\n"
        )
    parts += [f"{draw(earning(i, targets))}\n" for i in range(count)]
    order = ["base"]
    if draw(st.booleans()):
        on = ", ".join(f"c{i}" for i in range(draw(st.integers(1, count))))
        factor = draw(st.sampled_from(("2", "1.5")))
        when = draw(tests(targets))
        parts.append(f'multiplier again clause "4"\n  on {on}\n  times {factor}\n  when {when}\n')
        order.append("again")
    for i in range(draw(st.integers(0, 2))):
        parts.append(f"{draw(caps(i, count))}\n")
        order.append(f"k{i}")
    if draw(st.booleans()):
        parts.append(f"{draw(floors())}\n")
        order.append("small")
    parts.append(f'settlement clause "7"\n  order {", ".join(order)}, rounding\n')
    return "\n".join(parts)


shares = st.one_of(
    st.integers(9000, 10_000).map(lambda value: Fraction(value, 10_000)),
    st.sampled_from([Fraction(text) / 100 for text in (*LEVELS, "98.5", "97", "92.9")]),
    st.fractions(0, 1, max_denominator=7),
)
billed = st.integers(100, 500_000).map(lambda cents: Fraction(cents, 100))


@st.composite
def customers(draw: st.DrawFn, measures: tuple[str, ...], periods: int) -> Customer:
    """Draw the columns of a customer."""

    def column(values: st.SearchStrategy[Fraction | None]) -> list[Fraction | None]:
        return draw(st.lists(values, min_size=periods, max_size=periods))

    holes = draw(st.integers(0, 3))
    fees = st.one_of(billed, st.none()) if holes == 1 else billed
    known = st.one_of(shares, shares, st.none()) if holes > 1 else shares
    values = {name: column(known) for name in measures}
    return Customer("drawn", values, {"fee": column(fees)})
