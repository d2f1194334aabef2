"""A comparison for people: the ways, the rules where they part, the tickets."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from slarules.comparing.found import Compared, Parted, Saying, Sort, TwoWays, WayOf
from slarules.comparing.native import NATIVE
from slarules.comparing.results import Result
from slarules.comparing.roles import Stand
from slarules.core.english import listed
from slarules.report.layout import (
    GAP,
    Cell,
    Paint,
    Tone,
    grid,
    indented,
    noted_rows,
    paragraph,
    widths_of,
)
from slarules.report.moments import wall
from slarules.report.numbers import counted, duration

SHOWN = 12
"""How many tickets of one rule are shown; --format json and --out have all."""

NOTES = 6
"""How many notes on one way are shown."""

DEEPER = "    "
DEEPEST = "      "

ABOUT: dict[Sort, str] = {
    "run": "whether there is a run at all",
    "start": "when it starts",
    "goal": "which goal holds",
    "clock": "when the clock is open",
    "stop": "what stops the clock",
    "cancel": "whether it is judged",
    "end": "when it ends",
    "unknown": "what is not known",
    "rounding": "how time is rounded",
    "result": "what it comes to",
}

TONES: dict[str, Tone] = {"met": "good", "missed": "bad", "undetermined": "unsure"}


def as_text(found: Compared, width: int, paint: Paint) -> str:
    """Return a comparison as lines no longer than the width, where names allow."""
    return "\n".join(_Page(found, width, paint).lines()) + "\n"


@dataclass(frozen=True, slots=True)
class _Page:
    found: Compared
    width: int
    paint: Paint

    def lines(self) -> Iterator[str]:
        found = self.found
        title = f"{found.contract}: {counted(len(found.ways), 'way')} of counting"
        yield self.paint(title, "title")
        seen = f"as of {wall(found.as_of, found.zone)}; times are those of {found.zone}"
        yield from paragraph(seen, self.width, self.paint, "quiet", margin="")
        for way in found.ways:
            yield ""
            yield from self._way(way)
        for between in found.between:
            yield ""
            yield from self._between(between)

    # --- ways -------------------------------------------------------------------------------------

    def _way(self, way: WayOf) -> Iterator[str]:
        yield from paragraph(f"{way.name}: {way.said}", self.width, self.paint, "title", margin="")
        if any(stand.theirs for stand in way.stands):
            rows = [_stand(stand) for stand in way.stands]
            yield from indented(noted_rows(rows, self.width - 2, self.paint))
        for note in way.notes[:NOTES]:
            yield from paragraph(note, self.width, self.paint, "unsure")
        if more := way.notes[NOTES:]:
            said = f"and {len(more):,} more; --format json has all"
            yield from paragraph(said, self.width, self.paint, "quiet")

    # --- side by side -----------------------------------------------------------------------------

    def _between(self, between: TwoWays) -> Iterator[str]:
        title = f"{between.first} and {between.second}"
        yield self.paint(title, "title")
        runs = counted(between.runs, "run")
        if not between.parted:
            said = f"{runs} compared, and no difference" if between.runs else "nothing to compare"
            tone: Tone = "good" if between.runs else "unsure"
            yield from paragraph(said, self.width, self.paint, tone)
            yield from self._not_compared(between)
            return
        turned = sum(each.turns for each in between.parted)
        said = (
            f"{len(between.parted):,} of {runs} part, on {counted(between.items, 'ticket')}; "
            f"{counted(turned, 'verdict')} {'turns' if turned == 1 else 'turn'}"
        )
        yield from paragraph(said, self.width, self.paint, "bad")
        yield from self._not_compared(between)
        for group in between.by_rule():
            yield ""
            yield from self._rule(between, group)

    def _not_compared(self, between: TwoWays) -> Iterator[str]:
        if between.not_compared:
            rows = counted(between.not_compared, "row")
            said = (
                f"{rows} of native_sla not compared: of no ticket or no measure that is known here"
            )
            if between.strange:
                names = ", ".join(between.strange)
                said += f"; --count OURS=THEIRS says what {names} stands for"
            yield from paragraph(said, self.width, self.paint, "unsure")

    def _rule(self, between: TwoWays, group: Sequence[Parted]) -> Iterator[str]:
        parting = group[0].parting
        head = f"{counted(len(group), 'run')}: {ABOUT[parting.sort]}"
        yield from paragraph(head, self.width, self.paint, "title")
        for name, saying in ((between.first, parting.first), (between.second, parting.second)):
            yield from self._saying(name, saying)
        rows = _filled([self._ticket(between, each) for each in group[:SHOWN]])
        yield from self._tickets(rows)
        if more := group[SHOWN:]:
            said = f"and {len(more):,} more; --out FILE.csv has all"
            yield from paragraph(said, self.width, self.paint, "quiet", DEEPER)

    def _saying(self, name: str, saying: Saying) -> Iterator[str]:
        said = f"{name} {saying.sentence}"
        yield from paragraph(said, self.width, margin=DEEPER)
        if saying.note:
            yield from paragraph(f"# {saying.note}", self.width, self.paint, "quiet", DEEPEST)

    def _tickets(self, rows: Sequence[Sequence[Cell]]) -> Iterator[str]:
        """Yield rows as a grid, or folded where it has no room: nothing of a row is left out."""
        widths = widths_of(rows)
        if sum(widths) + len(GAP) * (len(widths) - 1) <= self.width - len(DEEPER):
            yield from indented(grid(rows, self.width, yields=(), paint=self.paint), DEEPER)
            return
        for row in rows:
            cells = (c.text.ljust(wide) for c, wide in zip(row, widths, strict=True) if c.text)
            yield from paragraph(GAP.join(cells), self.width, self.paint, row[1].tone, DEEPER)

    def _ticket(self, between: TwoWays, parted: Parted) -> list[Cell]:
        return [
            Cell(_named(parted)),
            _verdicts(parted),
            Cell(_due(parted)),
            Cell(_elapsed(parted)),
            Cell(_goals(parted)),
            Cell(self._at(between, parted), "quiet"),
        ]

    def _at(self, between: TwoWays, parted: Parted) -> str:
        parting = parted.parting
        # Without its weekday, which a line has no room for.
        at = "" if parting.at is None else wall(parting.at, self.found.zone)[4:]
        if parting.row is None:
            return at
        row = f"{parting.row}" if between.second == NATIVE else f"({parting.row})"
        return f"{at} {row}".strip()


def _stand(stand: Stand) -> list[Cell]:
    if stand.theirs is None:
        own = f"stays the contract's own: {stand.why}"
        return [Cell(stand.ours.name), Cell(""), Cell(own, "quiet")]
    why = stand.why
    if stand.others:
        why += (
            f"; {listed(stand.others, 'and')} {'is one' if len(stand.others) == 1 else 'are'} too"
        )
    return [Cell(stand.ours.name), Cell(f"as {stand.theirs.name}"), Cell(why, "quiet")]


def _named(parted: Parted) -> str:
    known = [each for each in (parted.first, parted.second) if each]
    cycles = dict.fromkeys(str(each.cycle) for each in known)
    of = f" of {known[0].cycle_of}" if known[0].cycle_of else ""
    cycle = "" if list(cycles) == ["1"] else f" run {'/'.join(cycles)}"
    return f"{parted.item} {parted.measure}{cycle}{of}"


def _verdicts(parted: Parted) -> Cell:
    words = [_word(parted.first), _word(parted.second)]
    if words[0] == words[1]:
        return Cell(words[0], TONES.get(words[0], "plain"))
    return Cell(f"{words[0]} -> {words[1]}", "bad" if "missed" in words else "unsure")


def _word(result: Result | None) -> str:
    if result is None:
        return "no run"
    return result.verdict or "not said"


def _due(parted: Parted) -> str:
    later = parted.later
    if later is None or later == 0:
        return ""
    return f"due {duration(abs(later))} {'later' if later > 0 else 'earlier'}"


def _goals(parted: Parted) -> str:
    goals = [each.goal if each else None for each in (parted.first, parted.second)]
    return f"{goals[0]} -> {goals[1]}" if all(goals) and goals[0] != goals[1] else ""


def _filled(rows: Sequence[list[Cell]]) -> list[list[Cell]]:
    """Return rows without the columns in which none of them says anything."""
    kept = [place for place in range(len(rows[0])) if any(row[place].text for row in rows)]
    return [[row[place] for place in kept] for row in rows]


def _elapsed(parted: Parted) -> str:
    more = parted.more
    if more is None or more == 0:
        return ""
    return f"counts {duration(abs(more))} {'more' if more > 0 else 'less'}"
