"""How often texts stand together in the rows of a table, and one row a run."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

import numpy as np

from slarules.engine.bulk.recording.cells import Ints, Numbers, Sheet, Texts, height

RUN: Final = ("item", "measure", "cycle", "cycle_of", "internal")
"""The columns that tell runs apart, and runs of internal promises from the others."""


def together(columns: Sequence[Texts]) -> Iterator[tuple[tuple[str | None, ...], int]]:
    """Yield the texts that stand together in rows and in how many, in order of the first row."""
    key = np.zeros(len(columns[0].codes), np.int64)
    for column in columns:
        codes = _alike(column)
        key = key * (int(codes.max(initial=0)) + 1) + codes
    _, first, number = np.unique(key, return_index=True, return_counts=True)
    for place in np.argsort(first):
        yield tuple(text(column, int(first[place])) for column in columns), int(number[place])


def text(column: Texts, row: int) -> str | None:
    """Return the text of a row."""
    code = int(column.codes[row])
    return column.pool[code].as_py() if code >= 0 else None


def _alike(column: Texts) -> Ints:
    """Return numbers from 0 that are equal where the texts are."""
    same = column.pool.dictionary_encode().indices.to_numpy(zero_copy_only=False)
    return np.append(same.astype(np.int64) + 1, 0)[column.codes]


def once(sheet: Sheet, rank: Sequence[str]) -> Ints:
    """Return the rows that stand for their run: the first by verdict, then by place.

    Args:
        rank: The words of verdicts, the one that counts first.
    """
    run = np.zeros(height(sheet), np.int64)
    for name in RUN:
        cells = sheet[name]
        codes = _alike(cells) if isinstance(cells, Texts) else cells.cells
        _, codes = np.unique(codes, return_inverse=True)
        _, run = np.unique(run * (int(codes.max(initial=0)) + 1) + codes, return_inverse=True)
    if int(run.max(initial=-1)) + 1 == len(run):
        return np.arange(len(run))
    return _first_of(run, _ranks(sheet["verdict"], rank))


def _ranks(verdicts: Texts | Numbers, rank: Sequence[str]) -> Ints:
    assert isinstance(verdicts, Texts)  # noqa: S101 - as rows of verdicts have it
    known = [rank.index(word) for word in verdicts.pool.to_pylist()]
    return np.array(known, np.int64)[verdicts.codes]


def _first_of(run: Ints, rank: Ints) -> Ints:
    order = np.lexsort((np.arange(len(run)), rank, run))
    begins = np.append(True, np.diff(run[order]) != 0)
    return np.sort(order[begins])
