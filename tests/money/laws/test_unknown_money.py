"""What is said while facts are unknown holds whatever they turn out to be."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from itertools import product

from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from slarules.engine.outcome import Statement
from tests.money.laws import drawn
from tests.money.laws.drawn import Drawn, Month, statements

# To shrink a contract that is read anew each time takes minutes and finds little.
SOME = settings(max_examples=8, deadline=None, phases=[Phase.explicit, Phase.reuse, Phase.generate])

KINDS = st.sampled_from(["hard", "soft", "unknown"])


def told(months: list[Month], kinds: list[list[str]]) -> str:
    """Return months, each of whose outages is of a kind."""
    every = iter(kind for month in kinds for kind in month)
    lines = []
    for line in drawn.given(months).split("\n"):
        lines.append(line)
        if line.startswith("  given outage"):
            lines.append(f"    with kind {next(every)}")
    return "\n".join(lines)


def completions(kinds: list[list[str]]) -> Iterator[list[list[str]]]:
    """Yield all that the kinds may turn out to be."""
    flat = [("hard", "soft") if k == "unknown" else (k,) for month in kinds for k in month]
    for chosen in product(*flat):
        rest = iter(chosen)
        yield [[next(rest) for _ in month] for month in kinds]


def lines_of(statement: Statement) -> dict[tuple[str, ...], tuple[Fraction, Fraction]]:
    return {(x.statement, x.subject, x.unit): (x.least, x.most) for x in statement.lines}


A_FEW = st.lists(st.builds(Month, drawn.FEES, drawn.OUTAGES), min_size=1, max_size=2)
IN_A_ROW = st.lists(
    st.builds(Month, drawn.FEES, drawn.OUTAGES.map(lambda found: found[:1])),
    min_size=3,
    max_size=4,
)


@SOME
@given(drawn.credits_(most=2), st.data(), A_FEW | IN_A_ROW)
def test_ranges_contain_every_completion(
    base: Drawn, data: st.DataObject, months: list[Month]
) -> None:
    more = data.draw(drawn.multipliers(base.names)) + data.draw(drawn.combines(base.names))
    limits, _ = data.draw(drawn.caps())
    floor = data.draw(drawn.floors("pays nothing up to", "pays nothing below", "pays at least"))
    whole = base + more + limits + floor + data.draw(drawn.earn_backs(base.names))
    text = whole.text().replace("bad time is outages", "bad time is outages where kind is hard")
    kinds = [[data.draw(KINDS) for _ in month.outages] for month in months]
    ranges = statements(text, told(months, kinds))
    for chosen in completions(kinds):
        for may, found in zip(ranges, statements(text, told(months, chosen)), strict=True):
            assert may.total_least <= found.total_least <= found.total_most <= may.total_most
            assert may.shown_least <= found.shown_least <= may.shown_most
            assert may.points_least <= found.points_least <= may.points_most
            hold(lines_of(may), lines_of(found))


def hold(
    bounds: Mapping[tuple[str, ...], tuple[Fraction, Fraction]],
    found: Mapping[tuple[str, ...], tuple[Fraction, Fraction]],
) -> None:
    """Say that what was found lies between its bounds; what is not told is nothing."""
    nothing = (Fraction(0), Fraction(0))
    for key in {*bounds, *found}:
        low, high = bounds.get(key, nothing)
        least, most = found.get(key, nothing)
        assert low <= least <= most <= high, key
