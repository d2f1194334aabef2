"""The fixed words: which begin a statement, which begin a phrase, which no name may be."""

from __future__ import annotations

RULES: dict[str, str] = {
    "language": "language",
    "use": "use",
    "clause": "not_computed",
    "contract": "contract",
    "amount": "amount_statement",
    "fact": "fact_statement",
    "level": "level",
    "clock": "clock",
    "holidays": "holidays",
    "measure": "measure",
    "targets": "targets",
    "exception": "exemption",
    "target": "target",
    "condition": "condition_statement",
    "period": "period_statement",
    "pause": "pause",
    "exclude": "exclude",
    "cancel": "cancel",
    "restart": "restart",
    "unknown": "unknown_rules",
    "credit": "credit",
    "points": "points",
    "bonus": "bonus",
    "scorecard": "scorecard",
    "combine": "combine",
    "multiplier": "multiplier",
    "cap": "cap",
    "floor": "floor",
    "earnback": "earnback",
    "pool": "pool",
    "claim": "claim",
    "right": "right",
    "duty": "duty",
    "succession": "succession",
    "dispute": "dispute",
    "settlement": "settlement",
    "conduct": "conduct",
    "always": "always",
    "scenario": "scenario",
    "amendment": "amendment",
    "vocabulary": "vocabulary",
    "item": "item",
    "span": "world_span",
    "measurement": "measurement",
    "mapping": "mapping",
}
"""The grammar's rule of each statement word; `internal` is looked up by the word behind it."""

INTERNAL: dict[str, str] = {"overlay": "overlay", "targets": "targets", "target": "target"}
"""The rule of `internal ...` by its second word."""

STATEMENT_WORDS = (*RULES, "internal")

STARTS = (*dict.fromkeys([*RULES.values(), *INTERNAL.values()]), "cell")
"""Every rule that a text may be read by."""

HEADS: dict[str, str] = {
    "contract": "contract x",
    "amount_statement": "amount x",
    "clock": "clock x",
    "holidays": "holidays x version 1",
    "measure": "measure x",
    "targets": "targets x",
    "exemption": "exception x",
    "target": "target x",
    "condition_statement": "condition x",
    "period_statement": "period x",
    "pause": "pause x",
    "exclude": "exclude x",
    "cancel": "cancel x",
    "restart": "restart x",
    "unknown_rules": "unknown",
    "credit": "credit x",
    "points": "points x",
    "bonus": "bonus x",
    "scorecard": "scorecard x",
    "combine": "combine x",
    "multiplier": "multiplier x",
    "cap": "cap x",
    "floor": "floor x",
    "earnback": "earnback x",
    "pool": "pool x",
    "claim": "claim x",
    "right": "right x",
    "duty": "duty x",
    "succession": 'succession "x"',
    "dispute": "dispute",
    "settlement": "settlement",
    "conduct": "conduct x",
    "always": 'always "x"',
    "scenario": 'scenario "x"',
    "amendment": "amendment x",
    "vocabulary": 'vocabulary "x" version 1',
    "item": "item x",
    "world_span": "span x",
    "measurement": "measurement x",
    "mapping": 'mapping x version 1 of "x" version 1 from "x"',
}
"""The shortest first line of each statement that has phrases."""

PHRASES: dict[str, tuple[str, ...]] = {
    rule: tuple(words.split())
    for rule, words in {
        "contract": "assessed covers currency customer effective group measured periods provider "
        "reference rounded timezone",
        "amount_statement": "as from is rounded table",
        "clock": "a also closed days deadlines instead open starts",
        "holidays": "on source",
        "measure": "a bad counted counts each from is judged never overlaps reopens rounded "
        "separately service source the time",
        "targets": "between for judged measures stricter table together",
        "exemption": "ahead for notwithstanding table",
        "target": "averaged covers every needs table with",
        "condition_statement": "at ends starts takes when",
        "period_statement": "is",
        "pause": "extends from provided suspends up while",
        "exclude": "during provided removes up while",
        "cancel": "ends",
        "restart": "starts",
        "unknown_rules": "when",
        "credit": "a at by days each limited paid pays rounded scaled table uses when without",
        "points": "a at by days each expire limited paid pays rounded "
        "scaled table uses when without",
        "bonus": "a at by days each limited paid pays rounded scaled table uses when without",
        "scorecard": "counts every table weights",
        "combine": "on pays separately table",
        "multiplier": "by on table times when",
        "cap": "at excess on separately shared",
        "floor": "on pays",
        "earnback": "as except lapses on returns when",
        "pool": "size table weights",
        "claim": "automatic by on otherwise uses with within",
        "right": "for lapses when",
        "duty": "done due each for when",
        "succession": "customer from keeps provider",
        "dispute": "answered on opened otherwise settled",
        "settlement": "bonuses order paid",
        "conduct": "at brought watches within",
        "always": "total worse",
        "scenario": "contradicts expect given",
        "amendment": "add applies effective remove replace signed",
        "vocabulary": "means",
        "item": "event fact moment state",
        "world_span": "event fact moment state",
        "measurement": "every is",
        "mapping": "a an dates fields files history missing numbers times",
    }.items()
}
"""The words that begin a phrase of each statement; in a mapping and a contract names may, too."""

INNER_PHRASES = ("with", "means", "counted", "counts", "reopens")
"""The words that begin a line inside a phrase."""

FOLLOWERS: dict[str, tuple[str, ...]] = {
    "and": ("goes", "starts"),
    "for": ("each",),
    "judged": ("by",),
    "on": ("a", "an"),
}
"""What follows a word that is one of the language only before certain others."""

OPENING_WORDS = frozenset(word for words in PHRASES.values() for word in words) | {*INNER_PHRASES}
"""Every word that may begin a line below a statement's first."""

RESERVED_VALUES = frozenset(
    {"above", "at", "below", "exactly", "known", "no", "not", "one", "unknown", "yes"}
)
"""Words that no value of a fact may be: a condition would read them as its own."""

RESERVED_BEFORE_NAMES = "next"
RESERVED_AT_START = "all bonus credit points returned score total"
RESERVED_IN_CELLS = "any by elapsed calendar from none otherwise the undetermined"
RESERVED_AS_VERDICTS = "cancelled due exceeded excluded met missed open paused used"
RESERVED = RESERVED_VALUES.union(
    RESERVED_BEFORE_NAMES.split(),
    RESERVED_AT_START.split(),
    RESERVED_IN_CELLS.split(),
    RESERVED_AS_VERDICTS.split(),
)
"""Words that no declaration may take as a name: somewhere the language would win over it."""
