"""Distributions made for one test, found by a `.dist-info` on the path as installed ones are."""

from __future__ import annotations

import sys
from collections.abc import Callable
from importlib.metadata import EntryPoint, distributions
from pathlib import Path
from textwrap import dedent

import pytest

from slarules.hookspecs import GROUP

Install = Callable[[str, str], list[EntryPoint]]
"""Installs a plugin of a name with a module's text; returns the entry points installed so far."""


@pytest.fixture
def install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Install:
    monkeypatch.syspath_prepend(tmp_path)

    def installed(name: str, module: str) -> list[EntryPoint]:
        # An earlier test may have imported a module of this name from its own folder.
        monkeypatch.delitem(sys.modules, f"slarules_{name}", raising=False)
        (tmp_path / f"slarules_{name}.py").write_text(dedent(module), encoding="utf-8")
        info = tmp_path / f"acme_{name}-2.1.dist-info"
        info.mkdir()
        metadata = f"Metadata-Version: 2.1\nName: acme-{name}\nVersion: 2.1\n"
        (info / "METADATA").write_text(metadata, encoding="utf-8")
        points = f"[{GROUP}]\n{name} = slarules_{name}\n"
        (info / "entry_points.txt").write_text(points, encoding="utf-8")
        found = distributions(path=[str(tmp_path)])
        return [point for each in found for point in each.entry_points if point.group == GROUP]

    return installed
