"""What the rules of conduct found: apart from every verdict, with what speaks against it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from markupsafe import Markup

from slarules.report.evidence import Evidence
from slarules.report.evidence.conduct import Found, Rule, Seen
from slarules.report.html.shown import name, on_the_wall, plainly, with_clause
from slarules.report.html.tables import Row, Table, columns, table
from slarules.report.numbers import counted

MOST = 50
MOST_ITEMS = 8

Wall = Callable[[str | None], str]


@dataclass(frozen=True, slots=True)
class Observed:
    """A rule and what it found.

    Attributes:
        told: How it looked, and how much it found, as pairs of a word and what it says.
    """

    title: Markup
    internal: bool
    told: tuple[tuple[str, Markup | str], ...]
    findings: Table | None


def conduct(evidence: Evidence) -> tuple[Observed, ...]:
    """Return each rule that the contract asks for, in the order of the text."""
    if evidence.conduct is None:
        return ()
    wall = on_the_wall(evidence.promises.head.zone)
    texts = {each.name: each.title for each in evidence.promises.head.texts}
    return tuple(
        Observed(
            with_clause(each.title, each.clause),
            each.internal,
            tuple(_told(each, texts.get(each.text_version) if len(texts) > 1 else None)),
            _findings(each, wall),
        )
        for each in evidence.conduct.rules
    )


def _told(rule: Rule, text: str | None) -> Iterator[tuple[str, Markup | str]]:
    yield "Findings", _how_many(rule)
    yield "Looked at", counted(rule.looked_at, "item")
    if rule.measures is not None:
        yield "Of", name(", ".join(rule.measures))
    if rule.within:
        yield "Within", rule.within
    least = [counted(rule.at_least_items, "item")] if rule.at_least_items > 1 else []
    if rule.at_least_share:
        least.append(rule.at_least_share.shown)
    if least:
        yield "At least", " and ".join(least)
    if rule.not_known:
        yield "Not known", name(", ".join(rule.not_known))
    if text:
        yield "Asked for by", name(text)
    yield "Rule", name(f"{rule.rule}, of {rule.brought_by}")


def _how_many(rule: Rule) -> str:
    if rule.below:
        return f"none: {counted(rule.below, 'item')} alone, fewer than are told"
    return f"{len(rule.findings):,}" if rule.findings else "none"


def _findings(rule: Rule, wall: Wall) -> Table | None:
    rows = [Row(tuple(_cells(each, wall))) for each in rule.findings]
    heads = columns(
        "Item", "Would gain", "What was seen", "When, and where it stands", "What speaks against it"
    )
    if not rows:
        return None
    return table("Worth a look", heads, rows, MOST, "conduct.json has every finding")


def _cells(found: Found, wall: Wall) -> Iterator[Markup | str]:
    yield _items(found)
    yield f"the {found.gains}"
    yield name(found.what)
    yield plainly([_seen(each, wall) for each in found.seen])
    yield plainly([name(each) for each in found.against])


def _items(found: Found) -> Markup:
    more = len(found.items) - MOST_ITEMS
    shown = ", ".join(found.items[:MOST_ITEMS])
    return name(f"{shown} and {more:,} more" if more > 0 else shown)


def _seen(seen: Seen, wall: Wall) -> Markup:
    row = f" ({seen.file}, row {seen.row})" if seen.file else ""
    return Markup("{}: {}").format(wall(seen.at), name(f"{seen.what}{row}"))
