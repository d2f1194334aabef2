"""Sources, snapshots, cursors and catalogues, none of which is ever changed."""

from __future__ import annotations

from collections.abc import Iterator

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

TABLES = {
    "store_source": "name = NEW.name OR folder = NEW.folder",
    "store_snapshot": "source = NEW.source AND number = NEW.number OR hash = NEW.hash",
    "store_cursor": (
        "source = NEW.source AND partition = NEW.partition AND snapshot = NEW.snapshot"
    ),
    "store_catalogue": "source = NEW.source AND snapshot = NEW.snapshot",
}
"""Tables, and what tells that a new row would take the place of an old one."""


def upgrade() -> None:
    """Make the tables and their guards."""
    _snapshots()
    op.create_table(
        "store_source",
        sa.Column("name", sa.Text, primary_key=True),
        sa.Column("folder", sa.Text, nullable=False, unique=True),
        sa.Column("began", sa.BigInteger, nullable=False),
    )
    op.create_table(
        "store_cursor",
        sa.Column("source", sa.Text, primary_key=True),
        sa.Column("partition", sa.Text, primary_key=True),
        sa.Column("snapshot", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("cursor", sa.LargeBinary, nullable=False),
        sa.Column("complete_through", sa.BigInteger),
    )
    op.create_table(
        "store_catalogue",
        sa.Column("source", sa.Text, primary_key=True),
        sa.Column("snapshot", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("document", sa.Text, nullable=False),
    )
    on_sqlite = op.get_bind().dialect.name == "sqlite"
    for statement in _sqlite_guards() if on_sqlite else _postgresql_guards():
        op.execute(statement)


def _snapshots() -> None:
    op.create_table(
        "store_snapshot",
        sa.Column("source", sa.Text, primary_key=True),
        sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("at", sa.BigInteger, nullable=False),
        sa.Column("complete_through", sa.BigInteger),
        sa.Column("body", sa.Text, nullable=False),
        sa.Column("content", sa.CHAR(64), nullable=False),
        sa.Column("prev", sa.CHAR(64), nullable=False),
        sa.Column("hash", sa.CHAR(64), nullable=False, unique=True),
    )


def _sqlite_guards() -> Iterator[str]:
    stop = "BEGIN SELECT RAISE(ABORT, 'a store is append-only'); END"
    for table, same in TABLES.items():
        yield f"CREATE TRIGGER {table}_never_changed BEFORE UPDATE ON {table} {stop}"
        yield f"CREATE TRIGGER {table}_never_removed BEFORE DELETE ON {table} {stop}"
        # INSERT OR REPLACE removes the row in its way without the trigger for DELETE.
        there = f"EXISTS (SELECT 1 FROM {table} WHERE {same})"  # noqa: S608
        yield f"CREATE TRIGGER {table}_never_replaced BEFORE INSERT ON {table} WHEN {there} {stop}"


def _postgresql_guards() -> Iterator[str]:
    yield (
        "CREATE FUNCTION store_append_only() RETURNS trigger LANGUAGE plpgsql AS $$ "
        "BEGIN RAISE EXCEPTION 'a store is append-only'; END $$"
    )
    for table in TABLES:
        yield (
            f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION store_append_only()"
        )
        yield f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER {table}_append_only"
