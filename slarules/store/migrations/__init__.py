"""How the schema of a store came to be, step by step; Alembic carries the steps out."""
