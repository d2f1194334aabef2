"""The marks of verdicts and outcomes: each has a shape of its own, so that no colour is needed."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from markupsafe import Markup

from slarules.report.html.geometry import coordinate
from slarules.report.html.markup import element

SHAPES: Mapping[str, str] = {
    "met": "M-4 0l3 3l5 -6",
    "missed": "M-3.5 -3.5l7 7M3.5 -3.5l-7 7",
    "undetermined": "M-2.5 -2.5a2.5 2.5 0 1 1 3.5 2.3q-1 .5 -1 1.7M0 4.4v.6",
    "nothing": "M-3 0h6",
    "open": "M-4 0a4 4 0 1 0 8 0a4 4 0 1 0 -8 0",
    "final": "M-3.5 0a3.5 3.5 0 1 0 7 0a3.5 3.5 0 1 0 -7 0z",
    "provisional": "M0 -4v4l3 2M-5 0a5 5 0 1 0 10 0a5 5 0 1 0 -10 0",
    "excluded": "M-4 4l8 -8",
    "cancelled": "M-4 4l8 -8",
    "started": "M-3 -4v8l6 -4z",
    "due": "M-4 -3h8l-4 7z",
    "changed": "M0 -4.5l4.5 4.5l-4.5 4.5l-4.5 -4.5z",
    "ended": "M-3.5 -3.5h7v7h-7z",
}
"""Paths around the middle of the mark, eight pixels wide."""


def mark(kind: str, x: str, y: Fraction) -> Markup:
    """Return a mark inside a drawing, its middle at a place; what is not known is a dash."""
    path = element("path", d=SHAPES.get(kind, SHAPES["nothing"]), class_=f"mark {_known(kind)}")
    return element("svg", path, x=x, y=coordinate(y), overflow="visible")


def icon(kind: str) -> Markup:
    """Return a mark that stands before the word it means, which says the same."""
    path = element("path", d=SHAPES.get(kind, SHAPES["nothing"]), class_=f"mark {_known(kind)}")
    drawing = {"viewBox": "-6 -6 12 12", "class": "icon", "aria-hidden": "true"}
    return element("svg", path, **drawing)


def _known(kind: str) -> str:
    return kind if kind in SHAPES else "nothing"
