"""A cap kept separately by a fact of the items, as a combination groups them by it."""

from __future__ import annotations

from pathlib import Path

from slarules.contract import Loaded, load
from slarules.scenarios.engines import REFERENCE
from slarules.scenarios.run import run

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
  pays GBP 30.00

cap most clause "4"
  on late
  separately for each site
  at most GBP 40.00 every calendar month
  shared in order
  excess is lost

claim clause "5"
  automatic

settlement clause "6"
  order base, most, rounding

scenario "Two tickets of one site, one of another, one of none"
  given ticket A
    with site north
    with reported 2026-01-05 08:00
    with resolved 2026-01-05 18:00
  given ticket B
    with site north
    with reported 2026-01-06 08:00
    with resolved 2026-01-06 18:00
  given ticket C
    with site south
    with reported 2026-01-07 08:00
    with resolved 2026-01-07 18:00
  given ticket D
    with reported 2026-01-08 08:00
    with resolved 2026-01-08 18:00
  expect total credit GBP 100.00
"""


def loaded(folder: Path, text: str) -> Loaded:
    file = folder / "desk.sla"
    file.write_text(text, encoding="utf-8")
    return load(file)


def test_lines_of_one_site_share_its_limit_and_one_without_a_site_has_its_own(
    tmp_path: Path,
) -> None:
    contract = loaded(tmp_path, TEXT).contract
    assert contract is not None
    assert [result.failures for result in run(contract)] == [()]


def test_a_cap_for_each_of_what_nothing_is_called_is_refused(tmp_path: Path) -> None:
    found = loaded(tmp_path, TEXT.replace("for each site", "for each sight"))
    assert "E201" in [problem.code for problem in found.problems]


def test_a_line_of_which_nobody_knows_the_site_may_be_of_any(tmp_path: Path) -> None:
    """Of the north it makes 70.00, of the south 80.00, of another site 100.00: all lie within."""
    text = TEXT.replace("  given ticket D\n", "  given ticket D\n    with site unknown\n")
    contract = loaded(tmp_path, text).contract
    assert contract is not None
    [statement] = REFERENCE.tell(contract, contract.scenarios[0]).outcome.statements
    assert statement.total_least <= 70
    assert statement.total_most == 100
    assert "site of D" in statement.needs
