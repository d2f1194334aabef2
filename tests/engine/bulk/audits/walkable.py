# ruff: noqa: E501 - contracts and mappings stand as they are read
"""Audits of which most items can be judged from row to row."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import ClassVar

from slarules.contract import load
from tests.engine.bulk.audits import tables, words
from tests.engine.bulk.audits.both import CONTRACT, MAPPING, Case
from tests.engine.bulk.audits.contracts import (
    AGAIN,
    ENDS,
    FACTS,
    SIMPLE,
    STARTS,
    WHENS,
    Drafting,
)
from tests.engine.bulk.audits.words import one

TIMED = ("desk", "after", "promised", "question")
"""In conditions on days and hours, and on moments that the mapping seldom leaves where they are."""

READ = ("level", "site", "group", "status", "agreed", "size")
"""Facts that may pick a row."""


class Walkable(Drafting):
    """A contract whose items can be walked."""

    facts: ClassVar[tuple[str, ...]] = tuple(
        fact for fact in FACTS if not any(word in fact for word in TIMED)
    )
    pauses_between: ClassVar[bool] = False
    of_service: ClassVar[bool] = False

    def __init__(self, random: Random, shape: str) -> None:
        super().__init__(random, calls=False)
        self.shape = shape
        self.goals = [goal for goal in self.goals if "promised" not in goal]
        self.has_level = random.random() < 0.8
        self.read = random.choice([*([kind] for kind in SIMPLE), ["as reported", "at the start"]])
        self.starts, self.ends, self.whens = map(self._usual, (STARTS, ENDS, WHENS))
        self.starts = [start for start in self.starts if shape == "events" or "status" not in start]

    def _usual(self, occurrences: Sequence[str]) -> Sequence[str]:
        """Return what can be seen in rows, and seldom what may lie before the first snapshot."""
        if self.shape == "events":
            return occurrences
        is_rare = self.random.random() < 0.1
        without = ("deleted",) if is_rare else ("deleted", "changes", "level becomes")
        return [each for each in occurrences if not any(word in each for word in without)]

    def where(self, by: float) -> str:
        """Draw a condition, perhaps."""
        return f" where {self.one(*self.facts)}" if self.is_rich(by) else ""

    def readings(self, facts: list[str]) -> Iterator[tuple[str, str]]:
        """See `Drafting.readings`; of all facts that pick a row it is the same moment."""
        del facts
        for fact in () if self.read == ["at the end"] else READ:
            yield fact, self.one(*self.read)

    def measure(self, name: str, *, each: bool) -> list[str]:
        """See `Drafting.measure`."""
        del each
        starts = self.random.sample(self.starts, 2 if self.is_rich(0.3) else 1)
        others = [end for end in self.ends if not any(start in end for start in starts)]
        ends = self.random.sample(others, 2 if self.is_rich(0.3) else 1)
        start, end = " or ".join(starts), " or ".join(ends)
        run = f"from {start}{self.where(0.4)} until {end}{self.where(0.4)}"
        repeats = self.is_rich(0.8)
        if repeats:
            again = f"from {start}{self.where(0.3)} until next {end}{self.where(0.3)}"
            asked = f"from {self.one('nudge', 'agent_message')} until next nudge or resolved"
            run = "each time " + self.one(run, run, again, asked)
        lines = [f"  measures {name} {run}"]
        if self.is_rich(0.5):
            lines.append(f"    counts while {self.one(*self.facts)}")
        if not self.has_level and self.is_rich(0.4):
            lines.append(f"    counted in whole {self.one('minutes', 'hours')}")
        ways = self.random.choice([AGAIN[:1], AGAIN[1:]])
        count = 0 if repeats else self.random.choice([0, 1, 1, 2])
        return [*lines, *(self._reopening(ways) for _ in range(count))]

    def _reopening(self, ways: Sequence[str]) -> str:
        when, how = self.one(*self.whens), self.one(*ways)
        return f"    reopens when {when}{self.where(0.5)} {how}"

    def stops(self) -> list[str]:
        """See `Drafting.stops`; several of a kind lie beside each other."""
        found = [*super().stops()]
        for number in range(self.random.choice([0, 0, 1, 2])):
            names = self.one("all measures", *self.measures)
            even = self.one("", " even if missed")
            found += [
                f"cancel gone_{number}\n  ends {names} when {self.one(*self.whens)}{self.where(0.8)}{even}\n",
                f"restart anew_{number}\n  starts {names} again when {self.one(*self.whens)}{self.where(0.8)}\n",
            ][: self.random.choice([1, 1, 2])]
        unseen = () if self.shape == "events" else ("deleted", "changes")
        return [piece for piece in found if not any(word in piece for word in unseen)]

    def unknown(self) -> list[str]:
        """See `Drafting.unknown`."""
        return []

    def later(self) -> list[str]:
        """See `Drafting.later`."""
        return []


def mapping(random: Random, shape: str, through: str) -> str:
    """Return a mapping of which every moment has one rule that nothing bounds."""
    lines = [*words.files(random, shape, calls=False), f"  history is complete through {through}"]
    lines += _facts(random, shape)
    lines += _moments(random, shape)
    lines += ['  maintenance is each outage where field "planned" is "yes"']
    lines += ['  maintenance announced is the time in field "announced"']
    head = 'language slarules 1\n\nmapping m version 1 of "audited" version 1 from "csv"\n'
    return head + "\n".join(lines) + "\n"


def _facts(random: Random, shape: str) -> list[str]:
    """Return rules for facts of which some rule always holds."""
    while True:
        found = [*words.facts(random, "field"), *words.states(random, "field")]
        # Where fields are set one after another, what two of them say together is odd at first;
        # what no rule maps is odd as well.
        is_of_two = shape == "events" and any(" and " in line for line in found)
        if not is_of_two and not any("level" in line and "starts" in line for line in found):
            break
    sure = "  site is buoy otherwise"
    return [sure if line.startswith("  site is buoy") else line for line in found]


def _moments(random: Random, shape: str) -> list[str]:
    is_events = shape == "events"
    seen = [
        'field "status" becomes one of "New", "Open"',
        'field "status" becomes "New"',
        'field "mark" stops being empty',
    ]
    when = one(random, "first", "first", "first", "last")
    reported = f"the first time {one(random, *seen)}"
    done = one(random, 'one of "Solved", "Done"', '"Solved"')
    lines = [
        f"  reported is {'when created' if is_events and random.random() < 0.7 else reported}",
        "  first_reply is the first "
        + one(
            random,
            'time field "assignee" stops being empty',
            'time field "status" becomes one of "Open", "In progress"',
            *["public comment by an agent"] * is_events,
        ),
        f'  question is the {when} time field "mark" becomes "asked"',
        f'  restored is the {when} time field "mark" becomes "in place"',
        f'  resolved is the {one(random, "first", "last")} time field "status" becomes {done}',
        f'  withdrawn is the {when} time field "mark" becomes "withdrawn"',
        *["  deleted is when deleted"] * is_events,
        "  reopened is each time field "
        + one(
            random,
            '"status" becomes "Reopened"',
            '"count" rises',
            '"status" stops being one of "Solved", "Done"',
        ),
        "  nudge is each time field "
        + one(random, '"mark" becomes "nudge"', '"idle" becomes one of "a", "b"'),
    ]
    if is_events:
        return [
            *lines,
            "  customer_message is each public comment by a customer",
            "  agent_message is each public comment by an agent",
        ]
    return [
        *lines,
        '  customer_message is each time field "mark" becomes "again"',
        '  agent_message is each time field "mark" becomes "asked"',
    ]


def _sound(random: Random, shape: str) -> tuple[Walkable, str]:
    """Draw a contract without mistakes."""
    with TemporaryDirectory() as folder:
        path = Path(folder, CONTRACT)
        Path(folder, "audited.sla").write_text(words.VOCABULARY, "utf-8")
        while True:
            drafting = Walkable(random, shape)
            path.write_text(text := drafting.text(), "utf-8")
            is_rare = "\n  covers tickets where" in text.split("\nuse ")[0]
            if load(path).contract is not None and not (is_rare and random.random() < 0.8):
                return drafting, text


def case(random: Random, shape: str = "") -> Case:
    """Draw an audit, of tables of a shape where one is given."""
    shape = shape or random.choice(["events", "snapshots", "snapshots"])
    drafting, text = _sound(random, shape)
    through = one(random, *["2026-02-28 24:00"] * 6, "2026-01-12 09:00")
    files = {
        "audited.sla": words.VOCABULARY,
        CONTRACT: text,
        MAPPING: mapping(random, shape, through),
        **tables.files(random, shape, random.choice([1.0, 1.0, 0.995, 0.98]), tables.FULL),
    }
    if random.random() < 0.5:
        files["data/outages.csv"] = tables.outages(random)
    if not drafting.has_level:
        texts = ("audited.sla", CONTRACT, MAPPING)
        files |= {name: files[name].replace("level", "rank") for name in texts}
    logs = [name for name in files if name.startswith("data/log")]
    packed = tuple(logs) if random.random() < 0.4 else ()
    if drafting.every == "calendar day" and random.random() < 0.3:
        return Case(files, "2026-01-14T12:00", "", packed, random.random() < 0.7)
    as_of = one(random, *[""] * 6, "2026-02-01T00:00", "2026-02-01T00:00")
    period = one(random, "", "", "2026-01", "2026")
    return Case(files, as_of, period, packed, random.random() < 0.7, random.choice([0, 0, 3, 40]))
