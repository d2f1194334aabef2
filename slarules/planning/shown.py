"""A plan for people: the text by clause, the meaning, the history."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import groupby

from slarules.engine.outcome import TargetResult, Verdict
from slarules.planning.found import Aspect, Cost, MeaningChange, Month, Owed, Plan, TextChange, Turn
from slarules.report.layout import Cell, Paint, Tone, grid, indented, paragraph
from slarules.report.moments import wall
from slarules.report.numbers import counted, decimal, spread

SHOWN = 12
"""How many tickets and targets are shown; --format json and --out have all."""

DEEPER = "    "
DEEPEST = "      "
TONES: dict[str, Tone] = {"met": "good", "missed": "bad", "undetermined": "unsure"}


def as_text(plan: Plan, width: int, paint: Paint) -> str:
    """Return a plan as lines no longer than the width, where names allow."""
    return "\n".join(_Page(plan, width, paint).lines()) + "\n"


@dataclass(frozen=True, slots=True)
class _Page:
    plan: Plan
    width: int
    paint: Paint

    def lines(self) -> Iterator[str]:
        if not self.plan.changes:
            yield f"{self.plan.contract}: nothing changes"
            return
        yield from self._text()
        yield ""
        yield from self._meaning()
        if self.plan.cost is not None:
            yield ""
            yield from self._cost(self.plan.cost)
        else:
            yield ""
            said = "What it costs is not asked: --mapping and --source name a history"
            yield from paragraph(said, self.width, self.paint, "quiet", margin="")

    # --- text -------------------------------------------------------------------------------------

    def _text(self) -> Iterator[str]:
        number = counted(len(self.plan.text), "statement")
        yield self.paint(f"What changes in the text: {number}", "title")
        if not self.plan.text:
            yield "  nothing but layout and comments"
        for clause, several in groupby(self.plan.text, lambda change: change.clause):
            yield f"  {f'clause {clause}' if clause else 'without a clause'}"
            for change in several:
                yield from self._statement(change)

    def _statement(self, change: TextChange) -> Iterator[str]:
        same = "; it says the same" if change.says_the_same else ""
        yield from paragraph(f"{_named(change)} {change.how}{same}", self.width, margin=DEEPER)
        for line in change.lines:
            tone: Tone = "bad" if line.startswith("-") else "good"
            yield f"{DEEPEST}{self.paint(line, tone)}"

    # --- meaning ----------------------------------------------------------------------------------

    def _meaning(self) -> Iterator[str]:
        number = counted(len(self.plan.meaning), "term")
        yield self.paint(f"What changes in meaning: {number}", "title")
        if not self.plan.meaning:
            yield "  nothing: both texts say the same"
        for since, several in groupby(self.plan.meaning, lambda change: change.since):
            if since:
                yield f"  from {since} on"
            for change in several:
                yield from self._term(change)

    def _term(self, change: MeaningChange) -> Iterator[str]:
        clause = f" ({change.clause})" if change.clause else ""
        how = "" if change.how == "changed" else f" {change.how}"
        yield from paragraph(f"{_named(change)}{clause}{how}", self.width)
        for aspect in change.aspects:
            yield from paragraph(_aspect(aspect), self.width, margin=DEEPER)

    # --- history ----------------------------------------------------------------------------------

    def _cost(self, cost: Cost) -> Iterator[str]:
        zone = self.plan.zone
        over = f", {cost.periods[0]} to {cost.periods[1]}" if cost.periods else ""
        yield self.paint(f"What it would have done{over}", "title")
        seen = f"on the history as of {wall(cost.as_of, zone)}; times are those of {zone}"
        yield from paragraph(seen, self.width, self.paint, "quiet")
        for title, effective in cost.idle:
            said = f"{title} holds from {effective} on, after this history: no effect on it"
            yield from paragraph(said, self.width, self.paint, "unsure")
        yield from self._tickets(cost)
        yield from self._targets(cost)
        yield from self._money(cost)

    def _tickets(self, cost: Cost) -> Iterator[str]:
        flips = cost.flips
        moved = len(cost.turns) - len(flips)
        also = f"; {counted(moved, 'other')} fall due or are late otherwise" if moved else ""
        of = f"{counted(len(flips), 'verdict')} of {cost.runs:,}"
        yield f"  Tickets that flip: {of}{also}"
        rows = [self._flip(turn) for turn in flips[:SHOWN]]
        yield from self._rows(rows, len(flips))

    def _flip(self, turn: Turn) -> list[Cell]:
        known = turn.known
        cycle = f" cycle {known.cycle}" if known.cycle > 1 else ""
        return [
            Cell(known.item),
            Cell(f"{known.measure}{cycle}"),
            Cell(f"{_word(turn.old)} -> {_word(turn.new)}", TONES.get(_word(turn.new), "plain")),
            Cell(f"due {_change(self._due(turn.old), self._due(turn.new))}", "quiet"),
        ]

    def _due(self, of: Verdict | None) -> str:
        if of is None or of.due_at is None:
            return "none"
        # Without its weekday, which a line has no room for.
        return wall(of.due_at, self.plan.zone)[4:]

    def _targets(self, cost: Cost) -> Iterator[str]:
        flips = [turn for turn in cost.targets if turn.flips]
        others = len(cost.targets) - len(flips)
        also = f"; {counted(others, 'other')} with another level or value" if others else ""
        yield f"  Targets that change: {len(flips):,}{also}"
        rows = [
            [
                Cell(t.known.period),
                Cell(f"{t.known.target}{f' of {t.known.of}' if t.known.of else ''}"),
                Cell(f"{_out(t.old)} -> {_out(t.new)}", TONES.get(_out(t.new), "plain")),
            ]
            for t in flips[:SHOWN]
        ]
        yield from self._rows(rows, len(flips))

    def _rows(self, rows: Sequence[Sequence[Cell]], number: int) -> Iterator[str]:
        if rows:
            told = grid(rows, self.width - 4, yields=(0, 1), paint=self.paint)
            yield from indented(told, DEEPER)
        if number > len(rows):
            said = f"and {number - len(rows):,} more; --out DIR and --format json have all"
            yield from paragraph(said, self.width, self.paint, "quiet", DEEPER)

    def _money(self, cost: Cost) -> Iterator[str]:
        months = cost.changed_months
        if not months:
            yield "  Credits: the same in every period"
            return
        yield f"  Credits, {_currency(cost)}"
        heads = ("period", "old", "new", "difference")
        table = [[Cell(head, "quiet", right=bool(n)) for n, head in enumerate(heads)]]
        table += [self._month(month, cost.decimals) for month in (*months, cost.total)]
        yield from indented(grid(table, self.width - 4, yields=(), paint=self.paint), DEEPER)
        rest = len(cost.months) - len(months)
        if rest:
            said = f"{counted(rest, 'period')} more: the same"
            yield from paragraph(said, self.width, self.paint, "quiet", DEEPER)
        yield from paragraph(_gain(cost), self.width, self.paint, "title")

    def _month(self, month: Month, decimals: int) -> list[Cell]:
        tone: Tone = "title" if month.period == "total" else "plain"
        sums = (_sum(month.old, decimals), _sum(month.new, decimals))
        difference = _sum(month.difference, decimals, sign="+")
        cells = [Cell(text, tone, right=True) for text in (*sums, difference)]
        return [Cell(month.period, tone), *cells]


def _named(change: TextChange | MeaningChange) -> str:
    return f"{change.word} {change.name}".strip()


def _aspect(aspect: Aspect) -> str:
    """Return a choice before and after; of a statement that came or went, its sentences."""
    if not aspect.label:
        return aspect.new or aspect.old or ""
    if aspect.old is None:
        return f"{aspect.label}: new: {aspect.new}"
    if aspect.new is None:
        return f"{aspect.label}: no more: {aspect.old}"
    return f"{aspect.label}: {aspect.old} -> {aspect.new}"


def _change(old: str, new: str) -> str:
    return old if old == new else f"{old} -> {new}"


def _word(of: Verdict | None) -> str:
    return of.verdict if of else "not judged"


def _out(of: TargetResult | None) -> str:
    return of.outcome if of else "none"


def _sum(of: Owed | None, decimals: int, sign: str = "") -> str:
    def show(value: Fraction) -> str:
        return f"{sign if value > 0 else ''}{decimal(value, decimals)}"

    return "none" if of is None else spread(of.least, of.most, show)


def _currency(cost: Cost) -> str:
    old, new = cost.currencies
    return old if old == new else f"{old} and then {new}"


def _gain(cost: Cost) -> str:
    difference = cost.total.difference
    match cost.gains:
        case "nobody":
            return "Nobody gains: the periods come to the same."
        case "not known" if difference is None:
            return "Who gains cannot be said: the texts pay in different currencies."
        case "not known":
            return "Who gains hangs on what is unknown."
        case who:
            least, most = (
                (abs(end) for end in (difference.least, difference.most))
                if (difference)
                else (Fraction(0), Fraction(0))
            )
            ends = Owed(min(least, most), max(least, most))
            return f"The {who} gains {cost.currencies[1]} {_sum(ends, cost.decimals)}."
