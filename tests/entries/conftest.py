from __future__ import annotations

from pathlib import Path

import pytest

from tests.entries.shop import written


@pytest.fixture
def shop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with the shop's files, in which the register is the default one."""
    monkeypatch.delenv("SLARULES_REGISTER")
    return written(tmp_path)
