"""`slarules claim`: a credit is asked for."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from slarules.cli.entry import enter, evidence_option, said_options, speaker, tell
from slarules.cli.exits import WELL
from slarules.cli.options import RUN_FOLDER

if TYPE_CHECKING:
    from slarules.entries.claims import Claimable
    from slarules.entries.run import Run
    from slarules.register.entry import Entry


@click.command("claim")
@click.argument("run", type=RUN_FOLDER, metavar="RUNDIR")
@click.argument("credit")
@click.argument("period", required=False)
@evidence_option
@said_options
def command(
    *,
    run: Path,
    credit: str,
    period: str | None,
    evidence: str,
    author: str,
    reason: str,
    at: date | datetime | None,
    register: str,
    form: str,
) -> int:
    """Enter that a CREDIT of a PERIOD is asked for, and say whether there was time.

    Without a PERIOD it is the last one in which the run has the credit. As in: slarules claim
    run late_p1 2026-01 --by "Lantern Theatre" --reason "credit note, please"
    """
    from slarules.entries.claims import claim, claimable
    from slarules.entries.run import customers_run

    made = customers_run(run)
    what = claimable(made, credit, period)
    says = speaker(made.manifest.contract, made.zone, author, reason, at)
    entries = enter(register, made.manifest.contract, [claim(made, what, says, evidence)])
    tell(entries, _sentences(entries[0], what, made), form)
    return WELL


def _sentences(entry: Entry, what: Claimable, run: Run) -> Iterator[str]:
    from slarules.instants import Instant
    from slarules.report.moments import day, wall
    from slarules.report.numbers import money, spread

    statements = run.statements
    amount = spread(
        what.least, what.most, lambda each: money(each, statements.currency, statements.decimals)
    )
    said = entry.draft
    yield (
        f"entry {entry.number}: {said.author} claims {what.credit} of {what.period}, {amount}, "
        f"at {wall(said.at, run.zone)}"
    )
    if what.until is None:
        yield "  not needed: the contract gives this credit without a claim"
        return
    last = day(Instant(what.until - 1), run.zone)
    if what.state(said.at) == "in time":
        yield f"  in time: it can be claimed through {last}"
    else:
        yield f"  too late: it could be claimed through {last}; it is entered as expired"
