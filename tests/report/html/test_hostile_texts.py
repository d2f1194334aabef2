from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Literal, TypeVar, get_origin

from hypothesis import given, settings
from hypothesis import strategies as st

from slarules.report.evidence import Evidence
from slarules.report.evidence.parts import DocumentPart
from slarules.report.html import page
from slarules.report.html.markup import STEERING
from tests.report.html.reading import Reader

FREE = frozenset({
    "title", "name", "reference", "provider", "customer", "item", "what", "says", "means", "why",
    "basis", "subject", "file", "column", "rule", "goal", "step", "clause", "needs", "word",
    "words", "mapping", "why_provisional", "write", "applies", "table", "never_given", "value",
    "command", "of",
})  # fmt: skip
"""Fields whose texts come from contracts, sources and people."""

HOSTILE = (
    "<script>alert(1)</script>",
    '" onload="alert(1)',
    "' onmouseover='x",
    "</style><img src=x onerror=alert(1)>",
    "</title></svg><svg onload=alert(1)>",
    "{{ 7 * 7 }} {% raw %}",
    "<!--",
    "]]>",
    "\u202egnp.exe\u202c",
    "\x00\x07\x1b[31m",
    "w" * 500,
    "\N{PILE OF POO}\N{ZERO WIDTH JOINER}\u0301" * 5,
    "\u05e9\u05dc\u05d5\u05dd \u0645\u0631\u062d\u0628\u0627",
    "\ud800",
    "&lt;b&gt;&amp;",
)

Document = TypeVar("Document", bound=DocumentPart)
Texts = Callable[[str], str]


def with_texts(document: Document, change: Texts) -> Document:
    """Return a document whose free texts are changed; nothing is validated again."""
    parts = {
        name: _changed(getattr(document, name), name, change)
        for name, declared in type(document).model_fields.items()
        if get_origin(declared.annotation) is not Literal
    }
    return document.model_copy(update=parts)


def _changed(value: object, name: str, change: Texts) -> object:
    match value:
        case DocumentPart():
            return with_texts(value, change)
        case tuple():
            return tuple(_changed(each, name, change) for each in value)
        case Mapping():
            return value
        case str() if value and name in FREE:
            return change(value)
        case _:
            return value


def changed(evidence: Evidence, change: Texts) -> Evidence:
    return Evidence(
        evidence.manifest,
        with_texts(evidence.promises, change),
        with_texts(evidence.targets, change),
        with_texts(evidence.statements, change),
        with_texts(evidence.violations, change),
        with_texts(evidence.timelines, change),
        with_texts(evidence.counts, change),
        tuple(with_texts(each, change) for each in evidence.findings),
        evidence.verdicts,
        evidence.entries,
    )


def test_no_text_makes_an_element_or_an_attribute(demo: Evidence) -> None:
    plain = Reader(page(demo)).elements
    for hostile in HOSTILE:
        told = page(changed(demo, lambda text, hostile=hostile: f"{hostile} {text}"))  # type: ignore[misc]
        assert Reader(told).elements == plain
        assert not STEERING.search(told)
        told.encode()


def test_any_text_is_shown_and_is_nothing_else(demo: Evidence) -> None:
    plain = Reader(page(demo)).elements

    @settings(max_examples=10)
    @given(hostile=st.text(min_size=1))
    def holds(hostile: str) -> None:
        assert Reader(page(changed(demo, lambda text: f"{hostile} {text}"))).elements == plain

    holds()
