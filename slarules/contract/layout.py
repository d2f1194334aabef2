"""What a mapping says of its files: from the tree to the core."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import get_args

from slarules.contract.clocks import known_zone
from slarules.contract.problems.mapping import (
    NoFiles,
    NoZone,
    OpenEnded,
    TwoHistories,
    UnreadableLayout,
)
from slarules.contract.problems.names import UnknownName
from slarules.contract.problems.told import elsewhere
from slarules.contract.scope import Telling, first
from slarules.core.contract import Kind, Vocabulary
from slarules.core.english import listed
from slarules.core.mapping import (
    FURTHER,
    DatePattern,
    Further,
    Layout,
    Shape,
    Table,
    Through,
    folded,
)
from slarules.hours.local import at_local
from slarules.instants import Micros
from slarules.syntax import tree
from slarules.syntax import tree as raw

DATES: dict[str, DatePattern] = {pattern: pattern for pattern in get_args(DatePattern)}
SHAPES: dict[str, Shape] = {"events": "events", "snapshots": "snapshots"}
SPANS: Further = "outages"
FURTHER_TABLES: dict[str, Further] = {table: table for table in FURTHER}


def layout(written: raw.Mapping, words: Vocabulary, telling: Telling) -> Layout:
    """Return what a mapping says of its files; what no file can be read by is told."""
    zone = first(written.phrases, raw.TimesIn)
    dates = first(written.phrases, raw.DatesWritten)
    numbers = first(written.phrases, raw.NumbersWritten)
    missing = first(written.phrases, raw.MissingWritten)
    row_holds = first(written.phrases, raw.RowHolds)
    recorded = first(written.phrases, raw.RowRecorded)
    named_zone = zone.zone.value if zone and known_zone(zone.zone, telling) else None
    return Layout(
        tuple(_tables(written, words, telling)),
        row_holds.column.value if row_holds else None,
        _separator(first(written.phrases, raw.Separator), telling),
        _encoding(first(written.phrases, raw.Encoding), telling),
        _dates(dates, telling) if dates else None,
        numbers.mark if numbers else "point",
        frozenset(_missing(missing, telling)) if missing else frozenset(),
        named_zone,
        _complete(written, named_zone, telling),
        _complete_beside(written, named_zone, telling),
        recorded.column.value if recorded else None,
    )


# --- tables ---------------------------------------------------------------------------------------


def _tables(written: raw.Mapping, words: Vocabulary, telling: Telling) -> Iterator[Table]:
    named_by = {each.item.text: each for each in _all_named(written)}
    of_items: dict[str, raw.Files] = {}
    for files in (phrase for phrase in written.phrases if isinstance(phrase, raw.Files)):
        table = _table(files, written, words, telling)
        if table is None:
            continue
        if table.item is None:
            yield table
        elif table.item in of_items:
            before = of_items[table.item]
            also = elsewhere(before.span, "here")
            shown = f'"{before.pattern.value}"'
            telling.tell(TwoHistories(span=files.span, item=table.item, first=shown, also=also))
        else:
            of_items[table.item] = files
            column = named_by[table.item].column.value if table.item in named_by else None
            yield Table(table.shape, table.item, table.pattern, column)
    if first(written.phrases, raw.Files) is not None:
        return
    if written.source.value == "csv":
        telling.tell(NoFiles(span=written.name.span, mapping=written.name.text))
    elif item := _item_of(written, words, telling):
        # A mapping of another source names no files; of a folder it reads the events by that name.
        yield Table("events", item, None, named_by[item].column.value if item in named_by else None)


def _all_named(written: raw.Mapping) -> list[raw.NamedBy]:
    return [phrase for phrase in written.phrases if isinstance(phrase, raw.NamedBy)]


def _table(
    files: raw.Files, written: raw.Mapping, words: Vocabulary, telling: Telling
) -> Table | None:
    name, pattern = files.kind.text, files.pattern.value
    if name in FURTHER_TABLES:
        return Table(FURTHER_TABLES[name], None, pattern)
    if name in SHAPES:
        item = _item_of(written, words, telling)
        return Table(SHAPES[name], item, pattern) if item else None
    for kind in words.items.values():
        if name == kind.plural:
            return Table("wide", kind.name, pattern)
    known = (*SHAPES, *FURTHER, *(kind.plural for kind in words.items.values()))
    telling.tell(UnknownName.among(files.kind.span, "table", name, known))
    return None


def _item_of(written: raw.Mapping, words: Vocabulary, telling: Telling) -> str | None:
    """Return the kind of item that a history without a name of its own is about."""
    for each in _all_named(written):
        if each.item.text in words.items:
            return each.item.text
        telling.tell(UnknownName.among(each.item.span, "item", each.item.text, words.items))
        return None
    mapped = Counter(
        kind.name
        for phrase in written.phrases
        if isinstance(word := getattr(phrase, "word", None), tree.Name)
        for kind in words.items.values()
        if word.text in words_of(kind)
    )
    most = mapped.most_common(1)
    return most[0][0] if most else next(iter(words.items), None)


def words_of(kind: Kind) -> frozenset[str]:
    """Return every word of a kind of item or span."""
    return frozenset({*kind.facts, *kind.moments, *kind.events})


# --- dialect --------------------------------------------------------------------------------------


def _separator(written: raw.Separator | None, telling: Telling) -> str | None:
    if written is None:
        return None
    mark = {"tab": "\t", "\\t": "\t"}.get(written.text.value, written.text.value)
    if len(mark) != 1 or mark in '"\r\n':
        form = 'one sign, such as ";", or "tab"'
        _unreadable(written.text, "separator", form, telling)
        return None
    return mark


def _encoding(written: raw.Encoding | None, telling: Telling) -> str | None:
    if written is None:
        return None
    try:
        "x".encode(written.name.value)
    except (LookupError, UnicodeError):
        _unreadable(written.name, "encoding", '"utf-8" or "windows-1252"', telling)
        return None
    return written.name.value


def _dates(written: raw.DatesWritten, telling: Telling) -> DatePattern | None:
    if written.pattern not in DATES:
        form = listed(DATES)
        given = written.pattern
        telling.tell(
            UnreadableLayout(span=written.span, given=given, noun="order of a date", form=form)
        )
    return DATES.get(written.pattern)


def _missing(written: raw.MissingWritten, telling: Telling) -> Iterator[str]:
    for text in written.texts:
        if folded(text.value):
            yield folded(text.value)
        else:
            form = '"?" or "n/a"; an empty field is a missing value without being named'
            _unreadable(text, "sign of a missing value", form, telling)


def _unreadable(written: tree.Text, noun: str, form: str, telling: Telling) -> None:
    telling.tell(UnreadableLayout(span=written.span, given=written.value, noun=noun, form=form))


def _complete(written: raw.Mapping, zone: str | None, telling: Telling) -> Through:
    phrase = first(written.phrases, raw.CompleteThrough)
    if phrase is None:
        if written.source.value == "csv":
            telling.tell(OpenEnded(span=written.name.span))
        return None
    return _through(phrase.at, zone, telling)


def _complete_beside(written: raw.Mapping, zone: str | None, telling: Telling) -> Through:
    phrase = first(written.phrases, raw.CompleteBeside)
    if phrase is None:
        return None
    if phrase.table.text != SPANS:
        name = phrase.table
        telling.tell(UnknownName.among(name.span, "table of spans", name.text, (SPANS,)))
        return None
    return _through(phrase.at, zone, telling)


def _through(written: tree.LocalInstant | None, zone: str | None, telling: Telling) -> Through:
    if written is None:
        return "latest"
    if zone is None:
        telling.tell(NoZone(span=written.span))
        return None
    wall = written.value
    seconds = (wall.hour * 60 + wall.minute) * 60 + wall.second
    return at_local(wall.date(), Micros(seconds * 1_000_000), zone)
