"""A run depends on what it read, not on the machine, the order of rows, or who else may ask."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import fields, is_dataclass
from pathlib import Path
from random import Random

import duckdb
import pytest

from slarules import cli
from slarules.pipeline import audited
from slarules.report.documents import targets, written
from slarules.report.statement_document import statements
from tests.laws.exports import contents, events, export, run, turned
from tests.pipeline.desk import INTERNAL, arguments, ordered

SEEDS = range(3)


def rows_of(parquet: Path) -> list[tuple[object, ...]]:
    """Return the facts of a run without the numbers of their rows in the source."""
    query = 'SELECT COLUMNS(* EXCLUDE ("row"))::VARCHAR FROM read_parquet(?)'
    with duckdb.connect() as database:
        return database.execute(query, [str(parquet)]).fetchall()


@pytest.mark.parametrize("seed", SEEDS)
def test_rows_of_different_instants_may_come_in_any_order(tmp_path: Path, seed: int) -> None:
    random = Random(seed)  # noqa: S311 - chance for a test
    rows = events(random, 40)
    runs = []
    for name, order in (("sorted", rows), ("turned", turned(rows, random))):
        folder = export(tmp_path / name, order)
        runs.append(folder / "run")
        assert cli.run([*arguments(folder), "--out", str(runs[-1])]) == 0
    one, two = map(contents, runs)
    for name in ("verdicts.csv", "verdicts.parquet", "targets.json", "statement.json"):
        assert one[name] == two[name]
    assert one["counts.json"] == two["counts.json"]
    assert rows_of(runs[0] / "facts.parquet") == rows_of(runs[1] / "facts.parquet")


def test_machines_that_differ_in_all_settings_write_the_same_bytes(tmp_path: Path) -> None:
    rows = events(Random(7), 30)  # noqa: S311 - chance for a test
    machines = (
        {"TZ": "Pacific/Apia", "LC_ALL": "C", "LANG": "C", "PYTHONHASHSEED": "1"},
        {"TZ": "America/St_Johns", "LC_ALL": "tr_TR.UTF-8", "PYTHONHASHSEED": "2"},
        {"TZ": "nowhere", "LC_ALL": "de_DE.UTF-8", "PYTHONUTF8": "1", "PYTHONHASHSEED": "77"},
    )
    kept = []
    for number, machine in enumerate(machines):
        folder = export(tmp_path / str(number), rows)
        files = dict(
            contents(run(folder, "meridian-internal.sla", "--audience", "provider", **machine))
        )
        manifest = json.loads(files.pop("manifest.json"))
        del manifest["clock"], manifest["seal"]
        kept.append((files, manifest))
    assert kept[0] == kept[1] == kept[2]


@pytest.mark.parametrize("seed", SEEDS)
def test_nothing_internal_reaches_the_customer_whatever_happened(
    tmp_path: Path, seed: int, capsys: pytest.CaptureFixture[str]
) -> None:
    rows = events(Random(seed), 40)  # noqa: S311 - chance for a test
    told = []
    for contract in ("meridian.sla", "meridian-internal.sla"):
        folder = export(tmp_path / contract, rows)
        to = folder / "run"
        assert cli.run([*arguments(folder, contract), "--out", str(to)]) == 0
        assert cli.run(["explain", str(to), "I-1"]) in {0, 2}
        said = capsys.readouterr()
        files = dict(contents(to))
        manifest = json.loads(files.pop("manifest.json"))
        del manifest["clock"], manifest["seal"]
        words = "\n".join([said.out, said.err, str(manifest), str(rows_of(to / "facts.parquet"))])
        told.append((files, manifest, words.replace(contract, "").replace(str(tmp_path), "")))
    (bare, bare_manifest, _), (files, manifest, words) = told
    assert (files, manifest) == (bare, bare_manifest)
    assert [word for word in INTERNAL if word in words] == []


# --- exactness ---------------------------------------------------------------------------------


def floats(value: object, path: str = "") -> list[str]:
    """Return where binary floats stand in a value, however deep."""
    match value:
        case float():
            return [path]
        case str() | bytes() | int() | None:
            return []
        case dict():
            parts = [*value.keys(), *value.values()]
        case tuple() | list() | set() | frozenset():
            parts = list(value)
        case _ if is_dataclass(value):
            parts = [getattr(value, field.name) for field in fields(value)]
        case _:
            return []
    return [found for part in parts for found in floats(part, f"{path}/{type(value).__name__}")]


def test_no_figure_is_a_binary_float_from_the_contract_to_what_is_written(tmp_path: Path) -> None:
    folder = export(tmp_path / "one", events(Random(3), 40))  # noqa: S311 - chance for a test
    result = audited(ordered(folder))
    assert floats(result.contract) == floats(result.history) == floats(result.outcome) == []

    def refused(figure: str) -> None:
        pytest.fail(f"a number with decimals is written as one: {figure}")

    documents: Sequence[str] = [
        written(targets(result.contract, result.outcome)),
        written(statements(result.contract, result.outcome)),
    ]
    for document in documents:
        json.loads(document, parse_float=refused)


def test_the_search_for_floats_finds_them() -> None:
    assert floats({"a": [(1, 0.5)]}) == ["/dict/list/tuple"]
