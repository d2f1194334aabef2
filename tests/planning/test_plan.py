"""What a change of a contract would do: to its text, to what it means, to money on history."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator, Sequence
from fractions import Fraction
from pathlib import Path

import pytest

from slarules.core.mapping import Layout
from slarules.errors import ContractError, UsageError
from slarules.facts.source import Reported
from slarules.planning.documents import as_json, refuse_others, write
from slarules.planning.found import Owed, Plan
from slarules.planning.plan import Asked, planned
from slarules.planning.shown import as_text
from slarules.report.layout import unpainted
from slarules.sources.files import FilesSource

COLUMNS = "ticket,at,kind,field,value,actor,role,public"

CONTRACT = """language slarules 1

contract lamp "Lamp support"
  provider "P"
  customer "C"
  effective from 2026-01-01 through 2026-12-31
  timezone "UTC"
  currency EUR
  assessed every calendar month
  tickets belong to the period of due
  rounded half up to the cent once per statement

use vocabulary "service-desk" version 2

level P1 means "1"
level P2 means "2"
level P3 means "3"
level P4 means "4"

clock desk clause "2"
  open Monday to Friday from 09:00 to 17:00

targets help "Help" clause "4"
  measures resolve from reported until resolved
  judged by level as reported
  table
  | level | resolve          |
  | P1    | 4 elapsed hours  |
  | P2    | 8 elapsed hours  |
  | P3    | 16 elapsed hours |
  | P4    | none             |

target in_time "In time" clause "5"
  covers tickets where level is one of P1, P2
  needs at least 50% of tickets to meet resolve
  every calendar month
  with no tickets counts as met

credit too_few clause "6"
  each period that misses in_time
  pays EUR 500.00

credit late clause "7"
  each ticket where level is P1 that misses resolve
  by lateness of resolve
  table
  | lateness               | amount     |
  | at most 2 elapsed hours | EUR 100.00 |
  | above 2 elapsed hours   | EUR 300.00 |

cap lid clause "8"
  on total credit
  at most EUR 1,000.00 every calendar month
  shared pro rata
  excess is lost

settlement clause "9"
  order base, lid, rounding
"""

MAPPING = """language slarules 1

mapping lamp_csv version 1 of "service-desk" version 2 from "csv"
  events from "events.csv"
  times without an offset are in "UTC"
  history is complete through 2026-03-01 00:00

  level is P1 when field "priority" is "urgent"
  level is P2 when field "priority" is "high"
  level is P3 when field "priority" is "normal"
  level is P4 when field "priority" is "low"
  reported is when created
  resolved is the last time field "status" becomes "solved"
