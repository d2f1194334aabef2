"""Many write at once: nothing is lost, nothing forks."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor

import psycopg
import pytest
from sqlalchemy import make_url

from slarules.register.database import opened
from slarules.register.entry import Draft, Entry
from tests.register.conftest import postgresql
from tests.register.drafts import NOW, draft
from tests.shared import ROOT

WRITER = """
import sys
from slarules.register.database import opened
from tests.register.drafts import NOW, draft
url, name, times = sys.argv[1:]
for number in range(int(times)):
    with opened(url) as register:
        print(register.append(draft(f"{name}-{number}"), NOW).number, flush=True)
"""


def writer(url: str, name: str, times: int) -> subprocess.Popen[str]:
    """Start a program that appends so many entries and prints the number of each."""
    command = [sys.executable, "-W", "error", "-c", WRITER, url, name, str(times)]
    return subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)


def test_programs_that_append_at_once_lose_nothing(url: str) -> None:
    """They also create the register at once."""
    writers = [writer(url, f"w{n}", 8) for n in range(3)]
    printed = [each.communicate()[0].split() for each in writers]
    assert [each.returncode for each in writers] == [0, 0, 0]
    with opened(url) as register:
        reasons = {entry.draft.reason for entry in register.entries()}
        assert reasons == {f"w{n}-{i}" for n in range(3) for i in range(8)}
        assert sorted(int(n) for ns in printed for n in ns) == list(range(1, 25))
        assert register.flaws() == ()


def test_threads_that_append_at_once_lose_nothing(url: str) -> None:
    with opened(url) as register, ThreadPoolExecutor(6) as threads:
        made = list(threads.map(lambda n: register.append(draft(str(n)), NOW), range(40)))
        assert sorted(entry.number for entry in made) == list(range(1, 41))
        assert {entry.draft.reason for entry in register.entries()} == set(map(str, range(40)))
        assert register.flaws() == ()


def test_decisions_made_at_once_see_each_other(url: str) -> None:
    def numbered(before: Sequence[Entry]) -> Draft:
        return draft(str(len(before)))

    with opened(url) as register, ThreadPoolExecutor(4) as threads:
        list(threads.map(lambda _: register.append_if(numbered, "lantern", NOW), range(20)))
        assert [e.draft.reason for e in register.entries()] == list(map(str, range(20)))


def test_threads_may_create_a_register_at_once(url: str) -> None:
    def enter(number: int) -> int:
        with opened(url) as register:
            return register.append(draft(str(number)), NOW).number

    with ThreadPoolExecutor(4) as threads:
        assert sorted(threads.map(enter, range(4))) == [1, 2, 3, 4]


def test_a_killed_writer_leaves_a_whole_chain(url: str) -> None:
    told = 0
    for _ in range(4):
        killed = writer(url, "killed", 1000)
        assert killed.stdout is not None
        told = max(told, *(int(killed.stdout.readline()) for _ in range(3)))
        killed.kill()
        rest = killed.communicate()[0].split()
        told = max(told, *map(int, rest)) if rest else told
        with opened(url) as register:
            entries = register.entries()
            assert register.flaws() == ()
        assert told <= len(entries) <= told + 1


@pytest.mark.parametrize("kind", [postgresql])
@pytest.mark.parametrize("isolation", ["repeatable read", "serializable"])
def test_a_server_of_stricter_isolation_loses_nothing_either(
    fresh: Callable[[str], str], kind: str, isolation: str
) -> None:
    url = fresh(kind)
    name = make_url(url).database
    with psycopg.connect(url, autocommit=True) as owner:
        setting = f"ALTER DATABASE {name} SET default_transaction_isolation = '{isolation}'"
        owner.execute(setting.encode())
    test_decisions_made_at_once_see_each_other(url)
