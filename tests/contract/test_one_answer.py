"""One answer a case: what the proofs say agrees with trying every case."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from itertools import pairwise, product
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from slarules.contract import load
from slarules.contract.cases import ANYTHING_ELSE, Case, cases, holds
from slarules.core.conditions import Value
from slarules.core.contract import Fact
from slarules.core.promises import AnyOther, AnyValue, Cell, OneOf, Row

FACTS = {
    "level": Fact("level", "one of", ("P1", "P2", "P3")),
    "agreed": Fact("agreed", "yes or no"),
    "site": Fact("site", "text"),
}
VALUES: dict[str, tuple[Value, ...]] = {
    "level": ("P1", "P2", "P3"),
    "agreed": ("yes", "no"),
    "site": ("north", "south", ANYTHING_ELSE),
}


@st.composite
def cell(draw: st.DrawFn, column: str) -> Cell:
    named = [v for v in VALUES[column] if v != ANYTHING_ELSE]
    values = st.frozensets(st.sampled_from(named), min_size=1).map(OneOf)
    return draw(st.one_of(st.just(AnyValue()), values))


@st.composite
def table(draw: st.DrawFn) -> tuple[tuple[str, ...], list[Row]]:
    columns = draw(st.permutations(sorted(FACTS)).map(tuple))
    columns = columns[: draw(st.integers(1, 3))]
    rows = [
        Row(tuple(draw(cell(column)) for column in columns), None, str(i))
        for i in range(draw(st.integers(1, 6)))
    ]
    for i in range(draw(st.integers(0, 2))):
        made = [draw(st.just(AnyOther()) | cell(column)) for column in columns]
        made[draw(st.integers(0, len(made) - 1))] = AnyOther()
        rows.append(Row(tuple(made), None, f"other {i}"))
    return columns, rows


def answers(columns: Sequence[str], rows: Sequence[Row], world: Sequence[Value]) -> set[str]:
    found = [
        row
        for row in rows
        if all(holds(row, i, value) for i, value in enumerate(world[: len(columns)]))
    ]
    plain = {row.goal_text for row in found if AnyOther() not in row.cells}
    return plain or {row.goal_text for row in found}


@given(table())
def test_every_case_is_split_off_once_with_the_rows_that_hold_for_it(
    drawn: tuple[tuple[str, ...], list[Row]],
) -> None:
    columns, rows = drawn
    found = list(cases(columns, rows, FACTS))
    for world in product(*(VALUES[column] for column in columns)):
        known = dict(zip(columns, world, strict=True))
        fitting = [case for case in found if fits(case, known)]
        # A text that is named where the case is split off is no other text.
        best = max(sum(known[fact] == value for fact, value in c.values) for c in fitting)
        exact = [
            c for c in fitting if sum(known[fact] == value for fact, value in c.values) == best
        ]
        assert len(exact) == 1
        assert {row.goal_text for row in exact[0].rows} == answers(columns, rows, world)


def fits(case: Case, known: Mapping[str, Value]) -> bool:
    return all(value in (known[fact], ANYTHING_ELSE) for fact, value in case.values)


# --- bands ---------------------------------------------------------------------------------------

HEAD = """language slarules 1

contract sample "Sample agreement"
  provider "Provider"
  customer "Customer"
  effective from 2026-01-01 through 2026-12-31
  timezone "Europe/Dublin"
  currency EUR
  assessed every calendar month
  tickets belong to the period of due
  rounded half up to the cent once per statement

use vocabulary "service-desk" version 2

targets desk
  measures resolve from reported until resolved
  judged by level at the end
  table
  | level | resolve         |
  | any   | 4 elapsed hours |

target nine_in_ten
  needs at least 90% of tickets to meet resolve

credit shortfall
  each period that misses nine_in_ten
  by achieved share of nine_in_ten
  table
  | achieved share | amount |
"""

TAIL = """
settlement
  order base, rounding
"""

LIMITS = (0, 50, 80, 85, 90)
Band = tuple[tuple[bool, int] | None, tuple[bool, int] | None]


@st.composite
def bands(draw: st.DrawFn) -> list[Band]:
    limit = st.tuples(st.booleans(), st.sampled_from(LIMITS))
    made = draw(st.lists(st.tuples(st.none() | limit, st.none() | limit), min_size=1, max_size=4))
    return [band for band in made if band != (None, None)]


def written(band: Band) -> str:
    lower, upper = band
    parts = []
    if lower:
        parts.append(f"{'at least' if lower[0] else 'above'} {lower[1]}%")
    if upper:
        parts.append(f"{'at most' if upper[0] else 'below'} {upper[1]}%")
    return f"  | {' and '.join(parts)} | EUR 5.00 |\n"


def lies_in(value: Fraction, band: Band) -> bool:
    lower, upper = band
    above = lower is None or value > lower[1] or (lower[0] and value == lower[1])
    below = upper is None or value < upper[1] or (upper[0] and value == upper[1])
    return above and below


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("bands") / "sample.sla"


@given(made=bands())
def test_bands_have_a_gap_or_an_overlap_just_when_some_share_has_no_row_or_two(
    made: list[Band], path: Path
) -> None:
    # Each limit below the level, and a share in every stretch between two of them.
    shares = [Fraction(limit) for limit in LIMITS if limit < 90]
    shares += [Fraction(a + b, 2) for a, b in pairwise(LIMITS)]
    counts = [sum(lies_in(share, band) for band in made) for share in shares]
    path.write_text(HEAD + "".join(map(written, made)) + TAIL, encoding="utf-8")
    codes = {problem.code for problem in load(path).problems}
    # A row of its own fault hides the table's: E312 says that nothing lies between its limits.
    if made and "E312" not in codes:
        assert ("E403" in codes) == (0 in counts)
        # Two rows may also meet above the level, where the credit never looks.
        assert ("E404" in codes) >= (max(counts) > 1)
