"""`python -m slarules`, the same as the command `slarules`."""

from __future__ import annotations

from slarules.cli import main

main()
