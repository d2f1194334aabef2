"""What the run files hold, as a page writes it; nothing is computed anew."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import datetime

from markupsafe import Markup

from slarules.instants import Instant, instant
from slarules.report.evidence import Evidence
from slarules.report.evidence.parts import Range
from slarules.report.html.marks import icon
from slarules.report.html.markup import element
from slarules.report.moments import wall

THOUSANDS = re.compile(r"(?<=\d)(?=(?:\d{3})+(?:\.|$))(?<!\.\d)(?<!\.\d\d)")

MOST_NEEDS = 6
"""So many unknown facts are named beside a figure."""

MONEY = frozenset({"credit", "pool", "earn-back", "amendment"})
"""What brings money into an agreement; an amendment may."""

WORDS = {
    "met": "met",
    "missed": "missed",
    "undetermined": "not settled",
    "nothing": "nothing to judge",
}
"""Outcomes of targets as people say them."""


def has_money(evidence: Evidence) -> bool:
    """Tell whether the agreement may cost anybody anything."""
    declared = any(each.family in MONEY for each in evidence.promises.declarations)
    return declared or any(each.lines for each in evidence.statements.statements)


def amount(shown: str, currency: str) -> str:
    """Return an amount of the files with its currency and marks of thousands."""
    whole, point, rest = shown.partition(".")
    grouped = re.sub(r"(?<=\d)(?=(\d{3})+$)", ",", whole.replace(",", ""))
    return f"{currency} {grouped}{point}{rest}"


def from_to(least: str, most: str) -> str:
    """Return one text, or `A to B` where something unknown moves it."""
    return least if least == most else f"{least} to {most}"


def owed(value: Range, currency: str) -> str:
    """Return an amount of money, or from where to where it may be."""
    return from_to(amount(value.least.shown, currency), amount(value.most.shown, currency))


def at(time: str) -> Instant:
    """Return a time of the files as an instant."""
    return instant(datetime.fromisoformat(time))


def on_the_wall(zone: str) -> Callable[[str | None], str]:
    """Return what writes times of the files as the wall of a zone shows them."""
    return lambda time: "" if time is None else wall(at(time), zone)


def settled_by(needs: Sequence[str], most: int = MOST_NEEDS) -> str:
    """Return the facts that would settle something; of very many the first, and how many more."""
    more = len(needs) - most
    if more < 2:
        return ", ".join(needs)
    return f"{', '.join(needs[:most])} and {more:,} more"


def arrows(text: str) -> str:
    """Return a reason with an arrow of one letter, which the end of a line does not cut in two."""
    return text.replace("->", "\N{RIGHTWARDS ARROW}")


def name(text: str) -> Markup:
    """Return a name from outside, which may be written from right to left."""
    return element("bdi", text)


def with_clause(text: str, clause: str | None) -> Markup:
    """Return a name, and the clause behind it where there is one."""
    if not clause:
        return name(text)
    return Markup("{} {}").format(name(text), element("span", f"({clause})", class_="clause"))


def badge(kind: str, word: str | None = None) -> Markup:
    """Return a word with its mark before it."""
    return element("span", icon(kind), word or WORDS.get(kind, kind), class_=f"badge {kind}")


def code(text: str) -> Markup:
    """Return what is for a machine, such as a hash."""
    return element("code", text)


def plainly(items: list[Markup | str]) -> Markup | str:
    """Return a list without marks; nothing when it is empty, and one item as it is."""
    if len(items) < 2:
        return items[0] if items else ""
    return element("ul", *(element("li", each) for each in items), class_="plain")


def told_range(first: str, last: str) -> str:
    """Return `2025-01 to 2025-12`, or the only one."""
    return first if first == last else f"{first} to {last}"


def periods_of(evidence: Evidence) -> str:
    """Return the reported periods as one text."""
    periods = evidence.manifest.periods
    return told_range(periods[0], periods[-1]) if periods else "no period has ended"
