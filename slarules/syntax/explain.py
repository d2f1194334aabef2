"""Where a parse stopped, said in the words of the language."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from difflib import get_close_matches
from typing import TypeAlias

from lark import UnexpectedInput

from slarules.problems import Problem
from slarules.source import Span
from slarules.syntax.clauses import misplaced_clause
from slarules.syntax.groups import Groups
from slarules.syntax.problems import (
    BareDuration,
    DaysAsDuration,
    ForeignPhrase,
    MissingCurrency,
    MixedAndOr,
    PercentOfNothing,
    Unexpected,
    Unfinished,
)
from slarules.syntax.scan import bare
from slarules.syntax.stop import WORD, Stop, accepted, keywords, may_begin, stopped
from slarules.syntax.tables import parser
from slarules.syntax.words import FOLLOWERS, INNER_PHRASES, PHRASES, RULES

BARE_TIME = re.compile(r"(?<![\w.,:-])([0-9][0-9.,]*)\s+((?:second|minute|hour)s?)$")
BARE_DAYS = re.compile(r"(?<![\w.,:-])([0-9]+)\s+(?:([a-z]\w*)\s+)?(?:day|week|month|year)s?$")
PERCENT = re.compile(r"[0-9][0-9.,]*%$")
NUMERAL = re.compile(r"[0-9][0-9.,]*")
ENDING_NUMERAL = re.compile(r"(?<![\w.,:-])[0-9][0-9.,]*$")
MOST_EXPECTED = 10
DAYS = frozenset(["day", "days", "week", "weeks", "month", "months", "year", "years"])
AFTER_LEADING_NAME = frozenset({"are", "belong", "from", "is", "with", "NAME"})
UNITS = frozenset({"second", "seconds", "minute", "minutes", "hour", "hours"})
Found: TypeAlias = tuple[Problem, int] | None

KINDS: dict[str, str] = {
    "NAME": "a name",
    "TEXT": "a text in quotes",
    "NUMBER": "a number",
    "PERCENT": "a percentage",
    "CURRENCY": "a sum such as EUR 500.00",
    "DATE": "a date such as 2026-03-01",
    "MONTH": "a month such as 2026-03",
    "QUARTER": "a quarter such as 2026-Q1",
    "YEAR": "a year such as 2026",
    "TIME": "a time such as 09:00",
    "ORDINAL": "a rank such as 2nd",
    "DATE_ORDER": "an order such as day.month.year",
    "COMMA": "','",
    "LPAR": "'('",
    "RPAR": "')'",
    "BAR": "'|'",
    "ROW_END": "the '|' at the end of a row",
    "$END": "the end of the line",
}


def explain(error: UnexpectedInput, groups: Groups) -> tuple[Problem, int]:
    """Return what is wrong where a parse stopped, and which phrase is to blame."""
    stop = stopped(error, groups)
    for known in KNOWN:
        if found := known(stop):
            return found
    return general(stop), stop.group


# --- what is known to go wrong -------------------------------------------------------------------


def late_clause(stop: Stop) -> Found:
    """Explain a clause behind what a statement says."""
    found = misplaced_clause(stop)
    return (found, stop.group) if found else None


def bare_time(stop: Stop) -> Found:
    """Explain `4 hours`."""
    match = BARE_TIME.search(stop.before)
    if not match or not stop.accepts & UNITS:
        return None
    span = stop.back(len(match[0]))
    return BareDuration(span=span, count=match[1], unit=match[2]), stop.group_of(span)


def days_of_what(stop: Stop) -> Found:
    """Explain `30 days` where days of a clock may stand: they are taken for the clock's name."""
    taken = stop.taken
    if taken is None or taken.type != "NAME" or taken not in DAYS or "days" not in stop.accepts:
        return None
    span = stop.back(len(taken))
    found = Unexpected(span=span, found=str(taken), expected=(), nearest="calendar days")
    return found, stop.group_of(span)


