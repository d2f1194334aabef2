"""Nobody changes an entry; who breaks in is found."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable
from contextlib import closing
from hashlib import sha256
from pathlib import Path

import psycopg
import pytest

from slarules.errors import UsageError
from slarules.register.chain import Row
from slarules.register.database import opened
from tests.register.conftest import postgresql
from tests.register.drafts import NOW, draft

FORBIDDEN = (
    "UPDATE entry SET reason = 'another'",
    "UPDATE entry SET reason = 'another' WHERE number = 2",
    "DELETE FROM entry",
    "DELETE FROM entry WHERE number = 3",
)
COPY = """
    INSERT INTO entry
    SELECT number, kind, contract, at, recorded, author, 'another', body, prev, hash
    FROM entry WHERE number = 2
"""


@pytest.fixture
def three(tmp_path: Path) -> Path:
    """A register of three entries whose guards somebody took away."""
    file = tmp_path / "three.db"
    fill(str(file))
    with closing(sqlite3.connect(file, isolation_level=None)) as database:
        names = database.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
        for (name,) in names.fetchall():
            database.execute(f"DROP TRIGGER {name}")
    return file


def fill(url: str) -> None:
    with opened(url) as register:
        for number in range(1, 4):
            register.append(draft(f"entry {number}"), NOW)


@pytest.mark.parametrize(
    "statement",
    [
        *FORBIDDEN,
        COPY.replace("INSERT", "INSERT OR REPLACE"),
        f"{COPY} ON CONFLICT DO UPDATE SET reason = 'another'",
    ],
)
def test_sqlite_refuses_to_change_an_entry(tmp_path: Path, statement: str) -> None:
    file = tmp_path / "register.db"
    fill(str(file))
    with (
        closing(sqlite3.connect(file, isolation_level=None)) as database,
        pytest.raises(sqlite3.IntegrityError, match="append-only"),
    ):
        database.execute(statement)
    still_whole(str(file))


@pytest.mark.parametrize("kind", [postgresql])
@pytest.mark.parametrize(
    "statement",
    [
        *FORBIDDEN,
        "TRUNCATE entry",
        f"{COPY} ON CONFLICT (number) DO UPDATE SET reason = 'another'",
        "SET session_replication_role = replica; DELETE FROM entry",
    ],
)
def test_postgresql_refuses_to_change_an_entry(
    fresh: Callable[[str], str], kind: str, statement: str
) -> None:
    url = fresh(kind)
    fill(url)
    with (
        psycopg.connect(url, autocommit=True) as database,
        pytest.raises(psycopg.errors.RaiseException, match="append-only"),
    ):
        database.execute(statement.encode())
    still_whole(url)


def still_whole(url: str) -> None:
    with opened(url) as register:
        assert register.flaws() == ()
        assert [e.draft.reason for e in register.entries()] == ["entry 1", "entry 2", "entry 3"]


def flaws_after(file: Path, *statements: str) -> list[str]:
    with closing(sqlite3.connect(file, isolation_level=None)) as database:
        for statement in statements:
            database.execute(statement)
    with opened(str(file)) as register:
        return [flaw for flaw in register.flaws() if "trigger" not in flaw]


def test_missing_guards_are_a_flaw(three: Path) -> None:
    with opened(str(three)) as register:
        assert len(register.flaws()) == 3
        assert all("trigger" in flaw and "is gone" in flaw for flaw in register.flaws())


@pytest.mark.parametrize(
    "change",
    [
        "reason = 'another'",
        "at = at + 1",
        "recorded = recorded - 1",
        "author = 'Eve'",
        "contract = 'harbour'",
        "kind = 'claim'",
        "body = replace(body, 'yes', 'no')",
        "body = 'nonsense'",
        "at = 'noon'",
        "reason = CAST(x'ff' AS TEXT)",
        "reason = x'00'",
    ],
)
def test_a_changed_entry_is_named(three: Path, change: str) -> None:
    found = flaws_after(three, f"UPDATE entry SET {change} WHERE number = 2")  # noqa: S608
    assert found == ["entry 2 was changed after it was entered, or its hash was"]
    with opened(str(three)) as register, pytest.raises(UsageError, match="entry 2 of"):
        register.entries()


def test_an_entry_that_is_hashed_anew_breaks_the_chain_behind_it(three: Path) -> None:
    with closing(sqlite3.connect(three, isolation_level=None)) as database:
        database.execute("UPDATE entry SET reason = 'another' WHERE number = 2")
        database.row_factory = sqlite3.Row
        row = dict(database.execute("SELECT * FROM entry WHERE number = 2").fetchone())
        del row["hash"]
        fields = {name: str(value) for name, value in row.items()}
        text = json.dumps(fields, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
        anew = sha256(text.encode()).hexdigest()
        database.execute("UPDATE entry SET hash = ? WHERE number = 2", [anew])
    assert flaws_after(three) == ["entry 3 does not follow entry 2: the chain is broken there"]


def test_a_removed_entry_is_missed(three: Path) -> None:
    assert flaws_after(three, "DELETE FROM entry WHERE number = 2") == [
        "entry 2 is missing: 3 follows 1"
    ]


def test_a_removed_beginning_is_missed(three: Path) -> None:
    assert flaws_after(three, "DELETE FROM entry WHERE number < 3") == [
        "entries 1 to 2 are missing: 3 comes first"
    ]


def test_an_entry_of_another_kind_than_its_body_is_none(three: Path) -> None:
    with closing(sqlite3.connect(three, isolation_level=None)) as database:
        database.row_factory = sqlite3.Row
        row = dict(database.execute("SELECT * FROM entry WHERE number = 3").fetchone())
        row |= {"number": 4, "kind": "claim", "prev": row.pop("hash")}
        text = json.dumps(
            {name: str(value) for name, value in row.items()},
            sort_keys=True, separators=(",", ":"), ensure_ascii=False,
        )  # fmt: skip
        row["hash"] = sha256(text.encode()).hexdigest()
        columns = (row[name] for name in Row._fields)
        database.execute("INSERT INTO entry VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", [*columns])
    assert flaws_after(three) == ["entry 4 is no entry: a 'assertion' among those of 'claim'"]
