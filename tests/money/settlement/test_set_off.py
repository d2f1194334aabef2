"""Bonuses that are set off: what limits look back at, and a total that is paid at several rates."""

from __future__ import annotations

from pathlib import Path

from slarules.contract import load
from slarules.scenarios.run import run

HEAD = """\
language slarules 1

contract x "X"
  provider "Provider"
  customer "Customer"
  effective from 2026-01-01
  timezone "Europe/London"
  currency GBP
  assessed every calendar month
  periods before the start count as met
  rounded half up to the cent once per statement

"""

LOOKING_BACK = """\
measurement a_reading
  is a share

measurement b_reading
  is a share

amount charges clause "1"
  from billing every calendar month

measure a_up clause "2"
  is the value of a_reading

measure b_up clause "2"
  is the value of b_reading

target ta clause "2"
  needs a_up at least 99.5%
  every calendar month
  with no data counts as missed

target tb clause "2"
  needs b_up at least 99.5%
  every calendar month
  with no data counts as missed

claim clause "6"
  automatic

credit ca clause "3"
  each period that misses ta
  pays 20% of charges

bonus bo clause "3"
  each period that meets tb
  pays 10% of charges

cap mc clause "4"
  on total credit so far in the calendar year
  at most GBP 300.00
  shared pro rata
  excess is lost

settlement clause "7"
  order base, mc, rounding
  bonuses are set off

scenario "bonus"
  given period 2026-01
    with charges GBP 1,000.00
    with ta missed
    with tb met
  given period 2026-02
    with charges GBP 1,000.00
    with ta missed
    with tb missed
  given period 2026-03
    with charges GBP 1,000.00
    with ta missed
    with tb missed
  given period 2026-04
    with charges GBP 1,000.00
    with ta met
    with tb met
  given period 2026-05
    with charges GBP 1,000.00
    with ta missed
    with tb missed
  expect total credit GBP 100.00 in 2026-01
  expect total credit GBP 100.00 in 2026-02
  expect total credit GBP 0.00 in 2026-03
  expect total credit GBP 0.00 in 2026-05
"""

SHIPMENTS = """\
item shipment
  fact kind one of goods
    means "What is carried"
  moment promised
    means "The agreed time of delivery"
  moment delivered
    means "The goods were handed over"

claim clause "6"
  automatic

amount euro clause "6"
  from billing for each shipment

targets dt clause "2"
  measures arrive from promised until delivered
  table
  | kind  | arrive            |
  | goods | 0 elapsed seconds |

credit late_sum clause "4"
  each shipment that misses arrive
  pays GBP 100.00

bonus bo clause "3"
  each shipment that meets arrive
  pays GBP 30.00

settlement clause "7"
  order base, rounding
  paid in EUR at euro as on delivered
  bonuses are set off

scenario "s"
  given shipment S1
    with kind goods
    with promised 2026-01-03 10:00
    with delivered 2026-01-04 10:00
    with euro EUR 2.00
  given shipment S2
    with kind goods
    with promised 2026-01-05 10:00
    with delivered 2026-01-06 10:00
    with euro EUR 1.50
  given shipment S3
    with kind goods
    with promised 2026-01-09 10:00
    with delivered 2026-01-09 10:00
    with euro EUR 1.00
  expect bonus bo of S3 GBP 30.00
  expect total credit EUR 320.00
"""


def failures(folder: Path, text: str) -> list[object]:
    file = folder / "x.sla"
    file.write_text(text, encoding="utf-8")
    contract = load(file).contract
    assert contract is not None
    return [result.failures for result in run(contract) if result.failures]


def test_a_bonus_that_is_set_off_makes_no_room_under_a_limit_on_credits(tmp_path: Path) -> None:
    assert not failures(tmp_path, HEAD + LOOKING_BACK)


def test_a_bonus_is_taken_off_a_total_that_is_paid_at_a_rate_for_each_item(tmp_path: Path) -> None:
    by_delivery = "  shipments belong to the period of delivered\n  rounded"
    assert not failures(tmp_path, HEAD.replace("  rounded", by_delivery) + SHIPMENTS)
