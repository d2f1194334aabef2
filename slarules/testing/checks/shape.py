"""Shape: what is delivered has the form that everything behind it relies on."""

from __future__ import annotations

import json
import subprocess
import sys
from collections import Counter
from typing import Any, get_args

from slarules.adapters import SCHEMAS, Capability, NoticeCode, TableName
from slarules.adapters.delivery import CURSOR_LIMIT
from slarules.adapters.tables import ColumnType
from slarules.testing.bench import Bench, Check, Findings
from slarules.testing.reading import key_of, rows_of, shown

MOST_ROWS = 100_000

HEAVY = (
    "arro3",
    "deltalake",
    "duckdb",
    "httpx",
    "httpx2",
    "jinja2",
    "msgspec",
    "numpy",
    "pandas",
    "polars",
    "pyarrow",
    "pydantic",
    "requests",
    "sqlalchemy",
)
"""Modules that take long to import, and that nobody needs who only lists adapters."""


def _capabilities(bench: Bench) -> Findings:
    offered = bench.make().capabilities
    for each in sorted(offered - set(get_args(Capability))):
        yield f"{each!r} is no capability"


def _partitions(bench: Bench) -> Findings:
    bench.fill()
    adapter = bench.make()
    first = [each.name for each in adapter.partitions(bench.asked, bench.watched())]
    bench.settle()
    second = [each.name for each in adapter.partitions(bench.asked, bench.watched())]
    adapter.close()
    if first != second:
        yield f"asked twice, the partitions are {first} and then {second}"
    if not first or not all(first):
        yield "there is no partition, or one without a name"
    for name, count in Counter(first).items():
        if count > 1:
            yield f"{count} partitions are called {name}"


def _schema(bench: Bench) -> Findings:
    for name, table in bench.filled().batches:
        if name not in SCHEMAS:
            yield f"there is no table {name}"
            continue
        wanted = SCHEMAS[name].names
        if tuple(table.column_names) != wanted:
            yield f"{name} has the columns {', '.join(table.column_names)}"
            continue
        for column in SCHEMAS[name].columns:
            found = table.column(column.name).type
            if found not in (types := _types(column.type)):
                yield f"{name}.{column.name} is {found} and should be {types[0]}"


def _types(kind: ColumnType) -> tuple[Any, ...]:
    """Return the types of Arrow that a column may have, what `slarules.adapters.arrow` makes first.

    Libraries have several for text; all of them hold the same.
    """
    from arro3.core import DataType  # noqa: PLC0415  # as `slarules.adapters.arrow`

    return {
        "text": (DataType.utf8(), DataType.large_utf8(), DataType.string_view()),
        "time": (DataType.timestamp("us", tz="UTC"),),
        "number": (DataType.int64(), DataType.int32(), DataType.uint32()),
        "truth": (DataType.bool(),),
    }[kind]


def _cells(bench: Bench) -> Findings:
    for (name, key), row in bench.filled().kept.items():
        for column in SCHEMAS[name].columns:
            cell = row[column.name]
            where = f"{name} {shown(key)}: {column.name}"
            if cell is None and column.needed:
                yield f"{where} is empty"
            if column.words and cell is not None and cell not in column.words:
                yield f"{where} is {cell!r}, none of {', '.join(column.words)}"


def _keys(bench: Bench) -> Findings:
    for name, table in bench.filled().batches:
        keys = Counter(key_of(name, row) for row in rows_of(name, table))
        for key, count in keys.items():
            if count > 1:
                yield f"a batch of {name} has {shown(key)} {count} times"


def _sizes(bench: Bench) -> Findings:
    first = bench.filled()
    later = [] if bench.world is None else bench.read(first.cursors).batches
    for name, table in (*first.batches, *later):
        if not 1 <= table.num_rows <= MOST_ROWS:
            yield f"a batch of {name} has {table.num_rows:,} rows; 1 to {MOST_ROWS:,} are well"


def _cursors(bench: Bench) -> Findings:
    reading = bench.filled()
    yield from (f"{name}: its last delivery is no checkpoint" for name in reading.endings)
    for name, checkpoint in reading.checkpoints:
        cursor = checkpoint.cursor
        if len(cursor) > CURSOR_LIMIT:
            yield f"{name}: a cursor of {len(cursor):,} bytes; {CURSOR_LIMIT:,} are well"
        elif not _is_json(cursor):
            yield f"{name}: the cursor {cursor[:40]!r} is no JSON"


def _is_json(cursor: bytes) -> bool:
    try:
        json.loads(cursor)
    except ValueError:
        return False
    return True


def _notices(bench: Bench) -> Findings:
    codes: tuple[NoticeCode, ...] = get_args(NoticeCode)
    for notice in bench.filled().notices:
        if notice.code not in codes:
            yield f"{notice.code!r} is no code of a notice"
        if not notice.text.strip() or "\n" in notice.text or notice.text.endswith("."):
            yield f"a notice is a sentence without a final stop, on one line: {notice.text!r}"


def _catalogue(bench: Bench) -> Findings:
    reading = bench.filled()
    adapter = bench.make()
    known = {each.id for each in adapter.discover(bench.watched()).fields}
    adapter.close()
    tables: tuple[TableName, ...] = ("changes", "current")
    used = {row["field_id"] for table in tables for row in reading.rows(table)}
    yield from (f"the catalogue does not have the field {each}" for each in sorted(used - known))


def _light(bench: Bench) -> Findings:
    code = f"import sys, {bench.plugin}; print(*sys.modules)"
    ran = subprocess.run(  # noqa: S603  # our own Python, with the author's module
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=False,
        env=_environment(),
    )
    if ran.returncode:
        yield f"{bench.plugin} cannot be imported: {ran.stderr.strip().splitlines()[-1]}"
    for name in sorted(set(ran.stdout.split()) & set(HEAVY)):
        yield f"importing {bench.plugin} imports {name}; import it when it is needed"


def _environment() -> dict[str, str]:
    import os  # noqa: PLC0415  # only here

    return {**os.environ, "PYTHONPATH": os.pathsep.join(path for path in sys.path if path)}


CHECKS = (
    Check("shape.capabilities", "a capability that nothing knows", _capabilities, is_live=True),
    Check(
        "shape.partitions",
        "a cursor that is kept under a name that the next run does not have",
        _partitions,
        is_live=True,
    ),
    Check(
        "shape.schema",
        "columns that are missing, and times without a zone",
        _schema,
        is_live=True,
    ),
    Check("shape.cells", "empty cells and words that no rule knows", _cells, is_live=True),
    Check("shape.keys", "two rows of one batch of which only one is kept", _keys, is_live=True),
    Check("shape.sizes", "empty batches, and batches that fill the memory", _sizes, is_live=True),
    Check("shape.cursors", "a cursor that cannot be kept, or none at all", _cursors, is_live=True),
    Check("shape.notices", "a notice that nobody understands", _notices, is_live=True),
    Check("shape.catalogue", "a field that no mapping can name", _catalogue, is_live=True),
    Check(
        "shape.light",
        "every command waiting for one plugin",
        _light,
        is_live=True,
        needs_plugin=True,
    ),
)
