"""A credit by a table that has no rows."""

from __future__ import annotations

from pathlib import Path

from slarules.contract import load

TEXT = """\
language slarules 1

contract desk "Desk"
  provider "P"
  customer "C"
  effective from 2026-01-01
  timezone "UTC"
  currency GBP
  assessed every calendar month
  periods before the start count as met
  tickets belong to the period of reported
  rounded half up to the cent once per statement

item ticket
  fact site any text
    means "Where it is"
  moment reported
    means "The customer told of it"
  moment resolved
    means "It works again"

targets repairs clause "2"
  measures resolve from reported until resolved
  table
  | site | resolve         |
  | any  | 4 elapsed hours |

credit late clause "3"
  each ticket that misses resolve
  by lateness of resolve
  table
  | lateness | amount |

claim clause "5"
  automatic

settlement clause "6"
  order base, rounding
"""


def test_a_table_without_rows_does_not_say_how_much_is_paid(tmp_path: Path) -> None:
    file = tmp_path / "desk.sla"
    file.write_text(TEXT, encoding="utf-8")
    assert [problem.code for problem in load(file).problems if problem.code[0] == "E"] == ["E405"]
