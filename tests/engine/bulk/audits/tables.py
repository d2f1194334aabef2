# ruff: noqa: E501, DTZ001 - tables stand as they are read
"""Tables of tickets as files."""

from __future__ import annotations

import csv
import io
from datetime import datetime, timedelta
from random import Random
from typing import NamedTuple

from tests.engine.bulk.audits.words import FIELDS, SHAPES

START = datetime(2026, 1, 1)
HEADS = {
    "events": ["ticket", "at", "kind", "field", "value", "actor", "role", "public"],
    "snapshots": ["ticket", "at", "opened", "earlier", "promised", *FIELDS],
    "tickets": ["ticket", "created", "created_first", "replied", "done", "restored", "promised",
                *FIELDS],
}  # fmt: skip
Rows = list[dict[str, str]]


def written(head: list[str], rows: Rows) -> str:
    """Return a table as text."""
    text = io.StringIO()
    writer = csv.DictWriter(text, head, restval="", extrasaction="ignore", lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()


class Manner(NamedTuple):
    """What tables are like.

    Attributes:
        items: How many items there may be.
        rows: How many rows may follow the first ones of an item.
        filled: How often a field says something from the beginning.
        is_steady: Whether an item names one customer all along, no row says what the row before
            says, none lies behind one that deletes the item, and all times are written alike.
    """

    items: tuple[int, ...]
    rows: tuple[int, ...]
    filled: float
    is_steady: bool


ANY = Manner((1, 2, 4, 8, 20), (0, 1, 2, 3, 4, 6, 10, 25), 0.8, is_steady=False)
FULL = Manner((5, 20, 50), (*ANY.rows, *ANY.rows, *ANY.rows, 60), 0.99, is_steady=True)


def files(random: Random, shape: str, tidy: float, manner: Manner = ANY) -> dict[str, str]:
    """Return one to three files of a shape.

    Args:
        tidy: How seldom rows are odd.
    """
    head = list(HEADS[shape])
    rows: Rows = []
    for number in range(random.choice(manner.items)):
        rows += _steady(Item(random, shape, f"T-{number}", tidy, manner).rows(), manner)
    if random.random() < 0.25:
        head.append("customer")
        named: set[str] = set()
        for row in rows:
            if shape == "events" and manner.is_steady and row["ticket"] in named:
                continue
            named.add(row["ticket"])
            row["customer"] = _named(random, row["ticket"], is_steady=manner.is_steady)
    if shape == "events" and random.random() < 0.3:
        head.append("old")
    if random.random() < 0.25:
        head.append("recorded_at")
    rows = _disturbed(random, rows, tidy)
    parts = random.choice([1, 1, 1, 2, 3])
    held: list[Rows] = [[] for _ in range(parts)]
    by_item = manner.is_steady and random.random() < 0.8
    for place, row in enumerate(rows):
        even = place * parts // len(rows)
        part = random.randrange(parts) if random.random() < 0.5 else even
        held[ord(row["ticket"][-1]) % parts if by_item else part] += [row]
    return {f"data/log{n}.csv": written(head, part) for n, part in enumerate(held)}


def _steady(rows: Rows, manner: Manner) -> Rows:
    if not manner.is_steady:
        return rows
    found: Rows = []
    for row in rows:
        if row in found[-2:]:
            continue
        found.append(row)
        if row.get("kind") == "deleted":
            break
    return found


def _named(random: Random, item: str, *, is_steady: bool) -> str:
    names = ["Ridge", "Ridge", "Ridge", "ridge ", "", "Other"]
    return names[ord(item[-1]) % len(names)] if is_steady else random.choice(names)


def _disturbed(random: Random, rows: Rows, tidy: float) -> Rows:
    rows = [dict(row) for row in rows]
    if random.random() > tidy:
        random.shuffle(rows)
    elif random.random() < 0.5:
        rows.sort(key=lambda row: row.get("at", row.get("created", "")))
    for row in list(rows):
        if random.random() > tidy and random.random() < 0.1:
            rows.insert(random.randrange(len(rows) + 1), dict(row))
    return rows


class Item:
    """What happens to a ticket."""

    def __init__(self, random: Random, shape: str, name: str, tidy: float, manner: Manner) -> None:
        self.random, self.shape, self.name, self.tidy = random, shape, name, tidy
        self.manner = manner
        self.at = START + timedelta(minutes=random.choice([5, 15, 60]) * random.randrange(400))

    def odd(self) -> bool:
        """Draw whether something is odd."""
        return self.random.random() > self.tidy

    def text(self, name: str) -> str:
        """Draw a value of a field."""
        said = self.random.choice(FIELDS[name])
        if not self.odd():
            return said
        return self.random.choice(["", said.upper(), said.lower(), f" {said}", f"{said} ", "?",
                                   "Weird", "weird", "n/a", said + "x"])  # fmt: skip

    def time(self, at: datetime) -> str:
        """Write a time."""
        if self.odd() and self.random.random() < 0.3:
            odd = ["", "never", f"{at:%Y-%m-%dT%H:%M:%S}+02:00"]
            return self.random.choice(odd[:2] if self.manner.is_steady else odd)
        return f"{at:%Y-%m-%d %H:%M}"

    def step(self) -> None:
        """Go on in time."""
        steps = [0, 0, 1, 5, 15, 15, 30, 60, 60, 240, 480, 1440, 2880]
        minutes = self.random.choice(steps[2:] * 2 + [0] if self.manner.is_steady else steps)
        self.at += timedelta(minutes=minutes)

    def rows(self) -> Rows:
        """Draw the rows of the ticket."""
        match self.shape:
            case "events":
                return self._events()
            case "snapshots":
                return self._snapshots()
            case _:
                return self._wide()

    def _length(self) -> int:
        return self.random.choice(self.manner.rows)

    def _events(self) -> Rows:
        rows: Rows = []
        kept: dict[str, str] = {}
        if not self.odd() or self.random.random() < 0.8:
            rows.append({"kind": "created", "at": self.time(self.at)})
        is_told = self.random.random() < (self.manner.filled if self.manner.is_steady else 0.7)
        names = [n for n in FIELDS if not self.odd()] if is_told else []
        least = len(names) if self.random.random() < 2 * self.manner.filled - 1.6 else 0
        for name in self.random.sample(names, self.random.randrange(least, len(names) + 1)):
            rows.append(self._set(name, kept))
        if self.manner.is_steady and self.random.random() < 0.6:
            rows.append(rows.pop(0))
        for _ in range(self._length()):
            self.step()
            rows.append(self._event(kept))
        if self.odd() and rows and rows[0]["kind"] == "created":
            rows.append({"kind": "created", "at": self.time(self.at)})
        for row in rows:
            row["ticket"] = self.name
            if self.odd() and self.random.random() < 0.3:
                row["recorded_at"] = self.time(
                    self.at + timedelta(minutes=self.random.choice([-60, 0, 60, 3000]))
                )
        return rows

    def _set(self, name: str, kept: dict[str, str]) -> dict[str, str]:
        row = {"kind": "set", "at": self.time(self.at), "field": name, "value": self.text(name)}
        row["old"] = (
            self.random.choice(["", kept.get(name, "")]) if not self.odd() else self.text(name)
        )
        kept[name] = row["value"]
        return row

    def _event(self, kept: dict[str, str]) -> dict[str, str]:
        at = self.time(self.at)
        kind = self.random.random()
        if kind < 0.6:
            return self._set(self.random.choice(["status", "status", "mark", *FIELDS]), kept)
        if kind < 0.95:
            row = {"kind": "comment", "at": at, "actor": self.random.choice(["ann", "cy", "bot"])}
            row["role"] = self.random.choice(
                ["customer", "agent", "agent", "automation"] + [""] * self.odd()
            )
            row["public"] = self.random.choice(["yes", "yes", "no"] + [""] * self.odd())
            return row
        if kind < 0.97:
            later = self.at + timedelta(hours=self.random.randrange(60))
            return {"kind": "set", "at": at, "field": "promised", "value": self.time(later)}
        if self.odd():
            return self.random.choice([
                {"kind": "lost", "at": at}, {"kind": "lost", "at": at, "field": "status"},
                {"kind": "set", "at": at, "field": "requester", "value": "cy"},
                {"kind": "strange", "at": at}, {"kind": "set", "at": at, "field": "earlier", "value": self.time(self.at)},
                {"kind": "set", "at": at, "field": "customer", "value": self.random.choice(["Ridge", "Other", ""])},
            ])  # fmt: skip
        return {"kind": "deleted", "at": at}

    def _snapshots(self) -> Rows:
        opened = self.time(self.at - timedelta(minutes=self.random.choice([0, 0, 0, 15, 600])))
        row = {
            name: self.text(name) if self.random.random() < self.manner.filled else ""
            for name in FIELDS
        }
        row |= {"ticket": self.name, "opened": opened, "at": self.time(self.at)}
        if self.manner.is_steady and self.random.random() < 0.95:
            row["status"] = "New"
        row["earlier"] = self.time(self.at - timedelta(hours=1)) if self.odd() else ""
        rows = [dict(row)]
        for _ in range(self._length()):
            self.step()
            row["at"] = self.time(self.at)
            for name in self.random.sample(
                ["status", "status", "mark", *FIELDS], self.random.choice([0, 1, 1, 2])
            ):
                row[name] = self.text(name)
            if self.random.random() < 0.05:
                row["promised"] = self.time(self.at + timedelta(hours=self.random.randrange(60)))
            if self.odd() and self.random.random() < 0.2:
                row["opened"] = self.time(self.at)
            if self.odd() and self.random.random() < 0.3:
                row["recorded_at"] = self.time(
                    self.at + timedelta(minutes=self.random.choice([-60, 0, 60, 3000]))
                )
            rows.append(dict(row))
        return rows

    def _wide(self) -> Rows:
        row = {name: self.text(name) for name in FIELDS}
        row |= {"ticket": self.name, "created": self.time(self.at)}
        for name in ("replied", "restored", "done", "promised", "created_first"):
            self.step()
            if self.odd() and self.random.random() < 0.3:
                self.at -= timedelta(minutes=self.random.choice([15, 600]))
            row[name] = self.time(self.at) if self.random.random() < 0.7 else ""
        rows = [row]
        if self.odd() and self.random.random() < 0.3:
            rows.append({**row, "status": self.text("status"), "done": self.time(self.at)})
        return rows


def calls(random: Random) -> str:
    """Return a table of calls."""
    rows = []
    for number in range(random.randrange(6)):
        at = START + timedelta(minutes=random.randrange(20_000))
        over = at + timedelta(seconds=random.choice([5, 30, 31, 600]))
        answered = f"{over:%Y-%m-%d %H:%M:%S}" if random.random() < 0.8 else ""
        rows.append({"call": f"C{number}", "offered": f"{at:%Y-%m-%d %H:%M:%S}",
                     "answered": answered, "queue": random.choice(["Red", "blue", ""])})  # fmt: skip
    return written(["call", "offered", "answered", "queue"], rows)


def outages(random: Random) -> str:
    """Return a table of outages."""
    rows = []
    for number in range(random.randrange(5)):
        at = START + timedelta(minutes=15 * random.randrange(2_000))
        end = at + timedelta(minutes=random.choice([0, 15, 240, 3_000]))
        rows.append({
            "service": random.choice(["mail", "files", ""]), "start": f"{at:%Y-%m-%dT%H:%M:%S}Z",
            "end": f"{end:%Y-%m-%dT%H:%M:%S}Z" if random.random() < 0.9 else "",
            "planned": random.choice(["yes", "yes", "no"]),
            "announced": f"{at - timedelta(days=random.randrange(9)):%Y-%m-%dT%H:%M:%S}Z",
            "event": f"W-{number}",
        })  # fmt: skip
    return written(["service", "start", "end", "planned", "announced", "event"], rows)


def shape(random: Random) -> str:
    """Draw a shape."""
    return random.choice([*SHAPES, "events", "snapshots"])
