"""`slarules mapping new`, and `mapping check` against what a source has."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from slarules.adapters import Checkpoint
from slarules.adapters.catalogue import Catalogue
from slarules.cli import run
from slarules.discovery import beside, keep
from slarules.instants import Instant
from slarules.store import open_store
from tests.discovery.catalogues import JIRA, values

MAPPING = """language slarules 1

mapping acme version 1 of "service-desk" version 2 from "jira"
  level is P1 when field "priority id" is "1"
  level is P4 otherwise
"""


def stored(folder: Path, catalogue: Catalogue) -> str:
    now = Instant(1_780_000_000_000_000)
    with open_store(folder) as store, store.writing("jira:acme", now=lambda: now) as sink:
        sink.catalogue(catalogue)
        sink.begin(["all"])
        sink.checkpoint("all", Checkpoint(b"{}"))
        sink.flush()
    return f"store:{folder}"


def burning() -> Catalogue:
    fields = tuple(
        each.model_copy(update={"values": values("1 Burning", "2 High")})
        if each.id == "priority"
        else each
        for each in JIRA.fields
    )
    return JIRA.model_copy(update={"fields": fields})


def test_a_mapping_and_what_it_was_made_from_are_written(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    source, out = stored(tmp_path / "kept", JIRA), tmp_path / "acme.sla"
    words = ["mapping", "new", "acme", "--source", source, "--vocabulary", "service-desk"]
    assert run([*words, "--out", str(out)]) == 0
    said = capsys.readouterr()
    assert said.out.splitlines() == [str(out), str(tmp_path / "acme.catalogue.json")]
    assert run(["check", str(out)]) == 0
    assert run(["fmt", "--check", str(out)]) == 0
    capsys.readouterr()
    before = out.read_bytes()
    assert run([*words, "--out", str(out)]) == 2
    assert "is there already, and is not overwritten" in capsys.readouterr().err
    assert out.read_bytes() == before


@pytest.mark.parametrize("name", ["Acme", "a-b", "1a", "../x", ""])
def test_a_name_that_is_none_is_refused(
    name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ["mapping", "new", name, "--source", "csv:data", "--vocabulary", "service-desk"]
    assert run([*words, "--out", str(tmp_path / "x.sla")]) == 2
    assert "is no name" in capsys.readouterr().err


def test_check_tells_what_was_renamed_since(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "acme.sla"
    path.write_text(MAPPING)
    keep(beside(path), JIRA)
    words = ["mapping", "check", str(path), "--source", stored(tmp_path / "kept", burning())]
    assert run(words) == 1
    assert 'renamed: value "1" of field Priority' in capsys.readouterr().out
    assert run([*words, "--format", "json"]) == 1
    document = json.loads(capsys.readouterr().out)
    (only,) = document["misfits"]
    assert (only["kind"], only["word"], only["value"]) == ("renamed", "level", "1")
    beside(path).unlink()
    run([*words, "--format", "json"])
    assert json.loads(capsys.readouterr().out)["misfits"] == []
