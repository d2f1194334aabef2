"""No text, however mangled, makes the whole way from text to contract raise or hang."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory
from time import monotonic

import pytest
from hypothesis import given
from hypothesis import strategies as st

from slarules.contract import check_files
from slarules.source import SourceText
from slarules.syntax import format_text
from tests.laws.texts import CONTRACTS, TEXTS, damaged

HANGS = 30
"""Seconds after which a text is taken to hang; the longest takes less than one."""


def checked(text: str, name: str = "made.sla") -> None:
    """Check and format a text, and look at each problem."""
    began = monotonic()
    with TemporaryDirectory() as folder:
        path = Path(folder, name)
        # An overlay is read with the contract beside it.
        Path(folder, "meridian.sla").write_text(CONTRACTS["meridian.sla"], "utf-8")
        path.write_bytes(text.encode("utf-8", "surrogatepass"))
        found = check_files([path])
        for problem in found.problems:
            assert problem.message
            assert problem.code in str(problem)
        assert format_text(SourceText(name, text))
    assert monotonic() - began < HANGS


@given(st.data())
def test_damage_anywhere_is_a_problem_or_none(data: st.DataObject) -> None:
    name = data.draw(st.sampled_from(sorted(TEXTS)))
    checked(data.draw(damaged(TEXTS[name])), name)


@given(st.data())
def test_two_texts_pasted_together_are_told_as_such(data: st.DataObject) -> None:
    one, other = (data.draw(st.sampled_from(sorted(TEXTS))) for _ in range(2))
    at = data.draw(st.integers(0, len(TEXTS[one])))
    checked(TEXTS[one][:at] + TEXTS[other] + TEXTS[one][at:], one)


@given(st.binary(max_size=200))
def test_bytes_that_are_no_text_are_a_problem(content: bytes) -> None:
    with TemporaryDirectory() as folder:
        path = Path(folder, "made.sla")
        path.write_bytes(b"language slarules 1\n" + content)
        problems = check_files([path]).problems
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        assert [problem.code for problem in problems] == ["E215"]


@pytest.mark.parametrize(
    "line",
    [
        "  for tickets where " + "(" * 500 + "level is P1" + ")" * 500,
        "  for tickets where " + "not (" * 500 + "level is P1" + ")" * 500,
        "  for tickets where " + " or ".join(["level is P1"] * 3_000),
        "  judged by " + "level " * 3_000,
        "  | " + " | ".join(["P1"] * 3_000) + " |",
    ],
    ids=lambda line: f"{line[:30]}...",
)
def test_depth_and_length_are_told(line: str) -> None:
    text = CONTRACTS["harbour.sla"]
    checked(text.replace("  table\n", f"{line}\n  table\n", 1))
