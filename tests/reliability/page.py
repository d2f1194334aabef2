"""`docs/reliability.md`, made from the faults that the tests bring about.

`python -m tests.reliability.page` writes it anew.
"""

from __future__ import annotations

from tests.reliability.faults import FAULTS
from tests.shared import ROOT

PAGE = ROOT / "docs" / "reliability.md"

HEAD = """\
# What happens when something breaks

A run is written into a hidden folder beside its own, settled on the disk, and takes its name last.
So a folder under the name of a run is whole, whatever happened. What was cut short lies beside it
(`.run.…`) until the next run clears it up; if the machine died between taking the old run away and
putting the new one in its place, the next run brings the old one back first. An entry of a register
is one transaction, chained to the one before, and is entered after its folder is whole.

A pull appends columns to Delta tables and enters a snapshot in the database last, with the cursors
to go on from. What was appended and is in no snapshot is not read, and left out by the next pull,
which reads it again from the old cursor and finds by its key what is there already. A part of a
source is complete only as far as its server's clock and ours both are, less what is looked back for
what shows late. At the end of a pull a census tells which tickets are shown: what is gone is marked
and stays, and where some were never delivered, or were hidden for a while, all is read anew.

Every message says what was not done. After any of these, run the same command again.

This table is made by `python -m tests.reliability.page` from the faults that the tests bring about.

| fault | how the tests inject it | outcome |
| --- | --- | --- |
"""


def page() -> str:
    """Return the text of the page."""
    rows = (f"| {each.name} | {each.injected} | {each.outcome} |\n" for each in FAULTS)
    return HEAD + "".join(rows)


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
