"""How far long work is: drawn on a terminal, silent anywhere else."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, TypeVar, overload

import click

from slarules.watch import Nobody, Watch

if TYPE_CHECKING:
    from rich.progress import Progress, ProgressColumn, TaskID

    from slarules.core.mapping import Layout
    from slarules.facts.history import History
    from slarules.facts.source import Reported, Source
    from slarules.pulling import Lines
    from slarules.pulling import Progress as Pulling

T = TypeVar("T")

COMPILING = "compiling the bulk engine for this machine, which takes a minute or so; "
KEPT = "the next run has it at once"
NOT_KEPT = (
    "it cannot be kept, since no folder for it may be written: set NUMBA_CACHE_DIR to one that may"
)


@contextmanager
def watch() -> Iterator[Watch]:
    """Give a watch that draws on standard error while the work lasts, if that is a terminal."""
    if not sys.stderr.isatty():
        yield Quiet()
        return
    with _drawing() as progress:
        yield Drawn(progress)


@contextmanager
def counting(total: int, description: str) -> Iterator[Callable[[], None]]:
    """Give what is to be called when one of so many is done; it draws on a terminal."""
    if not sys.stderr.isatty():
        yield lambda: None
        return
    from rich.progress import TextColumn

    with _drawing(TextColumn("{task.fields[rate]}")) as progress:
        task = progress.add_task(description, total=total, rate="")

        def done() -> None:
            progress.advance(task)
            speed = progress.tasks[task].speed
            progress.update(task, rate=f"{speed:.1f}/s" if speed else "")

        yield done


def _drawing(*more: ProgressColumn) -> Progress:
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        TextColumn,
        TimeElapsedColumn,
        TimeRemainingColumn,
    )

    return Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        TimeRemainingColumn(),
        *more,
        console=Console(stderr=True),
        transient=True,
    )


class Quiet(Nobody):
    """Says in a line why nothing is heard for long, and draws nothing."""

    def compiling(self, *, is_kept: bool) -> None:
        """Say it, since who hears nothing for a minute takes it for hung."""
        click.echo(_compiling(is_kept=is_kept), err=True)


def _compiling(*, is_kept: bool) -> str:
    return COMPILING + (KEPT if is_kept else NOT_KEPT)


@dataclass(slots=True)
class Drawn:
    """Draws a bar for each stage; how many rows a source has shows only at its end."""

    progress: Progress
    task: TaskID | None = None

    def reading(self, source: Source) -> Source:
        """Return the source, its rows counted as they come, and how far a network is."""
        from slarules.sources.live import LiveSource
        from slarules.sources.several import SeveralSources

        if isinstance(source, LiveSource | SeveralSources):
            source = source.heard(Heard(self.progress))
        return SeenSource(source, self.progress)

    def judging(self, history: History) -> History:
        """Return the history, its items counted as they are judged."""
        task = self.progress.add_task("judging items", total=len(history.items))
        return replace(history, items=SeenItems(history.items, self.progress, task))

    def judged(self, items: int) -> None:
        """Count items that were read and judged together."""
        if self.task is None:
            self.task = self.progress.add_task("judging items", total=None)
        self.progress.advance(self.task, items)

    def compiling(self, *, is_kept: bool) -> None:
        """Say it above the bar."""
        self.progress.console.print(_compiling(is_kept=is_kept), highlight=False)


@dataclass(slots=True)
class Heard:
    """Shows in one line how far a source is that is asked over a network, and for whom it waits."""

    progress: Progress
    lines: Lines | None = None
    task: TaskID | None = None

    def __call__(self, told: Pulling) -> None:
        """Show how far it is."""
        from rich.markup import escape

        from slarules.cli.entry import now
        from slarules.cli.printing import harmless
        from slarules.pulling import Lines

        self.lines = self.lines or Lines(now)
        text = escape(harmless(self.lines.line(told)))
        if self.task is None:
            self.task = self.progress.add_task(text, total=None)
        self.progress.update(self.task, description=text)


@dataclass(frozen=True, slots=True)
class SeenSource:
    """A source whose rows are counted."""

    source: Source
    progress: Progress

    @property
    def name(self) -> str:
        """How people call it."""
        return self.source.name

    def read(self, layout: Layout, wanted: frozenset[str] | None = None) -> Iterator[Reported]:
        """Yield what the source yields."""
        from slarules.facts.source import FileRows

        task = self.progress.add_task("reading rows", total=None)
        for report in self.source.read(layout, wanted):
            if isinstance(report, FileRows):
                self.progress.advance(task, len(report.rows))
            yield report


@dataclass(frozen=True, slots=True)
class SeenItems(Sequence[T]):
    """Things that are counted each time they are gone through."""

    things: Sequence[T]
    progress: Progress
    task: TaskID

    def __len__(self) -> int:
        return len(self.things)

    @overload
    def __getitem__(self, index: int) -> T: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[T]: ...
    def __getitem__(self, index: int | slice) -> T | Sequence[T]:
        return self.things[index]

    def __iter__(self) -> Iterator[T]:
        # Several stages go through all of them: one bar, begun again.
        self.progress.reset(self.task, total=len(self.things))
        return iter(self.progress.track(self.things, task_id=self.task))
