"""The shipped texts, cut into statements, and ways of changing them as hurried writers do."""

from __future__ import annotations

import re

from hypothesis import strategies as st

from tests.shared import ROOT

CONTRACTS = {
    path.name: path.read_text("utf-8")
    for path in (
        *sorted((ROOT / "rules" / "contracts").glob("*.sla")),
        ROOT / "rules" / "demo" / "alster.sla",
    )
}
"""Every contract that comes with slarules, by the name of its file."""

TEXTS = {
    path.name: path.read_text("utf-8")
    for folder in ("rules", "adapters")
    for path in sorted((ROOT / folder).rglob("*.sla"))
    if "holidays" not in path.parts
}
"""Contracts, vocabularies and mappings, by the name of their file."""

WORDS = sorted({word for text in TEXTS.values() for word in text.split()})
LINES = sorted({line for text in TEXTS.values() for line in text.split("\n") if line.strip()})
NUMBERS = ["0", "1", "2", "10", "13", "31", "90", "99.95", "100", "101", "2026", "2147483648"]
NASTY = ['"', "|", "(", ")", "\n", "\n  ", "\t", "%", "\u20ac", "\u202e", "\x00", "\u0660", "#"]


def statements(text: str) -> list[str]:
    """Return a text cut at the lines that begin in column one."""
    return re.split(r"\n(?=\S)", text)


@st.composite
def damaged(draw: st.DrawFn, text: str) -> str:
    """Return a text with up to four changes to its characters, words or lines."""
    for _ in range(draw(st.integers(1, 4))):
        text = draw(st.sampled_from([_characters, _word, _lines]))(draw, text)
    return text


def _characters(draw: st.DrawFn, text: str) -> str:
    start = draw(st.integers(0, len(text)))
    end = draw(st.integers(start, min(len(text), start + 30)))
    return text[:start] + draw(st.one_of(st.sampled_from(NASTY), st.text(max_size=3))) + text[end:]


def _word(draw: st.DrawFn, text: str) -> str:
    found = list(re.finditer(r"\S+", text))
    if not found:
        return text
    word = draw(st.sampled_from(found))
    other = draw(st.sampled_from([*NUMBERS, "("] if word[0].isdecimal() else WORDS))
    return text[: word.start()] + other + text[word.end() :]


def _lines(draw: st.DrawFn, text: str) -> str:
    lines = text.split("\n")
    one, other = (draw(st.integers(0, len(lines) - 1)) for _ in range(2))
    match draw(st.sampled_from(["swap", "again", "without", "another"])):
        case "swap":
            lines[one], lines[other] = lines[other], lines[one]
        case "again":
            lines.insert(other, lines[one])
        case "without":
            del lines[one]
        case _:
            lines.insert(one, draw(st.sampled_from(LINES)))
    return "\n".join(lines)


@st.composite
def redrafted(draw: st.DrawFn, text: str) -> str:
    """Return a contract with statements left out, moved or repeated, and other numbers in it."""
    head, *rest = [part for part in statements(text) if not part.startswith("scenario")]
    for _ in range(draw(st.integers(0, 2))):
        if rest:
            taken = rest.pop(draw(st.integers(0, len(rest) - 1)))
            if draw(st.booleans()):
                rest.insert(draw(st.integers(0, len(rest))), taken)
    text = "\n".join([head, *rest])
    for _ in range(draw(st.integers(0, 3))):
        number = draw(
            st.sampled_from(list(re.finditer(r"(?<![-.:\w])\d+(?:\.\d+)?(?=[ %])", text)))
        )
        text = text[: number.start()] + draw(st.sampled_from(NUMBERS)) + text[number.end() :]
    return text
