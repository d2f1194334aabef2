"""What coverage asks for, and what it does not ask for because nothing could exercise it."""

from __future__ import annotations

from pathlib import Path

from slarules.contract import load
from slarules.scenarios.coverage import coverage

SERVICE = """language slarules 1

contract service "A service"
  provider "A"
  customer "B"
  effective from 2026-01-01
  timezone "Europe/London"
  currency GBP
  assessed every calendar month
  periods before the start count as met
  rounded half up to the cent once per statement

use vocabulary "services" version 1

clock office
  open Monday to Friday from 09:00 to 17:00

amount fee
  from billing every calendar month

measure uptime
  is the value of availability_reading
  rounded half up to 1 decimal

target good
  needs uptime at least 99.0%
  every calendar month
  with no data counts as missed

credit tier
  each period that misses good
  by uptime
  table
  | uptime                         | amount     |
  | at least 98.0% and below 99.0% | 1% of fee  |
  | below 98.0%                    | 2% of fee  |
  | unknown                        | 2% of fee  |

pool risk
  size 10% of fee every calendar month
  weights total at most 100%
  table
  | target | weight |
  | good   | 0%     |

duty plan "A plan"
  for provider
  each period
  when good is missed
  due by close of the 2nd office day after period end

claim
  automatic

settlement
  order base, rounding

scenario "{title}"
  given period 2026-03
    with fee GBP 1,000.00
    with uptime {uptime}
  expect total credit GBP {total}
"""


def untried(folder: Path, uptime: str, total: str) -> set[str]:
    path = folder / "service.sla"
    path.write_text(SERVICE.format(title=uptime, uptime=uptime, total=total), encoding="utf-8")
    contract = load(path).contract
    assert contract is not None
    return {f"{each.kind} {each.name}" for each in coverage(contract).untried}


def test_a_rounded_measure_is_at_its_limit_one_step_beside_it(tmp_path: Path) -> None:
    """Between 98.9% and 99.0% there is no value that a table could read."""
    assert "band edge tier at 99%, just in" not in untried(tmp_path, "98.9%", "10.00")
    assert "band edge tier at 99%, just in" in untried(tmp_path, "98.8%", "10.00")


def test_a_deadline_exercises_its_clock(tmp_path: Path) -> None:
    assert "clock office" not in untried(tmp_path, "98.9%", "10.00")
    assert "clock office" in untried(tmp_path, "99.0%", "0.00")


def test_a_weight_of_nothing_is_exercised_by_a_miss(tmp_path: Path) -> None:
    assert "weight risk: good" not in untried(tmp_path, "98.9%", "10.00")
    assert "weight risk: good" in untried(tmp_path, "99.0%", "0.00")


EXCUSED = """language slarules 1

contract service "A service"
  provider "A"
  customer "B"
  effective from 2026-01-01
  timezone "Europe/London"
  currency GBP
  assessed every calendar month
  periods before the start count as met
  outages are split at period ends
  rounded half up to the cent once per statement

use vocabulary "saas" version 1

measure down
  bad time is outages
  is the total bad time

exclude customers_doing
  removes time from down
  during customer_fault where agreed is yes

scenario "An hour that only one party excuses"
  given outage O1
    with start 2026-03-02 10:00
    with end 2026-03-02 11:00
  given customer_fault C1
    with agreed no
    with start 2026-03-02 10:00
    with end 2026-03-02 11:00
  expect down 1 elapsed hour in 2026-03
"""


def test_a_phrase_of_an_exclusion_is_exercised_by_a_measure_of_the_period(tmp_path: Path) -> None:
    path = tmp_path / "service.sla"
    path.write_text(EXCUSED, encoding="utf-8")
    contract = load(path).contract
    assert contract is not None
    assert coverage(contract).count("phrase") == (1, 1)
