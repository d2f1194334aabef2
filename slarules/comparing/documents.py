"""A comparison for programs: a JSON document, and a table of every run on which two ways part."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import asdict
from pathlib import Path

from slarules.comparing.found import Compared, Parted, Saying, TwoWays, WayOf
from slarules.comparing.results import Result
from slarules.instants import Instant, iso
from slarules.report.documents import SCHEMA_VERSION, Json
from slarules.report.numbers import seconds
from slarules.runs.spreadsheet import write_csv

COLUMNS = (
    "first",
    "second",
    "item",
    "measure",
    "cycle",
    "cycle_of",
    "verdict_first",
    "verdict_second",
    "due_first",
    "due_second",
    "due_later_s",
    "elapsed_first_s",
    "elapsed_second_s",
    "elapsed_more_s",
    "parts_over",
    "parts_at",
    "row",
    "rule_first",
    "rule_second",
)


def as_json(found: Compared) -> Json:
    """Return a comparison as a document; times are in UTC, lengths in seconds."""
    return {
        "schema_version": SCHEMA_VERSION,
        "contract": found.contract,
        "as_of": iso(found.as_of),
        "same": found.is_same,
        "ways": [_way(each) for each in found.ways],
        "between": [_between(each) for each in found.between],
    }


def _way(way: WayOf) -> Json:
    return {
        "name": way.name,
        "said": way.said,
        "notes": list(way.notes),
        "measures": [
            {
                "measure": stand.ours.name,
                "counted_as": stand.theirs.name if stand.theirs else None,
                "why": stand.why,
                "others": list(stand.others),
            }
            for stand in way.stands
        ],
    }


def _between(between: TwoWays) -> Json:
    return {
        "first": between.first,
        "second": between.second,
        "runs": between.runs,
        "items": between.items,
        "not_compared": between.not_compared,
        "measures_not_compared": list(between.strange),
        "rules": [
            {"parts_over": group[0].parting.sort, "runs": len(group), **_sayings(group[0])}
            for group in between.by_rule()
        ],
        "parted": [_parted(each) for each in between.parted],
    }


def _parted(parted: Parted) -> Json:
    parting = parted.parting
    return {
        "item": parted.item,
        "measure": parted.measure,
        "turns": parted.turns,
        "first": _result(parted.first),
        "second": _result(parted.second),
        "due_later_s": _length(parted.later),
        "elapsed_more_s": _length(parted.more),
        "parts_over": parting.sort,
        "parts_at": _at(parting.at),
        "row": str(parting.row) if parting.row else None,
        "says": _sayings(parted),
    }


def _sayings(parted: Parted) -> Json:
    return {"first": asdict(parted.parting.first), "second": asdict(parted.parting.second)}


def _result(result: Result | None) -> Json | None:
    if result is None:
        return None
    return {
        "cycle": result.cycle,
        "cycle_of": result.cycle_of,
        "verdict": result.verdict,
        "started_at": _at(result.started),
        "due_at": _at(result.due),
        "ended_at": _at(result.ended),
        "elapsed_s": _length(result.elapsed),
        "paused_s": _length(result.paused),
        "row": str(result.row) if result.row else None,
    }


def _at(at: Instant | None) -> str | None:
    return None if at is None else iso(at)


def _length(length: int | None) -> str | None:
    return None if length is None else seconds(length)


def write_table(path: Path, found: Compared) -> None:
    """Write every run on which two ways part as CSV; no cell runs in a spreadsheet."""
    write_csv(path, COLUMNS, (line for each in found.between for line in _lines(each)))


def _lines(between: TwoWays) -> Iterator[list[str]]:
    for each in between.parted:
        first, second, parting = each.first, each.second, each.parting
        known = first or second
        yield [
            between.first,
            between.second,
            each.item,
            each.measure,
            str(known.cycle) if known else "",
            (known.cycle_of or "") if known else "",
            *_both(first, second, lambda result: result.verdict),
            *_both(first, second, lambda result: _at(result.due)),
            _length(each.later) or "",
            *_both(first, second, lambda result: _length(result.elapsed)),
            _length(each.more) or "",
            parting.sort,
            _at(parting.at) or "",
            str(parting.row) if parting.row else "",
            _cell(parting.first),
            _cell(parting.second),
        ]


def _both(
    first: Result | None, second: Result | None, of: Callable[[Result], str | None]
) -> tuple[str, str]:
    here, there = (("" if each is None else of(each) or "") for each in (first, second))
    return here, there


def _cell(saying: Saying) -> str:
    return f"{saying.sentence}  # {saying.note}" if saying.note else saying.sentence
