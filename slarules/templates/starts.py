"""The starting points that come with slarules: whole contracts that open with questions."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import takewhile
from pathlib import Path

from slarules.errors import UsageError
from slarules.resources import shipped

SUFFIX = ".sla"
QUESTION = "- "


@dataclass(frozen=True, slots=True)
class Start:
    """A whole contract with invented parties, to be made one's own.

    Attributes:
        about: What it is for, in one sentence.
        questions: What its author has to answer, each with the clause where the answer stands.
    """

    name: str
    about: str
    questions: tuple[str, ...]
    text: str


def starts() -> Mapping[str, Start]:
    """Return every starting point by its name."""
    folder = shipped("rules").joinpath("templates")
    names = sorted(entry.name for entry in folder.iterdir() if entry.name.endswith(SUFFIX))
    found = [_start(name, folder.joinpath(name).read_text("utf-8")) for name in names]
    return {start.name: start for start in found}


def start(name: str) -> Start:
    """Return a starting point.

    Raises:
        UsageError: None is called so.
    """
    known = starts()
    if name not in known:
        raise UsageError(f"no starting point is called '{name}'; there are:\n{listed(known)}")
    return known[name]


def listed(known: Mapping[str, Start]) -> str:
    """Return a line for each starting point: its name and what it is for."""
    width = max(map(len, known), default=0)
    return "\n".join(f"  {each.name:<{width}}  {each.about}" for each in known.values())


def copied(chosen: Start, into: Path) -> None:
    """Write a starting point, under its own name, into a folder."""
    file = into / f"{chosen.name}{SUFFIX}"
    file.write_text(chosen.text, encoding="utf-8", newline="\n")


def _start(file: str, text: str) -> Start:
    said = _first_comment(text)
    prose = " ".join(takewhile(lambda line: not line.startswith(QUESTION), said))
    asked = (line.removeprefix(QUESTION) for line in said if line.startswith(QUESTION))
    about = re.split(r"(?<=[.?]) ", prose, maxsplit=1)[0]
    return Start(file.removesuffix(SUFFIX), about.rstrip("."), tuple(asked), text)


def _first_comment(text: str) -> list[str]:
    lines = text.split("\n")
    first = next((at for at, line in enumerate(lines) if line.startswith("#")), len(lines))
    block = takewhile(lambda line: line.startswith("#"), lines[first:])
    return [line.removeprefix("#").strip() for line in block]
