"""Compiled code is kept where it can be, and counts while what it was made of is the same."""

from __future__ import annotations

from pathlib import Path

import numba
import pytest

from slarules.engine.bulk.judging.compiled import compiled
from slarules.engine.bulk.judging.kept_code import compiling_told, mark_of

PART = """
def part(x):
    return x + {constant}
"""
WHOLE = """
def whole(x):
    return part(x) * FACTOR
"""


def marked(constant: int, factor: int) -> str:
    """Return the mark of a function that calls another and uses a constant."""
    names: dict[str, object] = {"__name__": "made", "FACTOR": factor}
    exec(PART.format(constant=constant), names)  # noqa: S102  # two versions of one function
    names["part"] = numba.njit(names["part"])
    exec(WHOLE, names)  # noqa: S102
    whole = names["whole"]
    assert callable(whole)
    return mark_of(whole)


def test_a_mark_changes_with_what_is_called_and_with_constants() -> None:
    assert marked(1, 2) == marked(1, 2)
    assert len({marked(1, 2), marked(3, 2), marked(1, 4)}) == 3


def module(folder: Path, name: str) -> object:
    """Return a compiled function of a file of its own."""
    path = folder / f"{name}.py"
    path.write_text("def twice(x):\n    return 2 * x\n", encoding="utf-8")
    names: dict[str, object] = {"__name__": name}
    code = compile(path.read_text(encoding="utf-8"), str(path), "exec")
    exec(code, names)  # noqa: S102  # a file whose folder can be chosen
    twice = names["twice"]
    assert callable(twice)
    return compiled(twice)


def told(twice: object) -> list[bool]:
    """Call it, and return what was told of compiling."""
    heard: list[bool] = []

    def tell(*, is_kept: bool) -> None:
        heard.append(is_kept)

    assert callable(twice)
    with compiling_told(tell):
        assert twice(21) == 42
    return heard


def test_code_is_kept_and_what_is_cut_short_is_compiled_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cache = tmp_path / "cache"
    monkeypatch.setattr("numba.core.config.CACHE_DIR", str(cache))
    assert told(module(tmp_path, "kept")) == [True]
    for file in (*cache.rglob("*.nbi"), *cache.rglob("*.nbc")):
        file.write_bytes(file.read_bytes()[:40])
    assert told(module(tmp_path, "kept")) == [True]


def test_without_a_folder_that_may_be_written_code_is_compiled_each_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("numba.core.caching.CacheImpl._locator_classes", [], raising=True)
    assert told(module(tmp_path, "unkept")) == [False]
    assert told(module(tmp_path, "unkept")) == [False]
