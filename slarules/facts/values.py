"""Texts of a source as values of the vocabulary's types."""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import Decimal
from fractions import Fraction
from typing import Literal, assert_never

from slarules.core.conditions import Value
from slarules.core.contract import Fact
from slarules.core.mapping import folded

Mark = Literal["comma", "point"]

PLAIN = re.compile(
    r"([+-]?)(\d{1,60}|\d{1,3}(?:,\d{3}){1,20})(\.\d{1,60})?([eE][+-]?\d{1,2})?(\s?%)?", re.ASCII
)
SWAPPED = str.maketrans(",.", ".,")


def number(text: str, mark: Mark) -> Fraction | None:
    """Return the exact number a text writes, or None; `99.5%` is a share.

    Args:
        text: Digits, perhaps with marks between thousands.
        mark: What stands before the decimals.
    """
    plain = text.strip().translate(SWAPPED) if mark == "comma" else text.strip()
    found = PLAIN.fullmatch(plain)
    if not found:
        return None
    sign, whole, decimals, exponent, percent = found.groups("")
    value = Fraction(Decimal(f"{sign}{whole.replace(',', '')}{decimals}{exponent}"))
    return value / 100 if percent else value


def as_name(text: str) -> str:
    """Return a text as a name of the language: lower case, every other sign as `_`."""
    return re.sub(r"[^a-z0-9]+", "_", folded(text)).strip("_")


TRUTHS = {"yes": "yes", "true": "yes", "no": "no", "false": "no"}


def typed(fact: Fact, text: str, mark: Mark) -> Value | None:
    """Return a text as a value of a fact, or None when it is none of its values."""
    match fact.kind:
        case "one of":
            return _declared(fact.values, as_name(text))
        case "yes or no":
            return TRUTHS.get(folded(text))
        case "number":
            return number(text, mark)
        case "text":
            return text.strip()
        case _:
            assert_never(fact.kind)


def _declared(values: Iterable[Value], name: str) -> Value | None:
    known = {as_name(str(value)): value for value in values}
    return known.get(name) if known else name or None
