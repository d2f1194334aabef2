"""What a source writes where there is no value is an empty field."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from slarules.contract.mapping import load_mapping
from slarules.core.conditions import UNKNOWN
from slarules.core.mapping import Table
from slarules.facts.missing import emptied
from slarules.facts.source import FileRows
from slarules.source import SourceText
from slarules.syntax import format_text
from tests.gathering import (
    EVENTS,
    HEAD,
    SNAPSHOTS,
    TICKETS,
    load,
    odd,
    surveyed,
    times,
    values,
)

MARKED = TICKETS + '  missing values are written "?", "n/a"\n'

RULES = """
  level is P1 when column "p" is "1"
  site is the value of column "s"
  reported is column "r"
"""


@pytest.mark.parametrize("sign", ["?", "n/a", "N/A", " ? ", ""])
def test_a_missing_value_is_an_empty_field(tmp_path: Path, sign: str) -> None:
    found = surveyed(tmp_path, MARKED + RULES, tickets=f"id,p,s,r\n1,{sign},{sign},{sign}\n")
    (item,) = found.history.items
    assert values(item, "level") == values(item, "site") == [("beginning", "unknown")]
    assert times(item, "reported") == []
    assert "reported" not in item.unknown
    assert {kind for kind, _, _ in odd(found)} == {"never happened"}


@pytest.mark.parametrize("text", ["??", "n/a?", "-", "n / a"])
def test_only_a_whole_field_is_a_missing_value(tmp_path: Path, text: str) -> None:
    found = surveyed(tmp_path, MARKED + RULES, tickets=f"id,p,s,r\n1,{text},,2026-03-02\n")
    assert ("unmapped", 2, "p") in odd(found)


def test_a_sign_that_the_mapping_does_not_name_is_a_value(tmp_path: Path) -> None:
    found = surveyed(tmp_path, TICKETS + RULES, tickets="id,p,s,r\n1,?,,2026-03-02\n")
    assert ("unmapped", 2, "p") in odd(found)


def test_what_is_missing_can_be_tested_as_empty(tmp_path: Path) -> None:
    text = MARKED + '  level is P4 when column "p" is empty\n  level is P1 when column "p" is "1"\n'
    one, two = surveyed(tmp_path, text, tickets="id,p\n1,?\n2,1\n").history.items
    assert values(one, "level") == [("beginning", "P4")]
    assert values(two, "level") == [("beginning", "P1")]


def test_a_field_that_stops_being_missing_stops_being_empty(tmp_path: Path) -> None:
    text = SNAPSHOTS + (
        '  missing values are written "?"\n'
        '  assigned is the first time field "who" stops being empty\n'
    )
    log = "id,updated,who\nA,2026-03-02 08:00,?\nA,2026-03-02 09:00,bob\nA,2026-03-02 10:00,?\n"
    (item,) = surveyed(tmp_path, text, log=log).history.items
    assert times(item, "assigned") == ["2026-03-02 09:00"]


def test_a_missing_value_empties_a_field_of_an_event(tmp_path: Path) -> None:
    text = EVENTS + '  missing values are written "?"\n  level is P1 when field "p" is "1"\n'
    rows = "ticket,at,kind,field,value\nA,2026-03-02T08:00Z,set,p,1\nA,2026-03-02T09:00Z,set,p,?\n"
    (item,) = surveyed(tmp_path, text, events=rows).history.items
    assert [value for _, value in values(item, "level")][-2:] == ["P1", "unknown"]


def test_a_row_whose_item_or_time_is_missing_is_left_out(tmp_path: Path) -> None:
    text = SNAPSHOTS + '  missing values are written "?"\n  level is P1 when field "p" is "1"\n'
    log = "id,updated,p\n?,2026-03-02 08:00,1\nA,?,1\nA,2026-03-02 10:00,1\n"
    found = surveyed(tmp_path, text, log=log)
    assert [item.item for item in found.history.items] == ["A"]
    assert odd(found) == [("no item", 2, "id"), ("no time", 3, "updated")]
    assert [count.unmapped for count in found.counts] == [2]


def test_tables_beside_the_tickets_are_read_by_the_same_sign(tmp_path: Path) -> None:
    text = EVENTS + '  missing values are written "?"\n  maintenance is each outage\n'
    outages = "start,end,planned\n2026-03-01T02:00Z,2026-03-01T03:00Z,?\n"
    events = "ticket,at,kind,field,value\nA,2026-03-02T08:00Z,created,,\n"
    (span,) = surveyed(tmp_path, text, events=events, outages=outages).history.spans
    assert span.facts["planned"] is UNKNOWN


@given(
    st.lists(st.lists(st.sampled_from(["?", " ?", "N/A", "", "1", "x?"]), min_size=3, max_size=3))
)
def test_emptying_twice_changes_no_more_than_once(rows: list[list[str]]) -> None:
    batch = FileRows(Table("wide"), "t.csv", ("a", "b", "c"), range(2, len(rows) + 2), rows)
    signs = frozenset({"?", "n/a"})
    once = emptied(batch, signs)
    assert emptied(once, signs) == once
    assert all(
        new in {"", old}
        for o, n in zip(rows, once.rows, strict=True)
        for old, new in zip(o, n, strict=True)
    )
    assert emptied(batch, frozenset()) is batch
    assert replace(once, rows=batch.rows) == batch


def test_the_phrase_keeps_its_form(tmp_path: Path) -> None:
    path = tmp_path / "m.sla"
    path.write_text(f'{HEAD}{TICKETS}  missing   values are\n    written "?" ,"n/a"\n', "utf-8")
    formatted = format_text(SourceText.read(path))
    assert '\n  missing values are written "?", "n/a"\n' in formatted
    path.write_text(formatted, "utf-8")
    assert format_text(SourceText.read(path)) == formatted
    loaded = load_mapping(path).mapping
    assert loaded is not None
    assert loaded.layout.missing == {"?", "n/a"}


@pytest.mark.parametrize(
    ("phrase", "code"),
    [
        ("missing values are written ?", "E009"),
        ('missing values are written "?", ""', "E807"),
        ('missing values are written "?"\n  missing values are written "-"', "E008"),
        ('missing values are written "1"\n  level is P1 when column "p" is "1"', "W854"),
        ('missing values are written "N/A"\n  level is P1 when not (column "p" is "n/a")', "W854"),
        (
            """missing values are written "?"
  assigned is the first time column "p" becomes one of "a", "?"
""",
            "W854",
        ),
    ],
)
def test_a_phrase_that_cannot_be_meant_is_told(tmp_path: Path, phrase: str, code: str) -> None:
    loaded = load(tmp_path, f"{TICKETS}  {phrase}\n")
    assert code in {problem.code for problem in loaded.problems}
