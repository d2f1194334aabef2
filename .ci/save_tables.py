"""Puts the parser's saved tables into the wheel, so that the first run need not build them."""  # noqa: INP001

from __future__ import annotations

import sys
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class SavedTables(BuildHookInterface[Any]):
    """Builds the grammar; an editable install keeps its tables in the user's cache instead."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Add the tables to the files of the wheel."""
        if version == "editable":
            return
        sys.path.insert(0, self.root)
        from slarules.syntax import tables  # noqa: PLC0415 - found only from here on

        text = tables.grammar_text()
        file = Path(mkdtemp()) / tables.SAVED
        file.write_bytes(tables.saved(tables.build(text), tables.digest(text)))
        build_data["force_include"][str(file)] = f"slarules/_shipped/grammar/{tables.SAVED}"
