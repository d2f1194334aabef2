"""A contract of any length that checks clean: the same promises again and again, site by site."""

from __future__ import annotations

DESKS = 6
"""How many clocks the sites share."""

HEAD = """\
language slarules 1

contract long "A support agreement for many sites"
  provider "Northwind Support Ltd"
  customer "Harbour Logistics plc"
  effective from 2026-01-01 through 2028-12-31
  timezone "Europe/Dublin"
  currency EUR
  assessed every calendar month
  periods before the start count as met
  tickets belong to the period of resolved, or of due while unresolved
  rounded half up to the cent once per statement

use vocabulary "service-desk" version 2
use holidays "IE" version "2026.1"

level P1 means "Nobody at a site can work"
level P2 means "A team cannot do a main task"
level P3 means "One person is hindered"
level P4 means "A question or a request"

amount monthly_fee
  is EUR 42,000.00 every calendar month
"""

DESK = """
clock desk_{d} clause "2.{d}"
  open Monday to Friday from 0{d}:00 to 18:00
  open Saturday from 09:00 to 13:00
  closed on holidays "IE"
  closed on 2026-12-24
"""

SITE = """
# What was agreed for site {n}.
targets site_{n} "Response and resolution, site {n}" clause "3.{n}.2"
  measures respond_{n} from reported until first_reply
  measures resolve_{n} from reported until resolved
  judged by level as reported
  for tickets where site is s{n}
  table
  | level | respond_{n}        | resolve_{n}     |
  | P1    | 15 desk_{d} minutes | 4 desk_{d} hours |
  | P2    | 30 desk_{d} minutes | 8 desk_{d} hours |
  | P3    | 4 desk_{d} hours   | 24 desk_{d} hours |
  | P4    | 8 desk_{d} hours   | none            |

target in_time_{n} "Nine in ten in time, site {n}" clause "3.{n}.3"
  needs at least 90% of tickets to meet resolve_{n}
  every calendar month
  with fewer than 10 tickets at most 1 may miss
  with no tickets counts as met

credit late_{n} clause "3.{n}.4"
  each ticket that misses resolve_{n}
  by lateness of resolve_{n}
  table
  | lateness                                           | amount            |
  | at least 0 desk_{d} minutes and below 30 desk_{d} minutes | 1% of monthly_fee |
  | at least 30 desk_{d} minutes                      | 2% of monthly_fee |

credit missed_{n} clause "3.{n}.5"
  each period that misses in_time_{n}
  by achieved share of in_time_{n}
  table
  | achieved share            | amount             |
  | at least 80% and below 90% | 5% of monthly_fee  |
  | below 80%                  | 10% of monthly_fee |
"""

TAIL = """
cap monthly_cap clause "900"
  on total credit
  at most 30% of monthly_fee every calendar month
  shared pro rata

settlement clause "901"
  order base, monthly_cap, rounding

claim clause "902"
  within 30 calendar days after period end
  otherwise no credit
"""


def long_contract(lines: int) -> str:
    """Return a contract of at least so many lines, as few sites more as it takes."""
    desks = "".join(DESK.format(d=d) for d in range(1, DESKS + 1))
    around = (HEAD + desks + TAIL).count("\n") + 2
    sites = range(1, 2 + max(0, lines - around) // SITE.count("\n"))
    named = ", ".join(f"s{n}" for n in sites)
    told = "".join(SITE.format(n=n, d=1 + n % DESKS) for n in sites)
    return f"{HEAD}\nfact site one of {named}\n{desks}{told}{TAIL}"
