"""The drawings of a page as images that stand alone, in the colours of paper."""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files

from slarules.report.pdf.tree import Element

WIDTH = 700
"""Pixels: of text with twelve it leaves eight points on paper."""

RULE = re.compile(r"^((?:svg|\.chart|\.strip|\.clock|\.mark)\b[^{]*\{[^}]*\})", re.MULTILINE)
NAMED = re.compile(r"^\s*--([\w-]+):\s*([^;]+);", re.MULTILINE)
USED = re.compile(r"var\(--([\w-]+)\)")
FONT = re.compile(r"font:\s*(\S+)\s+[^;]+;")


def drawing(svg: Element) -> dict[str, str]:
    """Return a drawing of a page as an SVG file, and what it shows in words."""
    title, told = svg.find("title"), svg.find("desc")
    words = " ".join(part.text for part in (title, told) if part is not None)
    inner = [part for part in svg.parts if part not in (title, told)]
    style = Element("style", {}, [_style()])
    attributes = {"xmlns": "http://www.w3.org/2000/svg", **svg.attributes}
    if "viewBox" not in attributes:
        attributes |= {"width": str(WIDTH)}
    return {"svg": Element("svg", attributes, [style, *inner]).markup(), "alt": words}


@cache
def _style() -> str:
    """Return the rules for drawings of the page's own style, in its colours for light paper."""
    sheet = files("slarules.report.html").joinpath("templates", "style.css").read_text("utf-8")
    first: dict[str, str] = {}
    for name, value in NAMED.findall(sheet):
        first.setdefault(name, value)
    rules = "\n".join(RULE.findall(sheet))
    plain = FONT.sub(r"font-size: \1; font-family: Libertinus Serif;", rules)
    return USED.sub(lambda used: first.get(used[1], "black"), plain)
