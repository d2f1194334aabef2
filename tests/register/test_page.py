"""What docs/register.md tells operators and auditors to do works."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import make_url

from slarules.errors import UsageError
from slarules.register.database import opened
from tests.docs.pages import blocks
from tests.register.conftest import postgresql
from tests.register.drafts import NOW, draft
from tests.shared import ROOT

PAGE = ROOT / "docs" / "register.md"


def block(language: str) -> str:
    [text] = [block.text for block in blocks(PAGE) if block.language == language]
    return text


def program_says(register: Path) -> list[str]:
    command = [sys.executable, "-W", "error", "-c", block("python"), str(register)]
    ended = subprocess.run(command, capture_output=True, text=True, check=True)
    return ended.stdout.splitlines()


def test_the_program_for_auditors_finds_what_we_find(tmp_path: Path) -> None:
    file = tmp_path / "register.db"
    with opened(str(file)) as register:
        for reason in (
            "plain",
            'with "quotes"\n\t\x1f\x7f',
            "Grüße, 東京 \N{EURO SIGN} \U0001f600",
        ):
            register.append(draft(reason), NOW)
        head = register.head()
    assert program_says(file) == [f"3 entries, the last hash is {head}"]
    with closing(sqlite3.connect(file, isolation_level=None)) as database:
        database.execute("DROP TRIGGER entry_never_changed")
        database.execute("DROP TRIGGER entry_never_removed")
        database.execute("UPDATE entry SET reason = 'another' WHERE number = 3")
        database.execute("DELETE FROM entry WHERE number = 2")
    assert program_says(file)[:2] == [
        "the chain is broken before entry 3",
        "entry 3 was changed",
    ]


@pytest.mark.parametrize("kind", [postgresql])
def test_who_may_only_read_and_add_can_use_a_register(
    fresh: Callable[[str], str], kind: str
) -> None:
    url = fresh(kind)
    with opened(url), psycopg.connect(url, autocommit=True) as owner:
        owner.execute(block("sql").encode())
        try:
            desk = make_url(url).set(username="desk").render_as_string()
            with opened(desk) as register:
                assert register.append(draft(), NOW).number == 1
                assert register.flaws() == ()
            with psycopg.connect(desk) as other, pytest.raises(psycopg.errors.DatabaseError):
                other.execute("DELETE FROM entry")
        finally:
            owner.execute("DROP OWNED BY desk")
            owner.execute("DROP ROLE desk")


@pytest.mark.parametrize("kind", [postgresql])
def test_who_may_not_make_tables_is_told(fresh: Callable[[str], str], kind: str) -> None:
    url = fresh(kind)
    with psycopg.connect(url, autocommit=True) as owner:
        owner.execute("CREATE ROLE guest LOGIN")
        try:
            guest = make_url(url).set(username="guest").render_as_string()
            with pytest.raises(UsageError, match="ask for the right to create tables once"):
                opened(guest).__enter__()
        finally:
            owner.execute("DROP ROLE guest")
