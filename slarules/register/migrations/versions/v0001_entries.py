"""One table of entries that can only grow."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

SQLITE_GUARDS = (
    """
    CREATE TRIGGER entry_never_changed BEFORE UPDATE ON entry
    BEGIN SELECT RAISE(ABORT, 'a register is append-only'); END
    """,
    """
    CREATE TRIGGER entry_never_removed BEFORE DELETE ON entry
    BEGIN SELECT RAISE(ABORT, 'a register is append-only'); END
    """,
    # INSERT OR REPLACE removes the row in its way without the trigger for DELETE.
    """
    CREATE TRIGGER entry_never_replaced BEFORE INSERT ON entry
    WHEN EXISTS (
        SELECT 1 FROM entry
        WHERE number = NEW.number OR prev = NEW.prev OR hash = NEW.hash
    )
    BEGIN SELECT RAISE(ABORT, 'a register is append-only'); END
    """,
)

POSTGRESQL_GUARDS = (
    """
    CREATE FUNCTION entry_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN RAISE EXCEPTION 'a register is append-only'; END $$
    """,
    """
    CREATE TRIGGER entry_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON entry
    FOR EACH STATEMENT EXECUTE FUNCTION entry_append_only()
    """,
    "ALTER TABLE entry ENABLE ALWAYS TRIGGER entry_append_only",
)


def upgrade() -> None:
    """Make the table and its guards."""
    op.create_table(
        "entry",
        sa.Column(
            "number",
            sa.BigInteger().with_variant(sa.Integer, "sqlite"),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("contract", sa.Text, nullable=False),
        sa.Column("at", sa.BigInteger, nullable=False),
        sa.Column("recorded", sa.BigInteger, nullable=False),
        sa.Column("author", sa.Text, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("body", sa.Text, nullable=False),
        sa.Column("prev", sa.CHAR(64), nullable=False),
        sa.Column("hash", sa.CHAR(64), nullable=False),
        sa.PrimaryKeyConstraint("number", name="pk_entry"),
        sa.UniqueConstraint("prev", name="uq_entry_prev"),
        sa.UniqueConstraint("hash", name="uq_entry_hash"),
    )
    op.create_index("ix_entry_contract_number", "entry", ["contract", "number"])
    on_sqlite = op.get_bind().dialect.name == "sqlite"
    for statement in SQLITE_GUARDS if on_sqlite else POSTGRESQL_GUARDS:
        op.execute(statement)
