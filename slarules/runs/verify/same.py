"""Where two files of a run part: documents key by key, tables row by row, whatever their bytes."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator, Mapping, Sequence
from io import StringIO
from itertools import zip_longest
from pathlib import Path
from typing import TYPE_CHECKING, Any

from slarules.runs.parquet import connection, literal
from slarules.runs.verify.found import MISSING, Difference

if TYPE_CHECKING:
    import duckdb

IDENTITY = (
    "period", "target", "promise", "measure", "condition", "right", "duty", "combine", "statement",
    "subject", "of", "unit", "earned_in", "step", "item", "cycle", "cycle_of", "kind", "table",
    "name", "file", "customer", "service", "group", "from",
)  # fmt: skip
"""Keys that tell one object of a list, or one row of a table, from the others, in this order."""

SHOWN = 80
NOTHING = "nothing"

Parts = Iterator[tuple[str, str, str]]
"""Places, and what the two hold there."""


def parted(name: str, kept: Path, found: Path) -> Iterator[Difference]:
    """Yield where a file of a run is not as it should be.

    Args:
        name: Of the file, in the folder of the run.
        kept: The file there.
        found: What it should be like.
    """
    if kept.is_symlink() or not kept.is_file():
        yield Difference(name, "", MISSING, "a file")
        return
    if kept.read_bytes() == found.read_bytes():
        return
    try:
        parts = list(_parted(kept, found))
    except (ValueError, RecursionError, csv.Error) as error:
        yield Difference(name, "", f"cannot be read: {error}"[:SHOWN], "what follows")
        return
    for place, here, there in parts:
        yield Difference(name, place, here, there)
    if not parts and kept.suffix != ".parquet":
        yield Difference(name, "", "is written in another form", "the form that a run writes")


def _parted(kept: Path, found: Path) -> Parts:
    match kept.suffix:
        case ".json":
            yield from documents(_document(kept), _document(found))
        case ".csv":
            yield from tables(_csv(kept), _csv(found))
        case ".parquet":
            yield from tables(_parquet(kept), _parquet(found))
        case _:
            yield from _texts(kept, found)


def _document(path: Path) -> Any:  # noqa: ANN401  # whatever JSON holds
    return json.loads(path.read_bytes())


def _csv(path: Path) -> list[Sequence[object]]:
    text = path.read_bytes().decode("utf-8")
    return [tuple(row) for row in csv.reader(StringIO(text, newline=""), strict=True)]


def _parquet(path: Path) -> list[Sequence[object]]:
    """Return the rows below their header; another version of DuckDB packs the same otherwise."""
    import duckdb  # noqa: PLC0415  # as slow to import as it says there

    with connection() as database:
        try:
            rows = database.read_parquet(literal(path), hive_partitioning=False)
            columns = zip(rows.columns, map(str, rows.types), strict=True)
            found = rows.select(*(_column(name, kind) for name, kind in columns))
            return [tuple(rows.columns), *found.fetchall()]
        except duckdb.Error as error:
            raise ValueError(str(error)) from error


def _column(name: str, kind: str) -> duckdb.Expression:
    import duckdb  # noqa: PLC0415

    column = duckdb.ColumnExpression(name)
    # Python would need another library for times with a zone.
    return column.cast("VARCHAR").alias(name) if "TIME" in kind else column


def _texts(kept: Path, found: Path) -> Parts:
    pairs = zip_longest(_lines(kept), _lines(found), fillvalue="")
    for number, (here, there) in enumerate(pairs, 1):
        if here != there:
            # Lines of a page are long; what differs should be among what is shown.
            start = max(0, _alike(here, there) - SHOWN // 4)
            yield f"line {number}", _shown(here[start:]), _shown(there[start:])
            return


def _alike(here: str, there: str) -> int:
    """Return how many characters two texts begin with alike."""
    pairs = enumerate(zip(here, there, strict=False))
    return next((n for n, (one, other) in pairs if one != other), min(len(here), len(there)))


def _lines(path: Path) -> list[str]:
    return path.read_bytes().decode("utf-8").split("\n")


# --- documents ------------------------------------------------------------------------------------


def documents(kept: object, found: object, place: str = "") -> Parts:
    """Yield where two documents part; objects in lists are known by what identifies them."""
    match kept, found:
        case dict(), dict():
            for key in {**found, **kept}:
                yield from _one(kept, found, key, _joined(place, key))
        case list(), list():
            here, there = _named(kept, found), _named(found, kept)
            for name in {**there, **here}:
                yield from _one(here, there, name, _joined(place, name))
        case _ if kept != found or type(kept) is not type(found):
            yield place, _shown(kept), _shown(found)


def _one(kept: Mapping[str, Any], found: Mapping[str, Any], key: str, place: str) -> Parts:
    if key not in kept:
        yield place, NOTHING, _shown(found[key])
    elif key not in found:
        yield place, _shown(kept[key]), NOTHING
    else:
        yield from documents(kept[key], found[key], place)


def _joined(place: str, key: str) -> str:
    return f"{place}, {key}" if place else key


def _named(these: Sequence[Any], others: Sequence[Any]) -> dict[str, Any]:
    """Return the members of a list by name; by number where the names are not unique."""
    names = [_name(each) for each in these]
    for known in (names, [_name(each) for each in others]):
        if None in known or len(set(known)) != len(known):
            return {f"number {number}": each for number, each in enumerate(these, 1)}
    return {str(name): each for name, each in zip(names, these, strict=True)}


def _name(member: object) -> str | None:
    if not isinstance(member, dict):
        return None
    said = [member.get(key) for key in IDENTITY]
    return " ".join(str(each) for each in said if isinstance(each, str | int)) or None


# --- tables ---------------------------------------------------------------------------------------


def tables(kept: Sequence[Sequence[object]], found: Sequence[Sequence[object]]) -> Parts:
    """Yield where two tables part; the first row of each is its header."""
    if not kept or kept[0] != found[0]:
        names = zip_longest(kept[0] if kept else (), found[0], fillvalue=NOTHING)
        yield from (
            (f"column {number}", _shown(here), _shown(there))
            for number, (here, there) in enumerate(names, 1)
            if here != there
        )
        return
    header = [str(name) for name in kept[0]]
    here = _rows(header, kept[1:])
    there = _rows(header, found[1:])
    for name in {**there, **here}:
        yield from _row(header, name, here.get(name), there.get(name))
    if here == there and list(here) != list(there):
        yield "rows", "stand in another order", "their order"


def _row(
    header: Sequence[str],
    name: str,
    kept: Sequence[object] | None,
    found: Sequence[object] | None,
) -> Parts:
    match kept, found:
        case None, Sequence():
            yield name, NOTHING, _cells(header, found)
        case Sequence(), None:
            yield name, _cells(header, kept), NOTHING
        case Sequence(), Sequence() if kept != found:
            for column, here, there in zip_longest(header, kept, found):
                if here != there:
                    yield f"{name}, {column}", _shown(here), _shown(there)


def _rows(header: Sequence[str], rows: Sequence[Sequence[object]]) -> dict[str, Sequence[object]]:
    """Return rows by name; those that share a name are numbered."""
    keys = [header.index(key) for key in IDENTITY if key in header]
    named: dict[str, Sequence[object]] = {}
    for row in rows:
        name = " ".join(str(row[k]) for k in keys if k < len(row) and row[k] not in (None, ""))
        number = 1
        while (full := name if number == 1 else f"{name} ({number})") in named:
            number += 1
        named[full] = row
    return named


def _cells(header: Sequence[str], row: Sequence[object]) -> str:
    if "verdict" in header and len(row) == len(header):
        return _shown(row[header.index("verdict")])
    return "a row"


def _shown(value: object) -> str:
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str)
    return text if len(text) <= SHOWN else f"{text[: SHOWN - 1]}…"
