"""What went into two runs otherwise: rows, texts, entries of a register, how far each looks."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from itertools import zip_longest
from typing import TypeAlias, TypeVar

from slarules.core.conditions import Missing
from slarules.facts.history import BEGINNING, Happening, RowRef, Step, Timeline, UnknownMoment
from slarules.facts.known import REGISTER
from slarules.register.bodies import Asserted, Claimed, Disputed, Issued
from slarules.register.extract import Numbered
from slarules.runs.compare.found import Edit, Part
from slarules.runs.compare.sides import Sides, by_key, spans_by_key
from slarules.runs.compare.texts import text_edits
from slarules.runs.manifest import versions

K = TypeVar("K")
T = TypeVar("T")

Known: TypeAlias = Step | Happening
"""What is known of a word from an instant on, or at it."""

FIRST, SECOND = "in the first run only", "in the second run only"


def edits(sides: Sides) -> Iterator[Edit]:
    """Yield everything that went in otherwise."""
    yield from _versions(sides)
    yield from _far(sides)
    texts = (sides.first.agreed.inputs, sides.second.agreed.inputs)
    yield from text_edits(*texts)
    yield from _register(sides)
    facts = [*_items(sides), *_world(sides), *_money(sides)]
    yield from facts
    if not facts and sides.first.history != sides.second.history:
        yield Edit("rows", "", "rows stand in other places of the source's files")


def _versions(sides: Sides) -> Iterator[Edit]:
    before, after = sides.first.manifest.versions, sides.second.manifest.versions
    for name in {**before, **after}:
        if before.get(name) != after.get(name):
            said = f"{name} {before.get(name, 'none')} and then {after.get(name, 'none')}"
            yield Edit("versions", "", said)
    now = versions()
    for name in {**after, **now}:
        if after.get(name) != now.get(name):
            said = f"{name} {after.get(name, 'none')} in the second run, {now.get(name)} here"
            yield Edit("versions", "", said)


def _far(sides: Sides) -> Iterator[Edit]:
    first, second = sides.first.history, sides.second.history
    for name, before, after in (
        ("as of", first.as_of, second.as_of),
        ("complete through", first.complete_through, second.complete_through),
    ):
        if before != after:
            yield Edit("as-of", "", f"{name} {sides.wall(before)} and then {sides.wall(after)}")
    if sides.first.order.period != sides.second.order.period:
        asked = (sides.first.order, sides.second.order)
        before_, after_ = (str(each.period or "all that ended") for each in asked)
        yield Edit("periods", "", f"asked for {before_} and then for {after_}")


# --- the register ---------------------------------------------------------------------------------


def _register(sides: Sides) -> Iterator[Edit]:
    for where, entries in zip((FIRST, SECOND), sides.entries, strict=True):
        for entry in entries:
            yield Edit("register", _about(entry), f"{_entry(sides, entry)}; {where}")


def _about(entry: Numbered) -> str:
    """Return what an entry may bear on; a proposal changes nothing of its item."""
    match entry[1].body:
        case Asserted(about=about, state=state) if state != "proposed":
            return about
        case Disputed(about=about):
            return about
        case _:
            return ""


def _entry(sides: Sides, entry: Numbered) -> str:
    number, draft = entry
    when = sides.wall(draft.at)
    return f"entry {number} by {draft.author}, {when}: {_body(entry)} ({draft.reason})"


def _body(entry: Numbered) -> str:
    match entry[1].body:
        case Asserted(about=about, fact=fact, value=value, state=state):
            return f"{about} {fact} is {value}, {state}"
        case Disputed(step=step, about=about, fact=fact, period=period):
            return f"a dispute {step} on {about} {fact or period}"
        case Claimed(credit=credit, period=period):
            return f"{credit} of {period} is claimed"
        case Issued(period=period, revision=revision):
            return f"revision {revision} of {period} is issued"
        case body:
            return body.kind


# --- facts ----------------------------------------------------------------------------------------


def _items(sides: Sides) -> Iterator[Edit]:
    first, second = by_key(sides.first), by_key(sides.second)
    for key in {**first, **second}:
        here, there = first.get(key), second.get(key)
        if here and there:
            if here != there:
                yield from _words(sides, here, there)
        elif alone := here or there:
            part = sides.of_item(alone)
            row = next(iter(_rows(alone)), None)
            said = f"{alone.item}{_at_row(row)} is {SECOND if there else FIRST}"
            yield Edit(part, alone.item, said)


def _rows(item: Timeline) -> Iterator[RowRef]:
    yield from (each.row for all_ in item.happened.values() for each in all_ if each.row)
    yield from (step.row for steps in item.facts.values() for step in steps if step.row)


def _words(sides: Sides, here: Timeline, there: Timeline) -> Iterator[Edit]:
    for word in dict.fromkeys([*here.happened, *there.happened, *here.facts, *there.facts]):
        before, after = _said(here, word), _said(there, word)
        gone = [known for sentence, known in before.items() if sentence not in after]
        came = [known for sentence, known in after.items() if sentence not in before]
        for first, second in zip_longest(gone, came):
            yield _fact(sides, here.item, word, first, second)
    for word in sorted(here.unknown.keys() | there.unknown.keys()):
        if here.unknown.get(word) != there.unknown.get(word):
            before_, after_ = (_bounds(sides, each.unknown.get(word)) for each in (here, there))
            said = f"{here.item} {word}: {before_}, and then {after_}"
            yield Edit(sides.of_word(here.item, word), here.item, said)


def _fact(sides: Sides, item: str, word: str, first: Known | None, second: Known | None) -> Edit:
    """Return an edit of a fact; what happened after the earlier run looked is no late row."""
    part: Part = sides.of_word(item, word)
    if first and second:
        said = f"{item} {word}: {_sentence(sides, first)}, and then {_sentence(sides, second)}"
        return Edit(part, item, said)
    known = first or second
    if known is None or known.at > sides.cut:
        part = "as-of"
    late = "late, " if part == "rows" and second else ""
    where = SECOND if second else FIRST
    sentence = _sentence(sides, known) if known else ""
    return Edit(part, item, f"{item} {word}: {sentence}; {late}{where}")


def _said(item: Timeline, word: str) -> Mapping[object, Known]:
    """Return what is known of a word, whatever row it stands in."""
    known: tuple[Known, ...] = (*item.happened.get(word, ()), *item.facts.get(word, ()))
    return {(each.at, each.value if isinstance(each, Step) else None): each for each in known}


def _sentence(sides: Sides, known: Known) -> str:
    at = "all along" if known.at == BEGINNING else sides.wall(known.at)
    row = _at_row(known.row)
    match known:
        case Step(value=value):
            said = value.value if isinstance(value, Missing) else value
            return f"{said} {at}{row}" if known.at == BEGINNING else f"{said} from {at}{row}"
        case Happening():
            return f"{at}{row}"


def _bounds(sides: Sides, unknown: UnknownMoment | None) -> str:
    if unknown is None:
        return "not unknown"
    after = "" if unknown.after is None else f" after {sides.wall(unknown.after)}"
    before = "" if unknown.before is None else f" before {sides.wall(unknown.before)}"
    return f"unknown{after}{before}"


def _at_row(row: RowRef | None) -> str:
    if row is None:
        return ""
    if row.file == REGISTER:
        return f" (entry {row.row} of the register)"
    return f" ({row.file} row {row.row})"


# --- the world and money --------------------------------------------------------------------------


def _world(sides: Sides) -> Iterator[Edit]:
    first, second = spans_by_key(sides.first), spans_by_key(sides.second)
    for _, (here, there) in _both(first, second):
        if here == there or not (known := there or here):
            continue
        word = "is otherwise" if here and there else SECOND if there else FIRST
        of = f" of {known.service}" if known.service else ""
        said = f"{known.kind} {known.name}{of} from {sides.wall(known.start)}: {word}"
        yield Edit(sides.of_spans(here, there), "", said)
    before, after = (
        {replace(reading, row=None) for reading in each.history.readings}
        for each in (sides.first, sides.second)
    )
    for where, readings in ((FIRST, before - after), (SECOND, after - before)):
        for reading in sorted(readings, key=lambda r: (r.name, r.during)):
            part: Part = "as-of" if reading.during.end > sides.cut else "rows"
            if reading.name in sides.remapped or sides.is_laid_out_anew:
                part = "mapping"
            of = f" of {reading.of}" if reading.of else ""
            said = f"{reading.name}{of} at {sides.wall(reading.during.start)}, {where}"
            yield Edit(part, "", said)


def _money(sides: Sides) -> Iterator[Edit]:
    first, second = sides.first.history, sides.second.history
    for (name, period), (before, after) in _both(first.fees, second.fees):
        if before != after:
            said = f"{name} of {period}: {_amount(before)} and then {_amount(after)}"
            yield Edit("rows", "", said)
    if sides.first.extract.known.claims == sides.second.extract.known.claims:
        for (name, period), (claimed, then) in _both(first.claims, second.claims):
            if claimed != then:
                yield Edit("rows", "", f"{name} of {period} is claimed at another time, or not")


def _amount(value: object) -> str:
    return "none" if value is None else str(value)


def _both(
    first: Mapping[K, T], second: Mapping[K, T]
) -> Iterable[tuple[K, tuple[T | None, T | None]]]:
    return ((key, (first.get(key), second.get(key))) for key in {**first, **second})
