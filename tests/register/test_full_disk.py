"""A disk that is full: it is told, and what was entered before stays."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from slarules.register.database import opened
from tests.register.drafts import NOW, draft
from tests.shared import ROOT

FILLER = """
import resource, signal, sys
from slarules.errors import UsageError
from slarules.register.database import opened
from tests.register.drafts import NOW, draft
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
with opened(sys.argv[1]) as register:
    resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, 200_000))
    for number in range(10_000):
        try:
            register.append(draft("x" * 1000), NOW)
        except UsageError as error:
            print(number)
            print(error)
            break
"""


@pytest.mark.skipif(sys.platform == "win32", reason="needs limits on the size of files")
def test_a_full_disk_is_told_and_nothing_half_written_stays(tmp_path: Path) -> None:
    file = tmp_path / "register.db"
    command = [sys.executable, "-c", FILLER, str(file)]
    ended = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    number, said = ended.stdout.splitlines()
    assert "the disk" in said
    with opened(str(file)) as register:
        assert len(register.entries()) == int(number) > 0
        assert register.flaws() == ()
        register.append(draft(), NOW)
