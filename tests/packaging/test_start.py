from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from slarules import demo
from slarules.resources import shipped

NETWORK = {"httpx2", "stamina", "msgspec", "deltalake", "keyring"}
KEEPING = {"sqlalchemy", "alembic", "pydantic", "jinja2", "duckdb", "arro3", "typst", "rich"}
OUTSIDE = NETWORK | KEEPING
HEAVY = OUTSIDE | {"holidays", "icalendar", "lark"}
HARBOUR = str(shipped("rules") / "contracts" / "harbour.sla")
PROGRAM = """
import atexit, sys
from slarules.cli import main
atexit.register(lambda: print("loaded", *sys.modules, file=sys.stderr))
main()
"""


def loaded_by(*arguments: str) -> set[str]:
    """Return the top-level modules that a command has loaded when it ends."""
    command = [sys.executable, "-c", PROGRAM, *arguments]
    ended = subprocess.run(command, capture_output=True, text=True, check=True)
    [line] = [line for line in ended.stderr.splitlines() if line.startswith("loaded ")]
    return {name.partition(".")[0] for name in line.split()[1:]}


def test_asking_for_help_loads_nothing_heavy() -> None:
    assert loaded_by("--help") & HEAVY == set()


def test_the_demo_loads_nothing_of_the_network_or_of_stores(tmp_path: Path) -> None:
    assert loaded_by("demo", "--out", str(tmp_path / "demo")) & NETWORK == set()


def test_a_list_of_plugins_does_not_load_what_they_read_with() -> None:
    assert loaded_by("plugins", "--format", "json") & HEAVY == set()


@pytest.mark.parametrize("command", [["check"], ["fmt", "--check"], ["test"], ["show"]])
def test_reading_a_contract_loads_nothing_that_reads_runs_or_registers(command: list[str]) -> None:
    assert loaded_by(*command, HARBOUR) & OUTSIDE == set()


def test_an_audit_that_is_not_kept_loads_nothing_that_keeps_runs_or_reads_registers(
    tmp_path: Path,
) -> None:
    files = demo.write(tmp_path)
    source = f"csv:{files.source}"
    ordered = ("audit", str(files.contract), "--mapping", str(files.mapping), "--source", source)
    assert loaded_by(*ordered, "--register", str(tmp_path / "none yet.db")) & OUTSIDE == set()
