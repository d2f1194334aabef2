"""Contracts, mappings and tables of rows of which items are judged row by row."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass, replace
from pathlib import Path

from hypothesis import strategies as st

from slarules.contract.mapping import load_mapping
from slarules.core.contract import Belongs, Contract, Vocabulary
from slarules.core.mapping import Mapping
from slarules.core.promises import Promise, Reading, Removal
from slarules.facts.source import Source
from slarules.instants import MINUTE, Instant, iso
from tests.engine import desk
from tests.files import csv_source
from tests.walk import strategies as walk
from tests.walk.strategies import CLOCKS, EVENTS, GROUPS, LEVELS, MOMENTS, SITES, STATUSES, Season

VOCABULARY = f"""language slarules 1

vocabulary "walked" version 1
  means "What tables of rows tell of tickets"

item ticket
  fact level one of {", ".join(map(str, LEVELS))} highest first
    means "How urgent it is"
  fact site one of {", ".join(SITES)}
    means "Where it is"
  fact group one of {", ".join(GROUPS)}
    means "Who works on it"
  state status one of {", ".join(STATUSES)}
    means "Where the work stands"
"""
VOCABULARY += "".join(f'  moment {name}\n    means "It came"\n' for name in ("reported", *MOMENTS))
VOCABULARY += "".join(f'  event {name}\n    means "It happened"\n' for name in EVENTS)

HEADS = {
    "snapshots": """
  snapshots from "log.csv"
  a ticket is named by column "ticket"
  a row holds from column "at"
""",
    "events": """
  events from "log.csv"
