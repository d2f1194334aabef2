"""What changed between two runs, for people and for programs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict
from itertools import groupby

from slarules.report.documents import SCHEMA_VERSION, Json
from slarules.report.layout import Paint, Tone, paragraph
from slarules.report.numbers import counted
from slarules.runs.compare.found import PARTS, Changed, Comparison, Edit, Part, Sort

SHOWN = 10
"""How many of one sort are told; the JSON document holds all."""

FEW = 4
"""How many items are named beside a figure."""

DEEPER = "    "
DEEPEST = "      "

NAMES: dict[Part, str] = {
    "rows": "the source's rows",
    "mapping": "the edit of the mapping",
    "contract": "the edit of the contract",
    "register": "the register",
    "as-of": "how far the run looks",
    "periods": "the periods that were asked for",
    "versions": "the versions",
}

TITLES: dict[Sort, str] = {
    "total": "Money",
    "line": "Lines",
    "target": "Targets",
    "verdict": "Verdicts",
}


def as_text(found: Comparison, width: int, paint: Paint) -> str:
    """Return a comparison as lines no longer than the width, where names allow."""
    return "\n".join(_lines(found, width, paint)) + "\n"


def _lines(found: Comparison, width: int, paint: Paint) -> Iterator[str]:
    title = f"{found.contract}: from {found.first} to {found.second}"
    yield from paragraph(title, width, paint, "title", margin="")
    yield from paragraph(f"times are those of {found.zone}", width, paint, "quiet", margin="")
    yield ""
    yield paint("What went in otherwise", "title")
    yield from _edits(found.edits, width, paint)
    for sort, changes in groupby(found.changes, lambda each: each.sort):
        yield ""
        yield paint(TITLES[sort], "title")
        yield from _changes(list(changes), width, paint)
    if found.only:
        yield ""
        yield paint("Periods of one run alone", "title")
        yield from (f"  {period} in {folder}" for period, folder in found.only)
    yield ""
    said = "Both runs say the same." if found.is_same else _summary(found)
    yield from paragraph(said, width, paint, "good" if found.is_same else "bad", margin="")


def _summary(found: Comparison) -> str:
    counts = [
        f"{TITLES[sort].lower()} {sum(each.sort == sort for each in found.changes)}"
        for sort in TITLES
        if any(each.sort == sort for each in found.changes)
    ]
    return f"The runs differ: {', '.join([*counts, *_periods(found)])}."


def _periods(found: Comparison) -> list[str]:
    return [f"periods {len(found.only)}"] if found.only else []


def _edits(edits: Sequence[Edit], width: int, paint: Paint) -> Iterator[str]:
    if not edits:
        yield "  nothing"
    for part in PARTS:
        own = [edit for edit in edits if edit.part == part]
        if own:
            yield f"  {NAMES[part]}"
            alone = own if part in ("rows", "register") else [e for e in own if not e.about]
            yield from _told(alone, width, paint, DEEPER)
            if len(alone) < len(own):
                number = counted(len(own) - len(alone), "fact")
                said = f"with {number} of items; each is told beside its verdict"
                yield from paragraph(said, width, paint, "quiet", DEEPER)


def _told(edits: Sequence[Edit], width: int, paint: Paint, margin: str) -> Iterator[str]:
    for edit in edits[:SHOWN]:
        yield from paragraph(edit.said, width, margin=margin)
        for line in edit.lines:
            tone: Tone = "good" if line.startswith("+") else "bad"
            yield from paragraph(line, width, paint, tone, margin=f"{margin}  ")
    yield from _rest(edits, width, paint, margin)


def _rest(
    listed: Sequence[object], width: int, paint: Paint, margin: str = DEEPER
) -> Iterator[str]:
    if len(listed) > SHOWN:
        more = f"and {len(listed) - SHOWN:,} more; --format json lists them"
        yield from paragraph(more, width, paint, "quiet", margin)


def _changes(changes: Sequence[Changed], width: int, paint: Paint) -> Iterator[str]:
    for each in changes[:SHOWN]:
        period = f", {each.period}" if each.period else ""
        yield from paragraph(f"{each.name}{period}: {each.before} -> {each.after}", width)
        yield from paragraph(f"because of {_because(each)}", width, paint, "unsure", DEEPER)
        if each.sort == "verdict":
            own = [edit for edit in each.edits if edit.about]
            yield from _told(own, width, paint, DEEPEST)
        elif each.items:
            yield from paragraph(_items(each.items), width, paint, "quiet", DEEPER)
    yield from _rest(changes, width, paint, "  ")


def _because(each: Changed) -> str:
    sets = [_together(parts) for parts in each.because]
    return sets[0] if len(sets) == 1 else f"{' or '.join(sets)}, each of which alone does it"


def _together(parts: Iterable[Part]) -> str:
    return " and ".join(NAMES[part] for part in parts)


def _items(items: Sequence[str]) -> str:
    more = f" and {len(items) - FEW:,} more" if len(items) > FEW else ""
    return f"with {', '.join(items[:FEW])}{more}"


def as_json(found: Comparison) -> Json:
    """Return a comparison as a document."""
    return {"schema_version": SCHEMA_VERSION, "same": found.is_same, **asdict(found)}
