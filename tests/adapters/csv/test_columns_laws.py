"""However a small table is written, columns say what rows say, or say that they do not."""

from __future__ import annotations

import csv
import tempfile
from pathlib import Path

import duckdb
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from slarules.core.mapping import Layout, Table
from slarules.errors import SourceError
from slarules.facts.columns import NotColumnsError
from slarules.facts.times import Times, UnreadableTimeError
from slarules_csv.columns_times import EARLIEST, LATEST, Clock
from tests.files import csv_source
from tests.in_columns import assert_same

COLUMNS = ("ticket", "at", "kind", "field", "value", "recorded_at")

TIMES = st.sampled_from(
    [
        "2026-01-05T09:00:00Z",
        "2026-01-05T09:00:00.5Z",
        "2026-01-05 10:00:00+01:00",
        "2026-03-29 02:30:00",
        "2026-10-25 02:30",
        "2026-07-01 09:00:00",
        "01.07.2026 09:00",
        "",
        "-",
        "soon",
    ]
)

CELLS = st.text(st.sampled_from("ab ,;\"\n\r\u00a0ß'-"), max_size=4)

ROWS = st.lists(
    st.tuples(
        st.sampled_from(["A", "B", " A", "a", "ß", "", "-", "A,1"]),
        TIMES,
        st.sampled_from(["created", "set", "Set", "comment", "lost", "gone"]),
        st.sampled_from(["status", "", "priority"]),
        CELLS,
        TIMES,
    ),
    max_size=6,
)

SHAPES = st.sampled_from(["events", "snapshots", "wide"])


def write(path: Path, rows: list[tuple[str, ...]], end: str, *, quoted: bool) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        how = csv.writer(file, lineterminator=end, quoting=csv.QUOTE_ALL)
        if not quoted:
            how = csv.writer(file, lineterminator=end)
        how.writerows([COLUMNS, *rows])


def write_parquet(path: Path, rows: list[tuple[str, ...]]) -> None:
    columns = {name: [row[i] for row in rows] for i, name in enumerate(COLUMNS)}
    made = pa.table({name: pa.array(cells, pa.string()) for name, cells in columns.items()})
    with duckdb.connect() as db:
        db.register("made", made)
        db.execute(f"COPY made TO '{path}' (FORMAT parquet)")


@settings(max_examples=60, deadline=None)
@given(
    files=st.lists(ROWS, min_size=1, max_size=3),
    shape=SHAPES,
    end=st.sampled_from(["\n", "\r\n"]),
    packing=st.sampled_from(["plain", "quoted", "parquet"]),
    recorded=st.sampled_from([None, "Recorded_At", "value"]),
    missing=st.sampled_from([frozenset[str](), frozenset({"-"})]),
)
def test_columns_say_what_rows_say(
    files: list[list[tuple[str, ...]]],
    shape: str,
    end: str,
    packing: str,
    recorded: str | None,
    missing: frozenset[str],
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        for number, rows in enumerate(files):
            if packing == "parquet":
                write_parquet(Path(folder, f"t{number}.parquet"), rows)
            else:
                write(Path(folder, f"t{number}.csv"), rows, end, quoted=packing == "quoted")
        layout = Layout(
            (Table(shape, "ticket", "t*"),),  # type: ignore[arg-type]
            zone="Europe/Berlin",
            dates="day.month.year",
            recorded=recorded,
            missing=missing,
        )
        try:
            assert_same(csv_source(folder), layout, ["kind", "field", "value", "old"])
        except (NotColumnsError, SourceError):
            return


PARTS = [
    [
        "2026-01-05",
        "2026-1-5",
        "2024-02-29",
        "2026-02-30",
        "1700-01-01",
        "1699-12-31",
        "05.01.2026",
    ],
    ["T", " ", "t", "", "_"],
    ["", "09", "09:00", "09:00:00", "0900", "24:00:00", "23:59:60", "09:00:00.1", "09:00:00,5"],
    ["", "Z", "z", "+02", "+0200", "+02:00", "-11:30", "+24:00", " Z", "UTC", "+02:00:30"],
]


@given(st.lists(st.tuples(*map(st.sampled_from, PARTS)).map("".join), min_size=1, max_size=8))
def test_a_column_of_times_is_read_as_each_alone(texts: list[str]) -> None:
    clock = Clock(Layout((), zone="Europe/Berlin"), tells=False)
    told = clock.of_texts(pa.array(texts))
    for text, at in zip(texts, told.at.to_pylist(), strict=True):
        times = Times(None, "Europe/Berlin")
        try:
            expected = times.read(text)
        except UnreadableTimeError:
            expected = None
        assert at == (None if times.shown else expected), text


@given(st.integers(EARLIEST, LATEST - 1), st.sampled_from(["Europe/Berlin", "Asia/Kathmandu"]))
def test_a_wall_time_is_read_as_it_is_alone(wall: int, zone: str) -> None:
    text = pa.array([wall]).cast(pa.timestamp("us")).cast(pa.string())[0].as_py()
    told = Clock(Layout((), zone=zone)).of_moments(pa.array([wall]).cast(pa.timestamp("us")))
    assert told.at.to_pylist() == [Times(None, zone).read(text)]


@pytest.mark.parametrize("zone", ["Africa/Casablanca", "America/St_Johns", "Australia/Lord_Howe"])
def test_every_half_hour_of_a_year_is_read_as_alone(zone: str) -> None:
    start = 1_735_689_600_000_000
    walls = [start + n * 1_800_000_000 for n in range(365 * 48)]
    moments = pa.array(walls).cast(pa.timestamp("us"))
    told = Clock(Layout((), zone=zone)).of_moments(moments)
    times = Times(None, zone)
    texts = moments.cast(pa.string()).to_pylist()
    assert told.at.to_pylist() == [times.read(text) for text in texts]
    turned = [times.turned(text) is not None for text in texts]
    assert (told.turned.to_pylist() if told.turned else turned) == turned
