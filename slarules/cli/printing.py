"""Text for a terminal: what strangers wrote into it cannot steer the terminal."""

from __future__ import annotations

import re
from typing import Any

import click

STEERING = re.compile(r"(\x1b\[[0-9;]*m)|[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
"""Colours, which stay, and every other character that moves a cursor or turns a line around."""


def harmless(text: str) -> str:
    """Return text in which tickets, files and contracts only say something."""
    return STEERING.sub(lambda found: found[1] or "\N{REPLACEMENT CHARACTER}", text)


def print_document(document: dict[str, Any]) -> None:
    """Print a result for programs, and which version of its form it has."""
    from slarules.report.documents import SCHEMA_VERSION, written

    click.echo(written({"schema_version": SCHEMA_VERSION, **document}), nl=False)
