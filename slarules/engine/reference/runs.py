"""Judged runs: each stands for itself, or one for many that no result tells from it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Protocol, TypeAlias

from slarules.engine.outcome import Verdict


class Times(Protocol):
    """The counted times of many runs, the least first."""

    def __len__(self) -> int:
        """Return how many they are."""

    def __getitem__(self, index: int, /) -> int:
        """Return the one at a place, from 0."""

    def total(self) -> int:
        """Return their sum."""

    def joined(self, others: Sequence[Times], /) -> Times:
        """Return them and others in one order."""


@dataclass(frozen=True, slots=True)
class Alike:
    """A verdict, and how many it stands for.

    Attributes:
        used: The counted time of each, where there are several and a statistic asks for it.
    """

    verdict: Verdict
    number: int = 1
    used: Times | None = None

    def moved(self, verdict: Verdict) -> Alike:
        """Return the same of a verdict as it counts in one of several periods."""
        return self if verdict is self.verdict else Alike(verdict, self.number, self.used)


@dataclass(frozen=True)
class Runs:
    """Verdicts, with how many each stands for.

    Whatever is undetermined, or a line, a right or a duty is about, stands for itself.

    Attributes:
        items: How many items one stands for, by kind and name; 1 where it does not say.
    """

    alike: Sequence[Alike]
    items: Mapping[tuple[str, str], int] = field(default_factory=dict)

    def __iter__(self) -> Iterator[Verdict]:
        return (each.verdict for each in self.alike)

    def number(self, word: str) -> int:
        """Return how many runs were judged so."""
        return self._words[word]

    @cached_property
    def _words(self) -> Counter[str]:
        words: Counter[str] = Counter()
        for each in self.alike:
            words[each.verdict.verdict] += each.number
        return words

    @property
    def counts(self) -> Counter[str]:
        """How many runs whose period is known were judged how."""
        words: Counter[str] = Counter()
        for each in self.alike:
            if each.verdict.period is not None:
                words[each.verdict.verdict] += each.number
        return words

    @property
    def unsure(self) -> tuple[Verdict, ...]:
        """The undetermined ones."""
        return tuple(verdict for verdict in self if verdict.verdict == "undetermined")

    @property
    def may_change(self) -> bool:
        """Whether later data may change any, or the period of any."""
        return any(v.provisional or v.verdict == "open" or v.period is None for v in self)


Verdicts: TypeAlias = Runs | Sequence[Verdict]
"""What was judged; verdicts alone stand each for itself."""


def runs_of(judged: Verdicts) -> Runs:
    """Return what was judged, each with how many it stands for."""
    return judged if isinstance(judged, Runs) else Runs(tuple(map(Alike, judged)))
