"""What an answer may be: each function returns it as a contract writes it, or says what is wrong.

They raise `ValueError` with a sentence that says what to write instead.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from difflib import get_close_matches
from typing import TypeAlias

from slarules.currencies import DECIMALS
from slarules.hours.freeze import areas
from slarules.hours.local import zone_names
from slarules.source import SourceText
from slarules.syntax import tree
from slarules.syntax.parse import parse
from slarules.syntax.words import RESERVED, STATEMENT_WORDS

Check: TypeAlias = Callable[[str], str]

LONGEST = 120
NAME = re.compile(r"[a-z][a-z0-9_]{0,39}")
GOAL = re.compile(r"([1-9][0-9]{0,4}) +(elapsed|support) +(minute|hour)s?")
HOURS = re.compile(r"[A-Za-z0-9 :,]{1,200}")
UPTIME = re.compile(r"9[5-9](\.[0-9]{1,4})?%?")
SHARE = re.compile(r"[5-9][0-9](\.[0-9]{1,4})?%?")
SUM = re.compile(r"[0-9]{1,12}(\.[0-9]+)?")
ALL_HOURS = "every day from 00:00 to 24:00"
SHAPES = ("tickets", "events", "snapshots")
EARLIEST, LATEST = date(1980, 1, 1), date(2090, 12, 31)


def name(said: str) -> str:
    """Return the name of a contract, which is that of its folder too."""
    if not NAME.fullmatch(said):
        plain = re.sub(r"[^a-z0-9_]+", "_", said.lower()).strip("_")
        near = f", such as {plain}" if NAME.fullmatch(plain) else ""
        raise ValueError(
            f"'{said}' is no name: write up to 40 small letters, digits and _, a letter first{near}"
        )
    if said in RESERVED or said in STATEMENT_WORDS:
        raise ValueError(f"'{said}' is a word of the language; write another, such as {said}_1")
    return said


def text(said: str) -> str:
    """Return words that will stand between quotes."""
    if not said or len(said) > LONGEST or not said.isprintable():
        raise ValueError(f"write 1 to {LONGEST} characters on one line, none of them invisible")
    return said


def day(said: str) -> str:
    """Return a date."""
    try:
        found = date.fromisoformat(said)
    except ValueError:
        raise ValueError(f"'{said}' is no date; write year-month-day, such as 2026-01-31") from None
    if not EARLIEST <= found <= LATEST:
        raise ValueError(f"{found} is too far off; write a date from {EARLIEST} to {LATEST}")
    return found.isoformat()


def zone(said: str) -> str:
    """Return a time zone's name."""
    if said not in zone_names():
        raise ValueError(f"no time zone is called '{said}'{_near(said, zone_names())}")
    return said


def area(said: str) -> str:
    """Return a country or a part of one whose holidays are known, or none."""
    plain = said.lower() if said.lower() == "none" else said.upper()
    if plain != "none" and plain not in areas():
        raise ValueError(
            f"no holidays are known for '{said}'; write a country such as IE, a part of one such as"
            " DE-HH, or none"
        )
    return plain


def currency(said: str) -> str:
    """Return a currency's code."""
    if not re.fullmatch(r"[A-Z]{3}", said.upper()):
        raise ValueError(f"'{said}' is no currency; write its three letters, such as EUR")
    return said.upper()


def fee(said: str, code: str) -> str:
    """Return a sum with the decimals of its currency."""
    places = DECIMALS.get(code, 2)
    plain = said.removeprefix(code).strip()
    if re.fullmatch(r"[0-9]{1,3}(,[0-9]{3})+(\.[0-9]+)?", plain):
        plain = plain.replace(",", "")
    if not SUM.fullmatch(plain) or len(plain.partition(".")[2]) > places:
        raise ValueError(
            f"'{said}' is no sum in {code}; write digits with at most {places} decimals behind a"
            " point, such as 12500"
        )
    return f"{Decimal(plain):,.{places}f}"


def hours(said: str) -> str:
    """Return opening hours as a clock writes them."""
    plain = ALL_HOURS if said.lower() in ("24x7", "24/7", "always") else said
    if not HOURS.fullmatch(plain) or not _opens(plain):
        raise ValueError(
            f"'{said}' are no hours; write them like: Monday to Friday from 08:00 to 18:00, or 24x7"
        )
    return plain


def _opens(plain: str) -> bool:
    read = parse(SourceText("hours", f"language slarules 1\n\nclock x\n  open {plain}\n"))
    clocks = [each for each in read.file.statements if isinstance(each, tree.Clock)]
    phrases = clocks[0].phrases if len(clocks) == 1 else ()
    return not read.problems and bool(phrases) and all(isinstance(p, tree.Open) for p in phrases)


def goal(said: str) -> str:
    """Return how long something may take: a length of a clock."""
    found = GOAL.fullmatch(said)
    if not found:
        raise ValueError(
            f"'{said}' is no goal; write a length and its clock, such as 30 elapsed minutes (day"
            " and night) or 8 support hours (within the hours of the service desk)"
        )
    count, clock, unit = found.groups()
    return f"{count} {clock} {unit}{'' if count == '1' else 's'}"


def goal_or_none(said: str) -> str:
    """Return a goal, or that there is none."""
    return "none" if said.lower() == "none" else goal(said)


def share(said: str) -> str:
    """Return a percentage that leaves room for a miss."""
    if not SHARE.fullmatch(said):
        raise ValueError(f"'{said}' is no such share; write a percentage from 50% to below 100%")
    return f"{Decimal(said.removesuffix('%')).normalize():f}%"


def uptime(said: str) -> str:
    """Return a percentage of a month in which a service is there."""
    if not UPTIME.fullmatch(said):
        raise ValueError(f"'{said}' is no uptime; write a percentage from 95% to below 100%")
    return share(said)


def shape(said: str) -> str:
    """Return how the history comes."""
    if said not in SHAPES:
        raise ValueError(f"'{said}' is no shape; write one of {', '.join(SHAPES)}")
    return said


def _near(said: str, known: frozenset[str]) -> str:
    near = get_close_matches(said, known, 1)
    return f"; did you mean {near[0]}?" if near else "; write one such as Europe/Berlin"