""",
}
VALUES = {"level": LEVELS, "site": SITES, "group": GROUPS, "status": STATUSES}
MARKS = ("reported", *MOMENTS, *EVENTS, "nothing")
COLUMNS = (*VALUES, "mark")


@dataclass(frozen=True)
class Told:
    """A table of rows, and what a mapping says of it.

    Attributes:
        shape: That of the table.
        rows: Of each item: when, and which columns change to what.
    """

    shape: str
    rules: str
    rows: tuple[tuple[str, int, tuple[tuple[str, str], ...]], ...]
    until: Instant

    def text(self) -> str:
        """Return the mapping."""
        head = 'language slarules 1\n\nmapping m version 1 of "walked" version 1 from "csv"\n'
        times = '  times without an offset are in "UTC"\n'
        through = "  history is complete through 2026-12-31 24:00\n"
        return head + HEADS[self.shape] + times + through + self.rules

    def table(self) -> str:
        """Return the table as CSV."""
        file = io.StringIO()
        writer = csv.writer(file, lineterminator="\n")
        if self.shape == "events":
            self._write_events(writer.writerow)
        else:
            self._write_snapshots(writer.writerow)
        return file.getvalue()

    def _write_snapshots(self, write: object) -> None:
        assert callable(write)
        write(("ticket", "at", *COLUMNS))
        fields: dict[str, dict[str, str]] = {}
        for item, at, changes in self.rows:
            own = fields.setdefault(item, {})
            own.update(changes)
            write((item, iso(Instant(at)), *(own.get(column, "") for column in COLUMNS)))

    def _write_events(self, write: object) -> None:
        assert callable(write)
        write(("ticket", "at", "kind", "field", "value"))
        made: set[str] = set()
        for item, at, changes in self.rows:
            if item not in made:
                write((item, iso(Instant(at)), "created", "", ""))
            made.add(item)
            for column, value in changes:
                write((item, iso(Instant(at)), "set", column, value))

    def placed(self, folder: Path) -> tuple[Vocabulary, Mapping, Source]:
        """Write it into a folder; return the words, the mapping and the source."""
        (folder / "walked.sla").write_text(VOCABULARY, "utf-8")
        (folder / "m.sla").write_text(self.text(), "utf-8")
        (folder / "data").mkdir(exist_ok=True)
        (folder / "data" / "log.csv").write_text(self.table(), "utf-8")
        loaded = load_mapping(folder / "m.sla")
        assert loaded.mapping is not None, [str(problem) for problem in loaded.problems]
        assert loaded.words is not None
        return loaded.words, loaded.mapping, csv_source(str(folder / "data"))


def _of_values(fact: str) -> str:
    verb = "while" if fact == "status" else "when"
    return "".join(
        f'  {fact} is {value} {verb} field "{fact}" is "{value}"\n' for value in VALUES[fact]
    )


@st.composite
def rules(draw: st.DrawFn, shape: str) -> str:
    made = shape == "events" and draw(st.booleans())
    text = "".join(map(_of_values, VALUES))
    text += "  reported is when created\n" if made else _at("first", "reported")
    for name in MOMENTS:
        which = draw(st.sampled_from(["first", "first", "last"]))
        if name == "resolved" and draw(st.booleans()):
            text += f'  resolved is the {which} time field "status" becomes "solved"\n'
        else:
            text += _at(which, name)
    return text + "".join(
        f'  {name} is each time field "mark" becomes "{name}"\n' for name in EVENTS
    )


def _at(which: str, name: str) -> str:
    return f'  {name} is the {which} time field "mark" becomes "{name}"\n'


changes = st.one_of(
    *(
        st.tuples(st.just(name), st.sampled_from(list(map(str, values))))
        for name, values in VALUES.items()
    ),
    st.tuples(st.just("status"), st.sampled_from(STATUSES)),
    st.tuples(st.just("mark"), st.sampled_from(MARKS)),
    st.tuples(st.just("mark"), st.sampled_from(MARKS)),
)


@st.composite
def tables(draw: st.DrawFn, season: Season) -> Told:
    shape = draw(st.sampled_from(sorted(HEADS)))
    rows: list[tuple[str, int, tuple[tuple[str, str], ...]]] = []
    for number in range(draw(st.integers(1, 4))):
        drawn = draw(
            st.lists(st.tuples(walk.times, st.lists(changes, min_size=1, max_size=2)), max_size=12)
        )
        later = sorted(
            (season.start + when * MINUTE, tuple(dict(what).items())) for when, what in drawn
        )
        begun = later[0][0] if later else season.start
        first = (("level", str(draw(st.sampled_from(LEVELS)))), ("mark", "reported"))
        whole = draw(st.integers(0, 5)) != 0
        others = [(n, str(draw(st.sampled_from(v)))) for n, v in VALUES.items() if n != "level"]
        opened = begun - draw(st.sampled_from([0, 5, 60])) * MINUTE
        name = f"T{number}"
        rows.append((name, opened, (*first, *(others if whole else ()))))
        rows += ((name, at, what) for at, what in later)
    latest = max(at for _, at, _ in rows)
    offset = draw(st.integers(0, 5 * 24 * 4)) * 15 * MINUTE
    until = draw(st.sampled_from([latest, latest + offset, latest + offset, season.start + offset]))
    return Told(shape, draw(rules(shape)), tuple(rows), Instant(max(until, season.start)))


SIMPLE: tuple[Reading, ...] = ("as reported", "at the start", "at the end", "as closed")


@st.composite
def promises(draw: st.DrawFn, name: str) -> Promise:
    promise = draw(walk.promises())
    measure = replace(promise.measure, name=name)
    if draw(st.integers(0, 4)):
        reading = draw(st.sampled_from(SIMPLE))
        measure = replace(measure, each=None)
        readings = tuple((fact, reading) for fact, _ in promise.readings)
        promise = replace(promise, readings=readings)
    return replace(promise, name=name, table=name, measure=measure)


@st.composite
def contracts(draw: st.DrawFn) -> Contract:
    """Draw a contract; its vocabulary is that of the mapping, set once that is read."""
    pauses = tuple(draw(walk.pauses(f"waiting_{n}")) for n in range(draw(st.integers(0, 2))))
    if draw(st.integers(0, 3)):
        pauses = tuple(replace(pause, between=None) for pause in pauses)
    removals = [(), (), (Removal("gone", "ticket", draw(walk.atoms)),)]
    terms = desk.terms(
        *(draw(promises(name)) for name in ("care", "help")[: draw(st.integers(1, 2))]),
        clocks={clock.name: clock for clock in CLOCKS},
        levels=dict.fromkeys(map(str, LEVELS), ""),
        pauses=pauses,
        cancels=tuple(draw(st.lists(walk.cancels, max_size=2))),
        restarts=tuple(draw(st.lists(walk.restarts, max_size=1))),
        removals=draw(st.sampled_from(removals)),
    )
    belongs = draw(st.sampled_from(["due", "started", "ended", "missed", "resolved", "reported"]))
    return replace(desk.contract(terms), belongs={"ticket": Belongs("ticket", belongs)})
