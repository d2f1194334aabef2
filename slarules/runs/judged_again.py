"""A source judged a second time, for who looks at verdicts that were not kept."""

from __future__ import annotations

from contextlib import closing, suppress

from slarules.engine.bulk.auditing import Auditing
from slarules.engine.bulk.reading.gathering import Gathering
from slarules.facts.columns import ColumnSource, ItemTable, NotColumnsError, OutOfOrderError
from slarules.facts.gathering import Gathered
from slarules.runs.changed import changed, refuse_changed
from slarules.runs.in_columns import Asked, apart, opened
from slarules.runs.verdicts_later import Judged


def judged_again(source: ColumnSource, asked: Asked, then: Gathered) -> Judged:
    """Yield all verdicts again, from the source as it was.

    Raises:
        SourceError: It is no longer as it was, or cannot be read to its end.
    """
    source = source if asked.again is None else asked.again(then.snapshots)
    try:
        is_sorted = sorted_as_then(source, asked, then)
        with opened(source, asked) as read:
            if asked.order.engine == "spark":
                with apart(read, source, asked) as judged:
                    yield from (verdicts for _, verdicts in judged.items())
            else:
                if not is_sorted:
                    _let_sort(read)
                with closing(Auditing(asked.contract, read, keeps_facts=False).judged()) as found:
                    yield from (each.verdicts for each in found)
            refuse_changed(source.name, then.files, read.gathered().files)
    except NotColumnsError as error:
        raise changed(source.name, error.why) from error


def sorted_as_then(source: ColumnSource, asked: Asked, then: Gathered) -> bool:
    """Return whether rows come sorted from a source; raises as `judged_again` does."""
    is_sorted = True
    with opened(source, asked) as read:
        files = dict(read.read.files)
        for table in read.held.tables:
            try:
                _exhaust(table)
            except OutOfOrderError:
                is_sorted = False
                _exhaust(table)
            files |= {each.file: each.digest for each in table.end().reads}
    refuse_changed(source.name, then.files, files)
    return is_sorted


def _let_sort(read: Gathering) -> None:
    """Let those tables come sorted that are not, before anything of them is judged."""
    for table in read.held.tables:
        with suppress(OutOfOrderError):
            _exhaust(table)


def _exhaust(table: ItemTable) -> None:
    for _ in table.sorted_batches(()):
        pass
