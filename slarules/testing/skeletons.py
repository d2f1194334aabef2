"""The package that an adapter of one's own begins as."""

from __future__ import annotations

import keyword
import re
from collections.abc import Iterator
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

from slarules.errors import UsageError

NAME = "skeleton"
"""What the files of the skeleton are called by, in place of the adapter's own name."""

OF_TESTS = ("test_", f"{NAME}_desk")
"""How names of files begin that belong into the folder of tests."""


def write_skeleton(name: str, folder: Path) -> list[Path]:
    """Write a package with an adapter that works, a fake of its source, and their tests.

    Returns:
        The files, in order.

    Raises:
        UsageError: The name cannot be one, or the folder is there already.
    """
    if not re.fullmatch(r"[a-z][a-z0-9_]{0,39}", name) or keyword.iskeyword(name):
        raise UsageError(
            f"'{name}' cannot be the name of an adapter: write small letters, digits and _, "
            "beginning with a letter"
        )
    if folder.exists():
        raise UsageError(f"{folder} is there already; name another folder with --out")
    written = []
    for path, text in sorted(skeleton(name)):
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8")
        written.append(target)
    return written


def skeleton(name: str) -> Iterator[tuple[str, str]]:
    """Yield path and text of each file of the package for an adapter of that name."""
    for path, found in _files(files("slarules.testing").joinpath(NAME), ""):
        place = f"tests/{path}" if path.startswith(OF_TESTS) else path
        yield _named(place, name), _named(found.read_text(encoding="utf-8"), name)


def _files(folder: Traversable, above: str) -> Iterator[tuple[str, Traversable]]:
    for each in folder.iterdir():
        if each.is_dir() and not each.name.startswith(("__", ".")):
            yield from _files(each, f"{above}{each.name}/")
        elif each.is_file():
            yield f"{above}{each.name}", each


def _named(text: str, name: str) -> str:
    camel = "".join(part.capitalize() for part in name.split("_"))
    dashed = name.replace("_", "-")
    return (
        text.replace(f"slarules-{NAME}", f"slarules-{dashed}")
        .replace(NAME.upper(), name.upper())
        .replace(NAME.capitalize(), camel)
        .replace(NAME, name)
    )
