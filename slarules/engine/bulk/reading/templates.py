"""Templates: the timelines of outlines, as the facts layer makes them of rows without times."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

from slarules.core.contract import Kind
from slarules.core.mapping import Mapping
from slarules.engine.bulk.judging.outlines import NOW, outlined
from slarules.engine.bulk.reading.elements import AHEAD, AT_UNTIL, TOGETHER
from slarules.engine.bulk.reading.symbols import MARK, MarkedTimes, Said
from slarules.facts.findings import Finding, FindingKind, Findings
from slarules.facts.history import BEGINNING, Timeline
from slarules.facts.horizon import Horizon
from slarules.facts.items import Items, Sight
from slarules.facts.needs import Used
from slarules.facts.raw import Entry
from slarules.facts.rows import Intake
from slarules.instants import Instant

RECORDED = -(2**61)
"""Added to the number of a row, it stands for when that row was recorded: each after the last."""


@dataclass(frozen=True, slots=True)
class Element:
    """One element of an outline: a row, or the time in a field of one.

    Attributes:
        place: Its own.
        row: The number of the row among those of the item.
        said: What the row says; None for a time in it.
        field: The field that holds the time.
        how: How it lies beside the element before it.
    """

    place: int
    row: int
    said: Said | None
    field: str
    how: int


@dataclass(frozen=True, slots=True)
class Odd:
    """A finding on a row of every item of an outline."""

    kind: FindingKind
    row: int | None
    column: str | None
    what: str


@dataclass(frozen=True, slots=True)
class Template:
    """What the facts layer makes of an outline.

    Attributes:
        timeline: Its instants are places, its rows numbers of the item's rows; None where nothing
            is known of such items.
        odd: What is odd about them.
        kept: How many rows count.
    """

    timeline: Timeline | None
    odd: tuple[Odd, ...]
    kept: int


@dataclass(slots=True)
class EachFinding(Findings):
    """Findings one by one, also where they differ by their rows alone."""

    found: list[Finding] = field(default_factory=list)

    def take(self, finding: Finding) -> None:
        """See `Findings.take`."""
        self.found.append(finding)

    def each(self) -> list[Finding]:
        """Return what came in so far, and begin anew."""
        found, self.found = self.found, []
        return found


@dataclass(frozen=True)
class Making:
    """What makes templates of one kind of item.

    Attributes:
        intake: What is known of the table: whether any row tells of making, of learning.
        ahead: Whether the source goes on after the evaluation instant.
        tells: Whether it matters what is odd about items.
    """

    kind: Kind
    mapping: Mapping
    used: Used
    intake: Intake
    ahead: bool
    tells: bool

    @cached_property
    def _items(self) -> Items:
        times, table = MarkedTimes(None, "UTC"), self.intake
        sight = Sight(self.used, times, EachFinding())
        intake = Intake(table.table, table.layout, table.wanted, times, sight.findings)
        intake.tells_of_making = table.tells_of_making
        intake.tells_of_learning = table.tells_of_learning
        return Items(self.kind, self.mapping, intake, sight)

    def template(self, elements: Sequence[Element]) -> Template | None:
        """Return the template of an outline; None where its items have to be looked at alone."""
        items = self._items
        through = Instant(2 * NOW) if self.ahead else NOW
        timeline = items.timeline("", list(self._entries(elements)), Horizon(NOW, through))
        assert isinstance(items.sight.findings, EachFinding)  # noqa: S101 - as it was made
        found, kept = items.sight.findings.each(), items.kept.total()
        items.kept.clear()
        if self.tells and not all(map(_is_of_all, found)):
            return None
        if self.ahead and timeline is not None and _is_known_at(through, timeline):
            return None  # The end of the source has no place among the instants of an item.
        odd = tuple(Odd(each.kind, each.row, each.column, each.what) for each in found)
        bare = None if timeline is None else replace(timeline, item="", customer=None)
        return Template(bare, odd, kept)

    def _entries(self, elements: Sequence[Element]) -> Iterator[Entry]:
        at = dict(zip((each.place for each in elements), instants(elements), strict=True))
        held: dict[int, dict[str, str]] = {}
        for each in elements:
            if each.said is None:
                held.setdefault(each.row, {})[each.field] = f"{MARK}{at[each.place]}"
        is_wide = self.intake.table.shape == "wide"
        for each in elements:
            if each.said is not None:
                entry = each.said.entry
                times = held.get(each.row, {})
                values = (
                    times.get(name, text)
                    for name, text in zip(entry.fields, entry.values, strict=True)
                )
                learned = Instant(RECORDED + each.row) if self.intake.tells_of_learning else None
                yield entry._replace(
                    at=BEGINNING if is_wide else at[each.place],
                    sequence=each.place,
                    values=tuple(values),
                    row=each.row,
                    text=each.place,
                    recorded=learned,
                )


def instants(elements: Sequence[Element]) -> Iterator[Instant]:
    """Yield what stands in an outline for the instant of each element."""
    at = NOW
    for each in elements:
        if each.how != TOGETHER:
            is_now, is_ahead = each.how == AT_UNTIL, each.how == AHEAD
            at = outlined(each.place, Instant(2 if is_ahead else 1 if is_now else 0), Instant(1))
        yield at


def _is_of_all(finding: Finding) -> bool:
    """Tell whether a finding shows no text and no place, which would be of one item alone."""
    return "'" not in finding.what and ":" not in finding.what


def _is_known_at(at: Instant, timeline: Timeline) -> bool:
    return any(step.at == at for steps in timeline.facts.values() for step in steps)
