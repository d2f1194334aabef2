"""A small shop: a contract, a mapping and a help desk's export, for rounds of a month."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import chdir
from pathlib import Path

from slarules import cli

CONTRACT = """\
language slarules 1

contract shop "Shop support"
  provider "Kontor"
  customer "Shop"
  effective from 2026-01-01
  timezone "Europe/Berlin"
  currency EUR
  assessed every calendar month
  measured by mapping shop_csv version 1
  tickets belong to the period of reported
  rounded half up to the cent once per statement

use vocabulary "service-desk" version 2

level P1 clause "1" means "Nothing can be sold"
level P2 clause "1" means "Selling is slow"

targets desk "Repair" clause "2"
  measures resolve from reported until resolved
  judged by level at the end
  table
  | level | resolve         |
  | P1    | 4 elapsed hours |
  | P2    | 8 elapsed hours |

exclude customer_caused clause "3"
  removes tickets where cause is customer

credit late "Late repair" clause "4"
  each ticket that misses resolve
  by lateness of resolve
  table
  | lateness                                          | amount     |
  | above 0 elapsed hours and at most 3 elapsed hours | EUR 100.00 |
  | above 3 elapsed hours                             | EUR 300.00 |

credit goodwill "For every month" clause "4.2"
  each period
  pays EUR 5.00

claim clause "5"
  on late
  within 30 calendar days after period end
  otherwise no credit

settlement order base, rounding

dispute facts_in_doubt clause "6.1"
  on facts
  opened by either party within 20 calendar days after period end
  answered within 10 calendar days after opening
  settled within 30 calendar days after opening
  otherwise the statement stands
"""

MAPPING = """\
language slarules 1

mapping shop_csv version 1 of "service-desk" version 2 from "csv"
  tickets from "tickets.csv"
  a ticket is named by column "id"
  times without an offset are in "Europe/Berlin"
  history is complete through 2026-04-01 00:00

  level is the value of field "level"
  cause is the value of field "cause"
  reported is the time in field "reported"
  resolved is the time in field "resolved"
"""

HEAD = "id,reported,resolved,level,cause\n"
ROWS = (
    "T-1,2026-03-02 09:00,2026-03-02 12:00,P1,provider\n",
    "T-2,2026-03-03 09:00,2026-03-03 15:00,P1,provider\n",
    "T-3,2026-03-04 09:00,2026-03-04 19:00,P2,provider\n",
)
"""The second is two hours late at P1, in time at P2; the third five hours or two."""

LATE_ROW = "T-4,2026-03-30 09:00,2026-03-30 23:00,P1,provider\n"
"""Ten hours late, and exported after March was closed."""


def written(folder: Path, rows: Iterable[str] = ROWS) -> Path:
    """Write all of it into a folder."""
    (folder / "shop.sla").write_text(CONTRACT, "utf-8")
    (folder / "shop-csv.sla").write_text(MAPPING, "utf-8")
    export(folder, rows)
    return folder


def export(folder: Path, rows: Iterable[str]) -> None:
    """Export the help desk again."""
    (folder / "data").mkdir(exist_ok=True)
    (folder / "data" / "tickets.csv").write_text(HEAD + "".join(rows), "utf-8")


def run(folder: Path, *words: str) -> int:
    """Run a command as somebody would who works in the folder."""
    with chdir(folder):
        return cli.run(words)


def audit(folder: Path, out: str, as_of: str, *more: str) -> int:
    """Audit March."""
    files = ("shop.sla", "--mapping", "shop-csv.sla", "--source", "csv:data")
    asked = ("--period", "2026-03", "--as-of", as_of, "--out", out)
    return run(folder, "audit", *files, *asked, *more)


def said(at: str, who: str = "Ben", why: str = "as agreed on the phone") -> tuple[str, ...]:
    """Return who says it, why and when."""
    return ("--by", who, "--reason", why, "--at", at)
