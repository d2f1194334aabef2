"""What an audit changes about memory is as it was before, once all audits are done."""

from __future__ import annotations

import gc
from pathlib import Path

import pyarrow as pa
import pytest

from slarules.cli import run
from slarules.cli.exits import WELL
from slarules.engine.bulk.auditing import Auditing
from slarules.engine.bulk.memory import used_again
from slarules.engine.bulk.reading.combinations import Joined
from slarules.engine.bulk.reading.gathering import Gathering
from slarules.engine.bulk.reading.streaming import Reading
from tests.pipeline.desk import arguments, desk


def test_all_is_as_before_once_the_last_audit_is_done() -> None:
    before = pa.default_memory_pool().backend_name
    first, second = used_again(), used_again()
    for each in (first, second):
        each.__enter__()
        assert pa.default_memory_pool().backend_name == "system"
    assert gc.get_freeze_count()
    first.__exit__(None, None, None)
    assert pa.default_memory_pool().backend_name == "system"
    second.__exit__(None, None, None)
    assert (pa.default_memory_pool().backend_name, gc.get_freeze_count()) == (before, 0)


def test_an_audit_that_fails_leaves_all_as_before() -> None:
    before = pa.default_memory_pool().backend_name
    with pytest.raises(ValueError, match="amiss"), used_again():
        raise ValueError("amiss")
    assert (pa.default_memory_pool().backend_name, gc.get_freeze_count()) == (before, 0)


def test_nothing_by_which_an_audit_read_and_judged_stays_behind(tmp_path: Path) -> None:
    words = [*arguments(desk(tmp_path)), "--engine", "bulk"]
    before = _held()
    gc.disable()
    try:
        for name in ("first", "second"):
            assert run([*words, "--out", str(tmp_path / name)]) == WELL
        assert not [each for each in _held() if not any(each is other for other in before)]
    finally:
        gc.enable()


def _held() -> list[object]:
    held = {Auditing, Gathering, Joined, Reading}
    # A proxy of what is gone raises where it is asked whether it is one of them.
    return [each for each in gc.get_objects() if type(each) in held]
