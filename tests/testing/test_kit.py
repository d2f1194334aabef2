"""What the kit says of an adapter and a world that can do less, and what it does not ask for."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from slarules.instants import Instant
from slarules.testing import CHECKS, Bench, World, WorldContext, judge
from slarules.testing.checks import BY_NAME
from tests.shared import ROOT
from tests.testing.skeleton import bench, changed


class Recorded(World):
    """A fake that plays what was recorded once, and does nothing else."""

    def now(self) -> Instant:
        return Instant(1_772_442_000_000_000)


@pytest.fixture
def whole() -> Bench:
    return bench(changed())


def test_a_check_that_the_world_cannot_serve_is_told_with_what_is_missing(whole: Bench) -> None:
    world = Recorded()
    less = replace(whole, world=world, open=lambda: WorldContext(world))
    outcome = judge(BY_NAME["deletion.moved"], less)
    assert outcome.state == "not checked"
    assert outcome.told == ("needs what the world cannot do: create, pass_time, truth, move",)


def test_without_a_world_only_what_needs_none_is_checked(whole: Bench) -> None:
    alone = replace(whole, world=None)
    assert {judge(check, alone).state for check in CHECKS if not check.is_live} == {"not checked"}


def test_checks_have_names_of_their_own_and_say_what_they_protect_from() -> None:
    assert len(BY_NAME) == len(CHECKS)
    assert all(check.group and check.protects for check in CHECKS)


def test_the_page_on_conformance_has_a_line_for_each_check() -> None:
    page = (ROOT / "docs" / "conformance.md").read_text(encoding="utf-8")
    lines = [f"| `{check.name}` | {check.protects} |" for check in CHECKS]
    assert [line for line in lines if line not in page] == []
    assert page.count("\n| `") == len(CHECKS)


def test_a_plugin_that_imports_what_is_heavy_is_told(
    whole: Bench, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "slarules_heavy.py").write_text("import pydantic\n", encoding="utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    outcome = judge(BY_NAME["shape.light"], replace(whole, plugin="slarules_heavy"))
    assert outcome.told == (
        "importing slarules_heavy imports pydantic; import it when it is needed",
    )


def test_what_an_adapter_raises_is_what_is_found(whole: Bench) -> None:
    def broken() -> Callable[..., None]:
        raise ZeroDivisionError("of a stranger")

    outcome = judge(BY_NAME["identity.once"], replace(whole, make=broken))  # type: ignore[arg-type]
    assert outcome.told == ("it raised ZeroDivisionError: of a stranger",)


def test_the_kit_without_its_class_needs_no_pytest() -> None:
    code = "import slarules.testing, sys; print('pytest' in sys.modules)"
    command = [sys.executable, "-c", code]
    assert subprocess.run(command, capture_output=True, text=True, check=True).stdout == "False\n"
