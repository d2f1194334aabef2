"""Without the packages of the extra, the one command that mends it is told."""

from __future__ import annotations

import subprocess
import sys


def run(program: str) -> str:
    return subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    ).stdout


OPEN = """
import sys
from slarules.http import Site, open_http
assert not {"httpx2", "stamina", "msgspec"} & sys.modules.keys()
sys.modules[MISSING] = None
try:
    open_http(Site("https://acme.example"), secret=str, now=int, sleep=print)
except Exception as error:
    print(type(error).__name__, error)
"""


def test_nothing_heavy_is_imported_before_a_site_is_opened_and_what_is_missing_is_told() -> None:
    for package in ("httpx2", "stamina"):
        told = run(OPEN.replace("MISSING", repr(package)))
        assert told.startswith("UsageError ")
        assert 'pip install "slarules[store]"' in told
