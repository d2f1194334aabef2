"""Named rounding points: `rounded half up to 2 decimals`."""

from __future__ import annotations

from collections.abc import Sequence

from slarules.contract.scope import first
from slarules.core.measures import Rounded
from slarules.syntax import tree


def rounded(phrases: Sequence[tree.Phrase]) -> Rounded | None:
    """Return how a value is rounded, if its statement says so."""
    phrase = first(phrases, tree.RoundedTo)
    return Rounded(phrase.mode, int(phrase.decimals.value)) if phrase else None
