"""The folder beside the checkout with normative examples, oracles and real data."""

from __future__ import annotations

from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
"""The checkout."""

SHARED = ROOT.parent / "shared"
"""Examples, oracles and real data that this repository does not hold."""

needs_shared = pytest.mark.skipif(
    not SHARED.is_dir(), reason="needs the folder 'shared' beside the checkout"
)
