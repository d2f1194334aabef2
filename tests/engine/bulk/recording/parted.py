"""Histories as batches of items whose outlines are known, and the files that are made of them."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import groupby
from pathlib import Path
from typing import TypeVar

import numpy as np
import pyarrow as pa

from slarules.core.contract import Contract
from slarules.engine.bulk.judging.judging import Judging, batch_of
from slarules.engine.bulk.judging.outlines import outline_of, outlined
from slarules.engine.bulk.reading.batches import ItemBatch
from slarules.engine.bulk.reading.templates import RECORDED, Template
from slarules.engine.bulk.recording.cells import NONE
from slarules.engine.bulk.recording.verdict_rows import Reports
from slarules.engine.outcome import Outcome, Verdict
from slarules.engine.reference.verdicts import verdicts
from slarules.facts.history import BEGINNING, Happening, History, RowRef, Step, Timeline
from slarules.instants import Instant
from slarules.report.review import Review, review
from slarules.report.tables import VERDICTS, Table
from slarules.runs.facts import FACTS, write_facts
from slarules.runs.facts import RECORDED as FILES
from slarules.runs.parquet import write_parquet
from slarules.runs.recording import Part, Recording
from slarules.runs.reviewing import Reviewing
from slarules.runs.spreadsheet import write_csv


def parts(
    contract: Contract, history: History, size: int, alone: Collection[int] = ()
) -> Iterator[Part]:
    """Yield a history so many items of a kind at a time; those of the numbers have no outline."""
    judging = Judging(contract, history)
    laying = Laying(history.until)
    numbered = groupby(enumerate(history.items), key=lambda each: each[1].kind)
    for _, group in numbered:
        found = [*group]
        for first in range(0, len(found), size):
            items = [item for _, item in found[first : first + size]]
            left = {
                n: item for n, (k, item) in enumerate(found[first : first + size]) if k in alone
            }
            judged = judging.judge(batch_of(judging, replace(history, items=items)))
            yield Part(laying.batch(items, left), left, judged)


def written_by_columns(
    folder: Path, contract: Contract, history: History, found: Iterator[Part], reports: Reports
) -> tuple[Mapping[str, bytes], Review]:
    """Return the large files of a run by their names, as they are written of columns."""
    folder.mkdir()
    bare = replace(history, items=())
    reviewing = Reviewing(contract, bare, reports)
    summing = Reviewing(contract, bare, reports, is_written=False)
    with Recording(folder, bare, reports) as recording:
        for part in found:
            recording.add(part)
            reviewing.add(part)
            summing.add(part)
    whole, summary = reviewing.review, summing.review
    assert (summary.items, summary.words) == (whole.items, whole.words)
    assert (summary.first, summary.latest) == (whole.first, whole.latest)
    return contents(folder), whole


def written_by_objects(
    folder: Path, contract: Contract, history: History, reports: Reports
) -> tuple[Mapping[str, bytes], Review]:
    """Return the same files as they are written of verdicts and timelines."""
    folder.mkdir()
    shown = tuple(v for v in verdicts(contract, history) if reports(v.period))
    table: Table[Verdict] = Table(VERDICTS, shown)
    write_parquet(folder / "verdicts.parquet", table.arrow())
    write_csv(folder / "verdicts.csv", [c.name for c in VERDICTS], table.lines())
    write_facts(folder / FACTS, history)
    return contents(folder), review(contract, history, Outcome(shown, (), (), ()))


def contents(folder: Path) -> Mapping[str, bytes]:
    return {name: (folder / name).read_bytes() for name in FILES}


ALONE = -1


class Laying:
    """Lays items out in batches, as reading by columns does."""

    def __init__(self, until: Instant) -> None:
        self.until = until
        self.templates: list[Template] = []
        self.numbers: dict[str, int] = {}

    def batch(self, items: Sequence[Timeline], alone: Collection[int]) -> ItemBatch:
        every = [_Laid(item, self.until) for item in items]
        files = sorted({ref.file for each in every for ref in each.rows})
        names = sorted({item.customer for item in items if item.customer is not None})
        refs = [ref for each in every for ref in each.rows]
        return ItemBatch(
            kind=items[0].kind,
            names=pa.array([item.item for item in items], pa.string()),
            customers=np.array(
                [names.index(i.customer) if i.customer is not None else -1 for i in items], np.int32
            ),
            customer_names=names,
            judged=np.zeros(len(items), np.int32),
            judged_templates=(),
            outlines=np.array(
                [ALONE if n in alone else self._number(each) for n, each in enumerate(every)],
                np.int32,
            ),
            templates=self.templates,
            first=np.cumsum([0, *(len(each.instants) for each in every)], dtype=np.int64),
            at=np.array([at for each in every for at in each.instants], np.int64),
            row_first=np.cumsum([0, *(len(each.rows) for each in every)], dtype=np.int64),
            file=np.array([files.index(ref.file) for ref in refs], np.int32),
            row=np.array([ref.row for ref in refs], np.int64),
            recorded=np.array([NONE if r.recorded is None else r.recorded for r in refs], np.int64),
            files=files,
            within=[""] * len(files),
            until=self.until,
        )

    def _number(self, laid: _Laid) -> int:
        template = laid.template()
        key = repr(template)
        if key not in self.numbers:
            self.numbers[key] = len(self.templates)
            self.templates.append(Template(template, (), 0))
        return self.numbers[key]


Known = TypeVar("Known", Step, Happening)


class _Laid:
    """An item apart: what its outline says, its instants and its rows."""

    def __init__(self, item: Timeline, until: Instant) -> None:
        self.item = item
        self.instants = outline_of(item, until).instants
        self.stands = {at: outlined(place, at, until) for place, at in enumerate(self.instants)}
        self.stands[BEGINNING] = BEGINNING
        known: list[Sequence[Step | Happening]] = [*item.facts.values(), *item.happened.values()]
        found = [ref for kept in known for each in kept if (ref := each.row) is not None]
        self.rows = list(dict.fromkeys(found))

    def template(self) -> Timeline:
        item = self.item
        return replace(
            item,
            item="",
            customer=None,
            facts={name: tuple(map(self._known, steps)) for name, steps in item.facts.items()},
            happened={name: tuple(map(self._known, each)) for name, each in item.happened.items()},
            unknown={
                name: replace(each, after=self._at(each.after), before=self._at(each.before))
                for name, each in item.unknown.items()
            },
        )

    def _known(self, known: Known) -> Known:
        return replace(known, at=self.stands[known.at], row=self._row(known.row))

    def _at(self, at: Instant | None) -> Instant | None:
        return None if at is None else self.stands[at]

    def _row(self, row: RowRef | None) -> RowRef | None:
        if row is None:
            return None
        number = self.rows.index(row)
        return RowRef("", number, None if row.recorded is None else Instant(RECORDED + number))
