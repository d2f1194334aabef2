"""What Alembic runs: the steps that a store still lacks, in the transaction it is given."""

from __future__ import annotations

from alembic import context

from slarules.store.schema import METADATA, STEPS

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=METADATA,
    version_table=STEPS.table,
    # SQLite can undo the making of a table, which Alembic assumes it cannot.
    transactional_ddl=True,
)
with context.begin_transaction():
    context.run_migrations()
