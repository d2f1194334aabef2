"""What is told when a register cannot be opened or written: a sentence, and never a password."""

from __future__ import annotations

import socket
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory

import psycopg
import pytest
from sqlalchemy import make_url

from slarules.errors import UsageError
from slarules.register import engines
from slarules.register.database import existing, opened
from tests.register.conftest import postgresql
from tests.register.drafts import NOW, draft
from tests.shared import ROOT

PASSWORD = "s3cret/wörd"  # noqa: S105  # of nobody
QUOTED = "s3cret%2Fw%C3%B6rd"


def refusal(url: str) -> str:
    with pytest.raises(UsageError) as error, opened(url) as register:
        register.append(draft(), NOW)
    said = str(error.value)
    assert PASSWORD not in said
    assert QUOTED not in said
    return said


def test_a_path_makes_its_folder(tmp_path: Path) -> None:
    with opened(str(tmp_path / "kept" / "here" / "my register.db")) as register:
        register.append(draft(), NOW)
    assert (tmp_path / "kept" / "here" / "my register.db").is_file()


def test_a_url_of_a_file_is_the_same_as_its_path(tmp_path: Path) -> None:
    with opened(f"sqlite:///{tmp_path}/a.db") as register:
        register.append(draft(), NOW)
    with opened(str(tmp_path / "a.db")) as register:
        assert len(register.entries()) == 1


@pytest.mark.parametrize("url", ["", "none"])
def test_no_register_is_told(url: str) -> None:
    assert "name one with --register" in refusal(url)


@pytest.mark.parametrize("url", ["sqlite://", "sqlite:///:memory:", "sqlite:///a.db?mode=ro"])
def test_sqlite_is_a_file(url: str) -> None:
    assert "needs the path of a file" in refusal(url)


@pytest.mark.parametrize(
    "url", ["mysql://ada:{}@host/db", "https://ada:{}@host", "postgresql+asyncpg://ada:{}@host/db"]
)
def test_other_databases_are_refused(url: str) -> None:
    assert "a register is a SQLite file or postgresql://" in refusal(url.format(QUOTED))


@pytest.mark.parametrize("url", ["postgresql://ada:{}@host:port/db", "://ada:{}@host"])
def test_an_address_that_is_none_is_not_repeated(url: str) -> None:
    assert "the address of the register cannot be read" in refusal(url.format(QUOTED))


def test_a_folder_is_no_register(tmp_path: Path) -> None:
    assert "is a folder; name a file in it" in refusal(str(tmp_path))


def test_a_file_that_is_no_database(tmp_path: Path) -> None:
    file = tmp_path / "notes.txt"
    file.write_text("notes, " * 1000, encoding="utf-8")
    assert "no SQLite file; name another" in refusal(str(file))
    assert file.read_text(encoding="utf-8") == "notes, " * 1000


def test_a_database_of_something_else_is_left_alone(tmp_path: Path) -> None:
    file = tmp_path / "music.db"
    with closing(sqlite3.connect(file)) as database:
        database.execute("CREATE TABLE song (title TEXT)")
    assert "is a database of something else; name another file" in refusal(str(file))


def test_a_register_that_another_program_holds(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "held.db"
    with opened(str(file)):
        pass
    monkeypatch.setattr(engines, "PATIENCE", 0)
    with closing(sqlite3.connect(file, isolation_level=None)) as database:
        database.execute("BEGIN EXCLUSIVE")
        assert "run this again" in refusal(str(file))


READER = """
import os, sys
from slarules.errors import UsageError
from slarules.register.database import opened
from tests.register.drafts import NOW, draft
with opened(sys.argv[1]) as register:
    register.append(draft(), NOW)
os.chmod(sys.argv[1], 0o444)
if os.geteuid() == 0:
    os.setuid(65534)  # root may write everywhere
with opened(sys.argv[1]) as register:
    print(len(register.entries()))
    try:
        register.append(draft(), NOW)
    except UsageError as error:
        print(error)
"""


def test_a_read_only_register_can_be_read_and_says_so_when_written() -> None:
    # The folders of pytest are closed to other users.
    with TemporaryDirectory(prefix="slarules-") as folder:
        Path(folder).chmod(0o755)
        command = [sys.executable, "-c", READER, str(Path(folder, "kept.db"))]
        ended = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    number, said = ended.stdout.splitlines()
    assert number == "1"
    assert "cannot be written; ask for the right" in said


def test_a_register_that_is_not_there_is_not_made_to_be_read(tmp_path: Path) -> None:
    file = tmp_path / "lost.db"
    with pytest.raises(UsageError, match="there is no register"), existing(str(file)):
        pass
    assert not file.exists()


def test_a_server_that_is_not_there() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    said = refusal(f"postgresql://ada:{QUOTED}@127.0.0.1:{port}/sla")
    assert f"postgresql://ada@127.0.0.1:{port}/sla" in said
    assert "look whether the server runs" in said


@pytest.mark.parametrize("kind", [postgresql])
def test_a_database_that_is_not_there(server: str, kind: str) -> None:
    del kind
    url = make_url(server).set(database="lost", password=PASSWORD)
    assert "createdb makes a database" in refusal(url.render_as_string(hide_password=False))


@pytest.mark.parametrize("kind", [postgresql])
def test_a_database_without_all_letters(server: str, kind: str) -> None:
    del kind
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute("DROP DATABASE IF EXISTS latin")
        connection.execute(
            "CREATE DATABASE latin ENCODING 'LATIN1' TEMPLATE template0 LC_COLLATE 'C' LC_CTYPE 'C'"
        )
    url = make_url(server).set(database="latin")
    assert "createdb --encoding=UTF8" in refusal(url.render_as_string(hide_password=False))


@pytest.mark.parametrize("kind", [postgresql])
def test_a_database_with_a_table_of_that_name(fresh: Callable[[str], str], kind: str) -> None:
    url = fresh(kind)
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("CREATE TABLE entry (title text)")
    assert "name another database" in refusal(url)
    with psycopg.connect(url) as connection:
        tables = connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        assert tables.fetchall() == [("entry",)]


def test_an_answer_with_the_password_is_not_shown() -> None:
    said = refusal(f"postgresql://ada:invalid@invalid.{'x' * 8}.invalid/sla")
    assert "invalid.xxxxxxxx.invalid" in said
    assert "the answer of the server is not shown" in said


def test_a_password_with_an_at_sign_is_no_host() -> None:
    said = refusal("postgresql://ada:ha@penny@host/db")
    assert "%40" in said
    assert "penny" not in said


@pytest.mark.parametrize("name", ["password", "sslpassword"])
def test_a_password_behind_the_question_mark_is_one(name: str) -> None:
    said = refusal(f"postgresql://ada@invalid.s3.invalid/sla?{name}=invalid.s3")
    assert "the answer of the server is not shown" in said
    assert "?" not in said


def test_a_missing_driver_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "psycopg", None)
    assert 'pip install "slarules[postgres]"' in refusal(f"postgresql://ada:{QUOTED}@host/db")
