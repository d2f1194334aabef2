"""The templates that come with slarules."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass

from slarules.errors import UsageError
from slarules.resources import shipped


@dataclass(frozen=True, slots=True)
class Template:
    """A contract to begin with.

    Attributes:
        about: What it is for, in half a sentence.
        title: What such a contract is called behind the customer's name.
        defaults: What it answers by itself, by question; it asks what stands here.
    """

    name: str
    about: str
    title: str
    defaults: Mapping[str, str]


def templates() -> Mapping[str, Template]:
    """Return every template by its name."""
    folder = shipped("rules").joinpath("templates")
    names = sorted(entry.name for entry in folder.iterdir() if entry.is_dir())
    return {name: _read(name) for name in names}


def template(name: str) -> Template:
    """Return a template.

    Raises:
        UsageError: None is called so.
    """
    known = templates()
    if name not in known:
        raise UsageError(f"no template is called '{name}'; there are:\n{told(known)}")
    return known[name]


def told(known: Mapping[str, Template]) -> str:
    """Return a line for each template: its name and what it is for."""
    width = max(map(len, known), default=0)
    return "\n".join(f"  {each.name:<{width}}  {each.about}" for each in known.values())


def _read(name: str) -> Template:
    file = shipped("rules").joinpath("templates", name, "template.toml")
    said = tomllib.loads(file.read_text("utf-8"))
    return Template(name, said["about"], said["title"], said["defaults"])
