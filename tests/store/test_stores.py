"""A store in a folder and one in PostgreSQL: addresses, reading, checking, what is told."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError

from slarules.errors import UsageError
from slarules.store import open_store
from slarules.store.address import store_address
from slarules.store.schema import GUARDED, METADATA, STEPS
from slarules.store.verifying import verified
from tests.store.desk import NAME, Clock, Desk, cells, change, changes, held, pulled, ticket


def two_pulls(address: str | Path) -> None:
    desk, clock = Desk({"A": [changes("1", "2")]}), Clock()
    pulled(address, desk, clock)
    desk.queues["A"].append({"changes": [change("3")], "tickets": [ticket("t1")]})
    clock.pass_seconds(60)
    pulled(address, desk, clock)


def flaws(address: str | Path) -> list[str]:
    with open_store(address) as store:
        return list(verified(store))


def test_a_store_goes_on_where_it_was_and_is_whole(address: str) -> None:
    two_pulls(address)
    assert cells(held(address), "changes", "event_id") == [("1",), ("2",), ("3",)]
    assert cells(held(address, 1), "changes", "event_id") == [("1",), ("2",)]
    assert list(held(address).through_of) == [1, 2]
    assert flaws(address) == []


def test_nothing_of_the_database_can_be_changed_or_removed(address: str) -> None:
    two_pulls(address)
    with open_store(address) as store:
        for table in GUARDED:
            for change in (f"DELETE FROM {table}", f"UPDATE {table} SET {columns(table)}"):  # noqa: S608
                with (
                    pytest.raises(DatabaseError, match="append-only"),
                    store.ledger().engine.begin() as connection,
                ):
                    connection.execute(text(change))
    assert flaws(address) == []


def columns(table: str) -> str:
    return "name = name" if table == "store_source" else "source = source"


def test_what_was_changed_all_the_same_is_told(address: str) -> None:
    two_pulls(address)
    with open_store(address) as store, store.ledger().engine.begin() as connection:
        if connection.dialect.name == "sqlite":
            connection.execute(text("DROP TRIGGER store_snapshot_never_changed"))
        else:
            connection.execute(text("DROP TRIGGER store_snapshot_append_only ON store_snapshot"))
        connection.execute(text("UPDATE store_snapshot SET complete_through = 1 WHERE number = 1"))
    told = flaws(address)
    assert "which keeps snapshots from changes, is gone" in told[0]
    assert "snapshot 1 was changed after it was written" in told[1]
    with pytest.raises(UsageError, match=r"snapshot 1 of desk:acme .* was changed"):
        held(address)


def test_several_sources_are_told_apart(address: str) -> None:
    pulled(address, Desk({"A": [changes("1")]}), Clock())
    pulled(address, Desk({"A": [changes("9")]}), Clock(), source="desk:other")
    with pytest.raises(UsageError, match=r"holds desk:acme, desk:other; name one by \?source="):
        held(address)
    with pytest.raises(UsageError, match="holds nothing of desk:new; it has desk:acme, desk:oth"):
        held(address, source="desk:new")
    assert cells(held(address, source="desk:other"), "changes", "event_id") == [("9",)]
    mark = "&" if "://" in address else "?"
    found = held(f"{address}{mark}source=desk:other#1")
    assert (found.source, found.snapshot) == ("desk:other", 1)


def test_there_has_to_be_a_store_with_the_snapshot(address: str, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"there is no store|is no folder of columns"):
        held(address)
    assert not (tmp_path / "kept").exists()
    two_pulls(address)
    with pytest.raises(UsageError, match="has the snapshots 1 to 2"):
        held(address, 3)


def test_a_store_can_be_moved(tmp_path: Path) -> None:
    two_pulls(tmp_path / "here")
    shutil.move(tmp_path / "here", tmp_path / "thé re")
    assert cells(held(tmp_path / "thé re"), "changes", "event_id") == [("1",), ("2",), ("3",)]
    assert flaws(tmp_path / "thé re") == []


def test_a_folder_with_a_percent_sign_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="a name on the way has a '%'"):
        two_pulls(tmp_path / "a%20b")


def first(pattern: str) -> Callable[[Path], Path]:
    return lambda store: min(store.rglob(pattern))


@pytest.mark.parametrize(
    "place", [first("changes/*.parquet"), first("changes/_delta_log/*1.json"), first("store.db")]
)
@pytest.mark.parametrize("is_cut", [True, False], ids=["cut", "gone"])
def test_a_file_that_is_cut_or_gone_is_named(
    tmp_path: Path, place: Callable[[Path], Path], *, is_cut: bool
) -> None:
    two_pulls(tmp_path)
    file = place(tmp_path)
    if is_cut:
        file.write_bytes(file.read_bytes()[: file.stat().st_size // 2])
    else:
        file.unlink()
    with pytest.raises(UsageError) as caught:
        held(tmp_path)
    folder = file.parent.parent if file.suffix == ".json" else file.parent
    assert str(folder if file.suffix != ".parquet" else file) in str(caught.value)


def test_a_file_of_which_a_byte_is_another_is_found(tmp_path: Path) -> None:
    two_pulls(tmp_path)
    file = first("changes/*.parquet")(tmp_path)
    written = bytearray(file.read_bytes())
    written[len(written) // 2] ^= 1
    file.write_bytes(written)
    assert flaws(tmp_path) == [f"{file} was changed after it was written"]


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("", "this needs a store"),
        ("mysql://host/db", "no store can be kept in 'mysql'"),
        ("postgresql://user:hush@host/db", "needs one folder for its columns"),
        ("postgresql://user:hu@sh@host/db?history=h", "holds '@' twice"),
        ("folder#x", "'#x' names no snapshot"),
        ("postgresql://user:secret#hush@host/db?history=h", "behind '#' names no snapshot"),
        ("folder?colour=red", "says \\?source=NAME and nothing else"),
    ],
)
def test_what_is_no_address_is_told_without_its_password(said: str, told: str) -> None:
    with pytest.raises(UsageError, match=told) as caught:
        store_address(said)
    assert "hush" not in str(caught.value)
    assert "sh@" not in str(caught.value)


def test_an_address_says_folder_source_and_snapshot() -> None:
    where = store_address("store:my/history?source=jira:acme#12")
    assert (where.folder, where.source, where.number) == (Path("my/history"), "jira:acme", 12)
    where = store_address("postgresql://u:hush@h/db?history=my/history&source=jira:acme&sslmode=x")
    assert (where.folder, where.source) == (Path("my/history"), "jira:acme")
    assert "hush" not in where.shown
    assert where.database.url.query == {"sslmode": "x"}


def test_rows_whose_snapshot_was_never_entered_are_not_read(
    address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    two_pulls(address)

    def lost(*_: object) -> None:
        raise UsageError("the server is away")

    desk = Desk({"A": [changes("1"), changes("4")]})
    with monkeypatch.context() as context:
        context.setattr("slarules.store.ledger.Ledger.enter", lost)
        with pytest.raises(UsageError, match="away"):
            pulled(address, desk, Clock())
    assert cells(held(address), "changes", "event_id") == [("1",), ("2",), ("3",)]
    desk.queues["A"].append(changes("5"))
    pulled(address, desk, Clock())
    names = ["1", "2", "3", "4", "5"]
    assert cells(held(address), "changes", "event_id") == [(name,) for name in names]
    assert flaws(address) == []


def test_a_store_says_where_it_is_and_what_it_has(address: str) -> None:
    two_pulls(address)
    with open_store(address) as store:
        assert store.sources() == (NAME,)
        assert [body.new for body in store.history().bodies] == [
            {"changes": 2},
            {"changes": 1, "tickets": 1},
        ]


def test_the_migrations_make_the_tables_that_the_program_knows(address: str) -> None:
    pulled(address, Desk({"A": [changes("1")]}), Clock())
    with open_store(address) as store, store.ledger().engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"version_table": STEPS.table})
        found = compare_metadata(context, METADATA)
    assert [each for each in found if "constraint" not in str(each[0])] == []
