"""E2, E5: rules of conduct that are not there, and thresholds that say nothing."""

from __future__ import annotations

from dataclasses import dataclass

from slarules.contract.problems.told import Told


@dataclass(frozen=True, kw_only=True)
class RuleNotInstalled(Told):
    """A rule of conduct is brought by a package that is not installed, or lacks the rule."""

    code = "E220"
    sentence = "the rule '{rule}' is brought by {package}, which {lack}"
    advice = "install it beside slarules: pip install {package}; 'slarules plugins' lists what is"

    rule: str
    package: str
    lack: str


@dataclass(frozen=True, kw_only=True)
class RuleLacksWords(Told):
    """A rule of conduct looks at a word that the vocabulary does not have, so it sees nothing."""

    code = "E221"
    sentence = "conduct {rule} looks at {words} of an item, which no vocabulary in use declares"
    advice = "use a vocabulary that declares it, or leave this rule out"

    rule: str
    words: str


@dataclass(frozen=True, kw_only=True)
class ThresholdUnused(Told):
    """A rule of conduct is given a threshold that it does not look at."""

    code = "E520"
    sentence = "conduct {rule} has no use for {threshold}"
    advice = "leave it out"

    rule: str
    threshold: str


@dataclass(frozen=True, kw_only=True)
class ThresholdSaysNothing(Told):
    """A threshold of a rule of conduct is reached by everything, or can be reached by nothing."""

    code = "E521"
    sentence = "{threshold} leaves {what}"
    advice = "write {example}"

    threshold: str
    what: str
    example: str
