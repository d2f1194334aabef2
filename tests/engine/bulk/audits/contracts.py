# ruff: noqa: E501, ISC004, ARG002 - contracts stand as they are read
"""Contracts as texts, in which much happens at once."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from random import Random
from typing import ClassVar

HEAD = """language slarules 1

contract desk "A desk"
  provider "Northwind"
  customer "Ridge"
  effective from 2026-01-01
  timezone "{zone}"
  currency EUR
  assessed every {every}
  periods before the start count as met
  tickets belong to the period of {belongs}
  calls belong to the period of offered{covers}
  rounded half up to the cent once per statement

use vocabulary "audited" version 1

fact group one of north, south

fact service one of mail, files

amount fee
  is EUR 1,000.00 every calendar month

clock desk
  open Monday to Friday from 08:00 to 12:00 and from 13:00 to 18:00
  closed on 2026-01-06

clock night
  open Friday to Sunday from 22:00 to 06:00
"""

STARTS = ("reported", "reported", "reported", "restored", "first_reply", "status becomes open",
          "status becomes one of open, waiting", "nudge", "site changes", "reported or nudge",
          "status stops being new", "level becomes P1")  # fmt: skip
ENDS = ("first_reply", "resolved", "restored", "status becomes solved", "agent_message or resolved",
        "status becomes one of solved, closed", "status stops being open", "customer_message",
        "group changes", "first_reply or resolved", "withdrawn or resolved")  # fmt: skip
WHENS = ("reopened", "nudge", "status stops being solved", "site changes", "customer_message",
         "withdrawn", "deleted", "group changes", "level becomes P1", "status becomes closed",
         "withdrawn or deleted", "status changes")  # fmt: skip
FACTS = ("level is P1", "site is quay", "site is not one of pier, buoy", "group is north",
         "status is waiting", "status is not closed", "agreed is yes", "size is above 4",
         "size is at most 5", "status is one of new, open", "restored is known",
         "question is known", "reported is on a desk day",
         "reported is within desk hours", "promised is unknown", "level is one of P1, P2",
         "not (site is quay and level is P1)", "(site is quay or group is south)",
         "resolved at most 2 calendar days after reported")  # fmt: skip
GOALS = ("15 elapsed minutes", "4 elapsed hours", "60 desk minutes", "8 desk hours", "2 night hours",
         "none", "1 elapsed hour", "the earlier of 6 desk hours and 30 elapsed hours",
         "the later of 2 desk hours and 6 elapsed hours", "by close of the 2nd desk day after",
         "by the same time 2 desk days later", "by 16:00 on the next desk day",
         "by the same time 1 calendar days later", "by close of the same desk day",
         "by promised", "by promised or the next desk opening", "1 elapsed minute",
         "24 elapsed hours")  # fmt: skip
ELAPSED = ("15 elapsed minutes", "4 elapsed hours", "none", "1 elapsed hour")
SIMPLE = ("as reported", "at the start", "at the end", "as closed")
READINGS = (
    *SIMPLE,
    "at its highest",
    "as it changes keeping time used",
    "as it changes starting again",
)
AGAIN = ("as a new cycle", "and goes on without the time between", "and goes on with the time between",
         "and starts again")  # fmt: skip
BELONGS = ("due", "reported", "ended", "started", "missed", "resolved, or of due while unresolved",
           "restored, or of due while unresolved")  # fmt: skip


def contract(random: Random, *, calls: bool) -> str:
    """Draw a contract."""
    return Drafting(random, calls=calls).text()


class Drafting:
    """A contract being drafted.

    Its attribute `rich` says how much stands in it.
    """

    facts: ClassVar[tuple[str, ...]] = FACTS
    pauses_between: ClassVar[bool] = True
    of_service: ClassVar[bool] = True

    def __init__(self, random: Random, *, calls: bool) -> None:
        self.every = ""
        self.random, self.calls = random, calls
        self.goals: Sequence[str] = random.choice([GOALS, GOALS, ELAPSED])
        self.rich = random.choice([0.1, 0.3, 0.6])
        self.measures = ["care", "help", "mend"][: random.choice([1, 1, 2, 3])]

    def one(self, *choices: str) -> str:
        """Draw one."""
        return self.random.choice(choices)

    def is_rich(self, by: float = 1.0) -> bool:
        """Draw whether something stands in it."""
        return self.random.random() < self.rich * by

    def text(self) -> str:
        """Draw all of it."""
        self.every = self.one("calendar day", "calendar week", "calendar month", "calendar month")
        covers = f"\n  covers tickets where {self.one(*FACTS[:2], *FACTS[3:9])}" * self.is_rich(0.2)
        head = HEAD.format(
            zone=self.one("Europe/Berlin", "Europe/Berlin", "UTC", "America/New_York"),
            every=self.every,
            belongs=self.one(*BELONGS),
            covers=covers,
        )
        return "\n".join([head, *self.tables(), *self.stops(), *self.counted(), *self.later()])

    def tables(self) -> list[str]:
        """Draw tables of goals and their exceptions."""
        cut = self.random.randrange(1, len(self.measures) + 1)
        names = [group for group in (self.measures[:cut], self.measures[cut:]) if group]
        found = [self._table(f"table_{n}", group) for n, group in enumerate(names)]
        if self.is_rich():
            found.append(
                f"exception other\n  notwithstanding table_0\n  for tickets where "
                f"{self.one(*self.facts)}\n  table\n  | site | {self.measures[0]} |\n"
                f"  | quay | {self.one(*self.goals)} |\n"
            )
        return found

    def _table(self, name: str, measures: list[str]) -> str:
        lines = [f"targets {name}"]
        if self.is_rich(0.5):
            lines.append(f"  for tickets where {self.one(*self.facts)}")
        each = self.is_rich(0.4)
        for measure in measures:
            lines += self.measure(measure, each=each)
        facts = self.random.sample(
            ["level", "site", "group"], self.random.choice([1, 1, 1, 2, 2, 3])
        )
        lines += [f"  judged by {fact} {reading}" for fact, reading in self.readings(facts)]
        return "\n".join([*lines, *self._rows(facts, measures)]) + "\n"

    def _rows(self, facts: list[str], measures: list[str]) -> list[str]:
        first = {"level": ["P1", "P2", "one of P3, P4"], "site": ["quay", "one of pier, buoy"],
                 "group": ["north", "south"]}[facts[0]]  # fmt: skip
        if self.random.random() < 0.4:
            first = [*first[:-1], "any other"]
        rows = [[cell, *["any"] * (len(facts) - 1)] for cell in first]
        if len(facts) > 1 and self.random.random() < 0.6:
            others = {"level": ["P1", "one of P2, P3, P4"], "site": ["quay", "one of pier, buoy"],
                      "group": ["north", "south"]}[facts[1]]  # fmt: skip
            split = rows.pop(0)
            rows[:0] = [[split[0], other, *split[2:]] for other in others]
        lines = ["  table", "  " + self._line([*facts, *measures])]
        return lines + [
            "  " + self._line([*row, *(self.one(*self.goals) for _ in measures)]) for row in rows
        ]

    def readings(self, facts: list[str]) -> Iterator[tuple[str, str]]:
        """Draw when facts count."""
        for fact in facts:
            if self.random.random() < 0.8:
                is_rich = fact == "level" and self.is_rich(1.5)
                yield fact, self.one(*(READINGS if is_rich else SIMPLE))

    def _line(self, cells: list[str]) -> str:
        return "| " + " | ".join(cells) + " |"

    def measure(self, name: str, *, each: bool) -> list[str]:
        """Draw a measure."""
        start, end = self.one(*STARTS), self.one(*ENDS)
        if self.is_rich(0.4):
            start += f" where {self.one(*self.facts)}"
        if self.is_rich(0.4):
            end += f" where {self.one(*self.facts)}"
        run = f"from {start} until {end}"
        if self.is_rich(0.4):
            run = "each time " + self.one(
                run, f"from {self.one('nudge', 'agent_message')} until next nudge or resolved"
            )
        elif self.is_rich(0.2):
            run = f"separately for each {self.one('group', 'site')} from reported until {self.one('resolved', 'restored')}"
        lines = [f"  measures {name} {run}"]
        if self.is_rich(0.5):
            lines.append(f"    counts while {self.one(*self.facts)}")
        if self.is_rich(0.4):
            lines.append(f"    counted in whole {self.one('minutes', 'hours')}")
        if "each" not in run and self.is_rich():
            where = f" where {self.one(*self.facts)}" if self.is_rich(0.5) else ""
            lines.append(f"    reopens when {self.one(*WHENS)}{where} {self.one(*AGAIN)}")
        return lines

    def stops(self) -> list[str]:
        """Draw what stops, moves or removes time."""
        found = [self._pause(n) for n in range(2) if self.is_rich()]
        names = self.one("all measures", *self.measures)
        where = f" where {self.one(*self.facts)}" if self.is_rich(0.5) else ""
        if self.is_rich():
            even = self.one("", " even if missed")
            found.append(f"cancel gone\n  ends {names} when {self.one(*WHENS)}{where}{even}\n")
        if self.is_rich():
            found.append(f"restart anew\n  starts {names} again when {self.one(*WHENS)}{where}\n")
        if self.is_rich(0.7):
            found.append(self._exclusion())
        if self.is_rich(0.7):
            found.append(f"exclude out\n  removes tickets where {self.one(*self.facts)}\n")
        return [*found, *self.unknown()]

    def unknown(self) -> list[str]:
        """Draw what comes of what is not known."""
        if not self.is_rich():
            return []
        word = self.one("undetermined", "kept", "excluded", "met", "missed")
        whom = self.one(*self.measures, "ticket") if word == "excluded" else self.measures[0]
        fact = self.one("resolved", "first_reply", "question", "restored")
        return [
            f"unknown\n  when {fact} is unknown {'ticket' if word == 'kept' else whom} is {word}\n"
        ]

    def _pause(self, number: int) -> str:
        verb = self.one("suspends", "suspends", "suspends", "extends")
        lines = [
            f"pause wait_{number}",
            f"  {verb} {', '.join(self.measures[: self.random.choice([1, 3])])}",
        ]
        kind = self.random.randrange(4) if self.pauses_between else 2
        if kind:
            lines.append(
                "  while "
                + self.one("status is waiting", "status is one of waiting, solved", *self.facts)
            )
        if kind in (0, 1):
            lines.append(
                f"  from {self.one('agent_message', 'nudge', 'restored')} until {self.one('customer_message', 'resolved')}"
            )
        if self.is_rich():
            lines.append(f"  provided {self.one('question is known', *self.facts)}")
        if self.is_rich(0.7):
            lines.append(f"  up to {self.one('12 desk hours', '1 elapsed hour')} for each ticket")
        return "\n".join(lines) + "\n"

    def _exclusion(self) -> str:
        lines = ["exclude works", f"  removes time{self.one('', f' from {self.measures[0]}')}"]
        if self.of_service and self.random.random() < 0.4:
            lines.append(
                "  during maintenance of its service" + self.one("", " where planned is yes")
            )
        else:
            lines.append("  during maintenance")
        if self.random.random() < 0.5:
            lines.append("  provided announced at least 5 calendar days before start")
        if self.random.random() < 0.5:
            lines.append("  up to 6 elapsed hours every calendar month")
        return "\n".join(lines) + "\n"

    def counted(self) -> list[str]:
        """Draw what is counted over periods, paid and due."""
        name = self.one(*self.measures)
        where = f" where {self.one(*FACTS[:12])}" if self.random.random() < 0.5 else ""
        every = self.every
        pieces = [
            f"target share\n  covers tickets{where}\n  needs at least 90% of tickets to meet {name}\n"
            f"  every {every}\n  with fewer than 3 tickets at most 1 may miss\n  with no tickets counts as met\n",
            f"target within\n  covers tickets{where}\n  needs at least 50% of tickets to have {name} "
            f"within 2 {self.one('desk', 'elapsed')} hours\n  every {every}\n",
            f"measure middle\n  is the {self.one('mean', 'highest', 'total', 'lowest')} of {name} over tickets{where}\n",
            f"measure most\n  is the {self.one('90th', '50th')} percentile of {name} over tickets{where}\n",
            f"measure late_ones\n  is the number of tickets{where} that miss {name}\n\n"
            f"target few_late\n  needs late_ones at most 1\n  every {every}\n",
            f"credit late\n  each ticket{where} that misses {name}\n  pays 1% of fee for each started "
            f"60 elapsed minutes of lateness of {name}\n  at most 10% of fee\n",
            f"credit once\n  each ticket{where} that misses {name}\n  pays EUR 10.00\n  at most EUR 50.00\n",
            f"duty report\n  for provider\n  each ticket{where} that misses {name}\n"
            "  due within 5 calendar days after resolved\n",
        ]
        found = self.random.sample(pieces, self.random.choice([0, 1, 2, 4]))
        if any("target share" in piece for piece in found):
            found.append("right leave\n  for customer\n  when share is missed in at least 2 of the last 3 periods\n"
                         "  lapses 60 calendar days after period end\n")  # fmt: skip
            if every:
                found.append("credit short\n  each period that misses share\n  pays 5% of fee\n")
        if any(piece.startswith("credit") for piece in found):
            found.append("cap most_of_it\n  on total credit\n  at most 20% of fee every calendar month\n  shared pro rata\n\n"
                         "settlement\n  order base, most_of_it, rounding\n")  # fmt: skip
        if self.calls:
            found.append("measure answer of calls\n  from offered until answered\n\n"
                         "target picked_up\n  covers calls where queue is red\n"
                         "  needs at least 80% of calls to have answer within 30 elapsed seconds\n  every calendar month\n")  # fmt: skip
        return found

    def later(self) -> list[str]:
        """Draw amendments."""
        if not self.is_rich(0.8):
            return []
        names = self.measures[: self.random.randrange(1, len(self.measures) + 1)]
        day = self.random.choice(["2026-01-05", "2026-01-10", "2026-02-01"])
        moment = self.one("reported", "reported", "resolved")
        pause = self._pause(9).replace("\n", "\n    ").rstrip()
        return [
            f"amendment second\n  signed on 2026-01-02\n  effective from {day}\n"
            f"  applies to tickets {moment} on or after {day}\n"
            f"  add exclude gone_too\n    removes tickets where {self.one(*self.facts)}\n"
            + (f"  add {pause}\n" if set(names) else "")
        ]
