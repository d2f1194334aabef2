"""PostgreSQL goes away and comes back: nothing is lost, nothing is entered twice."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from threading import Timer

import pytest
from sqlalchemy import PoolProxiedConnection

from slarules.errors import UsageError
from slarules.register import database
from slarules.register.database import Register, opened
from tests.register.conftest import SERVER
from tests.register.drafts import NOW, draft
from tests.servers import Server

pytestmark = pytest.mark.xdist_group("postgresql")


@pytest.fixture
def ours(request: pytest.FixtureRequest) -> Iterator[Server]:
    """The server, which is ours to stop; it runs again in the end."""
    if os.environ.get(SERVER):
        pytest.skip(f"{SERVER} names a server that is not ours to stop")
    server: Server = request.getfixturevalue("started")
    yield server
    server.ensure_postgres_running()


@pytest.fixture
def register(ours: Server, fresh: Callable[[str], str]) -> Iterator[Register]:
    del ours
    with opened(fresh("postgresql")) as register:
        register.append(draft("before"), NOW)
        yield register


def reasons(register: Register) -> list[str]:
    assert register.flaws() == ()
    return [entry.draft.reason for entry in register.entries()]


def test_after_a_restart_the_next_entry_just_works(register: Register, ours: Server) -> None:
    ours.stop()
    ours.ensure_postgres_running()
    register.append(draft("after"), NOW)
    assert reasons(register) == ["before", "after"]


def test_while_the_server_is_away_nothing_is_entered_and_that_is_told(
    register: Register, ours: Server
) -> None:
    ours.stop()
    with pytest.raises(UsageError, match="run this again"):
        register.append(draft("lost"), NOW)
    ours.ensure_postgres_running()
    register.append(draft("after"), NOW)
    assert reasons(register) == ["before", "after"]


def goes_away(register: Register, ours: Server, when: str, then: Callable[[], object]) -> None:
    """Stop the server once, just before or after the next entry is committed; then go on."""
    engine = register._engine  # noqa: SLF001  # a fault is injected below the public interface
    dialect = engine.dialect
    commit = dialect.do_commit

    def interrupted(dbapi_connection: PoolProxiedConnection) -> None:
        dialect.do_commit = commit  # type: ignore[method-assign]
        if when == "after":
            commit(dbapi_connection)
        ours.stop()
        then()
        if when == "before":
            commit(dbapi_connection)
        else:
            dbapi_connection.cursor().execute("SELECT 1")

    dialect.do_commit = interrupted  # type: ignore[method-assign]


@pytest.mark.parametrize("when", ["before", "after"])
def test_a_server_lost_while_an_entry_is_committed(
    register: Register, ours: Server, when: str
) -> None:
    back = Timer(0.5, ours.ensure_postgres_running)
    goes_away(register, ours, when, back.start)
    assert register.append(draft("just then"), NOW).number == 2
    back.join()
    assert reasons(register) == ["before", "just then"]
    register.append(draft("after"), NOW)
    assert reasons(register) == ["before", "just then", "after"]


def test_a_server_that_never_comes_back_says_what_to_look_for(
    register: Register, ours: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database, "PATIENCE", 0)
    goes_away(register, ours, "after", lambda: None)
    with pytest.raises(UsageError, match="look whether entry 2 is there"):
        register.append(draft("just then"), NOW)
