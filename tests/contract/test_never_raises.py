"""Whatever a text says, the checker answers with problems or with a contract, and never raises."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from slarules.contract import load
from slarules.resources import shipped

RULES = Path(str(shipped("rules")))
TEXTS = {
    path.name: path.read_text(encoding="utf-8")
    for path in (
        *(RULES / "contracts").glob("*.sla"),
        RULES / "demo" / "alster.sla",
        *(Path(__file__).parent / "drafting").glob("*.sla"),
    )
}
WORD = re.compile(r'[A-Za-z_][A-Za-z0-9_]*|[0-9][0-9,.:%-]*|"[^"\n]*"')
STRANGE = (
    *("0", "100%", "900%", "EUR 5.00", "USD 1.00", "elapsed", "2026-13", "none", "any", "yes"),
    *("base", "rounding", "P1", "P9", "ticket", "tickets", "level", '"IE"', "calendar", "unknown"),
    *("reported", "start", "", "at least", "8 elapsed hours", "2026-03-29 02:30", "resolve"),
)


@st.composite
def mutilated(draw: st.DrawFn) -> str:
    """Return an example with some words replaced by others of it, by strange ones, or cut out."""
    text = TEXTS[draw(st.sampled_from(sorted(TEXTS)))]
    for _ in range(draw(st.integers(1, 6))):
        words = list(WORD.finditer(text))
        if not words:
            break
        place = draw(st.sampled_from(words))
        other = draw(st.sampled_from([word[0] for word in words] + list(STRANGE)))
        text = f"{text[: place.start()]}{other}{text[place.end() :]}"
    return text


@st.composite
def reordered(draw: st.DrawFn) -> str:
    """Return an example with statements left out, doubled, or taken from another one."""
    name, other = (draw(st.sampled_from(sorted(TEXTS))) for _ in range(2))
    own, foreign = (re.split(r"\n(?=\S)", TEXTS[each]) for each in (name, other))
    kept = draw(st.lists(st.sampled_from(own), max_size=len(own)))
    added = draw(st.lists(st.sampled_from(foreign), max_size=4))
    return "\n".join([own[0], *kept, *added])


def checked(text: str, folder: Path) -> None:
    path = folder / "case.sla"
    path.write_text(text, encoding="utf-8")
    loaded = load(path)
    errors = [p for p in loaded.problems if p.tier == "error"]
    # A file of words alone is neither a contract nor wrong.
    assert not (errors and loaded.contract)
    for problem in loaded.problems:
        assert problem.message
        assert problem.fix is None or problem.fix.advice


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("contracts")
    for name in ("meridian.sla", "harbour.sla"):
        (made / name).write_text(TEXTS[name], encoding="utf-8")
    return made


@settings(max_examples=150)
@given(text=mutilated())
def test_words_can_be_anything(text: str, folder: Path) -> None:
    checked(text, folder)


@settings(max_examples=100)
@given(text=reordered())
def test_statements_can_be_any(text: str, folder: Path) -> None:
    checked(text, folder)
