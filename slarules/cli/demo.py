"""`slarules demo`: a made-up year of help-desk history, audited."""

from __future__ import annotations

from pathlib import Path

import click

from slarules.cli.exits import WELL
from slarules.cli.options import screen
from slarules.register import DEFAULT_REGISTER

FOLDER = click.Path(file_okay=False, path_type=Path)


@click.command("demo")
@click.option(
    "--out",
    type=FOLDER,
    default=Path("slarules-demo"),
    show_default=True,
    help="Where the contract, the history and the run are written.",
)
def command(out: Path) -> int:
    """Audit a made-up year of help-desk history.

    The history is the same each time. It has no customer and no ticket of anybody.
    """
    from slarules.cli.audit import carried_out, show
    from slarules.demo import write
    from slarules.order import Order

    files = write(out)
    click.echo(f"The contract and a year of history are in {out}; now they are audited.", err=True)
    order = Order(files.contract, files.mapping, f"csv:{files.source}")
    audited = carried_out(order, out / "run", str(out / DEFAULT_REGISTER))
    show(audited, out / "run", "text")
    _show_paths((files.contract, files.mapping, files.source))
    return WELL


def _show_paths(paths: tuple[Path, ...]) -> None:
    _, paint = screen()
    click.echo(f"\n{paint('To look into', 'title')}")
    for path in paths:
        click.echo(f"  {path}")
