"""Evidence is read from what a run wrote, and from nothing else."""

from __future__ import annotations

import csv
import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from slarules.cli import run as slarules
from slarules.errors import RunFolderError
from slarules.report.documents import written
from slarules.report.evidence.run import Manifest
from slarules.runs import evidence as reading
from slarules.runs.evidence import document, evidence_with, read_evidence
from slarules.runs.results import CONDUCT, RIGHTS
from tests.conduct.story import story
from tests.reports import demo, meridian

ALWAYS = [name for name in reading.READ if name not in {reading.REGISTER, CONDUCT, RIGHTS}]
"""What every run has; an extract of a register, findings and rights are there where any are."""


@pytest.fixture
def run(tmp_path: Path) -> Path:
    return Path(shutil.copytree(meridian("customer"), tmp_path / "run"))


def test_a_run_is_read_whole() -> None:
    found = read_evidence(demo())
    assert found.manifest.contract == found.promises.head.contract == "alster"
    assert [each.period for each in found.statements.statements] == list(found.manifest.periods)
    assert len(found.findings) > 0
    assert "report.html" not in found.manifest.files


def test_verdicts_read_as_the_csv_file_shows_them() -> None:
    with (meridian("provider") / "verdicts.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    shown = {None: "", True: "true", False: "false"}
    for row, verdict in zip(rows, read_evidence(meridian("provider")).verdicts(), strict=True):
        told = {
            name: shown[cell] if cell is None or isinstance(cell, bool) else str(cell)
            for name, cell in verdict._asdict().items()
        }
        assert told == {**row, "item": row["item"].removeprefix("'")}


def test_verdicts_can_be_read_twice() -> None:
    found = read_evidence(demo())
    assert sum(1 for _ in found.verdicts()) == sum(found.counts.verdicts.values())
    assert next(found.verdicts()).item == "AL-1001"


@pytest.mark.parametrize("name", ALWAYS)
def test_a_changed_file_is_not_reported_on(run: Path, name: str) -> None:
    content = bytearray((run / name).read_bytes())
    content[len(content) // 2] ^= 1
    (run / name).write_bytes(content)
    with pytest.raises(RunFolderError, match=rf"{name} is not as the run wrote it"):
        read_evidence(run)


def test_another_hash_in_the_manifest_is_not_reported_on(run: Path) -> None:
    manifest = json.loads((run / "manifest.json").read_text("utf-8"))
    manifest["files"]["inputs/meridian.sla"] = "0" * 64
    (run / "manifest.json").write_text(written(manifest), encoding="utf-8")
    with pytest.raises(RunFolderError, match="do not have the evidence hash"):
        read_evidence(run)


@pytest.mark.parametrize("name", [n for n in ALWAYS if n != "verdicts.parquet"])
def test_a_missing_file_is_named(run: Path, name: str) -> None:
    (run / name).unlink()
    with pytest.raises(RunFolderError, match=f"{name} is missing"):
        read_evidence(run)


def test_a_folder_of_no_run_is_told(tmp_path: Path) -> None:
    with pytest.raises(RunFolderError, match="is no folder of a run; 'slarules audit"):
        read_evidence(tmp_path)


def spoil(run: Path, name: str, change: Callable[[bytes], bytes]) -> None:
    (run / name).write_bytes(change((run / name).read_bytes()))


HOSTILE: dict[str, Callable[[bytes], bytes]] = {
    "truncated": lambda content: content[: len(content) // 2],
    "empty": lambda _: b"",
    "deep": lambda _: b"[" * 100_000,
    "deep objects": lambda _: b'{"a":' * 100_000,
    "another shape": lambda _: b'{"schema_version": 1}',
    "a number too many": lambda content: content.replace(b"{", b'{"more": 1,', 1),
    "no text": lambda content: b"\xff\xfe" + content,
    "a list": lambda _: b"[]",
    "nothing": lambda _: b"null",
}


@pytest.mark.parametrize("how", HOSTILE)
@pytest.mark.parametrize("name", [n for n in ALWAYS if n.endswith(".json")])
def test_what_no_run_writes_is_refused_with_its_file(run: Path, name: str, how: str) -> None:
    manifest = document(run / "manifest.json", Manifest)
    spoil(run, name, HOSTILE[how])
    with pytest.raises(RunFolderError, match=f"{name} is not as a run writes it: "):
        evidence_with(run, manifest)


@pytest.fixture(scope="module")
def asking(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a run of a contract that asks for findings on conduct."""
    made = tmp_path_factory.mktemp("asking")
    assert slarules([*story(made), "--out", str(made / "run")]) == 0
    return made / "run"


@pytest.mark.parametrize("how", HOSTILE)
def test_findings_on_conduct_that_no_run_writes_are_refused(
    asking: Path, tmp_path: Path, how: str
) -> None:
    run = Path(shutil.copytree(asking, tmp_path / "run"))
    spoil(run, CONDUCT, HOSTILE[how])
    with pytest.raises(RunFolderError, match=f"{CONDUCT} is not as the run wrote it"):
        read_evidence(run)
    with pytest.raises(RunFolderError, match=f"{CONDUCT} is not as a run writes it: "):
        evidence_with(run, document(run / "manifest.json", Manifest))


def test_findings_on_conduct_that_are_missing_are_named(asking: Path, tmp_path: Path) -> None:
    run = Path(shutil.copytree(asking, tmp_path / "run"))
    (run / CONDUCT).unlink()
    with pytest.raises(RunFolderError, match=f"{CONDUCT} is missing"):
        read_evidence(run)


@pytest.mark.parametrize("how", HOSTILE)
def test_a_hostile_manifest_is_refused(run: Path, how: str) -> None:
    spoil(run, "manifest.json", HOSTILE[how])
    with pytest.raises(RunFolderError, match=r"manifest\.json is not as a run writes it: "):
        read_evidence(run)


def test_a_wrong_value_is_told_with_its_place(run: Path) -> None:
    spoil(run, "targets.json", lambda c: c.replace(b'"relation": "at', b'"relation": "near', 1))
    manifest = document(run / "manifest.json", Manifest)
    with pytest.raises(RunFolderError, match=r"targets\.json .*: targets\.0\.relation: Input "):
        evidence_with(run, manifest)


@pytest.mark.parametrize("number", ["1/0", "1e999999", "0x10", "1" * 3_000, "", "nan"])
def test_an_exact_number_is_one(run: Path, number: str) -> None:
    told = f'"exact": "{number}"'.encode()
    spoil(run, "statement.json", lambda c: c.replace(b'"exact": "0"', told, 1))
    with pytest.raises(RunFolderError, match=r"statement\.json"):
        evidence_with(run, document(run / "manifest.json", Manifest))


def test_a_huge_file_is_not_read(run: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "LARGEST", 1_000)
    with pytest.raises(RunFolderError, match="is larger than any that a run writes"):
        read_evidence(run)


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        (b"", ""),
        (b"a,b\n", "does not begin with the names of its columns"),
        (b"file,row,column,kind,count,what\na,b\n", "is not as a run writes it"),
        (b"file,row,column,kind,count,what\na,x,b,c,1,d\n", "is not as a run writes it"),
        (b'file,row,column,kind,count,what\n"a,1,b,c,1,d\n', "is not as a run writes it"),
        (b"file,row,column,kind,count,what\na,-1,b,c,1,d\n", "is not as a run writes it"),
    ],
)
def test_hostile_findings_are_refused(run: Path, rows: bytes, said: str) -> None:
    (run / "findings.csv").write_bytes(rows)
    manifest = document(run / "manifest.json", Manifest)
    if not said:
        assert evidence_with(run, manifest).findings == ()
        return
    with pytest.raises(RunFolderError, match=rf"findings\.csv {said}"):
        evidence_with(run, manifest)


def test_findings_keep_what_breaks_lines(run: Path) -> None:
    row = (
        'file,row,column,kind,count,what\nf,,,unmapped,2,"one\u2028two\x0bthree\nfour, ""five"""\n'
    )
    (run / "findings.csv").write_text(row, encoding="utf-8", newline="")
    [found] = evidence_with(run, document(run / "manifest.json", Manifest)).findings
    assert found.what == 'one\u2028two\x0bthree\nfour, "five"'
    assert (found.row, found.column, found.count) == (None, None, 2)


@pytest.mark.parametrize("content", [b"", b"PAR1", b"no parquet at all"])
def test_hostile_verdicts_are_refused(run: Path, content: bytes) -> None:
    (run / "verdicts.parquet").write_bytes(content)
    found = evidence_with(run, document(run / "manifest.json", Manifest))
    with pytest.raises(RunFolderError, match=r"verdicts\.parquet is not as a run writes it"):
        list(found.verdicts())
