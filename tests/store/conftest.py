"""Stores in a folder alone, and with their snapshots in PostgreSQL."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest
from sqlalchemy import make_url

from tests.servers import NoServerError, running

SERVER = "SLARULES_TEST_POSTGRES"
"""Names a server by URL whose user may create databases; without it one is started."""

postgresql = pytest.param("postgresql", marks=pytest.mark.xdist_group("postgresql"))


@pytest.fixture(scope="session")
def server() -> Iterator[str]:
    """The address of a server."""
    if named := os.environ.get(SERVER):
        yield named
        return
    try:
        with running() as started:
            yield started.get_uri()
    except NoServerError as error:
        pytest.skip(f"{error}, and {SERVER} names no server")


@pytest.fixture(params=["folder", postgresql])
def address(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of a store that does not exist yet, of each kind in turn."""
    folder = tmp_path / "kept"
    if request.param == "folder":
        return str(folder)
    server: str = request.getfixturevalue("server")
    name = f"slarules_{uuid4().hex}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}".encode())
    url = make_url(server).set(database=name).update_query_dict({"history": str(folder)})
    return url.render_as_string(hide_password=False)
