"""What the parties ask to be told of conduct: a rule with its thresholds."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

from slarules.syntax.tree.base import Duration, Line, Name, Number, Percent, Phrase, Text


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Watches(Phrase):
    """`watches respond, resolve`: whose deadlines are meant; without it, those of all measures."""

    measures: tuple[Name, ...]


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class WithinLength(Phrase):
    """`within 30 elapsed minutes`: how near counts as near."""

    length: Duration


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class AtLeastItems(Phrase):
    """`at least 3 tickets`: with fewer there is no finding."""

    count: Number
    items: Name


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class AtLeastShare(Phrase):
    """`at least 10%`: with a smaller share there is no finding."""

    share: Percent


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class BroughtBy(Phrase):
    """`brought by "acme-conduct"`: the package that has the rule, for one that slarules lacks."""

    package: Text


ConductPhrase: TypeAlias = Watches | WithinLength | AtLeastItems | AtLeastShare | BroughtBy


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Conduct(Line):
    """`conduct waiting_set_before_deadline clause "9"`."""

    name: Name
    title: Text | None
    clause: Text | None
    phrases: tuple[ConductPhrase, ...]
