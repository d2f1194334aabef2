"""One audit by both engines, and where they part."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, fields, replace
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from unittest.mock import patch

import pyarrow as pa
import pyarrow.compute
import pyarrow.csv as pc
import pyarrow.parquet as pq

from slarules import pipeline
from slarules.engine.bulk.auditing import Auditing, JudgedItems
from slarules.engine.bulk.reading.own_items import OwnItems
from slarules.engine.bulk.reading.views import ALONE, UNREMARKABLE, WALKED
from slarules.engine.choice import AskedEngine
from slarules.engine.outcome import Outcome, Verdict
from slarules.errors import ContractError, SourceError, UsageError
from slarules.order import Order
from slarules.report.audited import Audited
from slarules.report.summary import summary
from slarules.runs.folder import write
from slarules.runs.whole_folder import room_beside
from slarules.task import Room

CONTRACT, MAPPING, DATA, ASKED = "contract.sla", "mapping.sla", "data", "asked.json"
NO_TIME = {"started_at": "2026-12-31T00:00:00Z", "ended_at": "2026-12-31T00:00:00Z"}
Paths = Counter[str]


@dataclass(frozen=True)
class Case:
    """The texts and tables of an audit.

    Attributes:
        files: By path.
        as_of: In words of ISO 8601.
        period: A label; all that ended when empty.
        packed: The tables that are Parquet.
        is_typed: Whether these hold instants and numbered texts where they can.
        rows: How many rows come at a time; as many as come when 0.
    """

    files: dict[str, str]
    as_of: str = ""
    period: str = ""
    packed: tuple[str, ...] = field(default=())
    is_typed: bool = False
    rows: int = 0

    def placed(self, folder: Path) -> Order:
        """Write it into a folder; return what is asked."""
        for name, text in self.files.items():
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, "utf-8")
            if name in self.packed:
                _pack(path, is_typed=self.is_typed)
        (folder / DATA).mkdir(exist_ok=True)
        as_of = datetime.fromisoformat(self.as_of) if self.as_of else None
        source = f"csv:{folder / DATA}"
        return Order(folder / CONTRACT, folder / MAPPING, source, self.period or None, as_of)

    def kept(self, folder: Path) -> None:
        """Keep it in a folder."""
        for name, text in self.files.items():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_text(text, "utf-8")
        asked = {
            "as_of": self.as_of,
            "period": self.period,
            "packed": list(self.packed),
            "is_typed": self.is_typed,
            "rows": self.rows,
        }
        (folder / ASKED).write_text(json.dumps(asked, indent=2) + "\n", "utf-8")

    @classmethod
    def found(cls, folder: Path) -> Case:
        """Return one that was kept."""
        paths = [path for path in sorted(folder.rglob("*")) if path.is_file()]
        files = {p.relative_to(folder).as_posix(): p.read_bytes().decode() for p in paths}
        asked = json.loads(files.pop(ASKED))
        return cls(files, **(asked | {"packed": tuple(asked["packed"])}))


def _pack(path: Path, *, is_typed: bool) -> None:
    texts = pc.ConvertOptions(
        column_types=dict.fromkeys(path.read_text("utf-8").split("\n")[0].split(","), pa.string())
    )
    table = pc.read_csv(path, convert_options=texts)
    if is_typed:
        columns = [_typed(table.column(name)) for name in table.column_names]
        table = pa.table(columns, table.column_names)
    pq.write_table(table, path.with_suffix(".parquet"), row_group_size=7 if is_typed else None)
    path.unlink()


def _typed(texts: pa.ChunkedArray) -> pa.ChunkedArray:
    texts = pa.chunked_array([pa.compute.if_else(pa.compute.equal(texts, ""), None, texts)])
    with suppress(pa.ArrowInvalid):
        return texts.cast(pa.timestamp("us"))
    return texts.dictionary_encode()


@dataclass(frozen=True)
class Done:
    """What one engine made of an audit."""

    audited: Audited | None
    error: str
    files: dict[str, bytes]


def done(order: Order, folder: Path | None, *, keeps: bool = True) -> Done:
    """Carry out an order.

    Args:
        folder: Where the run is written; nowhere without one.
        keeps: Whether verdicts and items are to be had where it is not.
    """
    try:
        if folder is None:
            audited = pipeline.audited(order, room=Room(keeps=keeps))
            return Done(audited, "", {"summary": summary(audited, 100).encode()})
        return _written(order, folder)
    except (ContractError, SourceError, UsageError) as error:
        return Done(None, f"{type(error).__name__}: {error}", {})


def _written(order: Order, folder: Path) -> Done:
    target = folder / "run"
    with room_beside(target) as room:
        audited = pipeline.audited(order, room=Room(room))
        write(target, audited, NO_TIME, None, room if audited.reviewed is not None else None)
    paths = [path for path in sorted(target.rglob("*")) if path.is_file()]
    files = {path.relative_to(target).as_posix(): path.read_bytes() for path in paths}
    said = json.loads(files["manifest.json"])
    files["manifest.json"] = json.dumps(
        {key: said[key] for key in said if key not in ("engine", "seal")}
    ).encode()
    files["summary"] = summary(audited, 100).encode()
    return Done(audited, "", files)


def parted(case: Case, paths: Paths | None = None) -> list[str]:
    """Return in words where the engines part.

    Args:
        paths: Is told how items were judged.
    """
    with TemporaryDirectory() as held:
        folder = Path(held)
        order = case.placed(folder)
        (folder / "one").mkdir()
        (folder / "two").mkdir()
        theirs = done(asking(order, "reference"), folder / "one")
        with told(paths if paths is not None else Counter()), at_a_time(case.rows):
            ours = done(asking(order, "bulk"), folder / "two")
            bare = done(asking(order, "bulk"), None)
            least = done(asking(order, "bulk"), None, keeps=False)
    if paths is not None:
        paths["error" if theirs.error else "audits"] += 1
    found = [f"error {done.error!r} is {theirs.error!r}" for done in (ours, bare, least)
             if done.error != theirs.error]  # fmt: skip
    same = replace(theirs, files={"summary": theirs.files.get("summary", b"")})
    return found or [
        *_files(ours, theirs),
        *_files(replace(least, files={"summary": least.files.get("summary", b"")}), same),
        *_files(replace(bare, files={"summary": bare.files.get("summary", b"")}), same),
        *_outcomes(least.audited, theirs.audited, keeps=False),
        *_outcomes(bare.audited, theirs.audited),
    ]


def asking(order: Order, engine: AskedEngine) -> Order:
    return replace(order, engine=engine)


def _files(ours: Done, theirs: Done) -> Iterator[str]:
    for name in sorted({*ours.files, *theirs.files}):
        our, their = ours.files.get(name, b""), theirs.files.get(name, b"")
        if our != their:
            yield f"{name}: {_line(our, their)}"


def _line(our: bytes, their: bytes) -> str:
    ours, theirs = (
        our.decode(errors="replace").split("\n"),
        their.decode(errors="replace").split("\n"),
    )
    for number, (one, other) in enumerate(zip(ours, theirs, strict=False), 1):
        if one != other:
            return f"line {number} {one[:300]!r} is {other[:300]!r}"
    return f"{len(ours)} lines are {len(theirs)}"


def _outcomes(ours: Audited | None, theirs: Audited | None, *, keeps: bool = True) -> Iterator[str]:
    if ours is None or theirs is None:
        return
    for name in ("findings", "counts", "needs", "sources", "snapshots", "warnings"):
        our, their = getattr(ours, name), getattr(theirs, name)
        if our != their:
            yield f"{name}: {our!r} is {their!r}"
    for name in (each.name for each in fields(Outcome)):
        our, their = getattr(ours.outcome, name), getattr(theirs.outcome, name)
        if name != "verdicts" and our != their:
            yield f"{name}: {our!r} is {their!r}"[:1500]
    if keeps:
        yield from _verdicts(list(ours.outcome.verdicts), list(theirs.outcome.verdicts))


def _verdicts(ours: list[Verdict], theirs: list[Verdict]) -> Iterator[str]:
    if len(ours) != len(theirs):
        yield f"{len(ours)} verdicts are {len(theirs)}"
        return
    for our, their in zip(ours, theirs, strict=True):
        for name in (each.name for each in fields(Verdict)):
            if getattr(our, name) != getattr(their, name):
                what = f"{getattr(our, name)!r} is {getattr(their, name)!r}"
                yield f"{their.item} {their.promise} {their.cycle} {name}: {what}"


@contextmanager
def told(paths: Paths) -> Iterator[None]:
    """Count how items are judged."""
    judged = Auditing.judged

    def counted(self: Auditing) -> Iterator[JudgedItems]:
        for each in judged(self):
            batch = each.items.batch
            paths["items"] += len(batch)
            paths["walked"] += int((batch.judged == WALKED).sum())
            paths["apart"] += int((batch.judged == ALONE).sum())
            paths["outlined"] += int((batch.judged >= 0).sum())
            if batch.outlines is not None:
                paths["unremarkable"] += int((batch.outlines == UNREMARKABLE).sum())
            yield each
        paths["alone"] += sum(self.alone.values())
        paths["by columns"] += 1

    with patch.object(Auditing, "judged", counted):
        yield


@contextmanager
def at_a_time(rows: int) -> Iterator[None]:
    """Let a source be read so many rows at a time; as many as come when 0."""
    batches = OwnItems._batches  # noqa: SLF001 - rows as they come

    def cut(self: OwnItems) -> Iterator[pa.RecordBatch]:
        for batch in batches(self):
            step = rows or len(batch)
            yield from (batch.slice(low, step) for low in range(0, len(batch), step))

    with patch.object(OwnItems, "_batches", cut):
        yield
