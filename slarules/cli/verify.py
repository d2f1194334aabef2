"""`slarules verify`: whether a run is as it was made, and follows from what it kept."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

from slarules.cli.exits import FINDINGS, WELL
from slarules.cli.options import EXISTING_FILE, RUN_FOLDER, engine_option, format_option, screen
from slarules.cli.printing import harmless

if TYPE_CHECKING:
    from slarules.engine.choice import AskedEngine


@click.command("verify")
@click.argument("run", type=RUN_FOLDER, metavar="RUNDIR")
@click.option(
    "--key",
    type=EXISTING_FILE,
    metavar="PEM",
    help="The public key of whoever should have signed the run.",
)
@click.option("--register", metavar="URL", help="The register that the run should be entered in.")
@click.option(
    "--source",
    "sources",
    multiple=True,
    metavar="S",
    help="Read the source again, as named for the audit; several times for several.",
)
@engine_option("What computes the figures again, whatever computed the run.")
@format_option()
def command(
    *,
    run: Path,
    key: Path | None,
    register: str | None,
    sources: tuple[str, ...],
    engine: AskedEngine,
    form: str,
) -> int:
    """Check that a run is as it was made, and that its figures follow from its facts.

    Needs the folder of a run; with a key, a register or the source it checks those too, and says
    what it did not check. Ends with 1 when something differs. As in: slarules verify run
    """
    from slarules.pipeline import verify
    from slarules.runs.verify.shown import as_json, as_text

    found = verify(run, key=key, register=register, source=sources or None, engine=engine)
    if form == "json":
        click.echo(json.dumps(as_json(found), indent=2, ensure_ascii=False))
    else:
        width, paint = screen()
        click.echo(harmless(as_text(found, width, paint)), nl=False)
    return WELL if found.is_same else FINDINGS
