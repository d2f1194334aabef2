"""Elements: what an outline is made of. The rows of an item, and the times in them, in order."""

from __future__ import annotations

from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt

from slarules.facts.history import BEGINNING

Numbers = npt.NDArray[np.int64]
Codes = npt.NDArray[np.int32]
Flags = npt.NDArray[np.bool_]
Files = npt.NDArray[np.int16]
Signs = npt.NDArray[np.int8]

NONE: Final = -(2**63)
"""Stands where a row says no time."""

UNREADABLE: Final = -(2**63) + 2
"""Stands where a row holds a text that is no sure time."""

ALL_ALONG: Final = int(BEGINNING)
"""The time of a row without one, which holds all along."""

# How an element lies beside the one before it.
LATER: Final = 0
"""At a later instant, before the evaluation instant."""
TOGETHER: Final = 1
"""At the same instant."""
AT_UNTIL: Final = 2
"""The first at the evaluation instant."""
AHEAD: Final = 3
"""At a later instant, after the evaluation instant."""


# What the symbol of an element is to those around it.
COUNTS: Final = 0
PASSED_OVER: Final = 1
"""It says nothing that any rule looks at."""
PASSED_OVER_ALONE: Final = 3
"""The same, but where other rows of its instant count their places from it."""
AFTER_IT: Final = 2
"""After it, it matters that there is anything at all."""


class Elements(NamedTuple):
    """The elements of some items, one after another.

    Attributes:
        first: Where the elements of each item begin; one entry more than there are items.
        at: The instant of each.
        symbol: What each says.
    """

    first: Numbers
    at: Numbers
    symbol: Codes
