"""No text makes the parser hang or raise: it ends in a tree and problems."""

from __future__ import annotations

import string
from time import monotonic

import pytest
from hypothesis import given
from hypothesis import strategies as st

from slarules.source import SourceText
from slarules.syntax import format_text, parse, parse_cell
from slarules.syntax.words import OPENING_WORDS, RULES
from tests.syntax.texts import TEXTS, source

WORDS = [
    *RULES,
    *OPENING_WORDS,
    "is",
    "of",
    "the",
    "or",
    "and",
    "not",
    "P1",
    "EUR",
    "12.5",
    "|",
    "(",
    ")",
]
NASTY = [
    "\n",
    "\n  ",
    '"',
    "\\",
    "#",
    "|",
    "(",
    ")",
    "\t",
    "\x00",
    "\u202e",
    "\u2028",
    "\ud800",
    ",",
    "99%",
    "9:9",
]


def read(text: str, name: str = "made.sla") -> list[str]:
    """Return the codes of a text's problems, after it was read, shown and formatted."""
    file = SourceText(name, text)
    problems = parse(file).problems
    for problem in problems:
        assert problem.message
        assert file.excerpt(problem.span)
    formatted = SourceText(name, format_text(file))
    assert format_text(formatted) == formatted.text
    return [problem.code for problem in problems]


@given(st.text())
def test_any_characters(text: str) -> None:
    read(text)
    read("language slarules 1\n\n" + text)
    read(f"```sla\nlanguage slarules 1\n{text}", "made.sla.md")


@given(st.lists(st.sampled_from([*WORDS, *NASTY])))
def test_any_words(words: list[str]) -> None:
    read(" ".join(words))
    read("```sla\n" + " ".join([*words, "\n```\n", *words]), "made.sla.md")


@given(st.data())
def test_any_damage_to_an_example(data: st.DataObject) -> None:
    text = data.draw(st.sampled_from(TEXTS)).text
    for _ in range(data.draw(st.integers(1, 4))):
        start = data.draw(st.integers(0, len(text)))
        end = data.draw(st.integers(start, min(len(text), start + 40)))
        piece = data.draw(st.one_of(st.sampled_from([*WORDS, *NASTY]), st.text(max_size=5)))
        text = text[:start] + piece + text[end:]
    read(text)


@given(st.text(alphabet=string.printable))
def test_any_cell(text: str) -> None:
    file = source(text)
    parsed = parse_cell(text, parse(file).file.span)
    assert (parsed.cell is None) == bool(parsed.problems)


DEEP = {
    "parentheses": "exclude x\n  removes tickets where " + "(" * 2000 + "a is b" + ")" * 2000,
    "open parentheses": "exclude x\n  removes tickets where " + "(" * 2000,
    "denials": "exclude x\n  removes tickets where " + "not (" * 1500 + "a is b" + ")" * 1500,
    "amounts": "amount x\n  is " + "10% of " * 1200 + "fee",
    "greater of": "amount x\n  is " + "the greater of a and " * 400 + "b",
}


@pytest.mark.parametrize("name", DEEP)
def test_deep_nesting_is_told_or_harmless(name: str) -> None:
    codes = read(f"language slarules 1\n\n{DEEP[name]}\n")
    # Parentheses alone make no deeper tree.
    assert codes in (["E032"], ["E010"], ["E030"], [])


LONG = {
    "one line": "x" * 1_000_000,
    "a text": '"' + "x" * 1_000_000,
    "quotes": '"' * 200_000,
    "bars": "pause x\n  table\n  " + "|" * 9_000,
    "a number": "multiplier x\n  times " + "9" * 9_000,
    "empty lines": "\n" * 250_000,
    "statements": "pause x\n" * 20_000,
    "phrases": "pause x\n" + "  while a is b\n" * 4_000,
    "mistakes": "pause x\n" + "  while\n" * 2_000,
    "nulls": "\x00" * 9_000,
}


@pytest.mark.parametrize("name", LONG)
def test_a_long_text_ends_soon(name: str) -> None:
    started = monotonic()
    parse(source(f"language slarules 1\n\n{LONG[name]}\n"))
    assert monotonic() - started < 30


def test_sizes_are_told() -> None:
    assert "E030" in read("language slarules 1\n\n# " + "x" * 10_001)
    assert "E031" in read("language slarules 1\n" + "\n" * 200_001)
    assert "E033" in read("language slarules 1\n\npause x\n" + "  while\n" * 50)
