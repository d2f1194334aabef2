# ruff: noqa: E501 - a row of a table is a line
"""`docs/reliability.md`, made from the faults that the tests bring about.

`python -m tests.reliability.page` writes it anew.
"""

from __future__ import annotations

from tests.reliability.faults import FAULTS
from tests.shared import ROOT

BULK = """
## The bulk engine, tried by hand

These were tried once on two cores, with the contract for one measure in `benchmarks/bulk/texts`;
peak memory is what the kernel says of the process.

| tried | outcome |
| --- | --- |
| 10 million events | peak 540 MB with one measure, 620 MB with six; 1,420 MB with `--out`, which writes verdicts and facts |
| 10 million events under `ulimit -v`, which counts what is mapped and not only what is used | end well, with the same output as without: one measure with 0.9 GB, from CSV (503 MB) with 1.0, six measures with 1.25, one with `--out` with 2.25; all their rows as Python values would take some 8 GB. An audit of 5,000 events needs 0.8 GB, most of it libraries |
| the same with less: one measure with 0.8 GB, six with 1.0, `--out` with 2.0 | exit 2: there is not enough memory; no run folder. With 0.78 GB for a million events the compiler itself ended the process (SIGSEGV) |
| Ctrl-C and SIGTERM at 88 moments while it starts, reads, judges and writes 10 million events | exit 130 and a sentence, nothing is left, the run before stands; the middle one took 0.2 seconds, nine of ten 0.53 or less, the longest 0.69. An earlier form took up to 0.7 while code was compiled; on a busy machine, with 189 stops of it, two took 2.5 and 3.9. A SIGTERM before the command begins ends it as the system does (143) |
| the first start on a machine | a line on stderr says that code is compiled: 24 seconds of one core; it is kept for the next start |
| no folder for compiled code may be written, or what is kept is cut short | it is compiled anew; the line says to set `NUMBA_CACHE_DIR` |
| a new version of slarules that leaves files as old as they were | code is kept by what it was made of, and compiled anew |
| CSV with a byte order mark, with CR and LF, in UTF-16, out of order, with whole numbers as names, a header alone | what the reference engine finds |
| CSV that ends in the middle of a line | what the reference engine finds |
| CSV with a NUL, with a byte that is no UTF-8, with a quote that never closes, without a header | exit 3 in the words of the reference engine |
| items with quotes, emoji, text from right to left, line breaks, names of 60,000 letters | what the reference engine finds |
| instants in the years 1, 1700 and 9990, hours that clocks skip or have twice, rows of one microsecond | what the reference engine finds; 9 of 10 items are judged one by one, and told |
| all of 3,000 items at the as-of instant | what the reference engine finds; all are judged one by one |
| 10,000 distinct statuses that no rule maps, in 5,000 items | exit 0; these items are judged one by one, since something of them is unknown |
| a million distinct statuses that no rule maps, in a million events | exit 0, and a notice that the source was read row by row, since of more than 1,000 findings that differ it depends on the order of all rows which are listed; 284 seconds of one core, peak 4,600 MB: here memory is not bounded |
| 100,000 items of which no two have the same history | exit 0; 75 are judged one by one |
| a ticket with 10,000 events | exit 0; it is judged by itself |
| 10 million events with at most 900 MB for data (`prlimit --data`), in Parquet (91 MB packed) and as CSV (503 MB) | end well; with 600 MB exit 2: there is not enough memory; nothing is left |
| 10 million events with `--out`, with 1,000 to 2,200 MB for data, which it reaches with untouched memory (peak 900 MB) | no run folder: exit 2, there is not enough memory; or the compiler itself ends the process with `LLVM ERROR` (134), and the next run clears up `.run.…` |
| 10 million events in no order | exit 0; 13 seconds of one core instead of 3; they are sorted in the temporary folder with 700 MB of memory; peak 1,220 MB, and 2.0 GB under `ulimit -v`; with 1.75 exit 2: there is not enough memory |
| a ticket with 100,000 events, beside 5,000 others | exit 0; 14 seconds of one core; 52 with `--out`, which writes why. As with 3,000, 10,000 and 30,000 it grows with the events and not faster |
| a ticket with a million events, beside 5,000 others | exit 0; 79 seconds of one core, peak 1,710 MB; the others are judged by columns |
"""
"""What no test repeats, since it takes too long."""

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
    return HEAD + "".join(rows) + BULK


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
