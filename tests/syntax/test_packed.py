"""A packed parser: it takes and refuses what the built one does, and says the same of it."""

from __future__ import annotations

from functools import cache

from hypothesis import given
from hypothesis import strategies as st
from lark import Lark, UnexpectedInput

from slarules.syntax.cut import Chunk, cut
from slarules.syntax.lines import plain_lines
from slarules.syntax.prose import document
from slarules.syntax.tables import build, grammar_text, read, saved
from tests.syntax.texts import TEXTS


@cache
def both() -> tuple[Lark, Lark]:
    built = build(grammar_text())
    return built, read(saved(built, "0" * 64))


@cache
def statements() -> list[Chunk]:
    texts = (document(plain_lines(text)) for text in TEXTS)
    chunks = (chunk for text in texts for chunk in cut(text.lines, text.blocks).chunks)
    return [chunk for chunk in chunks if chunk.rule]


def said(parser: Lark, text: str, rule: str) -> object:
    """Return the tree with the places of its words, or all that an error knows."""
    try:
        found = parser.parse(text, start=rule)
    except UnexpectedInput as error:
        state = error.interactive_parser
        shown = (getattr(error, each, None) for each in ("token", "expected", "allowed"))
        return type(error), error.line, error.column, *shown, state.accepts()  # type: ignore[no-untyped-call]
    words = found.scan_values(bool)
    return found, [(each.type, each.start_pos, each.line, each.end_column) for each in words]


def test_every_statement_is_read_alike() -> None:
    built, packed_ = both()
    assert statements()
    for chunk in statements():
        text = "\n".join(chunk.lines)
        assert said(packed_, text, chunk.rule or "") == said(built, text, chunk.rule or "")


@given(st.data())
def test_a_statement_with_a_mistake_is_refused_alike(data: st.DataObject) -> None:
    built, packed_ = both()
    chunk = data.draw(st.sampled_from(statements()))
    text = "\n".join(chunk.lines)
    begin, end = sorted(data.draw(st.tuples(*2 * [st.integers(0, len(text))])))
    wrong = data.draw(st.sampled_from(["", " ", "each", " for each ", "|", "12:30", "2024", "$"]))
    text = text[:begin] + wrong + text[end:]
    assert said(packed_, text, chunk.rule or "") == said(built, text, chunk.rule or "")
