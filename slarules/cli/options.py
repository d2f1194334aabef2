"""Options and habits that commands share."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import date, datetime
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from slarules.instants import YEARS
from slarules.register import DEFAULT_REGISTER

if TYPE_CHECKING:
    from slarules.engine.spark.settings import Cluster
    from slarules.report.layout import Paint, Tone

F = TypeVar("F", bound=Callable[..., Any])

SUFFIXES = (".sla", ".sla.md")
"""What rule files end with."""

PAGE = 100
"""How wide text is that goes to no terminal."""

STYLES: Mapping[Tone, Mapping[str, Any]] = {
    "plain": {},
    "title": {"bold": True},
    "good": {"fg": "green"},
    "bad": {"fg": "red"},
    "unsure": {"fg": "yellow"},
    "quiet": {"dim": True},
}

EXISTING = click.Path(exists=True, path_type=Path)
EXISTING_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


class RunFolder(click.Path):
    """The folder of a run; one that is aside for the moment is told as that."""

    def __init__(self) -> None:
        super().__init__(exists=True, file_okay=False, path_type=Path)

    def convert(
        self,
        value: str | os.PathLike[str],
        param: click.Parameter | None,
        ctx: click.Context | None,
    ) -> str | bytes | os.PathLike[str]:
        """Return the folder."""
        from slarules.runs.whole_folder import refuse_set_aside

        refuse_set_aside(Path(value))
        return super().convert(value, param, ctx)


RUN_FOLDER = RunFolder()


class MappingFile(click.ParamType):  # type: ignore[type-arg]  # older releases of click take none
    """The file of a mapping, or the name of one that comes with slarules."""

    name = "mapping"

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> Path:
        """Return the file."""
        from slarules.errors import UsageError
        from slarules.mapping_file import mapping_file

        try:
            return mapping_file(str(value))
        except UsageError as error:
            self.fail(str(error), param, ctx)


class Moment(click.ParamType):  # type: ignore[type-arg]  # older releases of click take none
    """A date, or a time as ISO 8601 writes it; without an offset it is a wall time."""

    name = "moment"
    like = "date like 2026-04-01, and no time like 2026-04-01T09:00Z"

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> date | datetime:
        """Return the date or time."""
        for kind in (date, datetime):
            with suppress(ValueError):
                return in_reach(kind.fromisoformat(str(value)), param, ctx)
        raise click.BadParameter(f"'{value}' is no {self.like}", ctx, param)


T = TypeVar("T", bound=date)


def in_reach(said: T, param: click.Parameter | None, ctx: click.Context | None) -> T:
    """Return a date or time whose year is one that a person may name.

    Raises:
        BadParameter: It is not.
    """
    if said.year in YEARS:
        return said
    years = f"{YEARS[0]} to {YEARS[-1]}"
    raise click.BadParameter(f"{said.isoformat()} is not in the years {years}", ctx, param)


class Day(Moment):
    """A date."""

    like = "date like 2026-04-01"

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> date:
        """Return the date."""
        found = super().convert(value, param, ctx)
        if isinstance(found, datetime):
            self.fail(f"'{value}' has a time; a date like 2026-04-01 is needed", param, ctx)
        return found


mapping_option = click.option(
    "--mapping",
    required=True,
    type=MappingFile(),
    metavar="M",
    help="The file that says how the source yields the contract's words, or a name like zendesk.",
)

source_option = click.option(
    "--source",
    "sources",
    required=True,
    multiple=True,
    metavar="S",
    help="What to read: csv:data reads the folder data. Names are listed by: slarules plugins. "
    "May be given several times: tickets from one, outages from another.",
)

path_option = click.option(
    "--path",
    "search",
    multiple=True,
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    metavar="DIR",
    help="A further folder to look in for what files use; may be given several times.",
)

register_option = click.option(
    "--register",
    envvar="SLARULES_REGISTER",
    default=DEFAULT_REGISTER,
    show_default=True,
    metavar="URL",
    help="The register: a SQLite file or PostgreSQL address. Also from SLARULES_REGISTER.",
)


def format_option(*more: str) -> Callable[[F], F]:
    """Return the option `--format text|json` and whatever further forms a command has."""
    return click.option(
        "--format",
        "form",
        type=click.Choice(["text", "json", *more]),
        default="text",
        show_default=True,
        help="How the result is written to standard output.",
    )


def engine_option(told: str) -> Callable[[F], F]:
    """Return the option `--engine`; `told` says what it computes."""
    return click.option(
        "--engine",
        type=click.Choice(["auto", "reference", "bulk", "spark"]),
        default="auto",
        show_default=True,
        help=told,
    )


def spark_options(command: Callable[..., int]) -> Callable[..., int]:
    """Add the options that say where `--engine spark` computes; the command takes `cluster`."""

    @click.option(
        "--spark-master",
        metavar="MASTER",
        help="Where Spark computes, such as spark://HOST:7077 or yarn; else as Spark is set up.",
    )
    @click.option(
        "--spark-set",
        "spark_settings",
        multiple=True,
        metavar="NAME=VALUE",
        callback=_settings,
        help="A setting of Spark, such as spark.executor.memory=8g; may be repeated.",
    )
    @click.option(
        "--spark-folder",
        metavar="ADDRESS",
        help="A folder that driver and executors can write to, for as long as they work.",
    )
    @wraps(command)
    def with_cluster(
        *,
        spark_master: str | None,
        spark_settings: Mapping[str, str],
        spark_folder: str | None,
        **others: Any,  # noqa: ANN401 - what the command takes besides
    ) -> int:
        from slarules.engine.spark.settings import Cluster
        from slarules.sources import has_profiles

        said = spark_master or spark_settings or spark_folder
        cluster = Cluster(spark_master, spark_settings, spark_folder) if said else None
        if others.get("engine") == "spark" and has_profiles():
            cluster = _with_profile(cluster or Cluster())
        return command(cluster=cluster, **others)

    return with_cluster


def _with_profile(asked: Cluster) -> Cluster:
    """Return where Spark computes: what options leave out, `slarules.toml` says."""
    from slarules.profiles.spark import spark_profile

    kept = spark_profile()
    settings = {**kept.settings, **asked.settings}
    return replace(
        asked,
        master=asked.master or kept.master,
        settings=settings,
        folder=asked.folder or kept.folder,
    )


def _settings(
    context: click.Context, parameter: click.Parameter, given: tuple[str, ...]
) -> Mapping[str, str]:
    del context
    for each in given:
        if not each.startswith("spark.") or "=" not in each:
            raise click.BadParameter(f"'{each}' is not spark.NAME=VALUE", param=parameter)
    return dict(each.split("=", 1) for each in given)


def screen() -> tuple[int, Paint]:
    """Return how wide standard output is, and how it is painted: not at all but on a terminal."""
    from slarules.report.layout import unpainted

    if not sys.stdout.isatty():
        return PAGE, unpainted
    width = shutil.get_terminal_size((PAGE, 24)).columns
    return width, unpainted if os.environ.get("NO_COLOR") else painted


def painted(text: str, tone: Tone) -> str:
    """Return a text with the colours of its tone."""
    return click.style(text, **STYLES[tone]) if STYLES[tone] else text


def rule_files(paths: Sequence[Path]) -> Iterator[Path]:
    """Yield files as named, and of folders every rule file below them, in order.

    Raises:
        UsageError: A folder holds none.
    """
    for path in paths:
        if not path.is_dir():
            yield path
            continue
        below = sorted(each for suffix in SUFFIXES for each in path.rglob(f"*{suffix}"))
        if not below:
            raise click.UsageError(f"no file below {path} ends in .sla or .sla.md; name another")
        yield from below