def bare_days(stop: Stop) -> Found:
    """Explain `2 support days`, or `2 days`, where a duration stands."""
    text = f"{stop.before} {stop.word}"
    match = BARE_DAYS.search(text) if stop.word in DAYS else BARE_DAYS.search(stop.before)
    if not match or not stop.accepts & UNITS:
        return None
    span = stop.back(len(match[0]))
    if stop.word in DAYS:
        start = stop.groups.lines[stop.line].rfind(match[1], 0, stop.column - 1)
        span = stop.groups.chunk.span(stop.line, start + 1, stop.column + len(stop.word))
    clock = match[2] or "calendar"
    return DaysAsDuration(span=span, count=match[1], clock=clock), stop.group_of(span)


def percent_alone(stop: Stop) -> Found:
    """Explain `20%` without "of"."""
    match = PERCENT.search(stop.before)
    if not match or "of" not in stop.accepts:
        return None
    span = stop.back(len(match[0]))
    name = stop.word if stop.word[:1].isalpha() and not is_keyword(stop.word) else None
    return PercentOfNothing(span=span, percent=match[0], of=name), stop.group_of(span)


def sum_alone(stop: Stop) -> Found:
    """Explain a number where a sum of money stands."""
    if "CURRENCY" in stop.accepts and "NUMBER" not in stop.accepts and NUMERAL.fullmatch(stop.word):
        return MissingCurrency(span=stop.span, number=stop.word), stop.group
    behind = ENDING_NUMERAL.search(stop.before)
    if behind and stop.accepts >= {"times", "points"}:
        span = stop.back(len(behind[0]))
        return MissingCurrency(span=span, number=behind[0]), stop.group_of(span)
    return None


def mixed(stop: Stop) -> Found:
    """Explain `and` beside `or`."""
    other = {"and": "or", "or": "and"}.get(stop.word)
    if other and other in stop.accepts:
        return MixedAndOr(span=stop.span, word=stop.word), stop.group
    return None


def misled(stop: Stop) -> Found:
    """Explain a word that is one of the language only where another one follows it."""
    if stop.taken is not None and stop.taken.type == "NAME" and stop.taken in FOLLOWERS:
        return _needed(stop, str(stop.taken), stop.word, stop.column), stop.group
    if stop.word not in stop.accepts or stop.word not in FOLLOWERS:
        return None
    line, end = stop.groups.lines[stop.line], stop.column - 1 + len(stop.word)
    behind = WORD.match(line, end + len(line[end:]) - len(line[end:].lstrip()))
    if behind is None or behind[0] == "#":
        expected = tuple(f"'{word}'" for word in FOLLOWERS[stop.word])
        return Unfinished(span=stop.span, expected=expected), stop.group
    return _needed(stop, stop.word, behind[0], behind.start() + 1), stop.group


def _needed(stop: Stop, before: str, found: str, column: int) -> Unexpected:
    """Return the problem of what stands behind a word that needs certain others there."""
    span = stop.groups.chunk.span(stop.line, column, column + len(found))
    expected = tuple(f"'{word}'" for word in FOLLOWERS[before])
    return Unexpected(span=span, found=found, expected=expected)


def swallowed(stop: Stop) -> Found:
    """Explain a phrase that took the first word of the next line for a name."""
    taken, groups = stop.taken, stop.groups
    if taken is None or taken.type != "NAME" or taken.line is None or taken.column is None:
        return None
    group = groups.at_line(taken.line - 1)
    first = not groups.lines[taken.line - 1][: taken.column - 1].strip()
    if not first or group == 0 or taken not in (*PHRASES.get(groups.rule, ()), *INNER_PHRASES):
        return None
    before = groups.before(group)
    return Unfinished(span=end_of_group(groups, before), expected=("a name",)), before


def stray(stop: Stop) -> Found:
    """Explain a word behind a phrase that was taken for the name that begins the next one."""
    taken, groups = stop.taken, stop.groups
    if taken is None or taken.type != "NAME" or not stop.accepts <= AFTER_LEADING_NAME:
        return None
    line, column = (taken.line or 1) - 1, taken.column or 1
    if not groups.lines[line][: column - 1].strip() and groups.rule == "mapping":
        return None
    before = "\n".join([*groups.lines[:line], groups.lines[line][: column - 1]])
    steps = parser().parse_interactive(before, start=groups.rule)
    list(steps.iter_parse())
    accepts = accepted(steps)
    at = replace(stop, line=line, column=column, word=str(taken), accepts=accepts, taken=None)
    return (
        (late_clause(at) or foreign(at) or (general(at), at.group)) if "NAME" in accepts else None
    )


