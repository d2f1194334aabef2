"""The PDF of a run: data for the template, and the template set by Typst."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from datetime import datetime
from importlib.resources import files
from typing import Any

import typst

from slarules.report.evidence import Evidence
from slarules.report.html import page
from slarules.report.html.shown import periods_of
from slarules.report.pdf.drawing import drawing
from slarules.report.pdf.tree import Element, parsed

TEMPLATE = "paper.typ"


LACKING = re.compile(r'the text `"(.+?)"` could not be displayed')
ESCAPED = re.compile(r"\\u\{([0-9a-f]+)\}")
ROUNDS = 20
"""The compiler does not always name all letters at once that no font has."""


def paper(evidence: Evidence) -> bytes:
    """Return the report of a run as PDF/UA: the same run gives the same bytes.

    Letters that the built-in fonts lack are taken from the fonts of the machine, and the bytes then
    depend on it; what no font has is shown as a replacement character.
    """
    said = json.dumps(document(evidence), ensure_ascii=False)
    as_of = datetime.fromisoformat(evidence.manifest.as_of)
    only_built_in = True
    for _ in range(ROUNDS):
        try:
            return _compiled(said, as_of, only_built_in=only_built_in)
        except typst.TypstError as error:
            lacking = _lacking(error.diagnostic)
            if not lacking:
                raise
            said = said if only_built_in else _without(lacking, said)
            only_built_in = False
    return _compiled(said, as_of, only_built_in=False)


def _lacking(diagnostic: str) -> set[str]:
    """Return the letters that a diagnostic says cannot be shown."""
    told = "".join(LACKING.findall(diagnostic))
    escaped = ESCAPED.findall(told)
    return {*map(_letter, escaped), *filter(_is_beyond_ascii, ESCAPED.sub("", told))}


def _letter(code: str) -> str:
    return chr(int(code, 16))


def _is_beyond_ascii(letter: str) -> bool:
    return not letter.isascii()


def _without(lacking: set[str], said: str) -> str:
    return said.translate(dict.fromkeys(map(ord, lacking), "\N{REPLACEMENT CHARACTER}"))


def _compiled(said: str, as_of: datetime, *, only_built_in: bool) -> bytes:
    made: bytes = typst.compile(
        files(__package__).joinpath(TEMPLATE).read_bytes(),
        format="pdf",
        ignore_system_fonts=only_built_in,
        sys_inputs={"report": said},
        pdf_standards=["ua-1"],
        timestamp=as_of,
    )
    return made


def document(evidence: Evidence) -> dict[str, Any]:
    """Return what the template sets: the page as a tree, and what stands on every sheet."""
    root = parsed(page(evidence))
    head, main = root.find("header", "top"), root.find("main")
    head_of = evidence.promises.head
    return {
        "title": head_of.title,
        "periods": periods_of(evidence),
        "subject": f"Service levels of {head_of.provider} for {head_of.customer}",
        "author": head_of.provider,
        "as_of": evidence.manifest.as_of,
        "evidence": evidence.manifest.evidence,
        "head": [] if head is None else _parts(head),
        "main": [] if main is None else _parts(main),
    }


def _parts(element: Element) -> list[Any]:
    shown = (
        part if isinstance(part, str) else _node(part, element.classes) for part in element.parts
    )
    return [part for part in shown if part]


def _node(element: Element, around: Sequence[str]) -> dict[str, Any]:
    node: dict[str, Any] = {"tag": element.tag, "class": list(element.classes)}
    if element.tag == "svg":
        return {**node, **drawing(element, around)}
    return {**node, "parts": _parts(element)}