"""


def ticket(name: str, day: str, start: str, end: str, priority: str) -> list[str]:
    return [
        f"{name},2026-{day} {start},created,priority,{priority},cora,customer,",
        f"{name},2026-{day} {end},set,status,solved,lee,agent,",
    ]


HISTORY = [
    *ticket("A", "01-05", "09:00", "12:00", "urgent"),  # 3 h of 4 h
    *ticket("=B", "01-06", "09:00", "16:00", "high"),  # 7 h of 8 h
    *ticket("C", "02-03", "09:00", "14:00", "urgent"),  # 1 h late
]


def plan(
    folder: Path, *edits: tuple[str, str], history: Sequence[str] = (), base: str = CONTRACT
) -> Plan:
    new = base
    for before, after in edits:
        assert new.count(before) == 1, before
        new = new.replace(before, after)
    return both(folder, base, new, history)


def both(folder: Path, old: str, new: str, history: Sequence[str] = ()) -> Plan:
    (folder / "old.sla").write_text(old, "utf-8")
    (folder / "new.sla").write_text(new, "utf-8")
    asked = Asked(folder / "old.sla", folder / "new.sla")
    if history:
        (folder / "map.sla").write_text(MAPPING, "utf-8")
        (folder / "data").mkdir(exist_ok=True)
        rows = "\n".join([COLUMNS, *history])
        (folder / "data" / "events.csv").write_text(f"{rows}\n", "utf-8")
        source = f"csv:{folder / 'data'}"
        asked = Asked(asked.old, asked.new, folder / "map.sla", source)
    return planned(asked)


def only_meaning(found: Plan) -> list[tuple[str, str, str, str | None, str | None]]:
    return [
        (change.word, change.name, aspect.label, aspect.old, aspect.new)
        for change in found.meaning
        for aspect in change.aspects
    ]


# --- text -----------------------------------------------------------------------------------------


def test_layout_and_comments_change_nothing(tmp_path: Path) -> None:
    widened = CONTRACT.replace(
        "| P1    | 4 elapsed hours  |", "|  P1  |  4 elapsed hours |  # soon"
    )
    found = both(tmp_path, CONTRACT, f"# a draft\n{widened}", HISTORY)
    assert not found.changes
    assert as_text(found, 100, unpainted) == "lamp: nothing changes\n"


def test_a_wider_cell_changes_one_row_of_the_text(tmp_path: Path) -> None:
    found = plan(tmp_path, ("| P3    | 16 elapsed hours |", "| P3    | 1,000 elapsed hours |"))
    (change,) = found.text
    assert (change.how, change.clause, change.word, change.name) == (
        "changed",
        "4",
        "targets",
        "help",
    )
    assert change.lines == (
        "-   | P3 | 16 elapsed hours |",
        "+   | P3 | 1,000 elapsed hours |",
    )


def test_statements_that_come_and_go_are_told_in_reading_order(tmp_path: Path) -> None:
    gone = CONTRACT[CONTRACT.index("credit too_few") : CONTRACT.index("credit late")]
    floor = 'pause night clause "3"\n  suspends resolve\n  while status is waiting_on_customer\n\n'
    found = plan(tmp_path, (gone, ""), ("targets help", f"{floor}targets help"))
    assert [(change.how, change.name) for change in found.text] == [
        ("added", "night"),
        ("removed", "too_few"),
    ]
    assert [(change.how, change.name) for change in found.meaning] == [
        ("added", "night"),
        ("removed", "too_few"),
    ]


# --- meaning --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        (
            "needs at least 50%",
            "needs at least 99.95%",
            ("target", "in_time", "level", "at least 50%", "at least 99.95%"),
        ),
        (
            "| P2    | 8 elapsed hours  |",
            "| P2    | 8 desk hours     |",
            ("targets", "help", "resolve of level P2", "8 elapsed hours", "8 desk hours"),
        ),
        (
            "at most EUR 1,000.00",
            "at most EUR 900.00",
            ("cap", "lid", "limit", "EUR 1,000.00", "EUR 900.00"),
        ),
        (
            "judged by level as reported",
            "judged by level at the end",
            ("targets", "help", "level is read", "as reported", "at the end"),
        ),
        (
            "from 09:00 to 17:00",
            "from 09:00 to 18:00",
            ("clock", "desk", "Monday", "09:00 to 17:00", "09:00 to 18:00"),
        ),
        (
            "rounded half up",
            "rounded half even",
            (
                "contract",
                "lamp",
                "rounding",
                "half up to 2 decimals once per statement",
                "half even to 2 decimals once per statement",
            ),
        ),
        (
            "pays EUR 500.00",
            "pays EUR 600.00",
            ("credit", "too_few", "pays", "EUR 500.00", "EUR 600.00"),
        ),
        (
            "with no tickets counts as met",
            "with no tickets counts as missed",
            ("target", "in_time", "nothing to judge", "met", "missed"),
        ),
        (
            'level P1 means "1"',
            'level P1 means "All is dark"',
            ("level", "P1", "says", "1", "All is dark"),
        ),
    ],
)
def test_what_means_something_else_is_told_in_plain_words(
    tmp_path: Path, before: str, after: str, told: tuple[str, ...]
) -> None:
    found = plan(tmp_path, (before, after))
    assert told in only_meaning(found)
    assert [change.says_the_same for change in found.text] == [False]


def test_a_row_whose_limits_move_is_one_row(tmp_path: Path) -> None:
    found = plan(
        tmp_path,
        ("| at most 2 elapsed hours |", "| at most 3 elapsed hours |"),
        ("| above 2 elapsed hours   |", "| above 3 elapsed hours   |"),
    )
    assert [told[2:] for told in only_meaning(found)] == [
        ("row of EUR 100.00", "at most 2 h", "at most 3 h"),
        ("row of EUR 300.00", "above 2 h", "above 3 h"),
    ]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("4 elapsed hours", "240 elapsed minutes"),
        ('targets help "Help" clause "4"', 'targets help "Help and more" clause "4.1"'),
        (
            "  | P1    | 4 elapsed hours  |\n  | P2    | 8 elapsed hours  |\n",
            "  | P2    | 8 elapsed hours  |\n  | P1    | 4 elapsed hours  |\n",
        ),
        (
            "  shared pro rata\n  excess is lost\n",
            "  excess is lost\n  shared pro rata\n",
        ),
    ],
)
def test_other_words_for_the_same_are_told_as_that(tmp_path: Path, before: str, after: str) -> None:
    found = plan(tmp_path, (before, after), history=HISTORY)
    assert [change.says_the_same for change in found.text] == [True]
    assert found.meaning == ()
    assert found.cost is not None
    assert not found.cost.changes
    assert "it says the same" in as_text(found, 100, unpainted)


def test_an_amendment_is_told_from_its_date(tmp_path: Path) -> None:
    amendment = """
amendment first "Amendment No. 1" clause "1"
  effective from 2026-06-01
  replace in in_time
    needs at least 80% of tickets to meet resolve
