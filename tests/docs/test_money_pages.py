"""The pages of ambiguities and shapes say what the checker does and what the files hold."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from tests.money.ambiguities.cases import Case, told
from tests.money.ambiguities.of_money import OF_MONEY
from tests.money.ambiguities.of_time import OF_TIME
from tests.shared import ROOT

CASES: tuple[Case, ...] = (*OF_TIME, *OF_MONEY)
CODE = re.compile(r"[EWA]\d{3}")
SHAPES = ROOT / "rules" / "shapes"


def rows(page: str) -> dict[str, list[str]]:
    """Return the cells of each numbered row of a page."""
    lines = (ROOT / "docs" / page).read_text("utf-8").splitlines()
    cells = [line.strip("| ").split(" | ") for line in lines if re.match(r"\| [AS]\d+ \|", line)]
    assert len(cells) == len({row[0] for row in cells})
    return {row[0]: row[1:] for row in cells}


AMBIGUITIES, PHRASES = rows("ambiguities.md"), rows("shapes.md")


def test_every_ambiguity_and_every_shape_has_a_row() -> None:
    assert list(AMBIGUITIES) == [f"A{number}" for number in range(1, 37)]
    assert list(PHRASES) == [f"S{number}" for number in range(1, 49)]


@pytest.mark.parametrize("number", AMBIGUITIES)
def test_a_row_names_the_codes_that_come(number: str) -> None:
    cases = [case for case in CASES if case.number == number]
    come = {each for case in cases for each in told(case.silent) if CODE.fullmatch(each)}
    awaited = {case.tells for case in cases if CODE.fullmatch(case.tells)}
    named = set(CODE.findall(AMBIGUITIES[number][1]))
    assert awaited <= named <= come


@pytest.mark.parametrize("number", AMBIGUITIES)
def test_a_row_says_whether_it_is_told_as_a_choice(number: str) -> None:
    chosen = any(not CODE.fullmatch(case.tells) for case in CASES if case.number == number)
    assert ("choice" in AMBIGUITIES[number][1]) == chosen


def phrases() -> Iterator[tuple[str, str]]:
    """Yield each phrase of a shape, with its shape."""
    for number, (_, said, _) in PHRASES.items():
        yield from ((number, phrase) for phrase in re.findall(r"`([^`]+)`", said))


@pytest.mark.parametrize(("number", "phrase"), list(phrases()))
def test_a_phrase_of_a_shape_stands_in_its_files(number: str, phrase: str) -> None:
    names = re.findall(r"rules/shapes/(\w+)\.sla", PHRASES[number][2])
    texts = [" ".join((SHAPES / f"{name}.sla").read_text("utf-8").split()) for name in names]
    said = re.escape(phrase).replace(r"\.\.\.", r".{1,80}?")
    said = re.sub(r"\b[A-Z]{4,}\b", r"\\w+", said)
    assert any(re.search(said, text) for text in texts), names


def test_every_shape_has_a_place() -> None:
    text = (ROOT / "docs" / "shapes.md").read_text("utf-8")
    named = set(re.findall(r"rules/shapes/(\w+)\.sla", text))
    assert named == {path.stem for path in SHAPES.glob("*.sla")}
