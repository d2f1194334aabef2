"""The table of a register, as its migrations make it."""

from __future__ import annotations

from sqlalchemy import CHAR, BigInteger, Column, Index, Integer, MetaData, Table, Text

from slarules.register.upgrade import Steps

STEPS = Steps("slarules.register:migrations", "0001", "slarules_version", 7_305_114_209_772_731)
"""Their table has our own name: a PostgreSQL database may be shared with others who migrate."""

METADATA = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)

ENTRY = Table(
    "entry",
    METADATA,
    Column(
        "number",
        # SQLite numbers its rows by a column of exactly this type.
        BigInteger().with_variant(Integer, "sqlite"),
        primary_key=True,
        autoincrement=False,
    ),
    Column("kind", Text, nullable=False),
    Column("contract", Text, nullable=False),
    Column("at", BigInteger, nullable=False),
    Column("recorded", BigInteger, nullable=False),
    Column("author", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("body", Text, nullable=False),
    Column("prev", CHAR(64), nullable=False, unique=True),
    Column("hash", CHAR(64), nullable=False, unique=True),
    Index(None, "contract", "number"),
)
"""Columns in the order of `chain.Row`."""

GUARDS = {
    "sqlite": ("entry_never_changed", "entry_never_removed", "entry_never_replaced"),
    "postgresql": ("entry_append_only",),
}
"""The triggers that keep the table append-only, by dialect."""
