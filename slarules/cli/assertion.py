"""`slarules assert`: what a party says of a fact."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import click

from slarules.cli.entry import Words, enter, evidence_option, said_options, speaker, tell
from slarules.cli.exits import WELL
from slarules.cli.options import EXISTING_FILE, Moment, path_option

if TYPE_CHECKING:
    from slarules.register.entry import Entry

STATES = click.Choice(["proposed", "agreed", "disputed"])


@click.command("assert")
@click.argument("contract", type=EXISTING_FILE)
@click.argument("item", type=Words())
@click.argument("fact", type=Words())
@click.argument("value", type=Words())
@click.option(
    "--state",
    type=STATES,
    required=True,
    help="agreed settles the fact, disputed makes it unknown, proposed changes nothing.",
)
@evidence_option
@click.option(
    "--since",
    type=Moment(),
    metavar="T",
    help="From when the fact has the value.  [default: all along]",
)
@said_options
@path_option
def command(
    *,
    contract: Path,
    item: str,
    fact: str,
    value: str,
    state: Literal["proposed", "agreed", "disputed"],
    evidence: str,
    since: date | datetime | None,
    author: str,
    reason: str,
    at: date | datetime | None,
    register: str,
    form: str,
    search: tuple[Path, ...],
) -> int:
    """Enter what a party says of a FACT of an ITEM, or of an outage by its event.

    As in: slarules assert alster.sla AL-1741 cause customer --state agreed --by "Anna and Ben"
    --reason "router unplugged on site" --evidence "mail of 14 March"
    """
    from slarules.entries.assertions import asserted
    from slarules.hours.local import at_said
    from slarules.pipeline import load

    agreed = load(contract, search)
    begins = None if since is None else at_said(since, agreed.zone)
    body = asserted(agreed, item, (fact, value), state, begins, evidence)
    says = speaker(agreed.name, agreed.zone, author, reason, at)
    entries = enter(register, agreed.name, [lambda _: says.says(body)])
    tell(entries, _sentences(entries[0], agreed.zone), form)
    return WELL


def _sentences(entry: Entry, zone: str) -> Iterator[str]:
    from slarules.register.bodies import Asserted
    from slarules.register.known import moment
    from slarules.report.moments import wall

    body, when = entry.body, wall(entry.draft.at, zone)
    assert isinstance(body, Asserted)  # noqa: S101
    what = f"{body.fact} of {body.about} is {body.value}"
    begins = moment(body.since)
    since = "all along" if begins is None else f"since {wall(begins, zone)}"
    yield f"entry {entry.number}: {what}, {since}: {body.state}, says {entry.draft.author}"
    match body.state:
        case "agreed":
            yield f"  settled in every run as of {when} or later"
        case "disputed":
            yield f"  unknown in every run as of {when} or later, until it is agreed"
        case "proposed":
            yield "  changes nothing until it is agreed"
