"""The drawings of a page as images that stand alone, in the colours of paper."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files

from slarules.report.pdf.tree import Element

WIDTH = 700
"""Pixels: of text with twelve it leaves eight points on paper."""

RULE = re.compile(r"^((?:svg|\.chart|\.strip|\.clock|\.mark)\b[^{]*\{[^}]*\})", re.MULTILINE)
NAMED = re.compile(r"^\s*--([\w-]+):\s*([^;]+);", re.MULTILINE)
USED = re.compile(r"var\(--([\w-]+)\)")
FONT = re.compile(r"font:\s*(\S+)\s+[^;]+;")


TONES: Mapping[str, str] = {
    "met": "good",
    "final": "good",
    "missed": "bad",
    "undetermined": "unsure",
    "provisional": "unsure",
}
"""The colour of the page's style in which a word stands, and its mark with it."""


def drawing(svg: Element, around: Sequence[str] = ()) -> dict[str, str | bool]:
    """Return a drawing of a page as an SVG file, and what it shows in words.

    Args:
        around: The classes of what it stands in.
    """
    title, told = svg.find("title"), svg.find("desc")
    words = " ".join(part.text for part in (title, told) if part is not None)
    inner = [part for part in svg.parts if part not in (title, told)]
    tone = next((TONES[each] for each in around if each in TONES), "quiet")
    style = Element("style", {}, [_style(), f"svg {{ color: {_colours()[tone]} }}"])
    attributes = {"xmlns": "http://www.w3.org/2000/svg", **svg.attributes}
    if attributes.get("width") == "100%":
        attributes["width"] = str(WIDTH)
    return {
        "svg": Element("svg", attributes, [style, *inner]).markup(),
        "alt": words,
        "small": attributes.get("aria-hidden") == "true",
    }


@cache
def _style() -> str:
    """Return the rules for drawings of the page's own style, in its colours for light paper."""
    plain = FONT.sub(
        r"font-size: \1; font-family: Libertinus Serif;", "\n".join(RULE.findall(_sheet()))
    )
    return USED.sub(lambda used: _colours().get(used[1], "black"), plain)


@cache
def _colours() -> dict[str, str]:
    # Those for light paper come first, those for a dark screen after them.
    return dict(reversed(NAMED.findall(_sheet())))


@cache
def _sheet() -> str:
    return files("slarules.report.html").joinpath("templates", "style.css").read_text("utf-8")
