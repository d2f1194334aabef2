"""Measures in files of words and mappings are checked before any contract uses them."""

from __future__ import annotations

from pathlib import Path

import pytest

from slarules.contract import check_files

WORDS = """language slarules 1

vocabulary "lines" version 1

item order
  state status one of new, built
  moment ordered
  moment built
  event asked
  event told

"""

MAPPING = """language slarules 1

mapping lines_csv version 1 of "lines" version 1 from "csv"
  events from "events.csv"
  history is complete through the latest time in the file
  times without an offset are in "UTC"
  status is built while field "status" is "built"
  ordered is when created
  asked is each public comment by a customer
  told is each public comment by an agent

"""

WRONG = {
    "measure reply of orders\n  each time from asked until answered\n": ("E201", 2),
    "measure reply of orders\n  each time from asked until told or asked\n": ("E512", 1),
    "measure reply of order\n  separately for each color from asked until told\n": ("E201", 2),
    "measure reply of parcels\n  from asked until told\n": ("E201", 1),
    "measure reply of orders\n  from asked until next told\n": ("A706", 1),
    "measure reply of orders\n  from ordered until built\n  counts while status is sold\n": (
        "E207",
        3,
    ),
}


def told(path: Path, head: str) -> list[tuple[str, int]]:
    lines = head.count("\n")
    return [(p.code, p.span.line - lines) for p in check_files([path]).problems]


@pytest.mark.parametrize("written", WRONG)
def test_a_measure_of_a_vocabulary_is_checked(written: str, tmp_path: Path) -> None:
    path = tmp_path / "lines.sla"
    path.write_text(WORDS + written, encoding="utf-8")
    assert told(path, WORDS) == [WRONG[written]]


@pytest.mark.parametrize("written", WRONG)
def test_a_measure_beside_a_mapping_is_checked(written: str, tmp_path: Path) -> None:
    (tmp_path / "lines.sla").write_text(WORDS, encoding="utf-8")
    path = tmp_path / "lines-csv.sla"
    path.write_text(MAPPING + written, encoding="utf-8")
    assert told(path, MAPPING) == [WRONG[written]]
