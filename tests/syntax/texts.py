"""Texts that the tests of the syntax share."""

from __future__ import annotations

from pathlib import Path

from slarules.source import SourceText

ROOT = Path(__file__).parents[2]

EXAMPLES = sorted(
    path
    for folder in ("rules", "adapters")
    for path in (ROOT / folder).rglob("*.sla")
    if "holidays" not in path.parts
)
"""Every contract, vocabulary and mapping that comes with slarules."""


def source(text: str, name: str = "made.sla") -> SourceText:
    """Return a text as a file."""
    return SourceText(name, text)


TEXTS = [SourceText.read(path) for path in EXAMPLES]
"""The same, read."""