"""
    found = both(tmp_path, CONTRACT, CONTRACT + amendment, HISTORY)
    changed = {(change.word, change.since) for change in found.meaning}
    assert changed == {("amendment", None), ("target", "2026-06-01")}
    assert found.cost is not None
    assert found.cost.idle == (("Amendment No. 1", "2026-06-01"),)
    assert "after this history: no effect on it" in as_text(found, 100, unpainted)


# --- history --------------------------------------------------------------------------------------


def test_tickets_that_flip_cost_money(tmp_path: Path) -> None:
    found = plan(
        tmp_path, ("| P1    | 4 elapsed hours  |", "| P1    | 2 elapsed hours  |"), history=HISTORY
    )
    assert found.cost is not None
    flips = [
        (t.known.item, t.old and t.old.verdict, t.new and t.new.verdict) for t in found.cost.flips
    ]
    assert flips == [("A", "met", "missed")]
    # January: A is an hour late, EUR 100. February: C is 3 h late instead of 1 h, EUR 300 for 100.
    months = [(month.period, month.difference) for month in found.cost.changed_months]
    assert months == [
        ("2026-01", Owed(Fraction(100), Fraction(100))),
        ("2026-02", Owed(Fraction(200), Fraction(200))),
    ]
    assert found.cost.gains == "customer"
    assert "The customer gains EUR 300.00." in as_text(found, 100, unpainted)


def test_the_way_back_costs_as_much_less(tmp_path: Path) -> None:
    edit = ("| P1    | 4 elapsed hours  |", "| P1    | 2 elapsed hours  |")
    there = plan(tmp_path, edit, history=HISTORY).cost
    back = plan(tmp_path, (edit[1], edit[0]), history=HISTORY, base=CONTRACT.replace(*edit)).cost
    assert there is not None
    assert back is not None
    assert back.gains == "provider"
    assert there.total.difference is not None
    assert back.total.difference == Owed(Fraction(0), Fraction(0)).less(there.total.difference)


def test_what_is_unknown_alike_is_no_difference(tmp_path: Path) -> None:
    unknown = [*HISTORY, "D,2026-01-07 09:00,created,priority,odd,cora,customer,"]
    unknown += ["D,2026-01-08 09:00,set,status,solved,lee,agent,"]
    found = plan(tmp_path, ("needs at least 50%", "needs at least 40%"), history=unknown)
    assert found.cost is not None
    january = found.cost.months[0]
    assert january.old == january.new
    assert january.old is not None
    assert january.old.least < january.old.most
    assert january.difference == Owed(Fraction(0), Fraction(0))


def test_another_currency_has_no_difference(tmp_path: Path) -> None:
    found = both(tmp_path, CONTRACT, CONTRACT.replace("EUR", "USD"), HISTORY)
    assert found.cost is not None
    assert found.cost.total.difference is None
    assert found.cost.gains == "not known"


def test_the_source_is_read_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[str] = []
    read = FilesSource.read

    def counted(
        self: FilesSource, layout: Layout, wanted: frozenset[str] | None = None
    ) -> Iterator[Reported]:
        opened.append("once")
        return read(self, layout, wanted)

    monkeypatch.setattr(FilesSource, "read", counted)
    plan(tmp_path, ("pays EUR 500.00", "pays EUR 600.00"), history=HISTORY)
    assert opened == ["once"]


# --- files ----------------------------------------------------------------------------------------


def test_tables_hold_all_and_run_in_no_spreadsheet(tmp_path: Path) -> None:
    edit = ("| P2    | 8 elapsed hours  |", "| P2    | 2 elapsed hours  |")
    found = plan(tmp_path, edit, history=HISTORY)
    out = tmp_path / "out"
    write(out, found)
    document = json.loads((out / "plan.json").read_text("utf-8"))
    assert document == json.loads(json.dumps(as_json(found)))
    assert document["schema_version"] == 1
    with (out / "tickets.csv").open(encoding="utf-8", newline="") as file:
        (row,) = csv.DictReader(file)
    assert (row["item"], row["verdict_old"], row["verdict_new"]) == ("'=B", "met", "missed")
    assert row["flips"] == "yes"
    first = {path.name: path.read_bytes() for path in out.iterdir()}
    write(out, plan(tmp_path, edit, history=HISTORY))
    assert first == {path.name: path.read_bytes() for path in out.iterdir()}


def test_a_folder_of_something_else_is_refused(tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("mine", "utf-8")
    with pytest.raises(UsageError, match="what no plan wrote"):
        refuse_others(tmp_path)


def test_problems_of_both_texts_are_told_together(tmp_path: Path) -> None:
    broken = CONTRACT.replace("elapsed hours", "lunar hours")
    with pytest.raises(ContractError) as error:
        both(tmp_path, broken, broken)
    assert {problem.span.file.rpartition("/")[2] for problem in error.value.problems} == {
        "old.sla",
        "new.sla",
    }
