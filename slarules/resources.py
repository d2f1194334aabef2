"""Where the grammar and the library of rules are."""

from __future__ import annotations

from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Literal


def shipped(folder: Literal["grammar", "rules"]) -> Traversable:
    """Return a shipped folder: inside the wheel, else beside the package in a checkout."""
    installed = files("slarules").joinpath("_shipped", folder)
    return installed if installed.is_dir() else Path(__file__).parents[1] / folder
