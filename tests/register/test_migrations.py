"""The schema comes from migrations, and they make what the program expects."""

from __future__ import annotations

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine, text

from slarules.errors import UsageError
from slarules.register.address import address
from slarules.register.chain import Row
from slarules.register.database import opened
from slarules.register.schema import ENTRY, METADATA, STEPS
from tests.register.drafts import NOW, draft


def test_migrations_make_the_tables_that_the_program_expects(url: str) -> None:
    with opened(url):
        pass
    engine = create_engine(address(url).url)
    options = {"version_table": STEPS.table, "compare_server_default": True}
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts=options)
        assert compare_metadata(context, METADATA) == []
    engine.dispose()


def test_the_last_migration_is_the_one_that_the_program_needs() -> None:
    steps = Config()
    steps.set_main_option("script_location", "slarules.register:migrations")
    assert ScriptDirectory.from_config(steps).get_current_head() == STEPS.version


def test_the_columns_stand_in_the_order_of_a_row() -> None:
    assert tuple(ENTRY.columns.keys()) == Row._fields


def version_becomes(url: str, version: str) -> None:
    engine = create_engine(address(url).url)
    with engine.begin() as connection:
        connection.execute(text(f"UPDATE {STEPS.table} SET version_num = '{version}'"))  # noqa: S608
    engine.dispose()


def test_a_register_of_a_newer_program_is_left_to_it(url: str) -> None:
    with opened(url):
        pass
    version_becomes(url, "9999")
    with pytest.raises(UsageError, match=r"newer slarules .* upgrade slarules"):
        opened(url).__enter__()


def test_alembic_is_not_imported_for_a_current_register(
    url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with opened(url):
        pass
    monkeypatch.setattr("alembic.command.upgrade", None)
    with opened(url) as register:
        register.append(draft(), NOW)
        assert len(register.entries()) == 1
