"""Small contracts about one service and its outages, drawn at random, and months to settle."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from fractions import Fraction
from typing import TypeAlias

from hypothesis import strategies as st

from slarules.contract.load import Loaded
from slarules.core.contract import Contract
from slarules.engine.outcome import Outcome, Statement
from slarules.engine.reference import evaluate
from slarules.scenarios.given import history
from tests.money.points.paper import read

HEAD = "  outages are split at period ends\n"
LABELS = ("2026-01", "2026-02", "2026-03", "2026-04", "2026-05", "2026-06")

BASE = """amount fee
  from billing every calendar month

measure downtime
  bad time is outages
  is the total bad time

measure uptime
  bad time is outages
  is the share of good time in all time not excluded

target good
  needs uptime at least 99%
  every calendar month

"""

Outage: TypeAlias = tuple[int, int]
"""The minute of the month in which it starts, and how many minutes it lasts."""


@dataclass(frozen=True)
class Month:
    """What happened in a month: the fee in pence, and the outages."""

    fee: int
    outages: tuple[Outage, ...]


@dataclass(frozen=True)
class Drawn:
    """A contract in pieces.

    Attributes:
        statements: What stands beside the amount, the measures and the target of each contract.
        steps: The order of the settlement between `base` and `rounding`.
    """

    statements: tuple[str, ...]
    steps: tuple[str, ...] = ()
    head: str = HEAD
    names: tuple[str, ...] = field(default=())

    def __add__(self, other: Drawn) -> Drawn:
        return Drawn(
            self.statements + other.statements,
            self.steps + other.steps,
            self.head,
            self.names + other.names,
        )

    def text(self, order: Sequence[int] | None = None) -> str:
        """Return the contract, its statements in an order."""
        chosen = range(len(self.statements)) if order is None else order
        steps = ", ".join(("base", *self.steps, "rounding"))
        statements = "".join(f"{self.statements[i]}\n" for i in chosen)
        return f"{BASE}{statements}settlement\n  order {steps}\n"


# --- credits --------------------------------------------------------------------------------------

PERCENT = st.integers(1, 60)
LENGTHS = st.lists(st.integers(5, 3_000), min_size=1, max_size=3, unique=True).map(sorted)


def _rows(limits: Sequence[int], amounts: Sequence[str], head: str) -> str:
    """Return a table of rows, one more than there are limits."""
    first = f"  | at most {limits[0]} elapsed minutes | {amounts[0]} |\n"
    between = "".join(
        f"  | above {low} elapsed minutes and at most {high} elapsed minutes | {amount} |\n"
        for low, high, amount in zip(limits, limits[1:], amounts[1:], strict=False)
    )
    last = f"  | above {limits[-1]} elapsed minutes | {amounts[-1]} |\n"
    return f"  table\n  | {head} | amount |\n{first}{between}{last}"


@st.composite
def tables(draw: st.DrawFn, name: str, *, rising: bool) -> str:
    """Draw a credit by a table of downtime, or of the length of each outage."""
    limits = draw(LENGTHS)
    shares = draw(st.lists(st.integers(0, 60), min_size=len(limits) + 1, max_size=len(limits) + 1))
    shares = sorted(shares) if rising else shares
    amounts = [f"{share}% of fee" if share else "none" for share in shares]
    if all(share == 0 for share in shares):
        amounts[-1] = "1% of fee"
    each, by = draw(st.sampled_from([("period", "downtime"), ("outage of downtime", "length")]))
    return f"credit {name}\n  each {each}\n  by {by}\n{_rows(limits, amounts, by)}"


@st.composite
def units(draw: st.DrawFn, name: str) -> str:
    """Draw a credit by units of downtime or steps of the shortfall."""
    how = draw(st.sampled_from(["full", "started", "nearest", "exact"]))
    share, most = draw(st.integers(1, 9)), draw(PERCENT)
    if draw(st.booleans()):
        beyond = draw(st.sampled_from(["", " beyond 30 elapsed minutes"]))
        of = f"{draw(st.integers(7, 240))} elapsed minutes of downtime{beyond}"
        subject = "each period"
    else:
        of, subject = "0.5 percentage points of shortfall of good", "each period that misses good"
    pays = f"pays {share}% of fee for each {how} {of}"
    return f"credit {name}\n  {subject}\n  {pays}\n  at most {most}% of fee\n"


@st.composite
def plain(draw: st.DrawFn, name: str) -> str:
    """Draw a credit of the fee lost, or of a share of it for each miss."""
    share = draw(PERCENT)
    if draw(st.booleans()):
        return f"credit {name}\n  each period that misses good\n  pays {share}% of fee\n"
    times = draw(st.sampled_from(["", "10 times "]))
    most = f"  at most {share}% of fee\n"
    return f"credit {name}\n  each period\n  pays {times}fee pro rata for downtime\n{most}"


@st.composite
def by_points(draw: st.DrawFn, name: str) -> str:
    """Draw points by a table, and a credit for each of them."""
    limits = draw(LENGTHS)
    counts = sorted(draw(st.lists(st.integers(1, 9), min_size=len(limits), max_size=len(limits))))
    amounts = ["none", *(f"{count} points" for count in counts)]
    pence = draw(st.integers(1, 999))
    return (
        f"points {name}_points\n  each period\n  by downtime\n{_rows(limits, amounts, 'downtime')}"
        f"\ncredit {name}\n  each period\n"
        f"  pays GBP {pence // 100}.{pence % 100:02} for each point of {name}_points\n"
        "  at most 90% of fee\n"
    )


@st.composite
def credits_(draw: st.DrawFn, *, rising: bool = True, least: int = 1, most: int = 3) -> Drawn:
    """Draw a few credits of any kind."""
    count = draw(st.integers(least, most))
    names = tuple(f"c{i}" for i in range(count))
    found = [
        draw(st.one_of(plain(name), units(name), by_points(name), tables(name, rising=rising)))
        for name in names
    ]
    return Drawn(tuple(found), (), HEAD, names)


# --- steps ----------------------------------------------------------------------------------------


@st.composite
def multipliers(draw: st.DrawFn, on: Sequence[str]) -> Drawn:
    """Draw a multiplier by the history, or none."""
    if draw(st.booleans()):
        return Drawn(())
    text = f"multiplier again\n  on {draw(st.sampled_from(on))}\n"
    return Drawn((f"{text}  times 2 when good is missed in the previous period\n",), ("again",))


@st.composite
def combines(draw: st.DrawFn, on: Sequence[str]) -> Drawn:
    """Draw a combination of the first two credits, or none."""
    if len(on) < 2 or draw(st.booleans()):
        return Drawn(())
    keeps = draw(st.sampled_from(["the highest", "the sum"]))
    return Drawn((f"combine both\n  on {on[0]}, {on[1]}\n  pays {keeps}\n",), ("both",))


@dataclass(frozen=True)
class Limit:
    """A cap on the total: a number of pence over so many months; 0 is the year so far."""

    pence: int
    months: int

    def text(self, name: str, shared: str, excess: str) -> str:
        sum_ = f"GBP {self.pence // 100:,}.{self.pence % 100:02}"
        window = {0: " so far in the calendar year", 1: ""}.get(
            self.months, f" over the last {self.months} periods"
        )
        every = " every calendar month" if self.months == 1 else ""
        return (
            f"cap {name}\n  on total credit{window}\n  at most {sum_}{every}\n"
            f"  shared {shared}\n  excess is {excess}\n"
        )


SHARED = st.sampled_from(["pro rata", "in order"])
EXCESS = st.sampled_from(["lost", "carried for 2 periods", "carried without end"])


@st.composite
def caps(draw: st.DrawFn, *, excess: st.SearchStrategy[str] = EXCESS) -> tuple[Drawn, list[Limit]]:
    """Draw one or two caps on the total."""
    limits = draw(
        st.lists(
            st.builds(Limit, st.integers(1, 90_000), st.sampled_from([0, 1, 2, 3])),
            min_size=1,
            max_size=2,
        )
    )
    names = tuple(f"limit{i}" for i in range(len(limits)))
    texts = tuple(
        limit.text(name, draw(SHARED), draw(excess))
        for name, limit in zip(names, limits, strict=True)
    )
    return Drawn(texts, names), limits


@st.composite
def floors(draw: st.DrawFn, *kinds: str) -> Drawn:
    """Draw a floor, or none."""
    if draw(st.booleans()):
        return Drawn(())
    phrase = draw(st.sampled_from(kinds or ("pays nothing up to", "pays nothing below")))
    more = " once anything is owed" if phrase == "pays at least" else ""
    text = f"floor small\n  on total credit\n  {phrase} GBP {draw(st.integers(1, 50))}.00{more}\n"
    return Drawn((text,), ("small",))


@st.composite
def earn_backs(draw: st.DrawFn, on: Sequence[str]) -> Drawn:
    """Draw an earn-back, as money or as an offset."""
    name = draw(st.sampled_from(on))
    how = draw(st.sampled_from(["as money", f"as offset against later {name}"]))
    text = (
        f"earnback back\n  on {name}\n  returns {draw(st.integers(1, 100))}%\n"
        f"  when good is met in each of the next {draw(st.integers(1, 2))} periods\n  {how}\n"
    )
    return Drawn((text,), ("back",))


# --- months ---------------------------------------------------------------------------------------

FEES = st.integers(1, 500_000)
OUTAGES = st.lists(
    st.tuples(st.integers(0, 38_000), st.integers(1, 2_000)), max_size=3, unique_by=lambda o: o[0]
).map(lambda found: tuple(sorted(found)))
MONTHS = st.lists(st.builds(Month, FEES, OUTAGES), min_size=1, max_size=4)


def at(label: str, minute: int) -> str:
    """Return a minute of a month in words; the clock change of March is passed over."""
    start = datetime.fromisoformat(f"{label}-01T00:00:00") + timedelta(minutes=minute)
    return f"{start:%Y-%m-%d %H:%M}"


def given(months: Sequence[Month], extra: Sequence[str] = ()) -> str:
    """Return months that follow each other, as a scenario gives them."""
    lines: list[str] = []
    for label, month in zip(LABELS, months, strict=False):
        lines += [f"  given period {label}", f"    with fee {pounds(month.fee)}"]
        for number, (start, length) in enumerate(month.outages):
            lines += [
                f"  given outage O{label[-2:]}_{number}",
                *(f"    with {each}" for each in extra),
                f"    with start {at(label, start)}",
                f"    with end {at(label, start + length)}",
            ]
    return "\n".join(lines)


def pounds(pence: int) -> str:
    return f"GBP {pence // 100:,}.{pence % 100:02}"


# --- what becomes of them -------------------------------------------------------------------------


def loaded(text: str, told: str, head: str = HEAD) -> Loaded:
    return read(f'{text}\nscenario "S"\n{told}\n  expect total credit GBP 0.00\n', head)


def contract(text: str, told: str, head: str = HEAD) -> Contract:
    found = loaded(text, told, head)
    assert found.contract is not None, [str(problem) for problem in found.problems]
    return found.contract


def outcome(text: str, told: str, head: str = HEAD) -> Outcome:
    """Return what a contract makes of a history that is given as a scenario gives one."""
    agreed = contract(text, told, head)
    [scenario] = agreed.scenarios
    return evaluate(agreed, history(scenario, agreed))


def statements(text: str, told: str, head: str = HEAD) -> tuple[Statement, ...]:
    return outcome(text, told, head).statements


def totals(found: Sequence[Statement]) -> list[Fraction]:
    """Return the exact totals, which must be known."""
    assert all(each.total_least == each.total_most for each in found)
    return [each.total_least for each in found]
