"""Expectations rewritten to what came, as a change that a person reviews and answers for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from difflib import unified_diff
from itertools import accumulate

from slarules.core.contract import Contract
from slarules.problems import Edit
from slarules.scenarios.checked import Failure, ScenarioResult
from slarules.scenarios.phrases import Words
from slarules.source import SourceText


@dataclass(frozen=True, slots=True)
class Rewritten:
    """A text as it would stand with its expectations accepted."""

    before: SourceText
    after: SourceText

    @property
    def diff(self) -> str:
        """The change as a unified diff."""
        before, after = (t.text.splitlines(keepends=True) for t in (self.before, self.after))
        return "".join(unified_diff(before, after, self.before.name, self.after.name))


def acceptable(results: Iterable[ScenarioResult]) -> list[Failure]:
    """Return the failures whose expectation can be rewritten: something else of its kind came.

    Where engines differ among themselves none is right, so nothing is accepted.
    """
    found: dict[str, Failure] = {}
    differing: set[str] = set()
    for failure in (f for result in results for f in result.failures):
        place = str(failure.span)
        if place in found and found[place].seen != failure.seen:
            differing.add(place)
        found.setdefault(place, failure)
    return [f for place, f in found.items() if f.seen is not None and place not in differing]


def accepted(
    failures: Iterable[Failure], contract: Contract, texts: Mapping[str, SourceText]
) -> list[Rewritten]:
    """Return each text that changes when the failures' expectations say what came."""
    words = Words(contract)
    edits: dict[str, list[Edit]] = {}
    for failure in failures:
        if failure.seen is not None and failure.span.file in texts:
            phrase = f"expect {words.phrase(failure.seen)}"
            edits.setdefault(failure.span.file, []).append(Edit(failure.span, phrase))
    return [Rewritten(texts[name], edited(texts[name], found)) for name, found in edits.items()]


def edited(source: SourceText, edits: Iterable[Edit]) -> SourceText:
    """Return a text with edits made that do not overlap; all else stays to the letter."""
    lines = source.text.splitlines(keepends=True)
    starts = [0, *accumulate(map(len, lines))]
    text = source.text
    for edit in sorted(edits, key=lambda edit: edit.span, reverse=True):
        place = edit.span
        start = starts[place.line - 1] + place.column - 1
        end = starts[place.end_line - 1] + place.end_column - 1
        text = text[:start] + edit.text + text[end:]
    return SourceText(source.name, text)
