from __future__ import annotations

import re
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markupsafe import Markup

from slarules.report.html.bars import BOTTOM, TOP, Bar, Chart, Line, bars
from slarules.report.html.drawn import Clock, Moment, Piece, Tick, clock
from slarules.report.html.geometry import apart, coordinate, reach, ticks
from slarules.report.html.marks import SHAPES, mark
from slarules.report.html.markup import element
from slarules.report.html.strip import Strip, strips

shares = st.fractions(0, 1)
outcomes = st.sampled_from(["met", "missed", "undetermined"])


@st.composite
def some_bars(draw: st.DrawFn) -> Bar:
    least, most = sorted([draw(shares), draw(shares)])
    known = draw(st.booleans())
    return Bar(
        draw(st.sampled_from(["2025-01", "2025-02", "2026-W05", "2026"])),
        least if known else None,
        most if known else None,
        draw(shares),
        draw(outcomes),
        "told",
    )


charts = st.builds(
    Chart,
    title=st.just("Nine in ten"),
    told=st.just("told"),
    bars=st.lists(some_bars(), min_size=1, max_size=40).map(tuple),
    level=st.just(Line(Fraction(9, 10), "90%")),
    limits=st.just((Line(Fraction(3, 4), "75%"),)),
)


def across(drawing: Markup, name: str) -> list[Fraction]:
    return [Fraction(found) for found in re.findall(rf' {name}="([-\d.]+)%"', drawing)]


@given(charts)
def test_no_bar_leaves_its_chart(chart: Chart) -> None:
    drawing = bars(chart)
    for place in (*across(drawing, "x"), *across(drawing, "x1"), *across(drawing, "x2")):
        assert 0 <= place <= 100
    for bar in re.findall(r"<rect[^>]*>", drawing):
        y, height = (Fraction(re.search(rf' {n}="([\d.]+)"', bar)[1]) for n in ("y", "height"))  # type: ignore[index]
        assert TOP <= y <= BOTTOM
        assert abs(y + height - BOTTOM) <= Fraction(1, 50)


@given(shares, shares)
def test_more_is_drawn_higher(one: Fraction, other: Fraction) -> None:
    chart = Chart(
        "title",
        "told",
        tuple(Bar("2025", v, v, Fraction(9, 10), "met", "") for v in (one, other)),
        Line(Fraction(9, 10), "90%"),
    )
    scale = chart.scale
    assert (one < other) == (scale.y(one) > scale.y(other))


def test_a_scale_of_shares_begins_where_misses_can_be_seen_and_never_above_one() -> None:
    near = [Fraction("0.998"), Fraction("0.9925"), Fraction(1)]
    assert reach(near, shares=True) == (Fraction("0.99"), Fraction(1))
    assert reach([Fraction(1, 10)], shares=True) == (Fraction(0), Fraction(1))


@given(st.lists(shares, min_size=1))
def test_every_share_lies_on_its_scale(values: list[Fraction]) -> None:
    least, most = reach(values, shares=True)
    assert least <= min(values) <= max(values) <= most


def test_periods_below_a_chart_say_the_year_once() -> None:
    assert ticks(["2025-11", "2025-12", "2026-01"], 12) == [
        ("11", "2025"),
        ("12", ""),
        ("01", "2026"),
    ]


@given(st.integers(1, 300))
def test_labels_below_a_chart_are_few(periods: int) -> None:
    written = ticks([f"2025-{n}" for n in range(periods)], 12)
    assert 1 <= sum(bool(short) for short, _ in written) <= 12


@given(st.lists(st.fractions(0, 200)))
def test_no_label_stands_in_another(places: list[Fraction]) -> None:
    kept = [p for p, shown in zip(places, apart(places, 13), strict=True) if shown]
    assert all(abs(a - b) >= 13 for i, a in enumerate(kept) for b in kept[:i])


@given(st.fractions(-1000, 1000))
def test_a_coordinate_is_right_to_a_hundredth(value: Fraction) -> None:
    assert abs(Fraction(coordinate(value)) - value) <= Fraction(1, 200)


HOUR = 3_600_000_000
PIECES = (
    Piece(0, 4 * HOUR, "open", "counted"),
    Piece(4 * HOUR, 6 * HOUR, "paused", "paused by waiting (5.1)"),
    Piece(6 * HOUR, 7 * HOUR, "excluded", "excluded by works (5.3)"),
    Piece(7 * HOUR, 10 * HOUR, "closed", "clock closed"),
)


def test_a_clock_is_drawn_to_scale_with_a_shape_for_each_state() -> None:
    moments = (Moment(0, "started", "started"), Moment(10 * HOUR, "ended", "ended"))
    drawing = clock(Clock("title", "told", PIECES, moments, (Tick(5 * HOUR, "05:00"),)))
    assert '<rect x="2%" width="38.4%"' in drawing
    assert re.search(r'x1="40.4%" x2="59.6%"[^>]*class="paused"', drawing)
    assert re.search(r'x1="59.6%" x2="69.2%"[^>]*class="excluded"', drawing)
    assert re.search(r'x1="69.2%" x2="98%"[^>]*class="closed"', drawing)
    assert '<line x1="50%" x2="50%"' in drawing
    for piece in PIECES:
        assert f"<title>{piece.told}</title>" in drawing


def test_a_clock_without_any_length_is_drawn() -> None:
    assert "started" in clock(Clock("title", "told", (), (Moment(5, "started", "started"),)))


def test_a_strip_says_in_words_what_differs() -> None:
    outcomes = {"2025-01": "met", "2025-02": "missed", "2025-03": "met"}
    drawing = strips([Strip("Nine in ten", ("2025-01", "2025-02", "2025-03"), outcomes)])
    assert "<desc>Nine in ten: missed in 2025-02, else met.</desc>" in drawing


def test_each_mark_has_a_shape_of_its_own() -> None:
    drawn = ("met", "missed", "undetermined", "nothing", "due", "ended", "started", "final")
    assert len({SHAPES[kind] for kind in drawn}) == len(drawn)
    assert 'class="mark nothing"' in mark('x"><script>', "0", Fraction(0))


@pytest.mark.parametrize("hostile", ['"><script>', "' onload='", "</title>", "&", "\u202e"])
def test_an_element_holds_any_text_and_any_value(hostile: str) -> None:
    drawn = element("text", hostile, class_=hostile)
    assert not re.search(r"<script|</title>|\u202e|onload='\"", drawn.replace("&#39;", "'"))
    assert drawn.count('"') == 2
