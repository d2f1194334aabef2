"""Both engines make the same of the real data sets: each file of the run, and all that is said."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from slarules.cli import run
from slarules.resources import shipped
from tests.laws.exports import contents
from tests.pipeline.test_engines import OF_THE_ENGINE
from tests.real import boston, servicenow
from tests.real.city import BOSTON, EXPORTED, write_targets
from tests.real.incidents import INCIDENTS
from tests.shared import needs_shared

pytestmark = [needs_shared, pytest.mark.slow]


def assert_same_runs(
    words: list[str], folder: Path, capsys: pytest.CaptureFixture[str], figure: str
) -> None:
    runs, said = [], []
    for engine in ("reference", "bulk"):
        out = folder / "run"
        code = run(["audit", *words, "--engine", engine, "--out", str(out)])
        files = dict(contents(out))
        manifest = json.loads(files.pop("manifest.json"))
        assert manifest["engine"] == engine
        bare = {key: value for key, value in manifest.items() if key not in OF_THE_ENGINE}
        runs.append((code, files, bare))
        said.append(capsys.readouterr().out)
        out.rename(folder / engine)
    assert figure in said[0]
    assert said[1] == said[0]
    assert runs[1][0] == runs[0][0]
    assert runs[1][2].keys() == runs[0][2].keys()
    for name, content in runs[0][1].items():
        assert runs[1][1][name] == content, name


def placed(folder: Path, source: str, names: tuple[str, ...]) -> Path:
    for name in names:
        (folder / name).write_bytes(shipped("rules").joinpath(source, name).read_bytes())
    return folder


@pytest.mark.xdist_group("servicenow")
def test_the_incidents_of_a_servicenow(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = placed(tmp_path, "servicenow", servicenow.TEXTS)
    words = [str(folder / "servicenow.sla"), "--mapping", str(folder / "servicenow-csv.sla")]
    assert_same_runs([*words, "--source", f"csv:{INCIDENTS}"], folder, capsys, "20,")


@pytest.mark.xdist_group("boston")
def test_the_requests_to_a_city(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = placed(tmp_path, "boston", boston.TEXTS)
    write_targets(folder / "targets.csv")
    words = [str(folder / "boston.sla"), "--mapping", str(folder / "boston-csv.sla")]
    asked = ["--source", f"csv:{BOSTON}", "--as-of", EXPORTED.isoformat()]
    assert_same_runs([*words, *asked], folder, capsys, "121,145")
