"""The grammar: without conflicts, its words whole, its page true."""

from __future__ import annotations

import re

import pytest
from lark import Lark, UnexpectedInput

from slarules.syntax import parse, stop
from slarules.syntax.groups import NEUTRAL
from slarules.syntax.tables import build, grammar_text, parser
from slarules.syntax.words import HEADS, INTERNAL, PHRASES, RESERVED, RULES
from tests.syntax.texts import ROOT, source

PAGE = (ROOT / "grammar" / "README.md").read_text("utf-8")
BLOCKS = re.findall(r"```sla\n(.*?)```", PAGE, re.DOTALL)


def keywords() -> list[str]:
    terms = (term.pattern for term in parser().terminals if term.pattern.type == "str")
    return sorted(term.value for term in terms if term.value[0].isalpha())


def test_the_grammar_has_no_conflict() -> None:
    assert isinstance(build(grammar_text(), strict=True), Lark)


@pytest.mark.parametrize("word", keywords())
def test_a_keyword_is_one_word_to_the_lexer(word: str) -> None:
    [token] = parser().lex(word, dont_ignore=False)
    assert str(token) == word
    assert token.type != "NAME"


@pytest.mark.parametrize("word", keywords())
def test_a_name_may_begin_or_end_like_a_keyword(word: str) -> None:
    for name in (f"{word}x", f"{word}_1", f"x{word}"):
        [token] = parser().lex(name, dont_ignore=False)
        assert (token.type, str(token)) == ("NAME", name) or name in keywords()


@pytest.mark.parametrize("rule", HEADS)
def test_the_words_that_begin_phrases_are_those_of_the_grammar(rule: str) -> None:
    steps = parser().parse_interactive(HEADS[rule], start=rule)
    list(steps.iter_parse())
    words = stop.keywords()
    names: set[str] = steps.accepts()  # type: ignore[no-untyped-call]
    accepted = {words[name] for name in names if name in words}
    after_head = {"clause", "of", "in"}
    assert accepted - after_head == set(PHRASES[rule])


@pytest.mark.parametrize("rule", HEADS)
def test_the_shortest_statement_parses(rule: str) -> None:
    assert parser().parse(HEADS[rule], start=rule).data == rule


@pytest.mark.parametrize(
    ("rule", "phrase"), [(rule, phrase) for rule in NEUTRAL for phrase in NEUTRAL[rule].values()]
)
def test_the_shortest_phrase_parses(rule: str, phrase: str) -> None:
    assert parser().parse(f"{HEADS[rule]}\n  {phrase}", start=rule).data == rule


def test_every_statement_word_has_a_rule() -> None:
    starts = set(parser().options.start)
    assert {*RULES.values(), *INTERNAL.values()} <= starts


@pytest.mark.parametrize("word", sorted(RESERVED - {"calendar", "elapsed"}))
def test_a_reserved_word_is_a_word_of_the_language_or_of_a_later_part(word: str) -> None:
    assert word in keywords() or word in {"bonus", "points", "returned", "score"}


@pytest.mark.parametrize("text", ["is the value offreading", "is thevalue of reading"])
def test_a_keyword_is_not_the_beginning_of_a_longer_word(text: str) -> None:
    with pytest.raises(UnexpectedInput):
        parser().parse(f"measure x {text}", start="measure")


@pytest.mark.parametrize("number", range(len(BLOCKS)))
def test_the_page_of_the_language_is_true(number: int) -> None:
    text = BLOCKS[number]
    before = "" if text.startswith("language") else "language slarules 1\n\n"
    assert not parse(source(before + text)).problems


def test_the_page_shows_every_statement() -> None:
    shown = {
        line.split()[0] for block in BLOCKS for line in block.splitlines() if line[:1].isalpha()
    }
    assert set(RULES) <= shown
