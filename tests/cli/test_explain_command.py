"""`slarules explain` for what a run did not judge."""

from __future__ import annotations

from pathlib import Path

import pytest

from slarules.cli import run
from slarules.cli.exits import WRONG_USE
from tests.pipeline.desk import arguments, desk


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = desk(tmp_path_factory.mktemp("desk"))
    assert run([*arguments(made), "--out", str(made / "run")]) == 0
    return made / "run"


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        (("m-1",), "judged no item m-1; did you mean M-1?"),
        (("M1",), "judged no item M1; did you mean M-1?"),
        (("nothing like it",), "verdicts.csv in it lists what it judged"),
        (("M-1", "Restore"), "judged no measure Restore of M-1; did you mean restore?"),
        (("M-1", "restor"), "did you mean restore?"),
        (("M-1", "lunch"), "judged no measure lunch of M-1; it judged "),
    ],
)
def test_the_nearest_name_is_offered(
    folder: Path, asked: tuple[str, ...], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["explain", str(folder), *asked]) == WRONG_USE
    out, err = capsys.readouterr()
    assert out == ""
    assert said in err
