"""`slarules report`: a run for people, as a page, on paper or as a workbook."""

from __future__ import annotations

import json
from hashlib import sha256
from pathlib import Path

import click

from slarules.cli.exits import WELL
from slarules.cli.options import RUN_FOLDER, format_option
from slarules.cli.printing import harmless

FILE = click.Path(dir_okay=False, path_type=Path)

SCHEMA_VERSION = 1


@click.command("report")
@click.argument("run", type=RUN_FOLDER, metavar="RUNDIR")
@click.option(
    "--out",
    "files",
    type=FILE,
    metavar="FILE",
    multiple=True,
    required=True,
    help="Where to write; .html, .pdf or .xlsx decides the form. May be given several times.",
)
@format_option()
def command(run: Path, files: tuple[Path, ...], form: str) -> int:
    """Make the report of a run again, or in another form: .html, .pdf, .xlsx.

    Needs the folder of a run and nothing else; the same run gives the same bytes. As in: slarules
    report run --out march.pdf --out march.xlsx
    """
    from slarules.report.forms import report
    from slarules.runs.evidence import read_evidence
    from slarules.runs.whole_file import write_whole

    _refuse_inside(run, files)
    evidence = read_evidence(run)
    contents = {file: report(evidence, file) for file in files}
    for file, content in contents.items():
        write_whole(file, content)
    if form == "json":
        click.echo(json.dumps(_as_json(contents), indent=2, ensure_ascii=False))
    else:
        click.echo("".join(f"{harmless(str(file))}\n" for file in contents), nl=False)
    return WELL


def _refuse_inside(run: Path, files: tuple[Path, ...]) -> None:
    for file in files:
        if file.resolve().is_relative_to(run.resolve()):
            raise click.UsageError(
                f"{file} lies in the folder of the run, which holds what the run wrote and nothing "
                "else; name another place"
            )


def _as_json(contents: dict[Path, bytes]) -> dict[str, object]:
    return {
        "schema_version": SCHEMA_VERSION,
        "reports": [
            {"out": str(file), "bytes": len(content), "sha256": sha256(content).hexdigest()}
            for file, content in contents.items()
        ],
    }
