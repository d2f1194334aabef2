"""Registers in both databases; PostgreSQL is a real server, started here or named by a variable."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest
from sqlalchemy import make_url

from tests.servers import NoServerError, Server, running

SERVER = "SLARULES_TEST_POSTGRES"
"""Names a server by URL whose user may create databases; without it one is started."""

postgresql = pytest.param("postgresql", marks=pytest.mark.xdist_group("postgresql"))
"""One worker runs all of them, so that one server is started."""


@pytest.fixture(scope="session")
def started() -> Iterator[Server]:
    """A server of our own, which tests may stop and start."""
    try:
        with running() as server:
            yield server
    except NoServerError as error:
        pytest.skip(f"{error}, and {SERVER} names no server")


@pytest.fixture(scope="session")
def server(request: pytest.FixtureRequest) -> str:
    """The address of a server."""
    named = os.environ.get(SERVER)
    address = named or request.getfixturevalue("started").get_uri()
    return str(address)


@pytest.fixture
def fresh(tmp_path: Path, request: pytest.FixtureRequest) -> Callable[[str], str]:
    """Return the address of a register that does not exist yet, in a database of some kind."""

    def address(kind: str) -> str:
        if kind == "sqlite":
            return str(tmp_path / f"{uuid4().hex}.db")
        server: str = request.getfixturevalue("server")
        name = f"slarules_{uuid4().hex}"
        with psycopg.connect(server, autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name}".encode())
        return make_url(server).set(database=name).render_as_string(hide_password=False)

    return address


@pytest.fixture(params=["sqlite", postgresql])
def url(request: pytest.FixtureRequest, fresh: Callable[[str], str]) -> str:
    """The address of a register that does not exist yet, in each database in turn."""
    return fresh(request.param)
