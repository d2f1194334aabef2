"""The PDF of a run: data for the template, and the template set by Typst."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime
from importlib.resources import files
from typing import Any

import typst

from slarules.report.evidence import Evidence
from slarules.report.html import page
from slarules.report.pdf.drawing import drawing
from slarules.report.pdf.tree import Element, parsed

TEMPLATE = "paper.typ"


def paper(evidence: Evidence) -> bytes:
    """Return the report of a run as PDF/UA: the same run gives the same bytes.

    What the built-in fonts cannot show is set in the fonts of the machine.
    """
    template = files(__package__).joinpath(TEMPLATE).read_bytes()
    inputs = {"report": json.dumps(document(evidence), ensure_ascii=False)}
    try:
        return _compiled(template, inputs, evidence, only_built_in=True)
    except typst.TypstError:
        return _compiled(template, inputs, evidence, only_built_in=False)


def _compiled(
    template: bytes, inputs: dict[str, str], evidence: Evidence, *, only_built_in: bool
) -> bytes:
    made: bytes = typst.compile(
        template,
        format="pdf",
        ignore_system_fonts=only_built_in,
        sys_inputs=inputs,
        pdf_standards=["ua-1"] if only_built_in else [],
        timestamp=datetime.fromisoformat(evidence.manifest.as_of),
    )
    return made


def document(evidence: Evidence) -> dict[str, Any]:
    """Return what the template sets: the page as a tree, and what stands on every sheet."""
    root = parsed(page(evidence))
    head, main = root.find("header", "top"), root.find("main")
    title = evidence.promises.head.title
    return {
        "title": title,
        "author": evidence.promises.head.provider,
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
