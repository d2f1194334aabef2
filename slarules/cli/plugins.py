"""`slarules plugins`: what is installed."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import click

from slarules.cli.exits import FINDINGS, WELL
from slarules.cli.options import format_option, screen

if TYPE_CHECKING:
    from slarules.plugins import Loaded, PluginProblem, Plugins


@click.command("plugins")
@format_option()
def command(form: str) -> int:
    """List what is installed, and what is broken and why."""
    from slarules.plugins import load

    found = load()
    click.echo(_as_json(found) if form == "json" else _as_text(found), nl=False)
    return FINDINGS if found.problems else WELL


def _as_text(found: Plugins) -> str:
    from slarules.report.layout import Cell, grid

    width, paint = screen()
    heads = ("name", "distribution", "version", "hooks", "offers")
    rows = [[Cell(head, "quiet") for head in heads], *(_row(each) for each in found.loaded)]
    lines = [*grid(rows, width, yields=(3,), paint=paint)]
    lines += [paint(f"broken: {problem}", "bad") for problem in found.problems]
    return "\n".join(lines) + "\n"


def _row(each: Loaded) -> list[Any]:
    from slarules.report.layout import Cell

    plugin = each.plugin
    named = (plugin.name, plugin.distribution, plugin.version)
    offers = (*each.adapters, *each.conduct)
    return [Cell(text) for text in (*named, ", ".join(each.hooks), ", ".join(offers))]


def _as_json(found: Plugins) -> str:
    document = {
        "schema_version": 1,
        "plugins": [_object(each) for each in found.loaded],
        "problems": [_problem(each) for each in found.problems],
    }
    return json.dumps(document, indent=2, ensure_ascii=False) + "\n"


def _object(each: Loaded) -> dict[str, Any]:
    plugin = each.plugin
    return {
        "name": plugin.name,
        "distribution": plugin.distribution,
        "version": plugin.version,
        "hooks": list(each.hooks),
        "adapters": list(each.adapters),
        "conduct_rules": list(each.conduct),
    }


def _problem(each: PluginProblem) -> dict[str, Any]:
    return {
        "code": each.code,
        "name": each.plugin.name,
        "distribution": each.plugin.distribution,
        "version": each.plugin.version,
        "message": each.message,
    }
