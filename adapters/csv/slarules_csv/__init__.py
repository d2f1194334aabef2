"""History from CSV and Parquet files."""

from __future__ import annotations

from slarules.hookspecs import RegisterSource, hookimpl


def files_in(argument: str) -> object:
    """Return the files in a folder as a source."""
    # Reading brings DuckDB, which a list of plugins has no need of.
    from slarules_csv.source import CsvSource

    return CsvSource(argument)


@hookimpl
def slarules_sources(register: RegisterSource) -> None:
    """Offer `csv:FOLDER`."""
    register("csv", files_in)
