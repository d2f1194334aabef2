from __future__ import annotations

import subprocess
import sys

HEAVY = {"sqlalchemy", "duckdb", "pydantic", "rich", "holidays", "icalendar", "lark"}
PROGRAM = """
import sys
from slarules.cli import main
try:
    main()
finally:
    print("loaded", *sys.modules, file=sys.stderr)
"""


def loaded_by(*arguments: str) -> set[str]:
    """Return the top-level modules that a command has loaded when it ends."""
    command = [sys.executable, "-c", PROGRAM, *arguments]
    ended = subprocess.run(command, capture_output=True, text=True, check=True)
    [line] = [line for line in ended.stderr.splitlines() if line.startswith("loaded ")]
    return {name.partition(".")[0] for name in line.split()[1:]}


def test_asking_for_help_loads_nothing_heavy() -> None:
    assert loaded_by("--help") & HEAVY == set()


def test_a_list_of_plugins_does_not_load_what_they_read_with() -> None:
    assert loaded_by("plugins", "--format", "json") & HEAVY == set()
