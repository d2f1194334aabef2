"""The tables of a store's database, as its migrations make them."""

from __future__ import annotations

from sqlalchemy import CHAR, BigInteger, Column, Integer, LargeBinary, MetaData, Table, Text

from slarules.register.upgrade import Steps

STEPS = Steps("slarules.store:migrations", "0001", "slarules_store_version", 7_305_114_209_772_732)

METADATA = MetaData()

SOURCE = Table(
    "store_source",
    METADATA,
    Column("name", Text, primary_key=True),
    Column("folder", Text, nullable=False, unique=True),
    Column("began", BigInteger, nullable=False),
)
"""Every source, and where below the folder `tables` its columns are."""

SNAPSHOT = Table(
    "store_snapshot",
    METADATA,
    Column("source", Text, primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("kind", Text, nullable=False),
    Column("at", BigInteger, nullable=False),
    Column("complete_through", BigInteger),
    Column("body", Text, nullable=False),
    Column("content", CHAR(64), nullable=False),
    Column("prev", CHAR(64), nullable=False),
    Column("hash", CHAR(64), nullable=False, unique=True),
)
"""What is there of a source, and since when; each names the one before it. Columns in the order of
`chain.Row`."""

CURSOR = Table(
    "store_cursor",
    METADATA,
    Column("source", Text, primary_key=True),
    Column("partition", Text, primary_key=True),
    Column("snapshot", Integer, primary_key=True, autoincrement=False),
    Column("cursor", LargeBinary, nullable=False),
    Column("complete_through", BigInteger),
)
"""Where to go on with each part of a source, from each snapshot that brought something of it."""

CATALOGUE = Table(
    "store_catalogue",
    METADATA,
    Column("source", Text, primary_key=True),
    Column("snapshot", Integer, primary_key=True, autoincrement=False),
    Column("document", Text, nullable=False),
)
"""What a source has, whenever it was something else than before."""

GUARDED = ("store_source", "store_snapshot", "store_cursor", "store_catalogue")