def unfinished(stop: Stop) -> Found:
    """Explain a phrase that the next one interrupts, or the end of the statement."""
    groups, group = stop.groups, stop.group
    if stop.at_end:
        return Unfinished(
            span=end_of_group(groups, groups.last), expected=expected(stop)
        ), groups.last
    first = not groups.lines[stop.line][: stop.column - 1].strip()
    if not first or group == 0 or may_begin(stop):
        return None
    before = groups.before(group)
    return Unfinished(span=end_of_group(groups, before), expected=expected(stop)), before


def foreign(stop: Stop) -> Found:
    """Explain a phrase that belongs to another statement."""
    groups, word = stop.groups, stop.word
    first = not groups.lines[stop.line][: stop.column - 1].strip()
    allowed = PHRASES.get(groups.rule, ())
    owners = tuple(said(rule) for rule, words in PHRASES.items() if word in words)
    if not first or stop.group == 0 or word in allowed or not owners:
        return None
    return (
        ForeignPhrase(
            span=stop.span,
            word=word,
            statement=said(groups.rule),
            allowed=allowed,
            elsewhere=tuple(f"'{owner}'" for owner in owners[:4]),
        ),
        stop.group,
    )


def end_of_group(groups: Groups, group: int) -> Span:
    """Return the place of the last word of a phrase."""
    it = groups.groups[group]
    for line in reversed(range(it.start, it.end)):
        text = bare(groups.lines[line])
        if text:
            start = len(groups.lines[line]) - len(groups.lines[line].lstrip())
            words = text.split()
            end = start + len(text) + 1
            return groups.chunk.span(line, end - len(words[-1]), end)
    return groups.chunk.span(it.start, 1, 2)


def said(rule: str) -> str:
    """Return the word a statement begins with."""
    return next((word for word, name in RULES.items() if name == rule), rule)


KNOWN: tuple[Callable[[Stop], Found], ...] = (
    late_clause,
    bare_time,
    days_of_what,
    bare_days,
    percent_alone,
    sum_alone,
    mixed,
    misled,
    swallowed,
    stray,
    unfinished,
    foreign,
)


# --- everything else -----------------------------------------------------------------------------


def general(stop: Stop) -> Problem:
    """Return a problem that says what could have stood in place of a word."""
    words = sorted(stop.accepts - KINDS.keys())
    nearest = next(iter(get_close_matches(stop.word, words, 1, 0.7)), None)
    nearest = nearest or next((word for word in words if alike(word, stop.word)), None)
    if "TEXT" in stop.accepts and "NAME" not in stop.accepts and stop.word[:1].isalpha():
        nearest = nearest or f'"{stop.word}"'
    return Unexpected(span=stop.span, found=stop.word, expected=expected(stop), nearest=nearest)


def alike(keyword: str, written: str) -> bool:
    """Return whether a word is a keyword but for capitals, or cut short."""
    same = keyword.lower() == written.lower()
    return same or (
        len(written) > 2 and keyword.lower().startswith(written.lower().partition("-")[0])
    )


def is_keyword(word: str) -> bool:
    """Return whether a word is one of the language."""
    return word in keywords().values()


def expected(stop: Stop) -> tuple[str, ...]:
    """Return what could have come, in the words of the language, the likeliest first."""
    wanted = stop.accepts
    if may_begin(stop):
        wanted -= {*PHRASES.get(stop.groups.rule, ()), "$END"}
    kinds = [KINDS[kind] for kind in KINDS if kind in wanted]
    words = sorted(f"'{word}'" for word in wanted - KINDS.keys())
    ending = [KINDS["$END"]] if "$END" in stop.accepts - wanted else []
    every = [*kinds, *words, *ending]
    more = len(every) - MOST_EXPECTED
    return (*every[:MOST_EXPECTED], *((f"one of {more} more words",) if more > 0 else ()))
