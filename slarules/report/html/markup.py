"""Elements of HTML and SVG whose texts are escaped, whatever stands in them."""

from __future__ import annotations

import re

from markupsafe import Markup, escape

STEERING = re.compile(
    r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]"
)
"""What turns a line around, what no page may hold, and what UTF-8 cannot say."""


def harmless(text: object) -> object:
    """Return a value as a page shows it: in a text, what steers is replaced by a visible mark."""
    if isinstance(text, Markup) or not isinstance(text, str):
        return text
    return STEERING.sub("\N{REPLACEMENT CHARACTER}", text)


def element(name: str, *inner: Markup | str, **attributes: str | int) -> Markup:
    """Return an element; `class_` stands for `class`, and `stroke_width` for `stroke-width`."""
    said = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{escape(harmless(value))}"'
        for key, value in attributes.items()
    )
    held = "".join(escape(harmless(each)) for each in inner)
    # The names are ours; only values and texts come from outside.
    return Markup(f"<{name}{said}>{held}</{name}>")  # noqa: S704


def figure(title: str, told: str, height: int, *inner: Markup, class_: str = "chart") -> Markup:
    """Return a drawing that is as wide as its place; what it shows is said in words too.

    Positions across are in per cent and heights in pixels, so that letters keep their size on a
    telephone and on paper.
    """
    return element(
        "svg",
        element("title", title),
        element("desc", told),
        *inner,
        role="img",
        class_=class_,
        width="100%",
        height=height,
    )
