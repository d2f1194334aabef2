"""Mappings by their names: of slarules, and of whatever adapters are installed."""

from __future__ import annotations

import importlib
from importlib.metadata import EntryPoint
from pathlib import Path

import pytest

from slarules import mapping_file
from slarules.errors import UsageError


@pytest.mark.parametrize("name", ["zendesk", "csv-tickets", "outages"])
def test_a_mapping_is_found_by_its_name(name: str) -> None:
    assert mapping_file.mapping_file(name).stem == name


def test_an_adapter_of_a_stranger_brings_one_without_being_imported(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    package = tmp_path / "slarules_stranger"
    (package / "mapping").mkdir(parents=True)
    (package / "__init__.py").write_text("raise SystemExit('imported')\n", "utf-8")
    for name in ("stranger", "zendesk"):
        (package / "mapping" / f"{name}.sla").write_text("language slarules 1\n", "utf-8")
    entries = [EntryPoint("stranger", "slarules_stranger", "slarules")]
    monkeypatch.syspath_prepend(str(tmp_path))
    importlib.invalidate_caches()
    monkeypatch.setattr(mapping_file, "entry_points", lambda **_: entries)
    assert mapping_file.mapping_file("stranger").parent == package / "mapping"
    assert package not in mapping_file.mapping_file("zendesk").parents


def test_a_name_that_nobody_brings_is_told_with_those_there_are(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"no file 'zendesc'.*there are .*outages.*zendesk"):
        mapping_file.mapping_file("zendesc")
    with pytest.raises(UsageError, match="is a folder"):
        mapping_file.mapping_file(str(tmp_path))
