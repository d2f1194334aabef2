"""Notices and ends of files as rows, and back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, fields
from hashlib import sha256
from pathlib import Path
from typing import Any

from slarules.adapters import FileEnd, Notice
from slarules.register.chain import canonical
from slarules.store.tables import FILES, NOTICES, StoredTable, quoted

NOTICE_FIELDS = tuple(each.name for each in fields(Notice))


def notice_rows(notices: Sequence[Notice]) -> Any:  # noqa: ANN401  # any Arrow
    """Return notices as Arrow; the same notice has the same key."""
    told = [asdict(each) for each in notices]
    return _arrow(NOTICES, [{"event_id": _key(each)} | each for each in told])


def _key(told: dict[str, Any]) -> str:
    return sha256(canonical(told).encode()).hexdigest()[:32]


def file_rows(ends: Sequence[FileEnd]) -> Any:  # noqa: ANN401  # any Arrow
    """Return ends of files as Arrow."""
    return _arrow(FILES, [asdict(each) for each in ends])


def _arrow(table: StoredTable, rows: Sequence[dict[str, Any]]) -> Any:  # noqa: ANN401
    from arro3.core import Array, DataType, Table  # noqa: PLC0415

    types = {"text": DataType.utf8(), "number": DataType.int64(), "time": DataType.int64()}
    made = []
    for column in table.columns:
        cells = Array([each[column.name] for each in rows], type=types[column.type])
        time = DataType.timestamp("us", tz="UTC")
        made.append(cells.cast(time) if column.type == "time" else cells)
    return Table.from_arrays(made, names=list(table.names))


def notices_in(paths: Sequence[Path], number: int) -> tuple[Notice, ...]:
    """Return the notices that files hold up to a snapshot, in the order in which they came."""
    found = _read(NOTICES, NOTICE_FIELDS, paths, number)
    return tuple(Notice(**dict(zip(NOTICE_FIELDS, row, strict=True))) for row in found)


def ends_in(paths: Sequence[Path], number: int) -> tuple[FileEnd, ...]:
    """Return the ends of files up to a snapshot; of each file, the newest."""
    return tuple(FileEnd(*row) for row in _read(FILES, FILES.names, paths, number))


def _read(
    table: StoredTable, names: Sequence[str], paths: Sequence[Path], number: int
) -> list[tuple[Any, ...]]:
    if not paths:
        return []
    import duckdb  # noqa: PLC0415

    kinds = {each.name: each.type for each in table.columns}
    told = ", ".join(
        f"epoch_us({quoted(each)})" if kinds[each] == "time" else quoted(each) for each in names
    )
    key = ", ".join(map(quoted, table.key))
    with duckdb.connect() as duck:
        return duck.execute(
            f"""
            SELECT {told} FROM read_parquet($files) WHERE snapshot <= $number
            QUALIFY row_number() OVER (PARTITION BY {key} ORDER BY snapshot DESC) = 1
            ORDER BY snapshot, {key}
            """,  # noqa: S608  # our own names
            {"files": [*map(str, paths)], "number": number},
        ).fetchall()
