"""What somebody changed in a store behind its back, and what fails in the middle of a commit."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from slarules.adapters import TableName
from slarules.adapters.tables import VERSION
from slarules.errors import UsageError
from slarules.instants import Instant
from slarules.register.chain import canonical
from slarules.store import delta, open_store
from slarules.store.chain import digest
from slarules.store.ledger import Ledger
from slarules.store.verifying import verified
from tests.store.desk import Clock, Desk, Rows, cells, change, held, pulled, ticket


def flaws(address: str | Path) -> list[str]:
    with open_store(address) as store:
        return list(verified(store))


class Running(Clock):
    """A clock on which so much time passes between two looks that each checkpoint commits."""

    def __call__(self) -> Instant:
        self.pass_seconds(20)
        return Instant(self.at)


def kept(address: str | Path, clock: Clock | None = None) -> None:
    page: dict[TableName, Rows] = {"changes": [change("1")], "tickets": [ticket("t1")]}
    pulled(address, Desk({"A": [page]}), clock or Clock())


def once(monkeypatch: pytest.MonkeyPatch, where: object, name: str, nth: int) -> None:
    """Let a function fail at its nth call, and work again after that."""
    plain, calls = getattr(where, name), iter(range(1, 1000))

    def failing(*given: object, **named: object) -> object:
        if next(calls) == nth:
            raise UsageError("not now")
        return plain(*given, **named)

    monkeypatch.setattr(where, name, failing)


@pytest.mark.parametrize(("name", "nth"), [("enter", 1), ("append", 1), ("append", 2)])
def test_what_fails_once_in_a_commit_leaves_a_whole_store(
    address: str, monkeypatch: pytest.MonkeyPatch, name: str, nth: int
) -> None:
    with monkeypatch.context() as context:
        once(context, Ledger if name == "enter" else delta, name, nth)
        with pytest.raises(UsageError, match="not now"):
            kept(address, Running())
    assert flaws(address) == []
    kept(address)
    assert flaws(address) == []
    assert cells(held(address), "changes", "event_id") == [("1",)]
    assert cells(held(address), "tickets", "ticket_id") == [("t1",)]


@contextmanager
def unguarded(address: str | Path) -> Iterator[Any]:
    """Give the database of a store without what keeps it from changes, which is put back."""
    with open_store(address) as store, store.ledger().engine.begin() as connection:
        is_sqlite = connection.dialect.name == "sqlite"
        if is_sqlite:
            query = "SELECT name, sql FROM sqlite_master WHERE type = 'trigger'"
            triggers = [tuple(row) for row in connection.execute(text(query))]
            for trigger, _ in triggers:
                connection.execute(text(f"DROP TRIGGER {trigger}"))
            yield connection
            for _, sql in triggers:
                connection.exec_driver_sql(sql)
        else:
            for switch in ("DISABLE TRIGGER USER", "ENABLE ALWAYS TRIGGER"):
                for table in ("source", "snapshot", "cursor", "catalogue"):
                    trigger = "" if "USER" in switch else f" store_{table}_append_only"
                    connection.execute(text(f"ALTER TABLE store_{table} {switch}{trigger}"))
                if "USER" in switch:
                    yield connection


@pytest.mark.parametrize(
    ("statement", "told"),
    [
        (
            "UPDATE store_catalogue SET document = replace(document, 'Assignee', 'Status')",
            "catalogue",
        ),
        ("DELETE FROM store_catalogue", "catalogue"),
        ("UPDATE store_cursor SET complete_through = 7", "cursor"),
        ("UPDATE store_source SET folder = '../elsewhere'", "folder"),
        ("UPDATE store_snapshot SET at = at + 1", "snapshot 1 was changed"),
        ("UPDATE store_snapshot SET content = hash", "snapshot 1 was changed"),
    ],
)
def test_a_row_that_was_changed_is_told(address: str, statement: str, told: str) -> None:
    kept(address)
    with unguarded(address) as connection:
        connection.execute(text(statement))
    found = flaws(address)
    assert len(found) == 1
    assert told in found[0]


def test_a_file_with_the_same_rows_but_one_is_told(tmp_path: Path) -> None:
    import duckdb

    kept(tmp_path)
    (file,) = tmp_path.glob("tables/*/changes/*.parquet")
    with duckdb.connect() as duck:
        query = f"SELECT * REPLACE ('closed' AS new) FROM '{file}'"  # noqa: S608
        duck.execute(f"COPY ({query}) TO '{tmp_path}/other.parquet'")
    (tmp_path / "other.parquet").replace(file)
    assert any(str(file) in flaw for flaw in flaws(tmp_path))


def test_a_file_of_the_same_length_with_another_value_is_not_read(tmp_path: Path) -> None:
    kept(tmp_path)
    (file,) = tmp_path.glob("tables/*/changes/*.parquet")
    content = bytearray(file.read_bytes())
    content[len(content) // 2] ^= 1
    file.write_bytes(content)
    with pytest.raises(UsageError) as caught:
        held(tmp_path)
    assert f"{file} was changed after it was written" in str(caught.value)
    assert "from a backup" in str(caught.value)
    assert "slarules store verify" in str(caught.value)


def rewritten(address: Path, change: Callable[[dict[str, Any]], None]) -> None:
    """Change what the last snapshot says, with the hash that it then has."""
    with open_store(address) as store:
        row = store.history().rows[-1]
    body = json.loads(row.body)
    change(body)
    row = row._replace(body=canonical(body))
    row = row._replace(hash=digest(row))
    with unguarded(address) as connection:
        statement = "UPDATE store_snapshot SET body = :body, hash = :hash WHERE number = :number"
        connection.execute(text(statement), row._asdict())


def test_no_folder_outside_is_removed_whatever_the_database_says(tmp_path: Path) -> None:
    kept(tmp_path / "kept")
    precious = tmp_path / "precious"
    precious.mkdir()

    def leads_out(body: dict[str, Any]) -> None:
        told = body["tables"].pop("changes")
        body["tables"]["../../../precious"] = told | {"folder": "x.2"}

    rewritten(tmp_path / "kept", leads_out)
    with pytest.raises(UsageError, match="says nothing that a snapshot can"):
        kept(tmp_path / "kept")
    assert precious.exists()


@pytest.mark.parametrize("folder", ["../changes", "changes.x", "changes.99999999999"])
def test_a_folder_that_is_none_is_refused(tmp_path: Path, folder: str) -> None:
    kept(tmp_path)
    rewritten(tmp_path, lambda body: body["tables"]["changes"].update(folder=folder))
    with pytest.raises(UsageError, match="says nothing that a snapshot can"):
        held(tmp_path)
    assert "says nothing that a snapshot can" in flaws(tmp_path)[0]


def test_a_store_of_a_newer_program_is_neither_read_nor_written(tmp_path: Path) -> None:
    kept(tmp_path)
    rewritten(tmp_path, lambda body: body.update(schemas=VERSION + 1))
    for use in (held, kept):
        with pytest.raises(UsageError, match="newer slarules"):
            use(tmp_path)


def test_a_link_in_the_place_of_a_lock_is_not_followed(tmp_path: Path) -> None:
    kept(tmp_path / "kept")
    victim = tmp_path / "victim"
    victim.write_text("precious", encoding="utf-8")
    (lock,) = (tmp_path / "kept" / "locks").iterdir()
    lock.unlink()
    lock.symlink_to(victim)
    with pytest.raises(OSError, match="symbolic links"):
        kept(tmp_path / "kept")
    assert victim.read_text(encoding="utf-8") == "precious"
