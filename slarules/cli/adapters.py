"""`slarules adapters`: which there are, one of your own, and whether one keeps what it should."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from slarules.cli.adapters_check import command as check
from slarules.cli.adapters_check import print_grid
from slarules.cli.exits import FINDINGS, WELL
from slarules.cli.options import format_option, screen
from slarules.cli.printing import harmless, print_document

if TYPE_CHECKING:
    from slarules.adapters import Profile
    from slarules.hookspecs import MakeAdapter
    from slarules.plugins import Plugins


@click.group()
def command() -> None:
    """List adapters, begin one of your own, and check one against its source."""


@command.command("list")
@format_option()
def listed(form: str) -> int:
    """List the adapters that are installed: what each reads and can do, and what is broken."""
    from slarules.plugins import load

    found = load()
    adapters = list(_offered(found))
    if form == "json":
        print_document({"adapters": adapters, "problems": [str(each) for each in found.problems]})
    else:
        _print_adapters(adapters)
        _, paint = screen()
        for problem in found.problems:
            click.echo(harmless(paint(f"broken: {problem}", "bad")))
    return FINDINGS if found.problems else WELL


def _offered(found: Plugins) -> Iterator[dict[str, Any]]:
    from slarules.adapters import Profile
    from slarules.profiles import read_profiles

    tables = read_profiles().tables
    for each in found.loaded:
        for name, adapter in each.adapters.items():
            arguments = sorted(tables.get(name, {}))
            # A folder is always there, for adapters that take one.
            profile = Profile(name, arguments[0] if arguments else ".")
            table = tables.get(name, {}).get(profile.argument)
            yield {
                "name": name,
                "distribution": each.plugin.distribution,
                "version": each.plugin.version,
                "reads": adapter.summary,
                "capabilities": _capabilities(adapter.make, Profile(name, profile.argument, table)),
                "set_up": [f"{name}:{argument}" for argument in arguments],
            }


def _capabilities(make: MakeAdapter, profile: Profile) -> list[str] | None:
    """Return what an adapter can do; None where it has to be set up before it can say."""
    try:
        return sorted(make(profile).capabilities)
    # A stranger's code may raise anything, and a list is no place to end at it.
    except Exception:  # noqa: BLE001
        return None


def _print_adapters(adapters: list[dict[str, Any]]) -> None:
    rows = [
        (
            each["name"],
            f"{each['distribution']} {each['version']}".strip(),
            ", ".join(each["set_up"]),
            each["reads"],
        )
        for each in adapters
    ]
    print_grid(("name", "distribution", "set up as", "reads"), rows)
    _, paint = screen()
    for each in adapters:
        if each["capabilities"]:
            click.echo(harmless(f"{each['name']} can do: {', '.join(each['capabilities'])}"))
    if any(each["capabilities"] is None for each in adapters):
        told = (
            "others say what they can do when slarules.toml sets them up and packages are there: "
            'pip install "slarules[store]"'
        )
        click.echo(paint(told, "quiet"))


@command.command("new")
@click.argument("name")
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    metavar="DIR",
    help="The folder to write.  [default: slarules-NAME]",
)
def new(name: str, out: Path | None) -> None:
    """Write a package with an adapter that works, a fake of its source, and tests that pass."""
    from slarules.testing.skeletons import write_skeleton

    folder = out or Path(f"slarules-{name.replace('_', '-')}")
    written = write_skeleton(name, folder)
    click.echo(harmless(f"{folder}: {len(written)} files"))
    for path in written:
        click.echo(harmless(f"  {path.relative_to(folder).as_posix()}"))
    click.echo(harmless(f"next: cd {folder}; pip install --editable .; python -m pytest"))


command.add_command(check)
