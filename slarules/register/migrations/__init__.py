"""How the schema of a register came to be, step by step; Alembic carries the steps out."""
