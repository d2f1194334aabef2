"""Laws of bad time: what may not matter does not, and every range holds every completion."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st

from slarules.core.conditions import UNKNOWN, Is
from slarules.core.measures import CountedIn, Deductible, Spans, Weighing
from slarules.core.promises import PeriodAllowance, TimeExclusion
from slarules.facts.history import BEGINNING, Step, Timeline, WorldSpan
from slarules.instants import MINUTE, Instant, Micros
from tests.money.time.lab import (
    at,
    down,
    minutes,
    month,
    of_minutes,
    outage,
    paper,
    up,
    value,
)

START = at("2026-06-01")
WINDOW = 300
"""Minutes of June in which everything happens."""

stretches = st.tuples(st.integers(0, WINDOW), st.integers(1, 60))
many = st.lists(stretches, max_size=6)
rounding = st.sampled_from(["started", "full", "nearest"])


def spans(told: Sequence[tuple[int, int]], kind: str = "outage") -> list[WorldSpan]:
    return [
        WorldSpan(
            kind,
            f"{kind}{number}",
            Instant(START + first * MINUTE),
            Instant(START + (first + length) * MINUTE),
            {},
            {},
        )
        for number, (first, length) in enumerate(told)
    ]


def covered(told: Sequence[tuple[int, int]]) -> set[int]:
    return {m for first, length in told for m in range(first, first + length)}


@given(many)
def test_the_union_never_exceeds_the_sum(told: list[tuple[int, int]]) -> None:
    least, most = minutes(paper(down()), month(*spans(told)))
    assert least == most == len(covered(told))
    assert least <= sum(length for _, length in told)


@given(many, st.randoms())
def test_the_order_of_outages_does_not_matter(told: list[tuple[int, int]], chance: object) -> None:
    found = spans(told)
    turned = list(found)
    chance.shuffle(turned)  # type: ignore[attr-defined]
    contract = paper(down(counted_in=CountedIn("started", of_minutes(15), "each")))
    assert minutes(contract, month(*found)) == minutes(contract, month(*turned))


@given(many, st.integers(1, 59), rounding, st.integers(0, 40), st.integers(0, 40))
def test_an_outage_told_as_two_that_adjoin_is_the_same(
    told: list[tuple[int, int]], cut: int, how: str, free: int, least: int
) -> None:
    told = [(first, max(length, 2)) for first, length in told]
    parts = [
        piece
        for first, length in told
        for piece in (
            (first, min(cut, length - 1)),
            (first + min(cut, length - 1), length - min(cut, length - 1)),
        )
    ]
    contract = paper(
        down(
            counted_in=CountedIn(how, of_minutes(15), "each"),  # type: ignore[arg-type]
            deductibles=(Deductible(of_minutes(free), "each"),),
            at_least=of_minutes(least),
        )
    )
    assert minutes(contract, month(*spans(told))) == minutes(contract, month(*spans(parts)))


@given(many, many, st.integers(0, 200))
def test_excluded_time_leaves_both_sides_or_is_added_back(
    told: list[tuple[int, int]], works: list[tuple[int, int]], budget: int
) -> None:
    allowed = PeriodAllowance(of_minutes(budget), "elapsed", "calendar month")
    rule = TimeExclusion("works", None, "maintenance", allowance=allowed)
    out = set(sorted(covered(works))[:budget])
    bad = len(covered(told) - out)
    history = month(*spans(told), *spans(works, "maintenance"))
    both = value(paper(up(), exclusions=[rule]), history)
    whole = 43_200 - len(out)
    assert both.least == both.most == Fraction(whole - bad, whole)
    added = value(paper(up("added back"), exclusions=[rule]), history)
    assert added.least == added.most == Fraction(43_200 - bad, 43_200)


@settings(max_examples=60)
@given(
    st.lists(st.tuples(stretches, st.sampled_from(["yes", "no", "unknown"])), max_size=5),
    st.lists(st.tuples(stretches, st.sampled_from(["yes", "no", "unknown"])), max_size=4),
    rounding,
    st.integers(0, 30),
)
def test_a_range_holds_every_completion(
    told: list[tuple[tuple[int, int], str]],
    works: list[tuple[tuple[int, int], str]],
    how: str,
    free: int,
) -> None:
    bad = Spans("outage", Is("hard", ("yes",)))
    rule = TimeExclusion("works", None, "maintenance", where=Is("agreed", ("yes",)))
    contract = paper(
        down(
            bad=bad,
            counted_in=CountedIn(how, of_minutes(15), "each"),  # type: ignore[arg-type]
            deductibles=(Deductible(of_minutes(free), "calendar month"),),
        ),
        exclusions=[rule],
    )
    least, most = minutes(contract, month(*marked(told, works, None)))
    for truth in ("yes", "no"):
        low, high = minutes(contract, month(*marked(told, works, truth)))
        assert least <= low == high <= most


def marked(
    told: Sequence[tuple[tuple[int, int], str]],
    works: Sequence[tuple[tuple[int, int], str]],
    truth: str | None,
) -> list[WorldSpan]:
    """Return spans with their facts; what is unknown turns out as `truth`, if that is said."""

    def fact(word: str) -> object:
        return word if word != "unknown" else truth or UNKNOWN

    bad = spans([each for each, _ in told])
    out = spans([each for each, _ in works], "maintenance")
    found = [
        WorldSpan(s.kind, s.name, s.start, s.end, {"hard": fact(word)}, {})  # type: ignore[dict-item]
        for s, (_, word) in zip(bad, told, strict=True)
    ]
    found += [
        WorldSpan(s.kind, s.name, s.start, s.end, {"agreed": fact(word)}, {})  # type: ignore[dict-item]
        for s, (_, word) in zip(out, works, strict=True)
    ]
    return found


@settings(max_examples=60)
@given(st.lists(st.tuples(stretches, st.booleans()), max_size=5), rounding, st.integers(0, 30))
def test_an_end_that_nobody_knows_is_bounded(
    told: list[tuple[tuple[int, int], bool]], how: str, least: int
) -> None:
    """Whatever the unknown end was, the value lies in the range."""
    bad = Spans("outage", ends=("restored",))
    contract = paper(
        down(
            bad=bad,
            counted_in=CountedIn(how, of_minutes(15), "each"),  # type: ignore[arg-type]
            at_least=of_minutes(least),
        )
    )

    def history(*, known: bool) -> list[WorldSpan]:
        found = []
        for span, (_, unknown) in zip(spans([each for each, _ in told]), told, strict=True):
            assert span.end is not None
            end = UNKNOWN if unknown and not known else span.end
            found.append(
                WorldSpan("outage", span.name, span.start, span.end, {}, {"restored": end})
            )
        return found

    low, high = minutes(contract, month(*history(known=False)))
    exact, _ = minutes(contract, month(*history(known=True)))
    assert low <= exact <= high


@given(st.lists(st.tuples(stretches, st.integers(0, 10)), max_size=5))
def test_weights_agree_with_a_walk_over_single_minutes(
    told: list[tuple[tuple[int, int], int]],
) -> None:
    facts = Timeline("2026-06", "period", {"users": (Step(BEGINNING, Fraction(10)),)}, {})
    found = [
        WorldSpan(s.kind, s.name, s.start, s.end, {"hit": Fraction(hit)}, {})
        for s, (_, hit) in zip(spans([each for each, _ in told]), told, strict=True)
    ]
    each_minute: dict[int, list[int]] = {}
    for (first, length), hit in told:
        for minute in range(first, first + length):
            each_minute.setdefault(minute, []).append(hit)
    for overlaps, together in (("add up", sum), ("highest", max)):
        weighing = Weighing("hit", "users", overlaps)  # type: ignore[arg-type]
        history = month(*found, items=[facts])
        expected = Fraction(sum(together(hits) for hits in each_minute.values()), 10)
        assert minutes(paper(down(weighing=weighing)), history) == (expected, expected)


def test_a_year_of_many_outages_is_measured_in_one_pass() -> None:
    """No timing: that every month finds its own of ten thousand outages."""
    told = [(4 * number, 1) for number in range(10_000)]
    contract = paper(down())
    assert minutes(contract, month(*spans(told)))[0] == len(covered(told))
    assert minutes(contract, month(*spans(told)), "2026-07")[0] == 0


def test_lengths_are_whole_microseconds() -> None:
    span = outage("O1", "2026-06-02 01:00", "2026-06-02 01:05:01")
    least, _ = minutes(paper(down()), month(span))
    assert least * MINUTE == Micros(301_000_000)
