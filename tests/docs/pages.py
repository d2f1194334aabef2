"""Pages of documentation as tests see them: blocks, and the commands with what they should print.

A page tells one story in one folder. A block named behind its language, as in `sla desk.sla`, is a
file of that folder; a block `diff desk.sla` changes it; a line that begins with `$ ` in a
`console` block is a command, and the lines below it are what it prints. `...` stands for anything.
A command ends with 0 unless the next one is `echo $?` and shows another code.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import takewhile
from pathlib import Path

from tests.shared import ROOT

FENCE = re.compile(r"^```(\w*) ?(\S*)$")
EXIT_CODE = "echo $?"

TOLD_ELSEWHERE = {"boston.md", "servicenow.md"}
"""Need data that this repository does not hold; tests/real runs what they tell."""


@dataclass(frozen=True, slots=True)
class Block:
    """A fenced block; `name` is the file it is, where it is one."""

    page: Path
    line: int
    language: str
    name: str
    lines: tuple[str, ...]

    @property
    def text(self) -> str:
        return "".join(f"{line}\n" for line in self.lines)

    def __str__(self) -> str:
        return f"{self.page.relative_to(ROOT)}:{self.line}"


@dataclass(frozen=True, slots=True)
class Command:
    """A command of a console block, and the lines it is shown to print."""

    words: str
    shown: tuple[str, ...]


def pages() -> list[Path]:
    """Return every page that people read from start to end."""
    named = ["README.md", "CONTRIBUTING.md", "adapters/README.md", "rules/README.md"]
    guides = sorted((ROOT / "docs").glob("*.md"))
    return [ROOT / name for name in named] + [p for p in guides if p.name not in TOLD_ELSEWHERE]


def blocks(page: Path) -> Iterator[Block]:
    """Yield the blocks of a page in order."""
    lines = enumerate(page.read_text(encoding="utf-8").splitlines(), 1)
    for number, line in lines:
        if fence := FENCE.match(line):
            inside = tuple(text for _, text in takewhile(lambda each: each[1] != "```", lines))
            yield Block(page, number, fence[1], fence[2], inside)


def commands(block: Block) -> Iterator[Command]:
    """Yield the commands of a console block in order."""
    words: str | None = None
    shown: list[str] = []
    for line in block.lines:
        if line.startswith("$ "):
            if words is not None:
                yield Command(words, tuple(shown))
            words, shown = line[2:], []
        else:
            assert words is not None, f"{block}: '{line}' stands before the first command"
            shown.append(line)
    if words is not None:
        yield Command(words, tuple(shown))


def prints(shown: tuple[str, ...], printed: str) -> bool:
    """Tell whether a command printed what is shown."""
    lines = (r"(?:.*\n)*" if line == "..." else _line(line) for line in shown)
    text = "".join(f"{line.rstrip()}\n" for line in printed.splitlines())
    return re.fullmatch("".join(lines), text) is not None


def first_missing(shown: tuple[str, ...], printed: str) -> str:
    """Return the first line that is shown and not printed, to say where a page is out of date."""
    lines = [f"{line.rstrip()}\n" for line in printed.splitlines()]
    missing = (s for s in shown if s != "..." and not any(re.fullmatch(_line(s), p) for p in lines))
    return next(missing, "each line is printed, but not in this order")


def _line(line: str) -> str:
    return ".*".join(map(re.escape, line.rstrip().split("..."))) + "\n"


def changed(text: str, block: Block) -> str:
    """Return a file as a diff block changes it."""
    before = "".join(f"{line[1:]}\n" for line in block.lines if line[:1] in " -")
    after = "".join(f"{line[1:]}\n" for line in block.lines if line[:1] in " +")
    assert text.count(before) == 1, f"{block}: the lines to change stand {text.count(before)} times"
    return text.replace(before, after)
