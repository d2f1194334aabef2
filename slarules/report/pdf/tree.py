"""A page of ours as a tree that Typst takes: elements with their class, texts, drawings."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from html import escape
from html.parser import HTMLParser
from typing import TypeAlias

VOID = frozenset({"br", "meta", "link", "hr", "img"})
BLANKS = re.compile(r"\s+")
KEPT = frozenset({"li"})
"""Elements whose texts keep their blanks: lines of a contract are indented."""

Attributes: TypeAlias = "list[tuple[str, str | None]]"


@dataclass(slots=True)
class Element:
    """An element of a page, and what stands in it."""

    tag: str
    attributes: dict[str, str] = field(default_factory=dict)
    parts: list[Element | str] = field(default_factory=list)

    def find(self, tag: str, class_: str = "") -> Element | None:
        """Return the first element with a tag and class in this one."""
        for part in self.parts:
            if isinstance(part, Element):
                here = part.tag == tag and (not class_ or class_ in part.classes)
                found = part if here else part.find(tag, class_)
                if found is not None:
                    return found
        return None

    @property
    def classes(self) -> Sequence[str]:
        """Its classes."""
        return self.attributes.get("class", "").split()

    @property
    def text(self) -> str:
        """All text in it."""
        return "".join(part if isinstance(part, str) else part.text for part in self.parts)

    def markup(self) -> str:
        """Return it as XML."""
        said = "".join(f' {name}="{escape(text)}"' for name, text in self.attributes.items())
        inner = "".join(
            escape(part) if isinstance(part, str) else part.markup() for part in self.parts
        )
        return f"<{self.tag}{said}>{inner}</{self.tag}>"


def parsed(page: str) -> Element:
    """Return a page of ours as a tree."""
    reader = _Reader()
    reader.feed(page)
    reader.close()
    return reader.root


class _Reader(HTMLParser):
    """Reads what we wrote ourselves: every element that is not void is closed."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.root = Element("")
        self._open = [self.root]

    def handle_starttag(self, tag: str, attrs: Attributes) -> None:
        # The reader makes all names small; in a drawing this one must not be.
        named = {("viewBox" if k == "viewbox" else k): v or "" for k, v in attrs}
        found = Element(tag, named)
        self._open[-1].parts.append(found)
        if tag not in VOID:
            self._open.append(found)

    def handle_endtag(self, tag: str) -> None:
        if tag not in VOID:
            self._open.pop()

    def handle_data(self, data: str) -> None:
        kept = self._open[-1].tag in KEPT
        self._open[-1].parts.append(data if kept else BLANKS.sub(" ", data))
