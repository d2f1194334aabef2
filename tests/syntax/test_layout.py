"""Canonical text: kept by the examples, restored from any layout, and the same to the parser."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from slarules.source import SourceText
from slarules.syntax import format_text, parse
from slarules.syntax.scan import bare as said
from tests.syntax.texts import EXAMPLES, TEXTS, source

BLANKS_OUTSIDE_TEXTS = re.compile(r' +(?=(?:[^"]*"[^"]*")*[^"]*$)')


def is_words(line: str) -> bool:
    """Return whether more words can be written behind a line."""
    return said(line) == line.strip() and not line.lstrip().startswith("|")


def collapsed(text: str) -> str:
    """Return a text without its layout: each statement on one line, but for rows and comments."""
    lines: list[str] = []
    for line in text.split("\n"):
        bare = line.strip()
        if not bare or said(line) != bare:
            lines.append(line)
            continue
        bare = BLANKS_OUTSIDE_TEXTS.sub(" ", bare)
        if bare.startswith("|"):
            lines.append(" " + re.sub(r" ?\| ?", "|", bare))
        elif line.startswith(" ") and lines[-1].strip() and is_words(lines[-1]):
            lines[-1] += " " + bare
        else:
            lines.append(" " + bare if line.startswith(" ") else bare)
    return "\n".join(lines).replace("\n\n", "\n\n\n")


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_the_examples_are_canonical(path: Path) -> None:
    text = SourceText.read(path)
    assert format_text(text) == text.text


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_an_example_is_restored_from_a_copy_without_layout(path: Path) -> None:
    text = SourceText.read(path)
    assert format_text(SourceText(text.name, collapsed(text.text))) == text.text


@given(st.data())
def test_canonical_text_means_the_same(data: st.DataObject) -> None:
    text = data.draw(st.sampled_from(TEXTS))
    pieces = re.split(r"(\n(?=\S)|(?<=\S) (?=[^|\n\"]*\n))", text.text)
    blanks = {" ": st.sampled_from([" ", "  ", "\t", "\u00a0", "\n    "])}
    wild = "".join(data.draw(blanks[piece]) if piece in blanks else piece for piece in pieces)
    before = parse(SourceText(text.name, wild))
    if before.problems:  # a blank inside a row or a text became a line end
        return
    after = SourceText(text.name, format_text(SourceText(text.name, wild)))
    assert parse(after).file == before.file
    assert format_text(after) == after.text


def form(text: str) -> str:
    return format_text(source("language slarules 1\n\n" + text)).partition("\n\n")[2]


def test_comments_stay_with_what_they_precede_or_follow() -> None:
    text = (
        "# Before the statement.\n"
        "pause waiting  # behind its first line\n"
        "  # before a phrase\n"
        "  suspends resolve\n"
        "  while status is on_hold\n"
        "  # at its end\n"
        "\n"
        "# At the end of the file.\n"
    )
    assert form(text) == text


def test_a_comment_inside_a_phrase_breaks_its_line() -> None:
    text = "measure respond\n  from reported  # the report\n  until first_reply\n"
    assert form(text) == text


def test_a_hash_in_a_text_is_no_comment() -> None:
    text = 'clause "10" not computed "see # 4"\n'
    assert form(text) == text


def test_word_processor_signs_become_plain() -> None:
    text = "clause\u00a0\u201c10\u201d  not computed \u201eSaint Patrick\u2019s Day\u201d\r\n"
    assert form(text) == 'clause "10" not computed "Saint Patrick\u2019s Day"\n'


def test_statements_of_one_line_stay_together_and_others_are_parted() -> None:
    text = (
        'use part "a"\nuse part "b"\n\n\n\nuse part "c"\n'
        "item ticket\n moment reported\nspan works\n"
    )
    assert form(text) == (
        'use part "a"\nuse part "b"\n\nuse part "c"\n\n'
        "item ticket\n  moment reported\n\nspan works\n"
    )


@pytest.mark.parametrize(
    "due",
    [
        "by close of the 5th business day after began",
        "within 5 calendar days after began",
        "by the end of the 2nd calendar month after began",
    ],
)
def test_by_when_a_duty_is_due_is_one_line(due: str) -> None:
    text = f'duty report "A report"\n  for provider\n  each event\n  due {due}\n'
    assert format_text(source(text)) == text


def test_numbers_and_dates_are_kept_as_written() -> None:
    text = "credit late\n  each ticket\n  pays EUR 12,500.0\n"
    assert form(text) == text


def test_a_text_with_errors_is_left_as_it_is() -> None:
    text = "language slarules 1\n\n\n\npause  x\n  while\n"
    assert format_text(source(text)) == text


def test_the_empty_text_is_canonical() -> None:
    assert format_text(source("")) == ""
